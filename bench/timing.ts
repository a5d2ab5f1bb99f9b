/** Median wall time of a piece of work in milliseconds, after two runs to warm up. */
export async function medianMs(runs: number, work: () => Promise<void>): Promise<number> {
  await work();
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const middle = Math.floor(times.length / 2);
  const upper = times[middle] ?? Number.NaN;
  return times.length % 2 === 1 ? upper : (upper + (times[middle - 1] ?? Number.NaN)) / 2;
}
