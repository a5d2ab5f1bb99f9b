import { beforeAll, describe, expect, it } from 'vitest';
import { KillPoints } from '../support/kill-points.js';
import { scratchDirectory } from '../support/scratch.js';

// Every statement of the load is tried in test/long; here one of each sort.
describe('a load killed with SIGKILL', () => {
  const scratch = scratchDirectory();
  let points: KillPoints;
  beforeAll(async () => {
    points = await KillPoints.prepare(scratch);
  }, 240_000);

  it('a clean one shows readers whole snapshots only, and clears up', () => {
    expect(points.clean.watched.mixed).toBe(0);
    expect(points.clean.watched.reads).toBeGreaterThan(3);
    expect(points.clean.leftovers).toBe(0);
    expect(points.clean.print).not.toEqual(points.before);
  });

  it.each([
    ['while staging', () => 6],
    ['after the first swap', () => (points.swaps[0] ?? 0) + 1],
    ['before the last swap', () => points.swaps.at(-1) ?? 0],
  ])('%s: a restart shows all or nothing, and loading again ends as if it had not happened', async (_, statement) => {
    const at = statement();
    const { signal, seen, rerun } = await points.kill(at);
    expect(signal).toBe('SIGKILL');
    const published = at > (points.swaps[0] ?? 0);
    expect(seen).toEqual(published ? points.clean.print : points.before);
    expect(rerun.print).toEqual(points.clean.print);
    expect(rerun.runs.includes('running')).toBe(false);
    expect(rerun.leftovers).toBe(0);
  });
});
