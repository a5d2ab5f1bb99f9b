import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

/** Scores made of the customer's number alone, so that every answer can be computed anew. */
const SCORES = `
  INSERT INTO tenure.customer_score (month, customer_key, customer_id, district_code, plan_code, tier, stage, probability, margin, churn)
  SELECT month, customer_key, customer_id, district_code, plan_code, tier, 'Growth', 0.1, toUInt32(right(customer_id, 3)) % 90,
    arrayMap(t -> toFloat32(least(0.9, t * (1 + toUInt32(right(customer_id, 3)) % 10) / 700)), range(1, 61))
  FROM tenure.customer_month WHERE month = '2024-10-01' AND active = 1`;

let test: TestDoor;
let client: pg.Client;
let scored: { province: string; margin: number; churn: readonly number[] }[];

beforeAll(async () => {
  test = await openTestDoor(
    {},
    {
      size: [300, 13],
      prepare: async (warehouse) => {
        await warehouse.command({ text: SCORES }, { lane: 'batch' });
      },
    },
  );
  client = await signIn(test.door.port);
  const { rows } = await test.small.warehouse.query({
    text: `SELECT dictGet('tenure.region', 'province_en', district_code), margin, churn FROM tenure.customer_score`,
  });
  scored = rows.map(([province, margin, churn]) => ({
    province: String(province),
    margin: Number(margin),
    churn: (churn as unknown[]).map(Number),
  }));
});
afterAll(async () => {
  await client?.end();
  await test?.close();
});

const rowsOf = async (sql: string, values: unknown[] = []) =>
  (await client.query({ text: sql, values, rowMode: 'array' })).rows.map((row) => row.map(Number));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const ofProvince = (province: string) => scored.filter((one) => one.province === province);
const risk = (customers: typeof scored, horizon: number) =>
  sum(customers.map(({ churn }) => churn[horizon - 1] ?? Number.NaN)) / customers.length;
const lifetime = (customers: typeof scored, horizon: number, rate: number) =>
  sum(
    customers.map(({ margin, churn }) =>
      sum(churn.slice(0, horizon).map((gone, at) => (1 + rate) ** (-(at + 1) / 12) * margin * (1 - gone))),
    ),
  );

describe('measures with arguments', () => {
  it.each([1, 3, 12, 60])('churn_risk(%i) is the mean of the customers', async (horizon) => {
    const { rows } = await client.query(`select province, churn_risk(${horizon}) v from risk group by 1 order by 1`);
    expect(rows.length).toBeGreaterThan(2);
    for (const { province, v } of rows) expect(Number(v) / risk(ofProvince(province), horizon)).toBeCloseTo(1, 5);
  });

  it('take arguments by place, by name, mixed, left out and as parameters', async () => {
    const expected = lifetime(scored, 24, 0.08);
    for (const call of [
      'lifetime_value(24, 0.08)',
      'lifetime_value(horizon_months => 24, annual_discount_rate => 0.08)',
      'lifetime_value(annual_discount_rate => 0.08, horizon_months => 24)',
      'lifetime_value(24, annual_discount_rate := 0.08)',
      'lifetime_value(12 * 2, 8 / 100.0)',
      'LIFETIME_VALUE(24::int, cast(0.08 as numeric))',
    ]) {
      const [[value] = []] = await rowsOf(`select ${call} from risk`);
      expect(Number(value) / expected, call).toBeCloseTo(1, 5);
    }
    const [[bound] = []] = await rowsOf('select lifetime_value($1, $2) from risk', [24, 0.08]);
    expect(Number(bound) / expected).toBeCloseTo(1, 5);
    const [[all, plain] = []] = await rowsOf('select churn_risk(), measure(churn_risk) from risk');
    expect(Number(all) / risk(scored, 3)).toBeCloseTo(1, 5);
    expect(plain).toBe(all);
  });

  it('stand beside each other, in arithmetic, HAVING, ORDER BY and ROLLUP', async () => {
    const { rows } = await client.query({
      text: `select province, churn_risk(12) - churn_risk(3), round(churn_risk(3)::numeric, 3)
             from risk group by rollup (province) having churn_risk(12) > 0 order by churn_risk(12) desc`,
      rowMode: 'array',
    });
    const provinces = [...new Set(scored.map(({ province }) => province))];
    expect(rows).toHaveLength(provinces.length + 1);
    for (const [province, difference] of rows) {
      const own = province === null ? scored : ofProvince(province);
      expect(Number(difference) / (risk(own, 12) - risk(own, 3))).toBeCloseTo(1, 4);
    }
  });

  it('take FILTER, alone and in groups', async () => {
    const [sichuan = ''] = scored.map(({ province }) => province);
    const [[some, all, none] = []] = await rowsOf(
      `select churn_risk(12) filter (where province = $1), churn_risk(12), churn_risk(12) filter (where province = 'nowhere')
       from risk`,
      [sichuan],
    );
    expect(Number(some) / risk(ofProvince(sichuan), 12)).toBeCloseTo(1, 5);
    expect(Number(all) / risk(scored, 12)).toBeCloseTo(1, 5);
    expect(none).toBe(0); // Number(null)
    const { rows } = await client.query({
      text: `select province, lifetime_value(24, 0.08) filter (where province <> 'nowhere' and province > 'C') from risk group by 1`,
      rowMode: 'array',
    });
    for (const [province, value] of rows)
      if (province > 'C') expect(Number(value) / lifetime(ofProvince(province), 24, 0.08)).toBeCloseTo(1, 5);
      else expect(value).toBeNull();
    await expect(client.query('select churn_risk(12) filter (where provins = 1) from risk')).rejects.toMatchObject({
      code: '42703',
    });
  });

  it('are refused with the right spelling where they make no sense', async () => {
    for (const [sql, code] of [
      ['select churn_risk(61) from risk', '22023'],
      ['select churn_risk(null) from risk', '22004'],
      ['select churn_risk(province) from risk group by province', '42803'],
      ['select churn_risk(horizon_months => month_number) from risk', '42803'],
      ['select avg(churn_risk) from risk', '42803'],
      ['select province from risk where churn_risk(3) > 0.1', '42803'],
    ] as const)
      await expect(client.query(sql), sql).rejects.toMatchObject({ code });
  });
});
