import { Refusal } from '../refusal.js';

/** One cell of the grid: bands count from the lowest. */
export interface GridCell {
  readonly valueBand: number;
  readonly riskBand: number;
  readonly customers: number;
  readonly value: number;
  /** Σ value × probability: what may be lost. */
  readonly valueAtRisk: number;
}

/**
 * Customers by value and risk. `valueCuts` and `riskCuts` ascend; band 0 lies below the first cut, a value equal to a cut
 * in the band above it. Every cell is there, empty ones too; the cells sum to the whole base.
 */
export function valueRiskGrid(
  values: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  valueCuts: readonly number[],
  riskCuts: readonly number[],
): GridCell[] {
  for (const cuts of [valueCuts, riskCuts])
    if (cuts.some((cut, i) => i > 0 && cut <= (cuts[i - 1] as number)))
      throw new Refusal('The cuts of a grid must ascend.');
  const width = riskCuts.length + 1;
  const cells = Array.from({ length: (valueCuts.length + 1) * width }, (_, i) => ({
    valueBand: Math.floor(i / width),
    riskBand: i % width,
    customers: 0,
    value: 0,
    valueAtRisk: 0,
  }));
  for (let i = 0; i < values.length; i++) {
    const [value, probability] = [values[i] as number, probabilities[i] as number];
    const cell = cells[bandOf(value, valueCuts) * width + bandOf(probability, riskCuts)];
    if (!cell) continue;
    cell.customers++;
    cell.value += value;
    cell.valueAtRisk += value * probability;
  }
  return cells;
}

export function bandOf(value: number, cuts: readonly number[]): number {
  return cuts.filter((cut) => value >= cut).length;
}
