import { TenureError } from '../../errors/errors.js';
import type { Filter, MemberFilter } from './query.js';

/**
 * Every comparison that the semantic layer knows. Doors take more words and say them by these (operator-words.ts).
 * `equals` and `notEquals` take lists; null among the values is the member without a value, so `equals [null]` is SQL's IS NULL.
 * The negative ones let rows without a value pass, unless null is among the values. `between` takes first and last, both included; a
 * bare day is whole there, and midnight in every other comparison of times.
 */
export const OPERATORS = [
  'equals',
  'notEquals',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains',
  'notContains',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** Comparisons of texts by their parts. */
export const TEXT_OPERATORS: ReadonlySet<Operator> = new Set([
  'contains',
  'notContains',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
]);

export const isUnset = (member: string): MemberFilter => ({ member, operator: 'equals', values: [null] });
export const isSet = (member: string): MemberFilter => ({ member, operator: 'notEquals', values: [null] });

/** Whether a filter asks for nothing but a value, or for none. */
export function nullTest({ operator, values = [] }: MemberFilter): 'set' | 'unset' | undefined {
  if (values.length === 0 || values.some((value) => value !== null)) return undefined;
  if (operator === 'equals') return 'unset';
  return operator === 'notEquals' ? 'set' : undefined;
}

/** A range of times that rows lie outside of; rows without a value pass on neither side. */
export interface Outside {
  readonly member: string;
  readonly values: readonly [string, string];
}

const BARE_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Before the first or after the last; a bare last day is whole. Throws BAD_REQUEST unless there are two values. */
export function outside(member: string, values: NonNullable<MemberFilter['values']>): Filter {
  const [from, to] = values;
  if (values.length !== 2 || from === undefined || from === null || to === undefined || to === null)
    throw new TenureError('BAD_REQUEST', `The filter on ${member} needs two values, first and last.`);
  const end = typeof to === 'string' && BARE_DAY.test(to) ? `${to}T23:59:59.999` : to;
  return {
    or: [
      { member, operator: 'lt', values: [from] },
      { member, operator: 'gt', values: [end] },
    ],
  };
}

/** What `outside` makes, read back: planners say it by one condition. */
export function outsideOf(filter: Filter): Outside | undefined {
  if (!('or' in filter) || filter.or.length !== 2) return undefined;
  const [before, after] = filter.or;
  if (!before || !after || !('member' in before) || !('member' in after)) return undefined;
  const { member, operator, values = [], arguments: given } = before;
  if (member !== after.member || operator !== 'lt' || after.operator !== 'gt' || given || after.arguments)
    return undefined;
  const [from, ...more] = values;
  const [to, ...others] = after.values ?? [];
  if (typeof from !== 'string' || typeof to !== 'string' || more.length + others.length > 0) return undefined;
  return { member, values: [from, to] };
}
