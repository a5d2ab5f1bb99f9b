import { TenureError } from '../../../errors/errors.js';
import type { BoundValues } from '../../contract/expression.js';
import type { Filter, MemberFilter } from '../../contract/query.js';

/**
 * Filters on the month apart from the others. Throws NOT_SUPPORTED where the month stands within or, and where `ofDays` a
 * time finer than a month is cut within one: the months before would then be whole, and this one not.
 */
export function splitMonthFilters(
  filters: readonly Filter[],
  time: string,
  ofDays = false,
): { month: MemberFilter[]; others: Filter[] } {
  const month: MemberFilter[] = [];
  const others: Filter[] = [];
  for (const filter of filters) {
    if ('and' in filter) {
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
      if (ofDays && !takesWholeMonths(filter))
        throw new TenureError('NOT_SUPPORTED', `Measures over earlier months need whole months of ${time}.`);
      month.push(filter);
    } else others.push(filter);
  }
  return { month, others };
}

const FIRST = new Set(['gte', 'lt', 'afterOrOnDate', 'beforeDate']);
const LAST = new Set(['afterDate', 'beforeOrOnDate']);

function takesWholeMonths({ operator, values = [] }: MemberFilter): boolean {
  const [from, to] = values.map(String);
  if (operator === 'set' || operator === 'notSet') return true;
  if (FIRST.has(operator)) return isFirst(from);
  if (LAST.has(operator)) return isLast(from);
  return ['inDateRange', 'notInDateRange', 'between'].includes(operator) && isFirst(from) && isLast(to);
}

function isFirst(day = ''): boolean {
  return /^\d{4}-\d{2}-01(T00:00:00(\.0+)?)?$/.test(day);
}

function isLast(day = ''): boolean {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && next.getUTCDate() === 1;
}

function mentions(filter: Filter, time: string): boolean {
  if ('and' in filter) return filter.and.some((inner) => mentions(inner, time));
  if ('or' in filter) return filter.or.some((inner) => mentions(inner, time));
  return 'member' in filter && filter.member === time;
}

/** A filter on the month as SQL over the answer's month column, with the meaning that the dialect gives it. */
export function monthCondition({ operator, values = [] }: MemberFilter, column: string, bind: BoundValues): string {
  const days = values.filter((value) => value !== null).map((value) => dayOf(value, bind));
  const [from, to = from] = days;
  if (operator === 'set') return `${column} IS NOT NULL`;
  if (operator === 'notSet') return `${column} IS NULL`;
  if (from === undefined || to === undefined) {
    throw new TenureError('NOT_SUPPORTED', `The month cannot be compared with nothing here (${operator}).`);
  }
  switch (operator) {
    case 'equals':
    case 'in':
      return `${column} IN (${days.join(', ')})`;
    case 'notEquals':
    case 'notIn':
      return `${column} NOT IN (${days.join(', ')})`;
    case 'inDateRange':
    case 'between':
      return `(${column} >= ${from} AND ${column} <= ${to})`;
    case 'notInDateRange':
      return `(${column} < ${from} OR ${column} > ${to})`;
    case 'gt':
    case 'afterDate':
      return `${column} > ${from}`;
    case 'gte':
    case 'afterOrOnDate':
      return `${column} >= ${from}`;
    case 'lt':
    case 'beforeDate':
      return `${column} < ${from}`;
    case 'lte':
    case 'beforeOrOnDate':
      return `${column} <= ${from}`;
    default:
      throw new TenureError('WRONG_USE', `${operator} does not apply to a month.`);
  }
}

function dayOf(value: string | number | boolean, bind: BoundValues): string {
  return bind.bind({ value: String(value).slice(0, 10), type: 'Date' }, (index) => `{h${index}:String}`);
}
