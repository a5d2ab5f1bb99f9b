import { beforeAll, expect, it } from 'vitest';
import { KillPoints } from '../support/kill-points.js';
import { scratchDirectory } from '../support/scratch.js';

const scratch = scratchDirectory();
let points: KillPoints;
beforeAll(async () => {
  points = await KillPoints.prepare(scratch);
}, 240_000);

it('a load killed before any of its statements leaves all or nothing, and ends the same when it is repeated', async () => {
  const tried: number[] = [];
  for (let statement = 1; statement <= points.clean.statements; statement += 4) {
    const { seen, rerun } = await points.kill(statement);
    const whole = [points.before, points.clean.print].map((print) => JSON.stringify(print));
    expect(whole, `killed before statement ${statement}: ${points.clean.texts[statement - 1]}`).toContain(
      JSON.stringify(seen),
    );
    expect(rerun.print, `repeated after ${statement}`).toEqual(points.clean.print);
    tried.push(statement);
  }
  expect(tried.length).toBeGreaterThan(10);
}, 1_800_000);
