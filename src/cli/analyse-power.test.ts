import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { analyseCommands } from './analyse.js';

async function power(...options: string[]): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const program = new Command();
    analyseCommands(program);
    await program.parseAsync(['node', 'tenure', 'analyse', 'power', ...options, '--json']);
  } finally {
    log.mockRestore();
  }
  return JSON.parse(lines.join('\n'));
}

it('says how many customers each arm needs, and what so many can show', async () => {
  expect((await power('--p1', '.06', '--p2', '.05')).nPerArm).toBeCloseTo(8157.731, 3);
  expect((await power('--delta', '5', '--sd', '60')).nPerArm).toBeCloseTo(2261.438, 3);
  expect((await power('--n', '5000', '--p1', '.1')).p2).toBeCloseTo(0.1174399, 6);
  expect((await power('--n', '20', '--sd', '1', '--power', '.9')).delta).toBeCloseTo(1.051993, 6);
  expect((await power('--n', '500', '--p1', '.1', '--p2', '.15')).power).toBeCloseTo(0.6670306, 6);
});

it('refuses half a question', async () => {
  for (const options of [[], ['--p1', '.1'], ['--delta', '2'], ['--p1', '.1', '--p2', '.2', '--sd', '3']])
    await expect(power(...options)).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
});
