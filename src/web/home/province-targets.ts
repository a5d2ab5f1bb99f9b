import { fetchPivot } from '../api/operations.js';
import type { PivotResult } from '../api/types.js';
import { bucketRange } from '../pivot/period.js';
import { QUOTIENTS } from './contributions.js';
import type { ShownKpi } from './kpis.js';

/** Targets are set by province; who sees some of the provinces has those of them all together, if each has one. */
const BY = 'province';

/** A province's target and what it counts by in the whole: 1 where targets add up. */
export interface ProvinceTarget {
  readonly target: number | null;
  readonly weight: number | null;
}

/**
 * The target of several provinces together: the sum of amounts, the mean of rates weighted by what they are rates of; null as
 * soon as one province has none, since the others' would then be measured against figures of more than they were set for.
 */
export function combinedTarget(parts: readonly ProvinceTarget[], combine: 'sum' | 'mean' | null): number | null {
  const [only] = parts;
  if (!only || parts.some(({ target }) => target === null)) return null;
  if (parts.length === 1) return only.target;
  if (combine === null || parts.some(({ weight }) => weight === null)) return null;
  const weights = combine === 'sum' ? parts.length : parts.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  if (!weights) return null;
  const sum = parts.reduce(
    (total, { target, weight }) => total + (target ?? 0) * (combine === 'sum' ? 1 : (weight ?? 0)),
    0,
  );
  return combine === 'sum' ? sum : sum / weights;
}

/** How a KPI's targets of several provinces make one; null where nothing says it. */
export function combinationOf({ measure, catalogView, catalogMeasure }: ShownKpi): 'sum' | 'mean' | null {
  const { additivity } = catalogMeasure;
  // A customer has one province in a month, so distinct customers of one month add up.
  if (additivity === 'additive' || additivity === 'semi-additive' || measure === 'customers') return 'sum';
  const base = QUOTIENTS[measure]?.[1];
  return base !== undefined && catalogView.measures.some(({ name }) => name === base) ? 'mean' : null;
}

export interface ProvincesTarget {
  readonly value: number;
  readonly provinces: number;
}

/** What the KPI should be in this month, by the targets of the provinces that the reader sees; null where not all have one. */
export async function targetOfProvinces(
  kpi: ShownKpi,
  month: string,
  signal: AbortSignal,
): Promise<ProvincesTarget | null> {
  const { catalogView: view, target } = kpi;
  if (target === null || !view.timeDimension || !view.dimensions.some(({ name }) => name === BY)) return null;
  const combine = combinationOf(kpi);
  const base = combine === 'mean' ? (QUOTIENTS[kpi.measure]?.[1] ?? null) : null;
  const result = await fetchPivot(
    {
      view: view.name,
      rows: [{ name: BY }],
      columns: [],
      measures: [kpi.measure, target, ...(base ? [base] : [])].map((name, i) => ({ name, as: `m${i}` })),
      filters: [{ member: view.timeDimension, operator: 'inDateRange', values: [...bucketRange(month, 'month')] }],
    },
    signal,
  );
  const parts = partsOf(result, base !== null);
  const value = combinedTarget(parts, combine);
  return value === null ? null : { value, provinces: parts.length };
}

const number = (cell: unknown): number | null => (cell === null || cell === undefined ? null : Number(cell));

function partsOf(result: PivotResult, weighted: boolean): readonly ProvinceTarget[] {
  return result.rows.flatMap((row, r) => {
    if (row.path.length !== 1) return [];
    const [now, target, base] = (result.cells[r] ?? []).map(number);
    // A province without any figure in this month takes no part in what the card shows.
    if (now === null || now === undefined) return [];
    return [{ target: target ?? null, weight: weighted ? (base ?? null) : 1 }];
  });
}
