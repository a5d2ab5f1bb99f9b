import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { analyseCommands } from './analyse.js';

async function run(file: string, text: string, options: (file: string) => string[]): Promise<Record<string, unknown>> {
  const at = path.join(await mkdtemp(path.join(os.tmpdir(), 'tenure-forecast-')), file);
  await writeFile(at, text);
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const program = new Command();
    analyseCommands(program);
    await program.parseAsync(['node', 'tenure', 'analyse', 'forecast', ...options(at), '--json']);
  } finally {
    log.mockRestore();
  }
  return JSON.parse(lines.join('\n'));
}

function daily(): string {
  const rows = ['day,province,sales'];
  for (let month = 0; month < 40; month++)
    for (const [p, province] of ['north', 'south'].entries())
      for (const day of ['05', '17', '28']) {
        const text = `${2022 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-${day}`;
        rows.push(`${text},${province},${(10 + p * 5 + month * 0.1 + ((month * 7 + p) % 5)).toFixed(2)}`);
      }
  return [...rows, '2025-05-03,north,1.5', ''].join('\n');
}

it('adds rows up to months, leaves the unfinished one out and forecasts groups that sum to the total', async () => {
  const options = (file: string) => [
    '--csv',
    file,
    '--date',
    'day',
    '--value',
    'sales',
    '--by',
    'province',
    '--horizon',
    '6',
  ];
  const found = await run('sales.csv', daily(), options);
  expect(found).toMatchObject({ months: 40, leftOut: '2025-05', isCoherent: true });
  const cells = found.cells as { key: string; months: { month: string; value: number }[] }[];
  expect(cells.map(({ key }) => key)).toEqual(['total', 'north', 'south']);
  for (let i = 0; i < 6; i++) {
    const [total, north, south] = cells.map(({ months }) => months[i]?.value as number) as [number, number, number];
    expect(north + south).toBe(total);
  }
  expect(cells[0]?.months[0]?.month).toBe('2025-05');
});

it('judges series whose future is known', async () => {
  const x = Array.from({ length: 48 }, (_, t) => 100 + t + 20 * Math.sin((2 * Math.PI * t) / 12));
  const found = await run('series.json', JSON.stringify([{ x: x.slice(0, 42), xx: x.slice(42) }]), (file) => [
    '--series',
    file,
  ]);
  expect(Object.keys(found)).toEqual(['series', 'smape', 'mase', 'coverage80', 'coverage95']);
  expect(found.smape).toBeLessThan(5);
});

it('refuses what it cannot read', async () => {
  const csv = 'day,sales\n2026-13-01,4\n';
  const options = (file: string) => ['--csv', file, '--date', 'day', '--value', 'sales'];
  await expect(run('bad.csv', csv, options)).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  await expect(run('bad.json', '[{"x":[1]}]', (file) => ['--series', file])).rejects.toMatchObject({ kind: 'SOURCE' });
});
