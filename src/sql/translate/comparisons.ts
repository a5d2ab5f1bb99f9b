import { asFloat, asNumeric } from './arithmetic.js';
import { midnight } from './moments.js';
import { kindOf, type Translated, translated } from './types.js';

const OPERATORS: Readonly<Record<string, string>> = {
  '=': '=',
  '<>': '!=',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** A comparison; text compares by bytes, as collation C does. */
export function comparison(operator: string, left: Translated, right: Translated): Translated | undefined {
  const engine = OPERATORS[operator];
  const sides = engine === undefined ? undefined : comparable(left, right);
  return sides && translated('bool', ['(', ...sides[0].parts, ` ${engine} `, ...sides[1].parts, ')']);
}

/** Never NULL: two NULLs are not distinct. */
export function distinct(left: Translated, right: Translated, not: boolean): Translated | undefined {
  const unequal = comparison('<>', left, right);
  if (!unequal) return undefined;
  const nulls = ['isNull(', ...left.parts, ') != isNull(', ...right.parts, ')'];
  const parts = ['ifNull(', ...unequal.parts, ', ', ...nulls, ')'];
  return translated('bool', not ? ['not(', ...parts, ')'] : parts);
}

/** Both sides as what they compare as. */
export function comparable(left: Translated, right: Translated): readonly [Translated, Translated] | undefined {
  const kinds = [kindOf(left), kindOf(right)];
  if (kinds[0] === kinds[1]) return [left, right];
  if (kinds.includes('moment')) {
    const sides = [asClock(left), asClock(right)] as const;
    return sides[0] && sides[1] ? [sides[0], sides[1]] : undefined;
  }
  if (kinds.includes('float')) {
    const sides = [asFloat(left), asFloat(right)] as const;
    return sides[0] && sides[1] ? [sides[0], sides[1]] : undefined;
  }
  return kinds.every((kind) => kind === 'integer' || kind === 'numeric')
    ? [asNumeric(left), asNumeric(right)]
    : undefined;
}

/** A day without a zone is its midnight. */
function asClock(value: Translated): Translated | undefined {
  if (value.type === 'moment') return value;
  return value.type === 'date' || value.type === 'timestamp' ? midnight(value) : undefined;
}

/** IS TRUE and its like, never NULL: what stands before and after the condition. */
export const TRUTH: Readonly<Record<string, readonly [string, string]>> = {
  IS_TRUE: ['ifNull(', ', false)'],
  IS_NOT_TRUE: ['not(ifNull(', ', false))'],
  IS_FALSE: ['not(ifNull(', ', true))'],
  IS_NOT_FALSE: ['ifNull(', ', true)'],
  IS_UNKNOWN: ['isNull(', ')'],
  IS_NOT_UNKNOWN: ['isNotNull(', ')'],
};
