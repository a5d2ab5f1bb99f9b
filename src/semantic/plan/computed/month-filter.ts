import { TenureError } from '../../../errors/errors.js';
import type { BoundValues } from '../../contract/expression.js';
import { nullTest, outsideOf } from '../../contract/operators.js';
import type { Filter, MemberFilter } from '../../contract/query.js';

/**
 * Filters on the month apart from the others. Throws NOT_SUPPORTED where the month stands within or, and where `ofDays` a
 * time finer than a month is cut within one: the months before would then be whole, and this one not.
 */
export function splitMonthFilters(
  filters: readonly Filter[],
  time: string,
  ofDays = false,
): { month: Filter[]; others: Filter[] } {
  const month: Filter[] = [];
  const others: Filter[] = [];
  for (const filter of filters) {
    const range = outsideOf(filter);
    if (range?.member === time) {
      if (ofDays && !(isFirst(range.values[0]) && isLast(range.values[1]))) throw notWhole(time);
      month.push(filter);
    } else if ('and' in filter) {
      const inner = splitMonthFilters(filter.and, time, ofDays);
      month.push(...inner.month);
      if (inner.others.length > 0) others.push({ and: inner.others });
    } else if ('or' in filter) {
      if (mentions(filter, time)) {
        throw new TenureError('NOT_SUPPORTED', `Measures over earlier months need ${time} filtered outside of or.`);
      }
      others.push(filter);
    } else if ('expression' in filter) {
      if (
        filter.expression.parts.some((part) => typeof part === 'object' && 'member' in part && part.member === time)
      ) {
        throw new TenureError('NOT_SUPPORTED', `Measures over earlier months need plain filters on ${time}.`);
      }
      others.push(filter);
    } else if (filter.member === time) {
      if (ofDays && !takesWholeMonths(filter)) throw notWhole(time);
      month.push(filter);
    } else others.push(filter);
  }
  return { month, others };
}

const notWhole = (time: string) =>
  new TenureError('NOT_SUPPORTED', `Measures over earlier months need whole months of ${time}.`);

function takesWholeMonths(filter: MemberFilter): boolean {
  const { operator, values = [] } = filter;
  const [from, to] = values.map(String);
  if (nullTest(filter)) return true;
  if (operator === 'gte' || operator === 'lt') return isFirst(from);
  if (operator === 'gt' || operator === 'lte') return isLast(from);
  return operator === 'between' && isFirst(from) && isLast(to);
}

function isFirst(day = ''): boolean {
  return /^\d{4}-\d{2}-01(T00:00:00(\.0+)?)?$/.test(day);
}

function isLast(moment = ''): boolean {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(T23:59:59\.999)?$/.exec(moment) ?? [];
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.getUTCDate() === 1;
}

function mentions(filter: Filter, time: string): boolean {
  if ('and' in filter) return filter.and.some((inner) => mentions(inner, time));
  if ('or' in filter) return filter.or.some((inner) => mentions(inner, time));
  return 'member' in filter && filter.member === time;
}

/**
 * A filter on the month (a comparison, or a range that it lies outside of) as SQL over the answer's month column, with the
 * meaning that the dialect gives it.
 */
export function monthCondition(filter: Filter, column: string, bind: BoundValues): string {
  const range = outsideOf(filter);
  if (range) {
    const [from, to] = range.values.map((value) => dayOf(value, bind));
    return `(${column} < ${from} OR ${column} > ${to})`;
  }
  if (!('member' in filter)) throw new TenureError('INTERNAL', 'A condition on the month is one comparison.');
  const { operator, values = [] } = filter;
  const asked = nullTest(filter);
  if (asked) return asked === 'set' ? `${column} IS NOT NULL` : `${column} IS NULL`;
  const days = values.filter((value) => value !== null).map((value) => dayOf(value, bind));
  const [from, to = from] = days;
  if (from === undefined || to === undefined) {
    throw new TenureError('NOT_SUPPORTED', `The month cannot be compared with nothing here (${operator}).`);
  }
  switch (operator) {
    case 'equals':
      return `${column} IN (${days.join(', ')})`;
    case 'notEquals':
      return `${column} NOT IN (${days.join(', ')})`;
    case 'between':
      return `(${column} >= ${from} AND ${column} <= ${to})`;
    case 'gt':
      return `${column} > ${from}`;
    case 'gte':
      return `${column} >= ${from}`;
    case 'lt':
      return `${column} < ${from}`;
    case 'lte':
      return `${column} <= ${from}`;
    default:
      throw new TenureError('WRONG_USE', `${operator} does not apply to a month.`);
  }
}

function dayOf(value: string | number | boolean, bind: BoundValues): string {
  return bind.bind({ value: String(value).slice(0, 10), type: 'Date' }, (index) => `{h${index}:String}`);
}
