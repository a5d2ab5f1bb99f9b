import type { Cell, ValueType } from './answer.js';

/** What a ClickHouse type is to the doors. Nullable and LowCardinality do not matter. */
export function valueTypeOf(engineType: string): ValueType {
  const type = bareType(engineType);
  if (/^(U?Int\d+|Enum)/.test(type)) return type.startsWith('Enum') ? 'string' : 'integer';
  if (type.startsWith('Decimal')) return 'decimal';
  if (type.startsWith('Float')) return 'float';
  if (type === 'Bool') return 'boolean';
  if (type.startsWith('DateTime')) return 'timestamp';
  if (type.startsWith('Date')) return 'date';
  if (type.startsWith('Array')) return 'array';
  if (/^(Map|Tuple|JSON|Object|Nested|Variant|Dynamic)/.test(type)) return 'json';
  return 'string';
}

export function bareType(engineType: string): string {
  const wrapped = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(engineType);
  return wrapped?.[1] === undefined ? engineType : bareType(wrapped[1]);
}

/** A time has no fraction of a second where it is of a whole one. */
const ZEROS_OF_A_SECOND = /\.0+$/;

/** A cell as JSONCompact gave it, as the answer promises it. */
export function cellOf(value: unknown, type: ValueType): Cell {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'integer':
      return exactInteger(value);
    case 'decimal':
      return String(value);
    case 'float':
      return finite(value);
    case 'boolean':
      return value === true || value === 1 || value === '1' || value === 'true';
    case 'timestamp':
      return String(value).replace(' ', 'T').replace(ZEROS_OF_A_SECOND, '');
    case 'array':
      return Array.isArray(value) ? value.map((item) => plainCell(item)) : String(value);
    case 'json':
      return typeof value === 'string' ? value : JSON.stringify(value);
    default:
      return typeof value === 'string' ? value : String(value);
  }
}

function exactInteger(value: unknown): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function finite(value: unknown): Cell {
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function plainCell(value: unknown): Cell {
  if (Array.isArray(value)) return value.map((item) => plainCell(item));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
