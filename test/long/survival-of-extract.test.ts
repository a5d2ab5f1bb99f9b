import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { binTable } from '../../src/analytics/churn/binning.js';
import { fitFormula } from '../../src/analytics/churn/fit.js';
import { readLabels } from '../../src/analytics/churn/labels.js';
import { personMonths } from '../../src/analytics/churn/person-months.js';
import { workerRunner } from '../../src/analytics/churn/task-runner.js';
import { churnCurve, hazardOf } from '../../src/analytics/survival/hazard.js';
import { kaplanMeier, survivalAt } from '../../src/analytics/survival/kaplan-meier.js';
import { cellText, findColumn, findNumbers, selectRows, withoutColumns } from '../../src/analytics/table/table.js';
import { readCsv } from '../../src/commands/csv-table.js';

const folder = process.env.TENURE_TRIAL_DATA;
const CONTRACTS = ['Month-to-month', 'One year', 'Two year'];

describe.skipIf(!folder || !existsSync(folder))('survival of a single extract (IBM, TENURE_TRIAL_DATA)', () => {
  it('by contract agrees with Kaplan and Meier within the interval', { timeout: 300_000 }, async () => {
    const table = await readCsv(path.join(folder as string, 'ibm_telco.csv'));
    const left = readLabels(table, 'Churn', 'Yes');
    const inputs = withoutColumns(table, ['Churn', 'customerID']);
    const { table: months, labels, dropped } = personMonths(inputs, left, 'tenure');
    expect(dropped).toEqual(['TotalCharges']);
    const runner = workerRunner();
    // Tenure and contract with their interaction: the model's S by contract is then what Kaplan-Meier estimates.
    const narrow = withoutColumns(
      months,
      months.columns.map((column) => column.name).filter((name) => name !== 'tenure' && name !== 'Contract'),
    );
    const { formula } = await fitFormula(narrow, labels, {
      seed: 1,
      runner,
      maxRounds: 400,
      requiredPairs: [['tenure', 'Contract']],
      calibrations: ['none', 'platt'],
    }).finally(() => runner.close());
    const hazard = hazardOf(formula, 'tenure');
    for (const contract of CONTRACTS) {
      const rows = Array.from({ length: table.rowCount }, (_, row) => row).filter(
        (row) => cellText(findColumn(table, 'Contract'), row) === contract,
      );
      const one = selectRows(inputs, rows.slice(0, 1));
      const start = { ...one, columns: one.columns.map((column) => (column.name === 'tenure' ? fresh() : column)) };
      const { columns } = binTable(formula.features, (name) => findColumn(start, name), 1);
      const curve = churnCurve(
        hazard,
        columns.map((bins) => bins[0] as number),
        0,
      );
      const tenure = findNumbers(table, 'tenure');
      const observed = kaplanMeier({
        durations: rows.map((row) => Math.max(tenure[row] as number, left[row] ? 1 : 0)),
        ended: rows.map((row) => left[row] === 1),
      });
      for (const month of [6, 12, 24, 36, 48, 60]) {
        const known = survivalAt(observed, month);
        if (!known) throw new Error(`nobody was watched for ${month} months`);
        const { survival, low, high } = known;
        const mine = 1 - (curve[month - 1] as number);
        // Half a point beyond the interval is left for the smoothing of bins.
        expect(mine, `${contract}, month ${month}: ${survival}`).toBeGreaterThan(low - 0.005);
        expect(mine, `${contract}, month ${month}: ${survival}`).toBeLessThan(high + 0.005);
      }
    }
  });
});

function fresh() {
  return { kind: 'number' as const, name: 'tenure', values: Float64Array.of(0) };
}
