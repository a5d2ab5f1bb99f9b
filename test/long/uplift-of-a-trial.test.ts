import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTrial } from '../../src/analytics/uplift/read-trial.js';
import { uplift } from '../../src/analytics/uplift/uplift.js';
import { readCsv } from '../../src/commands/csv-table.js';

const file = path.join(process.env.TENURE_TRIAL_DATA ?? '', 'hillstrom_email.csv');

it.skipIf(!process.env.TENURE_TRIAL_DATA || !existsSync(file))(
  'reads Hillstrom’s trial: averages, a ranking for the women’s e-mail and none for the men’s (TENURE_TRIAL_DATA)',
  async () => {
    const table = await readCsv(file);
    const columns = { treatment: 'segment', control: 'No E-Mail', outcome: 'visit', exclude: ['conversion', 'spend'] };
    const women = readTrial(table, { ...columns, treated: 'Womens E-Mail' });
    const found = [1, 2, 3, 4].map((seed) => uplift(women, { folds: 5, seed }));
    expect(found[0]?.average.difference).toBeCloseTo(0.045233, 6);
    expect(found[0]?.average.standardError).toBeCloseTo(0.00323, 5);
    expect(found.reduce((sum, { qini }) => sum + qini / 4, 0)).toBeGreaterThanOrEqual(0.7);
    expect(found.every(({ ranking }) => ranking)).toBe(true);
    const men = uplift(readTrial(table, { ...columns, treated: 'Mens E-Mail' }), { folds: 5, seed: 1 });
    expect(men.average.difference).toBeCloseTo(0.07659, 6);
    expect(men.ranking).toBe(false);
  },
  120_000,
);
