import { kindOf, type Translated, translated } from './types.js';

type Parts = Translated['parts'];

/** Postgres computes with digits of four decimal places each, and keeps at least so many decimal places. */
const IN_A_DIGIT = 4;
const SIGNIFICANT = 16;
/** Decimal places and digits of the engine's widest decimal that are made use of. */
const MAX_PLACES = 36;
const MAX_WIDE = 75;

/**
 * A quotient of decimals, to the very decimal place where Postgres rounds it: that depends on both values, by their first
 * digits in base 10,000 (select_div_scale of its numeric.c). Undefined where it could depend on how many zeros a value is
 * written with, which the engine does not keep, and where the engine's numbers are too short.
 */
export function quotient(left: Translated, right: Translated): Translated | undefined {
  if (kindOf(left) === 'float' || kindOf(right) === 'float') return undefined;
  const declared = Math.max(left.scale, right.scale);
  const scale = IN_A_DIGIT * Math.ceil(declared / IN_A_DIGIT);
  const digitsOf = ({ digits }: Translated) => Math.ceil((digits + scale) / IN_A_DIGIT);
  const fewest = typeof right.literal === 'number' ? digitsIn(Math.abs(right.literal), scale) : 1;
  const fewestPlaces = SIGNIFICANT - IN_A_DIGIT * (digitsOf(left) - fewest);
  const mostPlaces = SIGNIFICANT - IN_A_DIGIT * (1 - digitsOf(right) - 1);
  const wide = left.digits + scale + mostPlaces + 1;
  if (right.literal === 0 || fewestPlaces < declared || mostPlaces > MAX_PLACES || wide > MAX_WIDE) return undefined;

  const [first, second] = [mantissa(left, scale), mantissa(right, scale)];
  const places: Parts = [
    `(${SIGNIFICANT} - ${IN_A_DIGIT} * (`,
    ...countOf(first),
    ' - ',
    ...countOf(second),
    ' - if(',
    ...leading(first),
    ' <= ',
    ...leading(second),
    ', 1, 0)))',
  ];
  const power = (exponent: Parts): Parts => {
    const half = ['toInt256(intExp10(intDiv(', ...exponent, ', 2)))'];
    return ['(', ...half, ' * ', ...half, ')'];
  };
  const [dividend, divisor] = [
    ['abs(', ...first, ')'],
    ['abs(', ...second, ')'],
  ];
  // Half away from zero.
  const rounded: Parts = [
    'intDiv(2 * ',
    ...dividend,
    ' * ',
    ...power(places),
    ' + ',
    ...divisor,
    ', 2 * ',
    ...divisor,
    ')',
  ];
  const sign: Parts = ['(sign(', ...first, ') * sign(', ...second, '))'];
  const rest: Parts = [`(${mostPlaces} - `, ...places, ')'];
  const unit = { value: `0.${'0'.repeat(mostPlaces - 1)}1`, type: 'String' } as const;
  return translated(
    'numeric',
    [
      '(toDecimal256(',
      ...sign,
      ' * toInt256(',
      ...rounded,
      ') * ',
      ...power(rest),
      ', 0) * toDecimal256(',
      unit,
      `, ${mostPlaces}))`,
    ],
    { digits: left.digits + declared, scale: mostPlaces },
  );
}

/** The value times a power of ten, as a whole number of the engine. */
function mantissa(value: Translated, scale: number): Parts {
  const factor = `1${'0'.repeat(scale)}`;
  return kindOf(value) === 'integer'
    ? ['(toInt256(', ...value.parts, `) * ${factor})`]
    : ['toInt256(toDecimal256(', ...value.parts, `, ${value.scale}) * ${factor})`];
}

/** How many digits of base 10,000 a whole number has. */
function countOf(whole: Parts): Parts {
  return ['intDiv(length(toString(abs(', ...whole, `))) + ${IN_A_DIGIT - 1}, ${IN_A_DIGIT})`];
}

/** The first of them. */
function leading(whole: Parts): Parts {
  const text = ['toString(abs(', ...whole, '))'];
  return ['toUInt16(substring(', ...text, `, 1, (length(`, ...text, `) + ${IN_A_DIGIT - 1}) % ${IN_A_DIGIT} + 1))`];
}

function digitsIn(literal: number, scale: number): number {
  const whole = Math.floor(literal * 10 ** scale);
  return Number.isSafeInteger(whole) && whole > 0 ? Math.ceil(String(whole).length / IN_A_DIGIT) : 1;
}
