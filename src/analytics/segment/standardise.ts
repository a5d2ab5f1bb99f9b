import { Refusal } from '../refusal.js';
import { type Points, pointsFromColumns } from './points.js';

/** Mean and population standard deviation of one column, in the column's own unit. */
export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Two passes, so that a large mean does not eat the digits of a small variance. */
export function scaleOf(column: ArrayLike<number>): Scale {
  const count = column.length;
  if (count === 0) return { mean: 0, deviation: 0 };
  let sum = 0;
  for (let i = 0; i < count; i++) sum += column[i] as number;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += ((column[i] as number) - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  // What is left of a constant column after rounding is noise, not variation.
  return { mean, deviation: deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? deviation : 0 };
}

export interface Standardised {
  readonly points: Points;
  readonly scales: readonly Scale[];
}

/** z-scores with the population standard deviation. A constant column becomes 0 everywhere: it separates nobody. */
export function standardise(columns: readonly ArrayLike<number>[]): Standardised {
  const scales = columns.map((column, d) => {
    for (let i = 0; i < column.length; i++)
      if (!Number.isFinite(column[i]))
        throw new Refusal(`Column ${d + 1} holds a value that is not a finite number in row ${i + 1}.`);
    return scaleOf(column);
  });
  return { points: pointsFromColumns(columns.map((column, d) => zScores(column, scales[d] as Scale))), scales };
}

export function zScores(column: ArrayLike<number>, { mean, deviation }: Scale): Float64Array {
  return Float64Array.from(column, (value) => (deviation === 0 ? 0 : (value - mean) / deviation));
}
