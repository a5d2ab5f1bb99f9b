import type { FilterInput, Granularity, Scalar } from '../api/types.js';
import { bucketRange, type Delta, dateOf, negated, shiftDate, shiftRangeEnd } from './period.js';
import type { Level, Slicer } from './state.js';

// Slicers of the address as conditions in the server's words, and back again from what reports and alerts keep.

/** The filter that holds for exactly this member of this level. */
export function memberFilter(level: Level, value: Scalar, back: Delta | null = null): FilterInput {
  if (value === null) return { member: level.name, operator: 'notSet' };
  if (!level.granularity) return { member: level.name, operator: 'equals', values: [value] };
  const [from, to] = bucketRange(dateOf(value), level.granularity);
  return { member: level.name, operator: 'inDateRange', values: shiftedRange(from, to, back) };
}

function shiftedRange(from: string, to: string, back: Delta | null): [string, string] {
  return back ? [shiftDate(from, negated(back)), shiftRangeEnd(to, negated(back))] : [from, to];
}

export function slicerFilter(slicer: Slicer, back: Delta | null = null): FilterInput | null {
  const { member, granularity, values } = slicer;
  if (slicer.mode === 'range') {
    const [from, to] = values;
    if (from === undefined || to === undefined) return null;
    const end = bucketRange(dateOf(to), granularity ?? 'day')[1];
    return { member, operator: 'inDateRange', values: shiftedRange(dateOf(from), end, back) };
  }
  if (values.length === 0) return null;
  if (granularity) {
    const ranges = values.map((value) => memberFilter({ name: member, granularity }, value, back));
    if (slicer.mode === 'in') return ranges.length === 1 && ranges[0] ? ranges[0] : { or: ranges };
    return { and: ranges.map((range) => ({ ...range, operator: 'notInDateRange' })) };
  }
  const known = values.filter((value) => value !== null);
  const nulls = values.length > known.length;
  if (slicer.mode === 'in') {
    const some: FilterInput[] = known.length > 0 ? [{ member, operator: 'in', values: known }] : [];
    if (nulls) some.push({ member, operator: 'notSet' });
    return some.length === 1 && some[0] ? some[0] : { or: some };
  }
  // In SQL `not in` drops rows without a value; leaving Sichuan out must not lose customers of unknown province.
  const kept: FilterInput[] = known.length > 0 ? [{ member, operator: 'notIn', values: known }] : [];
  if (nulls) return { and: [...kept, { member, operator: 'set' }] };
  return { or: [...kept, { member, operator: 'notSet' }] };
}

/** A condition that may stand for a slicer: as the server keeps it, its words not known yet. */
export interface KeptCondition {
  readonly member?: string | null;
  readonly operator?: string | null;
  readonly values?: readonly unknown[] | null;
  readonly and?: readonly KeptCondition[] | null;
  readonly or?: readonly KeptCondition[] | null;
}

/** The words of a kept condition that a slicer has a mode for; several words are one. */
const MODES: Readonly<Record<string, Slicer['mode']>> = {
  equals: 'in',
  in: 'in',
  notEquals: 'notIn',
  notIn: 'notIn',
  inDateRange: 'range',
  between: 'range',
};

/** The slicer that a condition comes from; null where no slicer says it. `bucketOf` tells the buckets of times, null for others. */
export function slicerOf(
  condition: KeptCondition,
  bucketOf: (member: string) => Granularity | null | undefined,
): Slicer | null {
  const { or, and } = condition;
  if (or) return together(or, bucketOf, 'in', 'notIn');
  if (and) return together(and, bucketOf, 'notIn', 'in');
  const { member, operator, values } = condition;
  const bucket = member ? bucketOf(member) : undefined;
  if (!member || !operator || bucket === undefined) return null;
  if (operator === 'notSet' && bucket === null) return { member, mode: 'in', values: [null] };
  const mode = MODES[operator];
  if (!mode || !values?.every(isScalar)) return null;
  if (mode !== 'range') return bucket === null ? { member, mode, values } : null;
  return bucket !== null && values.length === 2 ? rangeOf(member, bucket, values) : null;
}

/** A range of whole buckets: a slicer holds the first day of its last bucket, a condition may hold that or the bucket's last day. */
function rangeOf(member: string, granularity: Granularity, values: readonly Scalar[]): Slicer | null {
  const [from, to] = values.map((value) => (typeof value === 'string' ? dateOf(value) : ''));
  if (!from || !to) return null;
  const start = granularity === 'month' ? `${to.slice(0, 7)}-01` : to;
  const isWhole = bucketRange(start, granularity).includes(to) && (granularity !== 'month' || from.endsWith('-01'));
  return isWhole ? { member, granularity, mode: 'range', values: [from, start] } : null;
}

/** Two conditions of one member, one of them on rows without a value: see how slicerFilter writes them. */
function together(
  parts: readonly KeptCondition[],
  bucketOf: (member: string) => Granularity | null | undefined,
  withNull: Slicer['mode'],
  withoutNull: Slicer['mode'],
): Slicer | null {
  const [list, unset] = parts;
  const isOr = withNull === 'in';
  if (parts.length !== 2 || !list || unset?.operator !== (isOr ? 'notSet' : 'set')) return null;
  const slicer = list.member === unset.member ? slicerOf(list, bucketOf) : null;
  if (slicer?.mode === withNull) return { ...slicer, values: [...slicer.values, null] };
  return isOr && slicer?.mode === withoutNull ? slicer : null;
}

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';
