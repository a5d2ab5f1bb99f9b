import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageOf } from '../../../src/analytics/survival/life-cycle.js';
import { scoreMonths } from '../../../src/scoring/score-months.js';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';
import { TENURE_MODEL } from '../../support/tenure-model.js';

const SCORED_MONTHS = ['2024-08-01', '2024-09-01', '2024-10-01'];
/** Revenue that falls for some and rises for others, so that customers grow and decline. */
const MOVING_REVENUE = `
  ALTER TABLE tenure.customer_month UPDATE
    revenue = revenue * (1 + (toFloat64(customer_key % 3) - 1) * (toMonth(month) % 5) / 10) WHERE 1
  SETTINGS mutations_sync = 2`;

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
      prepare: async (warehouse, gate) => {
        const command = (text: string) => warehouse.command({ text }, { lane: 'batch' });
        await command(MOVING_REVENUE);
        await scoreMonths(warehouse, gate, { model: TENURE_MODEL, months: SCORED_MONTHS, runId: 's1' });
        await command('TRUNCATE TABLE tenure.customer_score');
        await command(SCORES);
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

describe('moves between life-cycle stages', () => {
  const MOVES = `select to_char(month, 'YYYY-MM-DD'), previous_stage, stage, measure(customer_months)
    from risk_history group by 1, 2, 3`;

  it('are those of each customer from month to month', async () => {
    const { rows } = await client.query({ text: MOVES, rowMode: 'array' });
    const told = new Map(rows.map(([month, before, stage, customers]) => [`${month} ${before} ${stage}`, +customers]));
    const expected = await movesOfCustomers();
    expect([...told].sort()).toEqual([...expected].sort());
    const kinds = new Set([...expected.keys()].map((move) => move.slice(11)));
    for (const kind of ['new mature', 'mature growing', 'mature declining', 'growing lost'])
      expect(kinds).toContain(kind);
  });

  it('are counted by province as by customer, and the moved alone', async () => {
    const moved = "where previous_stage <> stage and previous_stage <> ''";
    const [[all] = []] = await rowsOf(
      `select measure(customer_months) from risk_history ${moved} and month = '2024-10-01'`,
    );
    const { rows } = await client.query({
      text: `select province, sum(customer_months) from risk_history ${moved} and month = '2024-10-01' group by 1`,
      rowMode: 'array',
    });
    expect(rows.length).toBeGreaterThan(2);
    expect(sum(rows.map(([, customers]) => Number(customers)))).toBe(all);
  });
});

/** `month before now` → customers, from the months' own rows: no score is read. */
async function movesOfCustomers(): Promise<Map<string, number>> {
  const { rows } = await test.small.warehouse.query({
    text: `SELECT customer_id, toString(month), tenure_months, churned, active, toFloat64(revenue) FROM tenure.customer_month
           WHERE month >= '2024-03-01' AND month <= '2024-10-01' ORDER BY customer_id, month`,
  });
  const monthOf = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  const seen = new Map(rows.map((row) => [`${row[0]} ${monthOf(String(row[1]))}`, row]));
  const stages = new Map<string, string>();
  const moves = new Map<string, number>();
  for (const month of SCORED_MONTHS)
    for (const customer of new Set(rows.map(([id]) => String(id)))) {
      const at = (back: number) => seen.get(`${customer} ${monthOf(month) - back}`);
      const [, , tenure, churned, active] = at(0) ?? [];
      if (Number(active) !== 1) continue;
      const mean = (months: readonly number[]) => {
        const there = months.flatMap((back) => (Number(at(back)?.[4]) === 1 ? [Number(at(back)?.[5])] : []));
        return sum(there) / there.length;
      };
      const signs = { recentRevenue: mean([0, 1, 2]), earlierRevenue: mean([3, 4, 5]) };
      const stage = stageOf({ tenureMonths: Number(tenure), lost: Number(churned) === 1, ...signs });
      const move = `${month} ${stages.get(`${customer} ${monthOf(month) - 1}`) ?? ''} ${stage}`;
      stages.set(`${customer} ${monthOf(month)}`, stage);
      moves.set(move, (moves.get(move) ?? 0) + 1);
    }
  return moves;
}
