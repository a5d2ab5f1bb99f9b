import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { madeUpLives } from '../analytics/survival/lives.fixture.js';
import { analyseCommands } from './analyse.js';

async function run(...options: string[]): Promise<string> {
  const { entry, time, cause, x, z, group } = madeUpLives();
  const rows = time.map((end, i) =>
    [
      entry[i],
      end,
      ['', 'port-out', 'non-payment'][cause[i] as number],
      Number((cause[i] as number) > 0),
      i === 5 ? '' : x[i],
      z[i],
      'abc'[group[i] as number],
    ].join(','),
  );
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'tenure-survival-')), 'lives.csv');
  await writeFile(file, ['entry,time,why,left,x,z,plan', ...rows, ''].join('\n'));
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const program = new Command();
    analyseCommands(program);
    const base = ['analyse', 'survival', '--csv', file, '--duration', 'time'];
    await program.parseAsync(['node', 'tenure', ...base, ...options]);
  } finally {
    log.mockRestore();
  }
  return lines.join('\n');
}

it('fits hazard ratios with late entry, leaving out who lacks a covariate', async () => {
  const found = JSON.parse(await run('--event', 'left', '--entry', 'entry', '--cox', 'x,plan', '--json'));
  expect(found.cox).toMatchObject({ count: 159, leftOut: 1, ties: 'efron' });
  expect(found.cox.hazards.map(({ name }: { name: string }) => name)).toEqual(['x', 'plan=b', 'plan=c']);
  expect(found.cox.proportionality.each).toHaveLength(3);
  expect(Object.keys(found.intervals)).toEqual(['survival', 'median', 'hazardRatio', 'incidence']);
});

it('tells causes apart, by group with Gray’s test', async () => {
  const found = JSON.parse(await run('--cause', 'why', '--group', 'plan', '--times', '5,15,30', '--json'));
  expect(found.events).toBe(104);
  const { causes, gray } = found.competing;
  // By name: non-payment is the fixture's cause 2, port-out its cause 1.
  expect(gray[1]).toMatchObject({ cause: 'port-out', degreesOfFreedom: 2 });
  expect(gray[1].statistic).toBeCloseTo(9.1959647206, 6);
  expect(causes.find((one: { cause: string }) => one.cause === 'port-out').incidence[1].incidence).toBeCloseTo(
    0.188672,
    6,
  );
  expect(await run('--cause', 'why', '--group', 'plan')).toContain('port-out');
});

it('refuses half a question', async () => {
  for (const options of [[], ['--cause', 'why', '--entry', 'entry'], ['--event', 'left', '--cox', 'nothing']])
    await expect(run(...options)).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
});
