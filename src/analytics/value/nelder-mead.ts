export interface Minimum {
  readonly point: readonly number[];
  readonly value: number;
}

/** How long to search: fits made by the thousand need fewer digits than one fit that is read. */
export interface SearchEffort {
  /** Fresh simplexes begun at the best point, at most. */
  readonly rounds: number;
  /** Moves of one simplex, for each variable, at most. */
  readonly passes: number;
  /** Relative difference of the corners' values at which a simplex stops. */
  readonly tolerance: number;
  /** Edge of the simplex below which it may stop; Infinity where the values alone decide. */
  readonly edge: number;
  /** Edge of the first simplex. */
  readonly width: number;
}

const THOROUGH: SearchEffort = { rounds: 20, passes: 400, tolerance: 1e-13, edge: 1e-9, width: 0.5 };

/**
 * The least value of a smooth function of few variables without derivatives (Nelder and Mead 1965), begun again from
 * where it stopped until a fresh simplex finds nothing better. Deterministic.
 */
export function minimise(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  effort = THOROUGH,
): Minimum {
  let best: Minimum = { point: start, value: f(start) };
  for (let round = 0; round < effort.rounds; round++) {
    const found = simplexSearch(f, best.point, round === 0 ? effort.width : 0.1, effort);
    const gain = best.value - found.value;
    if (found.value < best.value) best = found;
    if (round > 0 && gain <= 1e-10 * (1 + Math.abs(best.value))) break;
  }
  return best;
}

function simplexSearch(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  width: number,
  { passes, tolerance, edge }: SearchEffort,
): Minimum {
  const n = start.length;
  const at = (point: readonly number[]): Minimum => ({ point, value: f(point) });
  const corners = [at(start), ...start.map((_, d) => at(start.map((x, i) => (i === d ? x + width : x))))];
  for (let pass = 0; pass < passes * n; pass++) {
    corners.sort((a, b) => a.value - b.value);
    const [best, second, worst] = [corners[0] as Minimum, corners[n - 1] as Minimum, corners[n] as Minimum];
    const isFlat = worst.value - best.value <= tolerance * (1 + Math.abs(best.value));
    if (isFlat && spread(corners) < edge) break;
    const centre = start.map((_, d) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (corners[i] as Minimum).point[d] as number;
      return sum / n;
    });
    const along = (factor: number) => at(centre.map((c, d) => c + factor * ((worst.point[d] as number) - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      corners[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) corners[n] = reflected;
    else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
      if (contracted.value < Math.min(worst.value, reflected.value)) corners[n] = contracted;
      else
        for (let i = 1; i <= n; i++)
          corners[i] = at((corners[i] as Minimum).point.map((x, d) => ((best.point[d] as number) + x) / 2));
    }
  }
  return corners.reduce((best, corner) => (corner.value < best.value ? corner : best));
}

function spread(corners: readonly Minimum[]): number {
  const [first, ...others] = corners as [Minimum, ...Minimum[]];
  return Math.max(
    ...others.map(({ point }) => Math.max(...point.map((x, d) => Math.abs(x - (first.point[d] as number))))),
  );
}
