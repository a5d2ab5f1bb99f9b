export interface Decile {
  /** 1 = the most valuable tenth. */
  readonly decile: number;
  readonly customers: number;
  readonly value: number;
  /** Of the total value; null when that is not positive. */
  readonly share: number | null;
  /** Share of this decile and those above it. */
  readonly cumulativeShare: number | null;
}

export interface LorenzPoint {
  /** Share of customers, the least valuable first. */
  readonly customers: number;
  /** Share of the value that they have together. */
  readonly value: number;
}

export interface Concentration {
  readonly total: number;
  readonly deciles: readonly Decile[];
  /** From (0, 0) to (1, 1); empty when the total is not positive. Dips below 0 where values are negative. */
  readonly lorenz: readonly LorenzPoint[];
  /** 0 = all the same, towards 1 = one has all (above it with negative values); null when the total is not positive. */
  readonly gini: number | null;
}

/** How unevenly value is spread over customers. `lorenzPoints` of the curve are kept. */
export function concentration(values: ArrayLike<number>, lorenzPoints = 101): Concentration {
  const ascending = Float64Array.from(values).sort();
  const count = ascending.length;
  const cumulative = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) cumulative[i + 1] = (cumulative[i] as number) + (ascending[i] as number);
  const total = cumulative[count] as number;
  const upTo = (i: number) => cumulative[i] as number;
  const deciles = Array.from({ length: 10 }, (_, d) => {
    const [from, to] = [count - Math.round(((d + 1) * count) / 10), count - Math.round((d * count) / 10)];
    const value = upTo(to) - upTo(from);
    const above = total - upTo(from);
    return {
      decile: d + 1,
      customers: to - from,
      value,
      share: total > 0 ? value / total : null,
      cumulativeShare: total > 0 ? above / total : null,
    };
  });
  return {
    total,
    deciles,
    lorenz: total > 0 ? lorenz(cumulative, total, lorenzPoints) : [],
    gini: total > 0 ? gini(ascending, total) : null,
  };
}

function lorenz(cumulative: Float64Array, total: number, most: number): LorenzPoint[] {
  const count = cumulative.length - 1;
  const steps = Math.min(most - 1, count);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at = Math.round((i * count) / steps);
    return { customers: at / count, value: (cumulative[at] as number) / total };
  });
}

/** Σ (2i − n − 1) x_i / (n Σ x) over ascending values: twice the area between the Lorenz curve and the diagonal. */
function gini(ascending: Float64Array, total: number): number {
  const n = ascending.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * (i + 1) - n - 1) * (ascending[i] as number);
  return sum / (n * total);
}
