import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wilson } from '../../../src/analytics/statistics/wilson.js';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

let test: TestDoor;
let session: pg.Client;

beforeAll(async () => {
  test = await openTestDoor();
  session = await signIn(test.door.port);
});
afterAll(async () => {
  await session?.end();
  await test?.close();
});

it('a statement may show how much a rate says, and choose by it', async () => {
  const groups = (condition: string) =>
    session.query(`SELECT tenure_band, province, SUM(churned) AS churned, churn_rate, churn_rate_count, churn_rate_low, churn_rate_high, churn_rate_small
      FROM churn GROUP BY 1, 2 ${condition} ORDER BY 1, 2`);
  const [all, many, few] = [
    await groups(''),
    await groups('HAVING NOT churn_rate_small'),
    await groups('HAVING churn_rate_small'),
  ];
  expect(many.rows.length).toBeGreaterThan(0);
  expect(few.rows.length).toBeGreaterThan(0);
  const text = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(text([...many.rows, ...few.rows])).toEqual(text(all.rows));
  for (const row of all.rows) {
    const { low, high } = wilson(Number(row.churned), Number(row.churn_rate_count));
    expect(row.churn_rate_low).toBeCloseTo(low, 12);
    expect(row.churn_rate_high).toBeCloseTo(high, 12);
    expect(typeof row.churn_rate_small).toBe('boolean');
  }
});

it('a single row has its ratio and no more: nothing can be read from one', async () => {
  const { rows } = await session.query('SELECT * FROM churn LIMIT 5');
  for (const row of rows) expect([row.churn_rate_low, row.churn_rate_change_low]).toEqual([null, null]);
});
