import { randomUUID } from 'node:crypto';

const NONCE = randomUUID();
const PLACE = new RegExp(`"${NONCE}:(\\d+)"`, 'g');
/** The texts of the result that is being written: JSON.stringify runs to its end at once. */
let texts: string[] = [];

/** A part of a result that is JSON already. Only results written by `stringify` may hold one. */
export class MadeJson {
  constructor(private readonly text: string) {}

  toJSON(): string {
    return `${NONCE}:${texts.push(this.text) - 1}`;
  }
}

/** A result as JSON, with what is JSON already as it is. */
export function stringify(result: object): string {
  texts = [];
  const outer = JSON.stringify(result);
  const made = texts;
  texts = [];
  return made.length === 0 ? outer : outer.replace(PLACE, (_all, place: string) => made[Number(place)] ?? 'null');
}
