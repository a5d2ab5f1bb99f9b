import type { Constant, ConstantKind } from './constant.js';
import type { BoundParameter } from './run-context.js';

const BOOL = 16;
const TEXTS: readonly number[] = [25, 1043];
/** Width in bytes of the whole numbers, by type. */
const INTEGERS: Readonly<Partial<Record<number, number>>> = { 20: 8, 21: 2, 23: 4 };
const NUMERIC = 1700;
const DATE = 1082;
/** Numbers as Postgres itself would write them. */
const PLAIN_INTEGER = /^(0|-?[1-9]\d{0,17})$/;
const PLAIN_NUMERIC = /^(0|-?[1-9]\d{0,14})(\.\d{1,15})?$/;

/** The value of a parameter that needs no conversion by Postgres; undefined for every other. */
export function constantOf({ typeOid, format, value }: BoundParameter, kind: ConstantKind): Constant | undefined {
  if (value === null) return { value: null, later: false };
  const text = format === 0 ? value.toString('utf8') : undefined;
  const found = read(kind, typeOid, value, text);
  return found === undefined ? undefined : { value: found, later: false };
}

function read(kind: ConstantKind, typeOid: number, bytes: Buffer, text: string | undefined): string | undefined {
  switch (kind) {
    case 'text':
      return TEXTS.includes(typeOid) ? bytes.toString('utf8') : undefined;
    case 'number':
      return number(typeOid, bytes, text);
    case 'boolean':
      if (typeOid !== BOOL) return undefined;
      if (text === undefined) return bytes[0] === 0 ? 'false' : 'true';
      return ({ t: 'true', true: 'true', f: 'false', false: 'false' } as const)[text];
    case 'date':
      return typeOid === DATE ? isoDay(bytes, text) : undefined;
    default:
      return undefined;
  }
}

function number(typeOid: number, bytes: Buffer, text: string | undefined): string | undefined {
  const width = INTEGERS[typeOid];
  if (text !== undefined) {
    const plain = width === undefined ? typeOid === NUMERIC && PLAIN_NUMERIC.test(text) : PLAIN_INTEGER.test(text);
    return plain ? text : undefined;
  }
  if (width === undefined || bytes.length !== width) return undefined;
  return String(width === 8 ? bytes.readBigInt64BE() : bytes.readIntBE(0, width));
}

function isoDay(bytes: Buffer, text: string | undefined): string | undefined {
  if (text !== undefined) return isDay(text) ? text : undefined;
  if (bytes.length !== 4) return undefined;
  const day = new Date(Date.UTC(2000, 0, 1) + bytes.readInt32BE() * 86_400_000);
  const iso = Number.isNaN(day.getTime()) ? '' : day.toISOString().slice(0, 10);
  return isDay(iso) ? iso : undefined;
}

/** A day of the calendar as `YYYY-MM-DD`. */
export function isDay(text: string | undefined): boolean {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
