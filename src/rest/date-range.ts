import { createRequire } from 'node:module';
import { TenureError } from '../errors/errors.js';

/** First and last moment, `YYYY-MM-DDTHH:mm:ss.SSS` without zone: what Cube's clients read in `query.timeDimensions`. */
export type DateRange = readonly [string, string];

/** A year, month, day or timestamp; a year or month alone is its first day, as for Cube. */
const MOMENT = /^\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$/;

/** Cube's own reading of ranges, so that words such as `last 3 months` mean what its clients expect. Loaded when first asked for. */
const resolve = () =>
  createRequire(import.meta.url)('@cubejs-backend/api-gateway/dist/src/query.js').resolveDateRange as (
    range: string | readonly string[],
    timeZone: string,
  ) => readonly string[];

/** A range in words, as one day, or by its two ends. Throws BAD_REQUEST for days that do not exist and words that say nothing. */
export function rangeOf(member: string, given: string | readonly string[], timeZone: string): DateRange {
  const wrong = (what: string) =>
    new TenureError('BAD_REQUEST', `${member}: ${JSON.stringify(what)} is not a date such as 2024-01-31.`);
  const texts = typeof given === 'string' ? (MOMENT.test(given) ? [given] : given) : given;
  if (typeof texts !== 'string') {
    const odd = texts.find((text) => !MOMENT.test(text));
    if (odd !== undefined) throw wrong(odd);
  }
  const [from, to] = resolved(member, texts, timeZone);
  if (from === undefined || to === undefined) throw wrong(String(given));
  if (/invalid/i.test(from)) throw wrong(String(texts[0]));
  if (/invalid/i.test(to)) throw wrong(String(texts.at(-1)));
  return [from, to];
}

function resolved(member: string, range: string | readonly string[], timeZone: string): readonly string[] {
  try {
    return resolve()(range, timeZone);
  } catch (cause) {
    throw new TenureError('BAD_REQUEST', `${member}: ${cause instanceof Error ? cause.message : 'no range of time'}.`, {
      cause,
    });
  }
}

/** The ends of a range as bare days where they are a day's first and last moment: of whole months, the planner sees that they are. */
export function daysOf([from, to]: DateRange): DateRange {
  const start = /^(.{10})T00:00:00\.000$/.exec(from)?.[1];
  const end = /^(.{10})T23:59:59\.999$/.exec(to)?.[1];
  return start === undefined || end === undefined ? [from, to] : [start, end];
}

/** Whether a text is a moment rather than words. */
export function isMoment(text: string): boolean {
  return MOMENT.test(text);
}
