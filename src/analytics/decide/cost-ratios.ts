/**
 * How many times a missed churner costs what a needless contact costs. AdaCost depends on this relation alone; it is learnt
 * for each of these and the nearest one answers, so that a question about costs need not learn anything.
 */
export const COST_RATIOS = [1, 2, 5, 10, 20, 50, 100] as const;

/** The nearest relation that AdaCost was learnt for, on a logarithmic scale. */
export function nearestCostRatio(ratio: number): (typeof COST_RATIOS)[number] {
  return COST_RATIOS.reduce((best, one) =>
    Math.abs(Math.log(one / ratio)) < Math.abs(Math.log(best / ratio)) ? one : best,
  );
}
