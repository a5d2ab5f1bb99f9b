export interface Minimum {
  readonly point: readonly number[];
  readonly value: number;
}

/**
 * The least value of a smooth function of few variables without derivatives (Nelder and Mead 1965), begun again from
 * where it stopped until a fresh simplex finds nothing better. Deterministic.
 */
export function minimise(f: (point: readonly number[]) => number, start: readonly number[]): Minimum {
  let best: Minimum = { point: start, value: f(start) };
  for (let round = 0; round < 20; round++) {
    const found = simplexSearch(f, best.point, round === 0 ? 0.5 : 0.1);
    const gain = best.value - found.value;
    if (found.value < best.value) best = found;
    if (round > 0 && gain <= 1e-10 * (1 + Math.abs(best.value))) break;
  }
  return best;
}

function simplexSearch(f: (point: readonly number[]) => number, start: readonly number[], width: number): Minimum {
  const n = start.length;
  const at = (point: readonly number[]): Minimum => ({ point, value: f(point) });
  const corners = [at(start), ...start.map((_, d) => at(start.map((x, i) => (i === d ? x + width : x))))];
  for (let pass = 0; pass < 400 * n; pass++) {
    corners.sort((a, b) => a.value - b.value);
    const [best, second, worst] = [corners[0] as Minimum, corners[n - 1] as Minimum, corners[n] as Minimum];
    if (worst.value - best.value <= 1e-13 * (1 + Math.abs(best.value)) && spread(corners) < 1e-9) break;
    const centre = start.map(
      (_, d) => corners.slice(0, n).reduce((sum, { point }) => sum + (point[d] as number), 0) / n,
    );
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
