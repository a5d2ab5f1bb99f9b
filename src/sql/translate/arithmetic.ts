import { quotient } from './quotients.js';
import { bound, kindOf, type PgType, type Translated, translated } from './types.js';
import type { ValueError } from './value-errors.js';

/** Digits that the engine's widest decimal and whole numbers hold. */
const MAX_DIGITS = 38;
const MAX_SCALE = 18;

/** Digits of the widest numbers that are divided. */
const MAX_DIVIDED = 38;

/** `+ - * / %` over numbers; undefined where the engine would overflow, round or divide otherwise than Postgres. */
export function arithmetic(operator: string, left: Translated, right: Translated): Translated | undefined {
  const kinds = [kindOf(left), kindOf(right)];
  if (!kinds.every((kind) => ['integer', 'numeric', 'float'].includes(kind))) return undefined;
  if (kinds.includes('float')) return floats(operator, left, right);
  return kinds.includes('numeric') ? numerics(operator, left, right) : integers(operator, left, right);
}

function integers(operator: string, left: Translated, right: Translated): Translated | undefined {
  const type: PgType = left.type === 'int4' && right.type === 'int4' ? 'int4' : 'int8';
  const wide = (side: Translated) => ['toInt128(', ...side.parts, ')'];
  if (operator === '/' || operator === '%') {
    if (right.literal === 0 || right.digits > MAX_DIVIDED || left.digits > MAX_DIVIDED) return undefined;
    // Towards zero, and with the sign of what is divided; zero as a divisor is an error: in both engines.
    return operator === '/'
      ? translated(type, ['intDiv(', ...left.parts, ', ', ...right.parts, ')'], { digits: left.digits })
      : translated(type, ['(', ...left.parts, ' % ', ...right.parts, ')'], { digits: right.digits });
  }
  const digits = operator === '*' ? left.digits + right.digits : Math.max(left.digits, right.digits) + 1;
  if (!['+', '-', '*'].includes(operator) || digits > MAX_DIGITS) return undefined;
  return translated(type, ['(', ...wide(left), ` ${operator} `, ...wide(right), ')'], { digits });
}

function numerics(operator: string, left: Translated, right: Translated): Translated | undefined {
  if (operator === '/') {
    const inverse = reciprocal(right);
    return (inverse && numerics('*', left, inverse)) ?? quotient(left, right);
  }
  const digits = operator === '*' ? left.digits + right.digits : Math.max(left.digits, right.digits) + 1;
  const scale = operator === '*' ? left.scale + right.scale : Math.max(left.scale, right.scale);
  if (!['+', '-', '*'].includes(operator) || digits + scale > MAX_DIGITS || scale > MAX_SCALE) return undefined;
  const parts = ['(', ...asNumeric(left).parts, ` ${operator} `, ...asNumeric(right).parts, ')'];
  return translated('numeric', parts, { digits, scale });
}

function floats(operator: string, left: Translated, right: Translated): Translated | undefined {
  const [first, second] = [asFloat(left), asFloat(right)];
  if (!first || !second || !['+', '-', '*', '/'].includes(operator)) return undefined;
  const parts = ['(', ...first.parts, ` ${operator} `, ...second.parts, ')'];
  return translated('float8', operator === '/' && !isDivisor(right) ? divided(first, second, parts) : parts);
}

/** A float by another: zero as a divisor is an error, and so is what a float cannot hold. */
function divided(dividend: Translated, divisor: Translated, result: Translated['parts']): Translated['parts'] {
  const fails = (error: ValueError) => ['toFloat64(throwIf(true, ', bound(error, 'String'), '))'];
  return [
    'multiIf(',
    ...divisor.parts,
    ' = 0, ',
    ...fails('division by zero'),
    ', isInfinite(',
    ...result,
    ') and not(isInfinite(',
    ...dividend.parts,
    ')), ',
    ...fails('value out of range: overflow'),
    ', ',
    ...result,
    ' = 0 and ',
    ...dividend.parts,
    ' != 0 and not(isInfinite(',
    ...divisor.parts,
    ')), ',
    ...fails('value out of range: underflow'),
    ', ',
    ...result,
    ')',
  ];
}

export function negated(value: Translated): Translated | undefined {
  const kind = kindOf(value);
  if (kind === 'integer') return arithmetic('-', translated('int4', ['0'], { digits: 1 }), value);
  if (kind !== 'numeric' && kind !== 'float') return undefined;
  return { ...value, parts: ['negate(', ...value.parts, ')'] };
}

/** A number as the engine's widest decimal, with more places if asked. */
export function asNumeric(value: Translated, scale = value.scale): Translated {
  if (kindOf(value) !== 'integer' && kindOf(value) !== 'numeric') return value;
  const width = value.digits + scale > MAX_DIGITS ? 256 : 128;
  return translated('numeric', [`toDecimal${width}(`, ...value.parts, `, ${scale})`], { digits: value.digits, scale });
}

/** Decimals of the data are not converted: the engines round the conversion differently in the last place. */
export function asFloat(value: Translated): Translated | undefined {
  if (kindOf(value) === 'float') return value;
  const exact = kindOf(value) === 'integer' || typeof value.literal === 'number';
  return exact ? translated('float8', ['toFloat64(', ...value.parts, ')']) : undefined;
}

function isDivisor(value: Translated): boolean {
  return typeof value.literal === 'number' && value.literal !== 0;
}

/** A divisor as a factor, where that is exact: 20 as 0.05. */
function reciprocal(divisor: Translated): Translated | undefined {
  const { literal } = divisor;
  if (typeof literal !== 'number' || literal === 0) return undefined;
  const inverse = (1 / literal).toFixed(9);
  if (Number(inverse) * literal !== 1 || !/^-?\d+\.\d{9}$/.test(inverse)) return undefined;
  const short = inverse.replace(/0+$/, '');
  const scale = short.length - short.indexOf('.') - 1;
  return translated('numeric', ['toDecimal128(', { value: inverse, type: 'Decimal' }, `, ${scale})`], {
    digits: 4,
    scale,
  });
}
