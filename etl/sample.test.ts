import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Manifest, seed } from '../seed/seed.js';
import { sampleSources } from '../src/commands/sample.js';
import { type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';
import type { RunResult } from './request.js';

const SHAPE = { customers: 300, months: 8, seed: 7 } as const;

describe('the sample operator, loaded', () => {
  let engines: LoadEngines;
  let manifest: Manifest;
  let result: RunResult;
  let out: string;

  beforeAll(async () => {
    engines = await openLoadEngines();
    out = path.join(engines.directory, 'sample');
    manifest = await seed({ ...SHAPE, out, warehouse: engines.warehouse });
    result = await engines.etl.run({ source: sampleSources(), directory: out });
  });
  afterAll(() => engines?.close());

  it('quarantines exactly the rows that the manifest lists', async () => {
    const { rows } = await engines.store.pool.query(
      `select file_name as file, line::int, column_name as column, reason, severity from etl_quarantine order by 1, 2`,
    );
    const planted = manifest.dirty.filter(({ severity }) => severity !== 'loads');
    expect(rows).toEqual([...planted].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line));
    expect(planted.length).toBeGreaterThan(10);
  });

  it('rows in = loaded + quarantined + duplicates, as planted', () => {
    const good = manifest.files.reduce((sum, { rows }) => sum + rows, 0);
    expect(result.rowsDuplicate).toBe(manifest.duplicates);
    expect(result.rowsIn).toBe(good + manifest.dirty.length + manifest.duplicates);
    expect(result.rowsIn).toBe(result.rowsLoaded + result.rowsQuarantined + result.rowsDuplicate);
  });

  it('has the customer-months, churns and revenue of the truth', async () => {
    // The bill of a customer that nobody described is money too.
    expect(
      await engines.rows(
        `SELECT sum(active), sum(churned), toString(sum(if(startsWith(customer_id, 'U'), 0, revenue))) FROM tenure.customer_month`,
      ),
    ).toEqual([
      [
        String(manifest.truth.customerMonths),
        String(manifest.truth.churned),
        manifest.truth.revenue.replace(/0+$/, ''),
      ],
    ]);
  });

  it('reads GBK, keeps Chinese', async () => {
    expect(
      await engines.rows(
        `SELECT DISTINCT dictGet('tenure.account_manager', 'account_manager_zh', 'AM-51-1'), dictGet('tenure.region', 'province_zh', toUInt32(510104)) FROM system.one`,
      ),
    ).toEqual([['四川省客户经理1', '四川省']]);
  });

  it('has every plan, device and tier under the coarser levels of its files', async () => {
    expect(
      await engines.rows(
        `SELECT dictGet('tenure.plan', 'product_line', plan_code) AS line, arrayStringConcat(arraySort(groupUniqArray(plan_code)), ' ')
         FROM tenure.customer_month WHERE plan_code != '' GROUP BY line ORDER BY line`,
      ),
    ).toEqual([
      ['enterprise', 'X299'],
      ['household', 'F129 F99'],
      ['personal', 'B19 B39 P199 S59 S79'],
    ]);
    expect(
      await engines.rows(
        `SELECT dictGet('tenure.tier', 'customer_type', tier) AS type, arrayStringConcat(arraySort(groupUniqArray(toString(tier))), ' ')
         FROM tenure.customer_month GROUP BY type ORDER BY type`,
      ),
    ).toEqual([
      ['Unknown', ''],
      ['business', 'gold platinum'],
      ['consumer', 'silver standard'],
    ]);
    expect(
      await engines.rows(
        `SELECT DISTINCT dictGet('tenure.device', 'brand', device_code) AS brand FROM tenure.customer_month ORDER BY brand`,
      ),
    ).toEqual([['Apple'], ['Nokia'], ['Unknown'], ['Xiaomi']]);
  });

  it('gives a customer nobody described a row of the unknown member, not counted as a customer', async () => {
    expect(
      await engines.rows(
        `SELECT active, district_code, plan_code, toString(revenue) FROM tenure.customer_month WHERE customer_id = 'U00000001' AND bills > 0`,
      ),
    ).toEqual([['0', '0', '', '59']]);
  });

  it('gives the same files for the same seed, and others for another', async () => {
    const again = path.join(engines.directory, 'again');
    const other = path.join(engines.directory, 'other');
    await seed({ ...SHAPE, out: again, warehouse: engines.warehouse });
    await seed({ ...SHAPE, seed: 8, out: other, warehouse: engines.warehouse });
    const hash = (directory: string, file: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(directory, file)))
        .digest('hex');
    for (const { file } of manifest.files) expect(hash(again, file), file).toBe(hash(out, file));
    expect(hash(other, 'bills/bills.csv')).not.toBe(hash(out, 'bills/bills.csv'));
  });
});
