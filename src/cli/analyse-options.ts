import { InvalidArgumentError } from 'commander';

/** A list such as `tenure, MonthlyCharges`: names between commas, without the blanks around them. */
export function nameList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('expected names separated by commas.');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`"${twice}" is named twice.`);
  return names;
}

/** A reader of numbers between two bounds, both included. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most)
      throw new InvalidArgumentError(expectation('a number', least, most));
    return value;
  };
}

/** A reader of whole numbers between two bounds, both included. */
export function wholeBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(expectation('a whole number', least, most));
    return value;
  };
}

function expectation(what: string, least: number, most: number): string {
  if (most === Number.MAX_SAFE_INTEGER || most === Number.POSITIVE_INFINITY)
    return `expected ${what} of at least ${least}.`;
  return `expected ${what} from ${least} to ${most}.`;
}

/** A number for people: `digits` significant ones, thousands as they are. */
export function shown(value: number | null, digits = 5): string {
  if (value === null || Number.isNaN(value)) return '–';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
}

export function percent(value: number | null): string {
  return value === null ? '–' : `${(value * 100).toFixed(1)}%`;
}
