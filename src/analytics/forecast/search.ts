import type { SearchEffort } from '../value/nelder-mead.js';

/** Forecasts are made by the hundred, and their weights need no more than three digits. */
export const FAST: SearchEffort = { rounds: 1, passes: 30, tolerance: 1e-5, edge: 0.5, width: 1 };

/** A bounded weight from a free number: the logistic curve between two bounds. */
export function within(x: number, low: number, high: number): number {
  return low + (high - low) / (1 + Math.exp(-x));
}

/** Sums of squares are compared by their logarithms, whatever the unit of a series; this keeps a perfect fit finite. */
export const LEAST = 1e-300;
