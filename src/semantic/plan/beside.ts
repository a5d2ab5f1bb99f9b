import { TenureError } from '../../errors/errors.js';
import type { Filter, MeasureRef, SemanticQuery } from '../contract/query.js';
import type { View } from '../model/view.js';
import { filterMembers, queryMembers } from './masked.js';

/**
 * Measures that a view shows beside its own are of another view (of another grain, such as the scores of one month). They
 * are asked there by the same dimensions, and joined to the groups: drilling across. Each view's own policy holds.
 */
export function isBorrowed(view: View, measure: string): boolean {
  return view.beside?.measures.has(measure) ?? false;
}

/** The question as one of the view beside, where all that it asks is of that one; projections answer it there. */
export function rerouted(view: View, query: SemanticQuery): SemanticQuery {
  const { beside } = view;
  const { measures = [], dimensions = [], filters = [], segments = [], countedBy = [] } = query;
  if (!beside || measures.length === 0 || segments.length + countedBy.length > 0 || query.ungrouped) return query;
  const isTheirs = measures.every(({ name, expression }) => !expression && isBorrowed(view, name));
  const used = queryMembers({ dimensions, filters });
  const isKnown = used.every((name) => beside.view.dimensions.has(name) || isBorrowed(view, name));
  return isTheirs && isKnown ? { ...query, view: beside.view.name } : query;
}

/** Whether any measure of the question, or condition on one, is of the view beside. */
export function borrows(view: View, { measures = [], filters = [] }: SemanticQuery): boolean {
  return (
    measures.some(({ name, expression }) => !expression && isBorrowed(view, name)) ||
    filters.flatMap(filterMembers).some((name) => isBorrowed(view, name))
  );
}

/** What is asked of the view beside for a question's borrowed measures; undefined where there are none. */
export function besideQuestion(
  view: View,
  query: SemanticQuery,
  conditions: readonly MeasureRef[],
): { readonly view: View; readonly query: SemanticQuery } | undefined {
  const measures = [...(query.measures ?? []), ...conditions].filter(
    ({ name, expression }) => !expression && isBorrowed(view, name),
  );
  const [first] = measures;
  if (!view.beside || !first) return undefined;
  const other = view.beside.view;
  if (query.ungrouped)
    throw new TenureError('WRONG_USE', `${first.name} is of groups: ask it of ${other.name}, or without single rows.`);
  if (query.segments?.length || query.countedBy?.length)
    throw new TenureError(
      'WRONG_USE',
      `${first.name} is of ${other.name}, which has not the segments and rows of ${view.name}.`,
    );
  const { dimensions = [] } = query;
  const filters = (query.filters ?? []).filter((filter) => !isOnMeasures(view, filter));
  const missing = queryMembers({ dimensions, filters }).find((name) => !other.dimensions.has(name));
  if (missing !== undefined)
    throw new TenureError(
      'WRONG_USE',
      `${first.name} comes from ${other.name}, which has no ${missing}: ask it by other dimensions, or apart.`,
    );
  const { timeZone } = query;
  return {
    view: other,
    query: { view: other.name, dimensions, measures, filters, ...(timeZone ? { timeZone } : {}) },
  };
}

/** Conditions on a view's own measures choose among its groups, and say nothing to the other view. */
function isOnMeasures(view: View, filter: Filter): boolean {
  const members = filterMembers(filter);
  return members.length > 0 && members.every((name) => view.measures.has(name));
}
