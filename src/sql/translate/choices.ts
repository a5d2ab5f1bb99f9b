import { asNumeric } from './arithmetic.js';
import { comparison } from './comparisons.js';
import { kindOf, type PgType, type Translated, translated } from './types.js';

/** CASE WHEN …; without ELSE the last alternative is NULL. */
export function choice(tests: readonly Translated[], results: readonly Translated[]): Translated | undefined {
  const alike = ofOneType(results);
  if (!alike) return undefined;
  const alternatives = tests.flatMap((test, at) => [...test.parts, ', ', ...(alike.values[at]?.parts ?? []), ', ']);
  const otherwise = alike.values[tests.length]?.parts ?? ['NULL'];
  return { ...alike.all, parts: ['multiIf(', ...alternatives, ...otherwise, ')'] };
}

export function coalesced(values: readonly Translated[] | undefined): Translated | undefined {
  const alike = values && ofOneType(values);
  return alike && { ...alike.all, parts: ['coalesce(', ...listed(alike.values), ')'] };
}

export function extreme(values: readonly Translated[] | undefined, name: 'least' | 'greatest'): Translated | undefined {
  const alike = values && values.length > 1 ? ofOneType(values) : undefined;
  return alike && { ...alike.all, parts: [`${name}(`, ...listed(alike.values), ')'] };
}

export function nullIf(left: Translated, right: Translated): Translated | undefined {
  const equal = comparison('=', left, right);
  if (!equal) return undefined;
  const { literal: _literal, ...value } = left;
  return { ...value, parts: ['if(', ...equal.parts, ', NULL, ', ...left.parts, ')'] };
}

function listed(values: readonly Translated[]): Translated['parts'] {
  return values.flatMap(({ parts }, at) => (at === 0 ? parts : [', ', ...parts]));
}

/** The values as the one type that Postgres gives their choice. */
function ofOneType(values: readonly Translated[]): { values: readonly Translated[]; all: Translated } | undefined {
  const kinds = new Set(values.map(kindOf));
  const mixed = kinds.size === 2 && kinds.has('integer') && kinds.has('numeric');
  const types = new Set(values.map(({ type }) => type));
  const [only] = types;
  const integers = kinds.size === 1 && kinds.has('integer');
  const type: PgType | undefined = mixed ? 'numeric' : types.size === 1 ? only : integers ? 'int8' : undefined;
  if (type === undefined) return undefined;
  const digits = Math.max(...values.map((value) => value.digits));
  const scale = Math.max(...values.map((value) => value.scale));
  const movable = Math.min(...values.map((value) => value.movable ?? 0));
  if (type === 'numeric' && digits + scale > 75) return undefined;
  const all = translated(type, [], { digits, scale, ...(movable > 0 ? { movable } : {}) });
  return {
    values:
      type === 'numeric' ? values.map((value) => (value.literal === null ? value : asNumeric(value, scale))) : values,
    all,
  };
}
