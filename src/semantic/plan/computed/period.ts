import { TenureError } from '../../../errors/errors.js';
import type { Period } from '../../model/period-kind.js';
import type { PlannedColumn } from '../planned-column.js';
import { CLOSING_MONTH } from './closing-month.js';
import { PRESENT } from './dense-months.js';

/**
 * The window function of a period measure. Months are counted, not rows, so that a month without rows is a gap and not a
 * shift. What adds up is 0 in a month where the group has no rows and others have (dense-months.ts); what does not, and all of a
 * month without any rows, is null.
 */
export function periodSql(
  period: Period,
  dimensions: readonly PlannedColumn[],
  month: string | undefined,
  quote: (name: string) => string,
  ungrouped = false,
): string {
  // A single row has no earlier months and no parent of its own.
  if (ungrouped) return 'NULL';
  const base = quote(period.base);
  if (period.kind === 'closing') return closing(base, quote(CLOSING_MONTH));
  if (period.kind === 'share' || period.kind === 'rank') {
    const parents = partition(parentsOf(dimensions).map((name) => quote(name)));
    return period.kind === 'share'
      ? `toFloat64(${base}) / nullif(toFloat64(sum(${base}) OVER (${parents})), 0)`
      : `rank() OVER (${parents} ORDER BY ${base} DESC)`;
  }
  if (month === undefined) throw new TenureError('INTERNAL', 'A period measure lost its month.');
  const others = dimensions.filter(({ name }) => name !== month).map(({ name }) => quote(name));
  const order = `ORDER BY toInt32(toRelativeMonthNum(${quote(month)}))`;
  const { months } = period;
  switch (period.kind) {
    case 'previous':
      return earlier(base, others, order, months);
    case 'change':
      return `${base} - ${earlier(base, others, order, months)}`;
    case 'rolling':
      return `sum(${base}) OVER (${partition(others)} ${order} RANGE BETWEEN ${months - 1} PRECEDING AND CURRENT ROW)`;
    case 'change_low':
    case 'change_high':
    case 'change_small':
      return ofBands(period.kind, base, `any(${base}) OVER (${partition(others)} ${order} ${only(months)})`);
    case 'to_date':
      return `sum(${base}) OVER (${partition([...others, `toYear(${quote(month)})`])} ${order} ROWS UNBOUNDED PRECEDING)`;
  }
}

/**
 * What a course (months in order, a value for each, first the month 0 with what stands for none) says of the last month asked.
 * A group that has no rows in it any more has nothing there, so that groups add up to their total.
 */
function closing(course: string, last: string): string {
  return `arrayElement(tupleElement(${course}, 2), greatest(1, indexOf(tupleElement(${course}, 1), ${last})))`;
}

/** Whether a row that was added has something to tell: its group has rows in the months that the measure looks at. */
export function presentSql(
  { kind, months }: Period,
  dimensions: readonly PlannedColumn[],
  month: string,
  quote: (name: string) => string,
): string | undefined {
  const others = dimensions.filter(({ name }) => name !== month).map(({ name }) => quote(name));
  const order = `ORDER BY toInt32(toRelativeMonthNum(${quote(month)}))`;
  switch (kind) {
    case 'previous':
    case 'change':
    case 'change_low':
    case 'change_high':
    case 'change_small':
      return `ifNull(${earlier(PRESENT, others, order, months)}, 0)`;
    case 'rolling':
      return `max(${PRESENT}) OVER (${partition(others)} ${order} RANGE BETWEEN ${months - 1} PRECEDING AND CURRENT ROW)`;
    case 'to_date':
      return `max(${PRESENT}) OVER (${partition([...others, `toYear(${quote(month)})`])} ${order} ROWS UNBOUNDED PRECEDING)`;
    default:
      return undefined;
  }
}

function earlier(base: string, others: readonly string[], order: string, months: number): string {
  return `anyOrNull(${base}) OVER (${partition(others)} ${order} ${only(months)})`;
}

/** The one month that lies so many months before. */
function only(months: number): string {
  return `RANGE BETWEEN ${months} PRECEDING AND ${months} PRECEDING`;
}

/**
 * What can be said of a change from the bands (rate, low, high, whether of few) of both months: the distances of each rate to the
 * ends of its interval are squared and added (Newcombe 1998). A month without rows has a band of nulls.
 */
function ofBands(kind: 'change_low' | 'change_high' | 'change_small', after: string, before: string): string {
  const [rate, low, high, small] = [1, 2, 3, 4].map((place) => (band: string) => `tupleElement(${band}, ${place})`);
  if (!rate || !low || !high || !small) throw new TenureError('INTERNAL', 'A band has four parts.');
  if (kind === 'change_small') return `toBool(${small(after)} OR ${small(before)})`;
  const [near, far, sign] = kind === 'change_low' ? [low, high, '-'] : [high, low, '+'];
  return `${rate(after)} - ${rate(before)} ${sign} sqrt(pow(${rate(after)} - ${near(after)}, 2) + pow(${far(before)} - ${rate(before)}, 2))`;
}

function partition(columns: readonly string[]): string {
  return columns.length === 0 ? '' : `PARTITION BY ${columns.join(', ')}`;
}

/** All dimensions but the last that is not a time: the parent of each row in the grouping asked. */
function parentsOf(dimensions: readonly PlannedColumn[]): string[] {
  const last = dimensions.findLast(({ definition }) => definition?.type !== 'time');
  return dimensions.filter((dimension) => dimension !== last).map(({ name }) => name);
}
