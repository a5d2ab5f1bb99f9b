import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLabels } from '../../src/analytics/churn/labels.js';
import { type Metrics, metricsOf } from '../../src/analytics/churn/metrics.js';
import { predictOutOfFold } from '../../src/analytics/churn/out-of-fold.js';
import { workerRunner } from '../../src/analytics/churn/task-runner.js';
import { withoutColumns } from '../../src/analytics/table/table.js';
import { readCsv } from '../../src/commands/csv-table.js';

const folder = process.env.TENURE_TRIAL_DATA;
const runner = workerRunner();
afterAll(() => runner.close());

/** Five-fold out-of-fold figures, mean of three seeds. */
async function judge(file: string, label: string, positive: string, excluded: readonly string[]) {
  const table = await readCsv(path.join(folder as string, file));
  const labels = readLabels(table, label, positive);
  const inputs = withoutColumns(table, [label, ...excluded]);
  const all: Metrics[] = [];
  for (const seed of [1, 2, 3]) {
    const { probabilities } = await predictOutOfFold(inputs, labels, 5, { seed, runner });
    all.push(metricsOf(probabilities, labels));
  }
  const mean = (key: 'auc' | 'logLoss' | 'ece') => all.reduce((sum, one) => sum + one[key], 0) / all.length;
  return { auc: mean('auc'), logLoss: mean('logLoss'), ece: mean('ece') };
}

describe.skipIf(!folder || !existsSync(folder))('accuracy on public data (TENURE_TRIAL_DATA)', () => {
  it('IBM telco', { timeout: 600_000 }, async () => {
    const { auc, logLoss, ece } = await judge('ibm_telco.csv', 'Churn', 'Yes', ['customerID']);
    expect(auc).toBeGreaterThanOrEqual(0.848);
    expect(logLoss).toBeLessThanOrEqual(0.413);
    expect(ece).toBeLessThanOrEqual(0.02);
  });

  it('MLC churn', { timeout: 600_000 }, async () => {
    const { auc, logLoss } = await judge('mlc_churn_train.csv', 'churn', 'yes', []);
    expect(auc).toBeGreaterThanOrEqual(0.91);
    expect(logLoss).toBeLessThanOrEqual(0.157);
  });
});
