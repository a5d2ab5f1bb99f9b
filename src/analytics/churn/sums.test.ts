import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import type { Column } from '../table/table.js';
import { binTable } from './binning.js';
import { fitFormula } from './fit.js';
import { parseFormula, probabilities } from './formula.js';
import { metricsOf } from './metrics.js';
import { findSums } from './sums.js';
import { inlineRunner } from './task-runner.js';

const column = (name: string, ...values: number[]): Column => ({
  kind: 'number',
  name,
  values: Float64Array.from(values),
});
const summed = (...columns: Column[]) => findSums({ rowCount: 2, columns }, [0, 1]);

describe('sums of columns', () => {
  it('are of numbers whose names differ in one word and end alike', () => {
    expect(
      summed(
        column('total_day_minutes', 1, 2),
        column('total_eve_minutes', 3, 4),
        column('total_night_minutes', 5, 0),
        column('total_day_calls', 1, 2),
        column('vmail_messages', 1, 2),
      ),
    ).toEqual([{ name: 'total_*_minutes', parts: ['total_day_minutes', 'total_eve_minutes', 'total_night_minutes'] }]);
    expect(summed(column('DayCharge', 1, 2), column('EveCharge', 1, 2), column('NightCharge', 1, 2))).toEqual([
      { name: '*Charge', parts: ['DayCharge', 'EveCharge', 'NightCharge'] },
    ]);
  });

  it('are not of counters, of two columns, nor of what can be negative', () => {
    expect(summed(column('x_1', 1, 2), column('x_2', 1, 2), column('x_3', 1, 2))).toEqual([]);
    expect(summed(column('MonthlyCharges', 1, 2), column('TotalCharges', 1, 2))).toEqual([]);
    expect(summed(column('a_trend', 1, -2), column('b_trend', 1, 2), column('c_trend', 1, 2))).toEqual([]);
  });

  it('are features of the formula, kept with their parts, and tell what no pair of parts does', async () => {
    const random = seededRandom(4);
    const rowCount = 3000;
    const names = ['day_charge', 'eve_charge', 'night_charge'];
    const columns = names.map((name) => column(name, ...Array.from({ length: rowCount }, random)));
    const bill = (row: number) =>
      columns.reduce((sum, one) => sum + (one.kind === 'number' ? (one.values[row] as number) : 0), 0);
    const labels = Uint8Array.from({ length: rowCount }, (_, row) => (random() < (bill(row) > 2 ? 0.7 : 0.05) ? 1 : 0));
    const rows = Int32Array.from({ length: 2000 }, (_, row) => row);
    const auc = async (sums: boolean) => {
      const table = { rowCount, columns };
      const { formula } = await fitFormula(table, labels, {
        seed: 1,
        runner: inlineRunner,
        rows,
        maxRounds: 120,
        sums,
      });
      const again = parseFormula(JSON.parse(JSON.stringify(formula)));
      const binned = binTable(again.features, (name) => columns.find((one) => one.name === name) as Column, rowCount);
      const told = probabilities(again, binned.columns, rowCount);
      return { names: formula.features.map(({ name }) => name), ...metricsOf(told.slice(2000), labels.slice(2000)) };
    };
    const [plain, summed] = [await auc(false), await auc(true)];
    expect(summed.names).toEqual([...names, '*_charge']);
    expect(plain.names).toEqual(names);
    expect(summed.logLoss).toBeLessThan(plain.logLoss - 0.01);
  });
});
