import { TenureError } from '../../../errors/errors.js';
import type { DimensionRef, Filter, SemanticQuery } from '../../contract/query.js';
import { filterMembers } from '../masked.js';
import type { PlannedColumn } from '../planned-column.js';

/** Column of the month that what stands at a month's end is of, as days since 1970. */
export const CLOSING_MONTH = '__closing_month';

/**
 * The question for the last month that there is data of within the conditions on time alone, in each bucket of time asked. A
 * slice that ended earlier has nothing there, asked alone or beside others.
 */
export function closingQuestion(
  view: string,
  time: string,
  { filters = [], timeZone }: Pick<SemanticQuery, 'filters' | 'timeZone'>,
  buckets: readonly DimensionRef[] = [],
): SemanticQuery {
  return {
    view,
    dimensions: buckets,
    measures: [{ name: CLOSING_MONTH, expression: { parts: ['toUInt16(max(', { member: time }, '))'] } }],
    filters: filters.flatMap((filter) => aboutTime(filter, time)),
    ...(timeZone ? { timeZone } : {}),
  };
}

/** What planning needs to know of a view's time for measures of a month's end; undefined where none is asked. */
export function closingOf(
  view: string,
  time: string | undefined,
  query: SemanticQuery,
  {
    dimensions,
    measures,
  }: { readonly dimensions: readonly PlannedColumn[]; readonly measures: readonly PlannedColumn[] },
): SemanticQuery | undefined {
  const closing = measures.find(({ period }) => period?.kind === 'closing');
  if (!closing || query.ungrouped) return undefined;
  if (time === undefined)
    throw new TenureError(
      'MODEL',
      `${closing.ref.name} is of the last month asked: its view says no time (meta.time).`,
    );
  const buckets = dimensions.flatMap(({ ofTime, ref }) => (ofTime ? [ref as DimensionRef] : []));
  return closingQuestion(view, time, query, buckets);
}

/** Of conditions that all have to hold, those on the time and nothing else. */
function aboutTime(filter: Filter, time: string): Filter[] {
  if ('and' in filter) return filter.and.flatMap((inner) => aboutTime(inner, time));
  return isAboutTime(filter, time) ? [filter] : [];
}

/** Whether a condition is on the time and on nothing else. */
export function isAboutTime(filter: Filter, time: string): boolean {
  const members = filterMembers(filter);
  return members.length > 0 && members.every((member) => member === time);
}
