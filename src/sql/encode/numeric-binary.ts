import type { RowBuffer } from './row-buffer.js';

const POSITIVE = 0x0000;
const NEGATIVE = 0x4000;
const NOT_A_NUMBER = 0xc000;

/** A decimal in text as Postgres's binary numeric: digits to base 10,000, weight, sign and display scale. */
export function writeNumeric(buffer: RowBuffer, text: string): void {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts) return writeWords(buffer, [0, 0, NOT_A_NUMBER, 0]);
  const [, sign, whole = '', fraction = ''] = parts;
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0');
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const digits: number[] = [];
  for (let at = 0; at < left.length; at += 4) digits.push(Number(left.slice(at, at + 4)));
  for (let at = 0; at < right.length; at += 4) digits.push(Number(right.slice(at, at + 4)));
  let weight = left.length / 4 - 1;
  while (digits.length > 0 && digits[0] === 0) {
    digits.shift();
    weight--;
  }
  while (digits.length > 0 && digits.at(-1) === 0) digits.pop();
  if (digits.length === 0) weight = 0;
  const negative = sign === '-' && digits.length > 0;
  writeWords(buffer, [digits.length, weight, negative ? NEGATIVE : POSITIVE, fraction.length, ...digits]);
}

function writeWords(buffer: RowBuffer, words: readonly number[]): void {
  buffer.int32(words.length * 2);
  for (const word of words) buffer.int16(word > 0x7fff ? word - 0x10000 : word);
}
