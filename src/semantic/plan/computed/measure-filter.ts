import { TenureError } from '../../../errors/errors.js';
import type { Expression, ExpressionPart } from '../../contract/expression.js';
import { nullTest, type Operator } from '../../contract/operators.js';
import type { Filter, MeasureRef, MemberFilter } from '../../contract/query.js';
import { notesOf } from '../../model/member-notes.js';
import type { View } from '../../model/view.js';
import { isBorrowed } from '../beside.js';
import { checkValues } from '../filter.js';

/** What Cube cannot filter by itself: conditions on columns of the answer, and the measures that these columns hold. */
export interface LiftedFilters {
  /** The filters that stay with Cube. */
  readonly filters: readonly Filter[];
  /** Measures to be asked besides, for the conditions alone. */
  readonly measures: readonly MeasureRef[];
  readonly having: readonly Expression[];
}

/**
 * Takes conditions on measures that `isLifted` (those with arguments, over other months, against targets: Cube would compare
 * the defaults or what they are made of) out of the filters. What is or-ed with such a condition has to be on measures too: groups are chosen after they are made.
 */
export function liftMeasureFilters(
  filters: readonly Filter[],
  isMeasure: (name: string) => boolean,
  isLifted: (leaf: MemberFilter) => boolean = (leaf) => leaf.arguments !== undefined,
): LiftedFilters {
  const kept: Filter[] = [];
  const measures: MeasureRef[] = [];
  const having: Expression[] = [];
  const column = (leaf: MemberFilter): string => {
    if (!isMeasure(leaf.member))
      throw new TenureError(
        'WRONG_USE',
        `${leaf.member} is no measure; a condition on a measure with arguments stands apart from those on dimensions.`,
      );
    const as = `__f${measures.length}`;
    measures.push({ name: leaf.member, as, ...(leaf.arguments ? { arguments: leaf.arguments } : {}) });
    return as;
  };
  const condition = (filter: Filter): ExpressionPart[] => {
    if ('and' in filter) return joined(filter.and.map(condition), ' AND ');
    if ('or' in filter) return joined(filter.or.map(condition), ' OR ');
    if ('expression' in filter)
      throw new TenureError('NOT_SUPPORTED', 'An expression beside a measure with arguments.');
    return leafParts(filter, column(filter));
  };
  const visit = (filter: Filter): void => {
    if (!someLeaf(filter, isLifted)) kept.push(filter);
    else if ('and' in filter) for (const inner of filter.and) visit(inner);
    else having.push({ parts: condition(filter) });
  };
  for (const filter of filters) visit(filter);
  return { filters: kept, measures, having };
}

/** Conditions on measures that Cube would take for something else. */
export function isComputed(view: View): (filter: MemberFilter) => boolean {
  return ({ member, arguments: given }) => {
    const { period, target } = notesOf(view.measures.get(member)?.meta);
    return given !== undefined || period !== undefined || target !== undefined || isBorrowed(view, member);
  };
}

/** The filters on rows alone: those on measures choose among groups, and what is of all rows obeys none of them. */
export function withoutMeasureFilters(filters: readonly Filter[], isMeasure: (name: string) => boolean): Filter[] {
  const onlyMeasures = (filter: Filter): boolean => {
    if ('member' in filter) return isMeasure(filter.member);
    if ('expression' in filter) return false;
    const parts = 'and' in filter ? filter.and : filter.or;
    return parts.length > 0 && parts.every(onlyMeasures);
  };
  return filters.filter((filter) => !onlyMeasures(filter));
}

/** Whether any condition in a filter is such. */
export function someLeaf(filter: Filter, isLifted: (leaf: MemberFilter) => boolean): boolean {
  if ('and' in filter) return filter.and.some((inner) => someLeaf(inner, isLifted));
  if ('or' in filter) return filter.or.some((inner) => someLeaf(inner, isLifted));
  return 'member' in filter && isLifted(filter);
}

function joined(conditions: readonly (readonly ExpressionPart[])[], by: string): ExpressionPart[] {
  return ['(', ...conditions.flatMap((parts, place) => (place === 0 ? parts : [by, ...parts])), ')'];
}

const COMPARISONS: Readonly<Partial<Record<Operator, string>>> = {
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** A condition on a column with the meaning that Cube's filters have: `not` lets groups without a value pass. */
function leafParts(filter: MemberFilter, name: string): ExpressionPart[] {
  const { member, operator, values = [] } = filter;
  const column: ExpressionPart = { column: name };
  const asked = nullTest(filter);
  if (asked) return [column, asked === 'set' ? ' IS NOT NULL' : ' IS NULL'];
  checkValues(member, operator, values);
  const numbers = values.map((value): ExpressionPart => ({ value: numberOf(member, value), type: 'Float64' }));
  const [first, second] = numbers;
  const list = numbers.flatMap((number, place) => (place === 0 ? [number] : [', ', number]));
  const comparison = COMPARISONS[operator];
  if (comparison && first) return [column, ` ${comparison} `, first];
  if (operator === 'between' && first && second)
    return ['(', column, ' >= ', first, ' AND ', column, ' <= ', second, ')'];
  if (operator === 'equals') return [column, ' IN (', ...list, ')'];
  if (operator === 'notEquals') return ['(', column, ' NOT IN (', ...list, ') OR ', column, ' IS NULL)'];
  throw new TenureError('WRONG_USE', `${operator} does not apply to ${member}, which is a number.`);
}

function numberOf(member: string, value: string | number | boolean | null): number {
  const number = value === null || value === '' || typeof value === 'boolean' ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  throw new TenureError('BAD_REQUEST', `${member} is a number: ${JSON.stringify(value)} cannot be compared with it.`);
}
