/** Median wall time of a piece of work in milliseconds, after two runs to warm up. */
export async function medianMs(runs: number, work: () => Promise<void>): Promise<number> {
  return medianOf(runs, async () => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  });
}

/** Median of what a piece of work measures of itself, after two runs to warm up. */
export async function medianOf(runs: number, measure: () => Promise<number>): Promise<number> {
  await measure();
  await measure();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await measure());
  return median(times);
}

/** Median wall times of several pieces of work that take turns, in milliseconds, after two rounds to warm up. */
export async function mediansMs(runs: number, works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let run = -2; run < runs; run++)
    for (const [place, work] of works.entries()) {
      const started = performance.now();
      await work();
      if (run >= 0) times[place]?.push(performance.now() - started);
    }
  return times.map(median);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
