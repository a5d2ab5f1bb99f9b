import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import cube from '@cubejs-client/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { type ServingTenure, settings, startTenure, tenure } from '../support/tenure.js';
import { trialFile } from '../support/trial-data.js';

// IBM's published sample, by the commands of the README, and the published figures at every door: counted in the file
// itself with a spreadsheet's means (7,043 rows, 1,869 of them churned; monthly charges add up to 456,116.60).
const file = trialFile('ibm_telco.csv');
const CONTRACTS = [
  { contract: 'Month-to-month', customers: 3875, churned: 1655, rate: 0.4271 },
  { contract: 'One year', customers: 1473, churned: 166, rate: 0.1127 },
  { contract: 'Two year', customers: 1695, churned: 48, rate: 0.0283 },
];

describe.skipIf(!file)('IBM’s telecom sample (TENURE_TRIAL_DATA/ibm_telco.csv)', () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-ibm-'));
  const env = settings(dataDir);
  const load = ['etl', 'run', '--source', path.join(PROJECT_ROOT, 'etl/sources/ibm-telco.yml'), '--file', file ?? ''];
  let server: ServingTenure;
  let token: string;

  beforeAll(async () => {
    const loaded = await tenure([...load, '--as-of', '2024-01'], env);
    expect(loaded, loaded.stderr).toMatchObject({ code: 0 });
    expect(loaded.stdout).toContain('11 values reported');
    server = await startTenure(env);
    const issued = await tenure(['token', '--user', 'analyst'], env);
    token = issued.stdout.trim();
  });

  afterAll(async () => {
    expect(await server?.stop()).toBe(0);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('answers at GraphQL', async () => {
    const query = `{ churn { rows { contract customers churned churnRate } total { customers churned churnRate monthlyCharges }
                     receipt { complete snapshot } } }`;
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = (await response.json()) as {
      data: { churn: { rows: Record<string, never>[]; total: Record<string, unknown>; receipt: unknown } };
    };
    expect(data.churn.rows.map((row) => ({ ...row, churnRate: Number(row.churnRate).toFixed(4) }))).toEqual(
      CONTRACTS.map(({ rate, ...row }) => ({ ...row, churnRate: rate.toFixed(4) })),
    );
    expect(data.churn.total).toMatchObject({ customers: 7043, churned: 1869 });
    expect(Number(data.churn.total.churnRate)).toBeCloseTo(0.2654, 4);
    expect(Number(data.churn.total.monthlyCharges)).toBe(456116.6);
    expect(data.churn.receipt).toEqual({ complete: true, snapshot: expect.stringMatching(/^\d+$/) });
  });

  it('answers at the SQL door', async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.sqlPort,
      user: 'analyst',
      password: 'a demo password',
      database: 'tenure',
    });
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT contract, MEASURE(customers) AS customers, MEASURE(churned) AS churned, MEASURE(churn_rate) AS rate,
                SUM(monthly_charges) AS charges, month::text AS month FROM churn GROUP BY contract, month ORDER BY contract`,
      );
      expect(
        rows.map(({ contract, customers, churned, rate }) => [contract, +customers, +churned, rate.toFixed(4)]),
      ).toEqual(
        CONTRACTS.map(({ contract, customers, churned, rate }) => [contract, customers, churned, rate.toFixed(4)]),
      );
      expect(rows.reduce((sum, { charges }) => sum + Math.round(Number(charges) * 100), 0)).toBe(45611660);
      expect(new Set(rows.map(({ month }) => month))).toEqual(new Set(['2024-01-01']));
    } finally {
      await client.end();
    }
  });

  it('answers at Cube REST', async () => {
    const api = cube(token, { apiUrl: `${server.url}/cubejs-api/v1` });
    const result = await api.load({
      measures: ['churn.customers', 'churn.churned', 'churn.churn_rate'],
      dimensions: ['churn.contract'],
      order: { 'churn.contract': 'asc' },
    });
    expect(
      result.tablePivot().map((row) => ({
        contract: row['churn.contract'],
        customers: Number(row['churn.customers']),
        churned: Number(row['churn.churned']),
        rate: Number(Number(row['churn.churn_rate']).toFixed(4)),
      })),
    ).toEqual(CONTRACTS);
  });

  it('reports the 11 blank TotalCharges with file, line and column', async () => {
    const admin = (await tenure(['token', '--user', 'admin'], env)).stdout.trim();
    const api = cube(admin, { apiUrl: `${server.url}/cubejs-api/v1` });
    const result = await api.load({
      measures: ['quarantine.entries'],
      dimensions: ['quarantine.column_name', 'quarantine.reason'],
    });
    expect(result.rawData()).toMatchObject([{ 'quarantine.entries': '11' }]);
  });

  it('changes nothing when the same file comes again, through the running server', async () => {
    const again = await tenure(load, env);
    expect(again.stdout).toContain('loaded before with the same content');
    const state = await fetch(`${server.url}/readyz`);
    expect(await state.json()).toMatchObject({ ready: true });
  });
});
