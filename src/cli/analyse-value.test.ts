import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TenureError } from '../errors/errors.js';
import { analyseAhp } from './analyse-ahp.js';
import { analyseDecide } from './analyse-decide.js';
import { analyseRepeat } from './analyse-repeat.js';
import { analyseSegment } from './analyse-segment.js';

let directory: string;
const file = (name: string) => path.join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tenure-analyse-'));
  await writeFile(file('points.csv'), 'id,x,y\na,0,0\nb,1, \nc,10,9\nd,11,10\n');
  await writeFile(
    file('scores.csv'),
    `p,left\n${Array.from({ length: 40 }, (_, i) => `${i / 40},${i % 3 === 0 || i > 30 ? 'yes' : 'no'}`).join('\n')}\n`,
  );
  await writeFile(
    file('buyers.csv'),
    'frequency,recency,T,spend\n2,30.4,38.9,22.4\n1,1.7,38.9,11.8\n0,0,38.9,0\n0,0,30,0\n7,29.4,38.9,73.7\n1,5,38.9,11.8\n',
  );
  await writeFile(
    file('tree.yaml'),
    'name: value\nmatrix: [[1, 3], [1/3, 1]]\nchildren: [{name: margin}, {name: arrears, lessIsMore: true}]\n',
  );
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What a command prints. */
async function run(...args: string[]): Promise<string> {
  const analyse = new Command('analyse');
  for (const register of [analyseAhp, analyseDecide, analyseRepeat, analyseSegment]) register(analyse);
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await analyse.parseAsync(args, { from: 'user' });
    return printed.mock.calls.flat().join('\n');
  } finally {
    printed.mockRestore();
  }
}

const refused = async (...args: string[]) => {
  const error = await run(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TenureError);
  return (error as TenureError).kind;
};

describe('analyse segment', () => {
  test('prints segments, their profile and the blanks taken as 0', async () => {
    const found = JSON.parse(
      await run('segment', '--csv', file('points.csv'), '--columns', 'x,y', '--k', '2', '--json'),
    );
    expect(found).toMatchObject({ k: 2, rows: 4, sizes: [2, 2], blanksTakenAsZero: { y: 1 } });
    const means = found.profile.map((one: { means: { x: number; y: number } }) => one.means.x + one.means.y).sort();
    expect(means[0]).toBeCloseTo(0.5, 9);
    expect(means[1]).toBeCloseTo(20, 9);
  });

  test('writes the segment of each row, and a table for people', async () => {
    const text = await run(
      'segment',
      '--csv',
      file('points.csv'),
      '--columns',
      'x,y',
      '--k',
      '2',
      '--out',
      file('out.csv'),
    );
    expect(text).toContain('4 rows in 2 segments');
    const lines = (await readFile(file('out.csv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]?.split(',')[1]).toBe(lines[2]?.split(',')[1]);
  });

  test('refuses text, unknown columns, missing files and too large a k', async () => {
    const points = file('points.csv');
    expect(await refused('segment', '--csv', points, '--columns', 'id')).toBe('BAD_REQUEST');
    expect(await refused('segment', '--csv', points, '--columns', 'z')).toBe('BAD_REQUEST');
    expect(await refused('segment', '--csv', points, '--columns', 'x', '--k', '5')).toBe('BAD_REQUEST');
    expect(await refused('segment', '--csv', file('none.csv'), '--columns', 'x')).toBe('SOURCE');
  });
});

describe('analyse ahp', () => {
  test('reads fractions, and trees from files', async () => {
    const found = JSON.parse(
      await run('ahp', '--matrix', '[[1,4,3,7],[1/4,1,⅓,3],[1/3,3,1,5],["1/7",1/3,0.2,1]]', '--json'),
    );
    expect(found.lambdaMax).toBeCloseTo(4.1184, 4);
    expect(found.consistencyRatio).toBeCloseTo(0.044, 3);
    expect(found.weights).toHaveLength(4);
    const tree = JSON.parse(await run('ahp', '--file', file('tree.yaml'), '--json'));
    expect(tree.weights[0]).toMatchObject({ name: 'margin', weight: 0.75 });
    expect(await run('ahp', '--file', file('tree.yaml'))).toContain('less is more');
  });

  test.each([
    [['--matrix', '[[1,2],[2,1]]']],
    [['--matrix', '[[1,9,1/9],[1/9,1,9],[9,1/9,1]]']],
    [['--matrix', '[[1,x],[2,1]]']],
    [['--matrix', '[[1,2']],
    [['--matrix', '5']],
    [[]],
  ])('refuses %j', async (args) => {
    expect(await refused('ahp', ...args)).toBe('BAD_REQUEST');
  });
});

test('analyse repeat finds its columns by their usual names', async () => {
  const args = ['repeat', '--csv', file('buyers.csv'), '--horizon', '10', '--out', file('next.csv')];
  const found = JSON.parse(await run(...args, '--json'));
  expect(Object.keys(found)).toEqual(expect.arrayContaining(['r', 'alpha', 'a', 'b', 'logLikelihood', 'gammaGamma']));
  expect(found).toMatchObject({ customers: 6, repeatCustomers: 4, horizon: 10 });
  expect((await readFile(file('next.csv'), 'utf8')).trim().split('\n')).toHaveLength(7);
  expect(await refused('repeat', '--csv', file('points.csv'))).toBe('BAD_REQUEST');
});

test('analyse repeat judges itself on the last periods of purchases, or on a column of later purchases', async () => {
  const rows = Array.from({ length: 60 }, (_, c) =>
    Array.from({ length: 1 + (c % 5) }, (_, i) => {
      const day = new Date(Date.UTC(2025, 0, 1 + (c % 20) + i * (11 + (c % 7) * 4))).toISOString().slice(0, 10);
      return `c${c},${day},${5 + c}`;
    }),
  ).flat();
  await writeFile(file('orders.csv'), ['who,day,paid', ...rows, ''].join('\n'));
  const columns = [
    '--customer',
    'who',
    '--date',
    'day',
    '--amount',
    'paid',
    '--holdout',
    '4',
    '--out',
    file('who.csv'),
  ];
  const found = JSON.parse(await run('repeat', '--csv', file('orders.csv'), ...columns, '--json'));
  expect(found).toMatchObject({ customers: 60, holdOut: { periods: 4, customers: 60 } });
  expect((await readFile(file('who.csv'), 'utf8')).split('\n')[1]).toMatch(/^c0,/);
  await writeFile(
    file('later.csv'),
    'frequency,recency,T,next\n2,30.4,38.9,1\n1,1.7,38.9,0\n0,0,38.9,0\n0,0,30,1\n7,29.4,38.9,3\n1,5,38.9,0\n',
  );
  const later = JSON.parse(await run('repeat', '--csv', file('later.csv'), '--holdout', 'next', '--json'));
  expect(later.holdOut).toMatchObject({ periods: 52, actual: 5 });
  expect(
    await refused('repeat', '--csv', file('orders.csv'), '--customer', 'who', '--date', 'day', '--holdout', '99'),
  ).toBe('BAD_REQUEST');
});

describe('analyse decide', () => {
  const base = () => [
    'decide',
    '--csv',
    file('scores.csv'),
    '--probability',
    'p',
    '--label',
    'left',
    '--positive',
    'yes',
  ];

  test('gives threshold, target size and comparisons', async () => {
    const found = JSON.parse(await run(...base(), '--capacity', '5', '--json'));
    expect(found.comparisons.map((one: { strategy: string }) => one.strategy)).toEqual([
      'costThreshold',
      'costMatrix',
      'noModel',
      'half',
      'underSampling',
      'adaCost',
    ]);
    expect(found).toMatchObject({ rows: 40, capacity: 5, costMatrix: { contactedStayer: 60, missedChurner: 1000 } });
    expect(found.comparisons[0].precisionAtCapacity).toBe(1);
    expect(await run(...base())).toContain('way of choosing');
  });

  test('takes a plain pair of costs, and refuses half of one', async () => {
    const found = JSON.parse(await run(...base(), '--cost-fp', '1', '--cost-fn', '4', '--json'));
    expect(found).toMatchObject({ campaign: null, thresholdByCostMatrix: 0.2 });
    expect(await refused(...base(), '--cost-fp', '1')).toBe('BAD_REQUEST');
    expect(
      await refused(
        'decide',
        '--csv',
        file('scores.csv'),
        '--probability',
        'p',
        '--label',
        'left',
        '--positive',
        'maybe',
      ),
    ).toBe('BAD_REQUEST');
  });
});
