import type { Filter, SemanticQuery } from '../contract/query.js';
import { notesOf } from '../model/member-notes.js';
import type { View } from '../model/view.js';

/**
 * Whether every group of the answer lies within one month. A distinct count over a grain of customer × month is then the
 * plain sum of its monthly flag, which the aggregate projections hold: `meta.distinct` of the measure names that sum.
 */
export function onePerMonth(view: View, query: SemanticQuery): boolean {
  const time = monthOf(view);
  if (time === undefined) return false;
  if (query.ungrouped) return true;
  const grouped = (query.dimensions ?? []).some(
    ({ name, granularity, expression }) =>
      !expression && name === time && (granularity === undefined || granularity === 'month'),
  );
  return grouped || monthFixed(view, query) !== undefined;
}

/** The one month that all rows of a question lie in because a filter says so: the view's month and its first day. */
export function monthFixed(
  view: View,
  { filters = [] }: SemanticQuery,
): { readonly member: string; readonly first: string } | undefined {
  const member = monthOf(view);
  if (member === undefined) return undefined;
  const [month] = filters.flatMap((filter) => monthsFixed(filter, member));
  return month === undefined ? undefined : { member, first: `${month}-01` };
}

function monthOf(view: View): string | undefined {
  const { time } = notesOf(view.item.meta);
  return time !== undefined && notesOf(view.dimensions.get(time)?.meta).grain === 'month' ? time : undefined;
}

/** Of a filter that all rows pass, hence only what is and-ed at the top counts. */
function monthsFixed(filter: Filter, time: string): string[] {
  if ('and' in filter) return filter.and.flatMap((inner) => monthsFixed(inner, time));
  if ('or' in filter || 'expression' in filter || filter.member !== time) return [];
  const values = filter.values ?? [];
  const [from, to = from] = values.map(yearAndMonth);
  if (from === undefined || from !== to) return [];
  switch (filter.operator) {
    case 'equals':
      return values.length === 1 ? [from] : [];
    case 'between':
      return values.length === 2 ? [from] : [];
    default:
      return [];
  }
}

function yearAndMonth(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 7) : undefined;
}
