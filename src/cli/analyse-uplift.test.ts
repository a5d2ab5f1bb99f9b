import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { seededRandom } from '../analytics/random.js';
import { analyseCommands } from './analyse.js';

async function run(...options: string[]): Promise<string> {
  const random = seededRandom(9);
  const rows = Array.from({ length: 3000 }, (_, i) => {
    const [plan, arm] = [random() < 0.5 ? 'A' : 'B', ['offer', 'nothing', 'other'][i % 3]];
    const stays = random() < 0.4 + (arm === 'offer' && plan === 'A' ? 0.3 : 0);
    return `${i},${plan},${Math.floor(40 * random())},${arm},${stays ? 'yes' : 'no'}`;
  });
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'tenure-uplift-')), 'trial.csv');
  await writeFile(file, ['id,plan,age,arm,stayed', ...rows, ''].join('\n'));
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const columns = ['--treatment', 'arm', '--treated', 'offer', '--outcome', 'stayed', '--exclude', 'id'];
  try {
    const program = new Command();
    analyseCommands(program);
    await program.parseAsync(['node', 'tenure', 'analyse', 'uplift', '--csv', file, ...columns, ...options]);
  } finally {
    log.mockRestore();
  }
  return lines.join('\n');
}

it('reads a trial with three arms: average, Qini, whom to treat', async () => {
  const found = JSON.parse(await run('--control', 'nothing', '--json'));
  expect(found).toMatchObject({
    treated: 1000,
    control: 1000,
    inputs: ['plan', 'age'],
    ranking: true,
    folds: 5,
    seed: 1,
  });
  expect(found.ate).toBeGreaterThan(0.08);
  expect(found.qiniInterval[0]).toBeGreaterThan(0);
  expect(found.upliftAt30).toBeGreaterThan(found.ate);
  expect(found.curve).toHaveLength(10);
  expect(found.formula.effects.mains.find(({ part }: { part: string }) => part === 'plan').effect).toBeGreaterThan(
    0.05,
  );
  expect(await run('--control', 'nothing')).toContain('plan');
});

it('refuses an arm that is not there', async () => {
  await expect(run('--control', 'nobody')).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
});
