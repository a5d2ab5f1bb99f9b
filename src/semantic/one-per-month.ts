import { notesOf } from './member-notes.js';
import type { Filter, SemanticQuery } from './query.js';
import type { View } from './view.js';

/**
 * Whether every group of the answer lies within one month. A distinct count over a grain of customer × month is then the
 * plain sum of its monthly flag, which the aggregate projections hold: `meta.distinct` of the measure names that sum.
 */
export function onePerMonth(view: View, query: SemanticQuery): boolean {
  const time = notesOf(view.item.meta).time;
  if (time === undefined || notesOf(view.dimensions.get(time)?.meta).grain !== 'month') return false;
  if (query.ungrouped) return true;
  const grouped = (query.dimensions ?? []).some(
    ({ name, granularity, expression }) =>
      !expression && name === time && (granularity === undefined || granularity === 'month'),
  );
  return grouped || (query.filters ?? []).some((filter) => fixesOneMonth(filter, time));
}

/** A filter that all rows pass, hence only what is and-ed at the top counts. */
function fixesOneMonth(filter: Filter, time: string): boolean {
  if ('and' in filter) return filter.and.some((inner) => fixesOneMonth(inner, time));
  if ('or' in filter || 'expression' in filter || filter.member !== time) return false;
  const values = filter.values ?? [];
  switch (filter.operator) {
    case 'equals':
    case 'in':
      return values.length === 1 && values[0] !== null;
    case 'inDateRange':
    case 'between':
      return values.length === 2 && monthOf(values[0]) !== undefined && monthOf(values[0]) === monthOf(values[1]);
    default:
      return false;
  }
}

function monthOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 7) : undefined;
}
