import type { ExpressionPart } from '../../semantic/contract/expression.js';
import { build } from '../query/ast.js';
import type { Constants } from '../query/constants.js';
import { asFloat, asNumeric } from './arithmetic.js';
import { dayOf } from './moments.js';
import { bound, kindOf, type Late, type PgType, type Translated, translated } from './types.js';
import type { ValueError } from './value-errors.js';

/** A cast that cannot fail and that both engines do alike. */
export function cast(value: Translated, to: PgType, constants: Constants): Translated | undefined {
  if (to === value.type) return value;
  switch (to) {
    case 'text':
      return toText(value, constants);
    case 'int4':
    case 'int8':
      return toInteger(value, to);
    case 'numeric':
      return kindOf(value) === 'integer' ? asNumeric(value) : undefined;
    case 'float8':
      return asFloat(value);
    case 'bool':
      return undefined;
    case 'timestamp':
      if (value.type === 'moment') return value;
      return kindOf(value) === 'day' ? { ...value, type: to } : undefined;
    case 'date':
      if (value.type === 'moment') return dayOf(value, 'date');
      return kindOf(value) === 'day' ? { ...value, type: to } : undefined;
    case 'timestamptz':
      return kindOf(value) === 'day' ? { ...value, type: to } : undefined;
    default:
      return undefined;
  }
}

function toText(value: Translated, constants: Constants): Translated | undefined {
  switch (kindOf(value)) {
    case 'integer':
      return translated('text', ['toString(', ...value.parts, ')']);
    case 'boolean':
      return translated('text', [
        'multiIf(isNull(',
        ...value.parts,
        '), NULL, ',
        ...value.parts,
        ', ',
        bound('true', 'String'),
        ', ',
        bound('false', 'String'),
        ')',
      ]);
    case 'day':
      return value.type === 'date'
        ? translated('text', ['toString(', ...inIsoStyle(value, constants), ')'])
        : undefined;
    default:
      return undefined; // Postgres keeps the trailing zeros of a numeric and the shortest digits of a float.
  }
}

/** Only in a session that writes dates as the engine does: DateStyle is the client's to set. */
function inIsoStyle({ parts }: Translated, constants: Constants): Translated['parts'] {
  const probe = constants.add(build.cast(build.cast(build.text('2000-01-02'), 'date'), 'text'), 'text');
  const check: Late = (values) => (probe(values).value === '2000-01-02' ? '' : undefined);
  return [check, ...parts];
}

function toInteger(value: Translated, to: PgType): Translated | undefined {
  switch (kindOf(value)) {
    case 'integer':
      return inRange({ ...value, type: to });
    case 'numeric':
      return value.digits > 18
        ? undefined
        : inRange(translated(to, ['toInt64(round(', ...value.parts, '))'], { digits: value.digits + 1 }));
    case 'text':
      return wholeNumber(value, to);
    case 'boolean':
      return to === 'int4' ? translated(to, ['toInt64(', ...value.parts, ')'], { digits: 1 }) : undefined;
    default:
      return undefined;
  }
}

/** int4 holds less than the engine's whole numbers. */
function inRange(value: Translated): Translated {
  if (value.type !== 'int4' || value.digits <= 9) return value;
  const { parts } = value;
  const inside = ['isNull(', ...parts, ') or (', ...parts, ' between -2147483648 and 2147483647)'];
  const checked = ['if(', ...inside, ', ', ...parts, ', toInt64(throwIf(true, ', told('integer out of range'), ')))'];
  return { ...value, parts: checked, digits: 10 };
}

/** Blanks, a sign, and digits; anything else is an error, as in Postgres, where a row is not left out by CASE before. */
function wholeNumber({ parts }: Translated, to: PgType): Translated {
  const pattern = bound('^[ \\t\\n\\v\\f\\r]*[+-]?[0-9]+[ \\t\\n\\v\\f\\r]*$', 'String');
  const number = ['toInt64OrNull(extract(', ...parts, ', ', bound('-?[0-9]+', 'String'), '))'];
  const name = to === 'int4' ? 'integer' : 'bigint';
  const inside =
    to === 'int4' ? ['(', ...number, ' between -2147483648 and 2147483647)'] : ['isNotNull(', ...number, ')'];
  return translated(to, [
    'multiIf(isNull(',
    ...parts,
    '), NULL, not(match(',
    ...parts,
    ', ',
    pattern,
    ')), toInt64(throwIf(true, ',
    told(`invalid input syntax for type ${name}`),
    ')), not(ifNull(',
    ...inside,
    ', false)), toInt64(throwIf(true, ',
    told(`value out of range for type ${name}`),
    ')), assumeNotNull(',
    ...number,
    '))',
  ]);
}

function told(message: ValueError): ExpressionPart {
  return bound(message, 'String');
}
