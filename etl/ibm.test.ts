import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../src/config/config.js';
import { fingerprint, type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';
import { trialFile } from '../test/support/trial-data.js';
import type { RunResult } from './request.js';

const file = trialFile('ibm_telco.csv');

describe.skipIf(!file)("loading IBM's sample (TENURE_TRIAL_DATA/ibm_telco.csv)", () => {
  const request = {
    source: path.join(PROJECT_ROOT, 'etl/sources/ibm-telco.yml'),
    files: [file ?? ''],
    asOf: '2024-01',
  };
  let engines: LoadEngines;
  let result: RunResult;

  beforeAll(async () => {
    engines = await openLoadEngines();
    result = await engines.etl.run(request);
  });
  afterAll(() => engines?.close());

  it('makes one month with the published figures', async () => {
    expect(
      await engines.rows(
        `SELECT toString(month), sum(active), sum(churned), round(sum(churned) / sum(active), 4), toString(sum(monthly_charges))
         FROM tenure.customer_month GROUP BY month`,
      ),
    ).toEqual([['2024-01-01', '7043', '1869', '0.2654', '456116.6']]);
  });

  it('keeps declared attributes as of the month', async () => {
    expect(
      await engines.rows(
        `SELECT text_attributes['contract'] AS contract, round(sum(churned) / sum(active), 4) FROM tenure.customer_month
         GROUP BY contract ORDER BY contract`,
      ),
    ).toEqual([
      ['Month-to-month', '0.4271'],
      ['One year', '0.1127'],
      ['Two year', '0.0283'],
    ]);
  });

  it('is of the unknown product line, brand and customer type, of which it tells nothing', async () => {
    expect(
      await engines.rows(
        `SELECT dictGet('tenure.plan', 'product_line', plan_code) AS line, dictGet('tenure.device', 'brand', device_code) AS brand,
           dictGet('tenure.tier', 'customer_type', tier) AS type, sum(active) FROM tenure.customer_month GROUP BY line, brand, type`,
      ),
    ).toEqual([['Unknown', 'Unknown', 'Unknown', '7043']]);
  });

  it('reports the 11 blank TotalCharges and loses no row', async () => {
    const { rows } = await engines.store.pool.query(
      `select column_name, reason, severity, count(*)::int as n, min(line)::int as first from etl_quarantine group by 1, 2, 3`,
    );
    expect(rows).toEqual([{ column_name: 'total_charges', reason: 'blank', severity: 'value', n: 11, first: 490 }]);
    expect(result).toMatchObject({ valuesReported: 11, rowsQuarantined: 0, rowsDuplicate: 0 });
    expect(result.rowsIn).toBe(7043 + 7043 + 1869);
  });

  it('changes nothing when the same content comes again, under any name', async () => {
    const before = await fingerprint(engines);
    const again = await engines.etl.run(request);
    expect(again).toMatchObject({ state: 'unchanged', skipped: ['ibm_telco.csv'] });
    expect(await fingerprint(engines)).toEqual(before);
    expect((await engines.gate.current()).id).toBe(result.snapshotId);
  });

  it('does not load what check looks at', async () => {
    await engines.empty();
    const check = await engines.etl.check(request);
    expect(check.subjects.map(({ subject, rows, bad }) => ({ subject, rows, bad }))).toEqual([
      { subject: 'customer', rows: 7043, bad: 0 },
      { subject: 'bill', rows: 7043, bad: 0 },
      { subject: 'event', rows: 1869, bad: 0 },
    ]);
    expect(check.subjects[0]?.problems).toEqual([{ column: 'total_charges', reason: 'blank', rows: 11 }]);
    expect(await engines.rows('SELECT count() FROM tenure.customer_month')).toEqual([['0']]);
  });
});
