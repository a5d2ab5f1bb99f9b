import { TenureError } from '../errors/errors.js';

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Throws BAD_REQUEST for what is no date or timestamp that exists. */
export function requireDate(member: string, value: unknown): void {
  const [, year, month, day] = MOMENT.exec(String(value)) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day)) return;
  throw new TenureError('BAD_REQUEST', `${member}: ${JSON.stringify(value)} is not a date such as 2024-01-31.`);
}
