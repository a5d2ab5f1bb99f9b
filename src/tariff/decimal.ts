// Decimals as whole numbers: `1.25` at a scale of 4 is 12500n. Nothing of a tariff or a bill is ever a float.

export const ROUNDING_MODES = ['down', 'half_up', 'half_even'] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d*))?$/;

/** A decimal's text at a scale; null where it is none or has more decimals than the scale. */
export function scaled(text: string, scale: number): bigint | null {
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === '' || fraction.replace(/0+$/, '').length > scale) return null;
  const digits = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return sign === '-' ? -digits : digits;
}

/** The same as text, without superfluous zeros beyond the decimals wanted. */
export function decimalText(value: bigint, scale: number, decimals = 0): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const fraction = digits
    .slice(digits.length - scale)
    .replace(/0+$/, '')
    .padEnd(decimals, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** numerator / denominator as a whole number of steps. Half of a step goes away from zero (half_up) or to the even one. */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator < 0n) return divideRounded(-numerator, -denominator, mode);
  const magnitude = numerator < 0n ? -numerator : numerator;
  const [whole, rest] = [magnitude / denominator, magnitude % denominator];
  const isHalf = rest * 2n === denominator;
  const up = mode === 'down' ? false : isHalf ? mode === 'half_up' || whole % 2n === 1n : rest * 2n > denominator;
  const rounded = up ? whole + 1n : whole;
  return numerator < 0n ? -rounded : rounded;
}
