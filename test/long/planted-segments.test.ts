import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueCustomers } from '../../etl/value/valuation.js';
import { PLANTED_SEGMENTS, seed } from '../../seed/seed.js';
import { adjustedRandIndex } from '../../src/analytics/segment/agreement.js';
import { sampleSources } from '../../src/commands/sample.js';
import { type LoadEngines, openLoadEngines } from '../support/load-engines.js';

const LAST = '2025-12-01';
const BEFORE = '2025-11-01';

describe('the segments planted in the sample operator', () => {
  let engines: LoadEngines;
  let planted: Map<string, string>;

  beforeAll(async () => {
    engines = await openLoadEngines();
    const out = path.join(engines.directory, 'sample');
    await seed({ customers: 4000, months: 14, seed: 1, out, warehouse: engines.warehouse });
    const lines = readFileSync(path.join(out, PLANTED_SEGMENTS), 'utf8').trim().split('\n').slice(1);
    planted = new Map(lines.map((line) => line.replaceAll('"', '').split(',') as [string, string]));
    await engines.etl.run({ source: sampleSources(), directory: out });
    // The last month is not there yet.
    await engines.warehouse.command({ text: `ALTER TABLE tenure.customer_month DETACH PARTITION 202512` });
    await value();
  }, 600_000);
  afterAll(() => engines?.close());

  const value = () => valueCustomers({ ...engines, log: pino({ level: 'silent' }) });
  const labels = async (month: string) =>
    (
      await engines.rows(
        `SELECT customer_id, segment FROM tenure.customer_value WHERE month = '${month}' ORDER BY customer_id`,
      )
    ).filter(([customer]) => planted.has(customer as string)) as [string, string][];
  const agreement = (found: readonly (readonly [string, string])[]) =>
    adjustedRandIndex(
      found.map(([, segment]) => Number(segment)),
      found.map(([customer]) => Number(planted.get(customer))),
    );

  it('are found', async () => {
    const found = await labels(BEFORE);
    expect(found.length).toBeGreaterThan(3000);
    expect(agreement(found)).toBeGreaterThan(0.8);
  });

  it('stay themselves when a month is added', async () => {
    const names = (month: string) =>
      engines.rows(`SELECT segment, name_en FROM tenure.segment_month WHERE month = '${month}' ORDER BY segment`);
    const earlier = await labels(BEFORE);
    await engines.warehouse.command({ text: `ALTER TABLE tenure.customer_month ATTACH PARTITION 202512` });
    expect((await value()).months).toEqual([LAST]);
    const later = await labels(LAST);
    expect(agreement(later)).toBeGreaterThan(0.8);
    expect(await names(LAST)).toEqual(await names(BEFORE));
    const known = new Map(earlier);
    const both = later.filter(([customer]) => known.has(customer));
    const stayed = both.filter(([customer, segment]) => known.get(customer) === segment).length / both.length;
    expect(stayed).toBeGreaterThan(0.95);
  });
});
