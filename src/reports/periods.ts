import { TenureError } from '../errors/errors.js';
import type { SemanticAnswer } from '../semantic/contract/answer.js';
import type { OperatorWord } from '../semantic/contract/operator-words.js';
import { isSet } from '../semantic/contract/operators.js';
import type { SemanticQuery } from '../semantic/contract/query.js';
import type { LatestCondition, MemberCondition, ReportCondition } from './document.js';

/** Conditions without `latest`: those have become ranges of days. */
export type MemberConditions = readonly Exclude<ReportCondition, LatestCondition>[];

/** Words of a condition for a range of days. */
const RANGES: ReadonlySet<OperatorWord> = new Set<OperatorWord>(['inDateRange', 'between']);

type Unit = LatestCondition['latest']['unit'];
const MONTHS: Readonly<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 };

/** First day of the last period that there is data of; null without data. */
type LastPeriod = (member: string, unit: Unit) => Promise<string | null>;

/** Asks a view for its last periods, each once a run; the reader's policy decides what the last one is. */
export function latestPeriods(
  view: string,
  ask: (query: SemanticQuery) => Promise<SemanticAnswer>,
  known: Map<string, Promise<string | null>>,
): LastPeriod {
  return (member, unit) => {
    const key = `${view}.${member}.${unit}`;
    const asked =
      known.get(key) ??
      ask({
        view,
        dimensions: [{ name: member, granularity: unit }],
        filters: [isSet(member)],
        order: [{ by: member, direction: 'desc' }],
        limit: 1,
      }).then(({ rows: [row] }) => (row?.[0] == null ? null : String(row[0]).slice(0, 10)));
    known.set(key, asked);
    return asked;
  };
}

/** Puts days for `latest`. Without any data the condition holds for nothing. */
export async function resolveLatest(
  conditions: readonly ReportCondition[],
  lastPeriod: LastPeriod,
): Promise<MemberConditions> {
  return Promise.all(
    conditions.map(async (condition) => {
      if (!('latest' in condition)) return condition;
      const { member, latest } = condition;
      const last = await lastPeriod(member, latest.unit);
      if (last === null) return { member, operator: 'notSet' as const };
      const length = MONTHS[latest.unit];
      const end = dayBefore(monthsLater(last, length));
      return range(member, monthsLater(last, -length * (latest.count - 1)), end);
    }),
  );
}

/** The same conditions of the period before. Throws BAD_REQUEST without a range of days to move. */
export function earlier(conditions: MemberConditions, back: 'previous' | 'lastYear'): MemberConditions {
  let moved = false;
  const result = conditions.map((condition) => {
    if ('or' in condition || !RANGES.has(condition.operator)) return condition;
    const [from, to] = (condition.values ?? []).map(String);
    if (!from || !to || !isDay(from) || !isDay(to)) return condition;
    moved = true;
    if (back === 'lastYear') return range(condition.member, monthsLater(from, -12), lastYearsEnd(to));
    return previousRange(condition.member, from, to);
  });
  if (!moved)
    throw new TenureError(
      'BAD_REQUEST',
      'A card that is compared needs a condition on time: the latest periods, or a range of days.',
    );
  return result;
}

const range = (member: string, from: string, to: string): MemberCondition => ({
  member,
  operator: 'inDateRange',
  values: [from, to],
});

/** Whole months go back by months, anything else by days. */
function previousRange(member: string, from: string, to: string): MemberCondition {
  const next = dayAfter(to);
  if (from.endsWith('-01') && next.endsWith('-01')) {
    const months = monthNumber(next) - monthNumber(from);
    return range(member, monthsLater(from, -months), dayBefore(from));
  }
  const days = Math.round((Date.parse(next) - Date.parse(from)) / DAY_MS);
  return range(member, shifted(from, -days), dayBefore(from));
}

const DAY_MS = 86_400_000;
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const dayBefore = (day: string): string => shifted(day, -1);
const dayAfter = (day: string): string => shifted(day, 1);
const monthNumber = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** The same day so many months later; the month's last where it has no such day. */
function monthsLater(day: string, months: number): string {
  const month = monthNumber(day) + months;
  const [year, at] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
  const last = new Date(Date.UTC(year, at + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, at, Math.min(Number(day.slice(8, 10)), last))).toISOString().slice(0, 10);
}

/** A month's end stays a month's end, also after a leap year's February. */
function lastYearsEnd(day: string): string {
  const next = dayAfter(day);
  return next.endsWith('-01') ? dayBefore(monthsLater(next, -12)) : monthsLater(day, -12);
}
