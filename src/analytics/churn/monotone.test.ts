import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import type { Column } from '../table/table.js';
import { fitFormula } from './fit.js';
import type { Direction } from './monotone.js';
import { inlineRunner } from './task-runner.js';

/** Risk falls, rises again, and falls with `a`; `b` moves it only where `c` is high. */
function table() {
  const random = seededRandom(9);
  const rowCount = 2500;
  const columns = ['a', 'b', 'c'].map((name) => ({
    kind: 'number' as const,
    name,
    values: Float64Array.from({ length: rowCount }, () => Math.floor(random() * 12)),
  }));
  const [a, b, c] = columns.map(({ values }) => values) as [Float64Array, Float64Array, Float64Array];
  const labels = Uint8Array.from({ length: rowCount }, (_, row) => {
    const at = a[row] as number;
    const logOdds =
      -1.5 + (at > 4 && at < 7 ? 1.5 : -0.15 * at) + ((b[row] as number) > 6 && (c[row] as number) > 6 ? 2 : 0);
    return random() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  return { table: { rowCount, columns: columns as Column[] }, labels };
}

describe('monotone factors', () => {
  it.each([
    ['up', 1],
    ['down', -1],
  ] as const)('never turn back: %s', async (direction, sign) => {
    const { table: rows, labels } = table();
    const common = { seed: 1, runner: inlineRunner, maxRounds: 120 };
    const monotone = new Map([['a', direction]]);
    const { formula } = await fitFormula(rows, labels, { ...common, monotone, requiredPairs: [['a', 'b']] });
    const free = await fitFormula(rows, labels, common);
    const rising = (cells: readonly number[]) =>
      cells.slice(1).every((cell, i, all) => i === 0 || sign * (cell - (all[i - 1] as number)) >= -1e-12);
    expect(rising(formula.mains[0] ?? [])).toBe(true);
    expect(rising(free.formula.mains[0] ?? [])).toBe(false);
    expect(formula.pairs.some(({ first }) => first === 0)).toBe(false);
  });

  it('hold the sums of which they are parts, and where parts go apart there is no sum', async () => {
    const { table: rows, labels } = table();
    const columns = rows.columns.map((column) => ({ ...column, name: `${column.name}_fee` }));
    const fit = async (monotone: [string, Direction][]) => {
      const options = { seed: 1, runner: inlineRunner, maxRounds: 120, monotone: new Map(monotone) };
      const { formula } = await fitFormula({ ...rows, columns }, labels, options);
      return formula;
    };
    const held = await fit([['a_fee', 'down']]);
    const at = held.features.findIndex(({ name }) => name === '*_fee');
    const effects = held.mains[at]?.slice(1) ?? [];
    expect(effects.length).toBeGreaterThan(2);
    expect(effects.every((cell, i) => i === 0 || cell <= (effects[i - 1] as number) + 1e-12)).toBe(true);
    expect(held.pairs.some(({ first, second }) => first === at || second === at)).toBe(false);
    const apart = await fit([
      ['a_fee', 'down'],
      ['b_fee', 'up'],
    ]);
    expect(apart.features.map(({ name }) => name)).toEqual(['a_fee', 'b_fee', 'c_fee']);
  });

  it('are refused for texts', async () => {
    const { table: rows, labels } = table();
    const text: Column = {
      kind: 'category',
      name: 'plan',
      levels: ['x', 'y'],
      codes: Int32Array.from(labels, (_, row) => row % 2),
    };
    const monotone = new Map([['plan', 'up' as const]]);
    await expect(
      fitFormula({ ...rows, columns: [...rows.columns, text] }, labels, { seed: 1, runner: inlineRunner, monotone }),
    ).rejects.toThrow('plan');
  });
});
