import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adjustedRandIndex } from '../../src/analytics/segment/agreement.js';
import { loyaltyIndex } from '../../src/analytics/value/loyalty.js';
import { score } from '../../src/analytics/value/score.js';
import { PROJECT_ROOT } from '../../src/config/config.js';
import type { SemanticQuery } from '../../src/semantic/contract/query.js';
import { createSemantic } from '../../src/semantic/create.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { migrateWarehouse } from '../../src/warehouse/migrate.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import type { Gate } from '../../src/warehouse/publish/gate.js';
import { openGate } from '../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { VALUE } from './indicators.js';
import { scoreWeights } from './score-weights.js';
import { valueCustomers } from './valuation.js';

const log = pino({ level: 'silent' });
const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-value-'));
let warehouse: Warehouse;
let store: Store;
let gate: Gate;

/** Six kinds of customers: minutes, messages, MB, roaming MB, days of usage and charges of a month. */
const KINDS = [
  [600, 20, 500, 0, 28, 120],
  [40, 10, 30000, 0, 30, 160],
  [15, 2, 100, 0, 6, 20],
  [300, 30, 9000, 800, 25, 400],
  [120, 400, 2500, 0, 24, 70],
  [900, 60, 20000, 50, 30, 260],
];
const CUSTOMERS = 1500;

/** Kind c mod 6, every figure spread by up to a fifth, always the same for a customer and month. */
async function addMonth(month: string, run = 'r1'): Promise<void> {
  const spread = (column: number) =>
    `arrayElement([${KINDS.map((kind) => kind[column]).join(',')}], 1 + c % 6) * (0.8 + 0.4 * (sipHash64(c, ${column}, month) % 1000) / 1000)`;
  await warehouse.command({
    text: `INSERT INTO tenure.customer_month
      (month, customer_key, customer_id, district_code, plan_code, tier, active, voice_minutes, messages, data_mb, roaming_mb,
       usage_days, revenue, margin, products_held, tenure_months, complaints, satisfaction_sum, satisfaction_count, arrears, run_id)
      SELECT toDate('${month}') AS month, sipHash64(customer_id), concat('C', toString(c)) AS customer_id, 510104, 'P1', 'Gold', c % 50 != 49,
        ${spread(0)}, toUInt32(${spread(1)}), ${spread(2)}, ${spread(3)}, toUInt16(${spread(4)}),
        toDecimal64(${spread(5)}, 4), toDecimal64(${spread(5)} * 0.4, 4), 1 + c % 3, c % 90, c % 17 = 0,
        if(c % 4 = 0, 4, 0), c % 4 = 0, if(c % 11 = 0, 35, 0), '${run}'
      FROM (SELECT number AS c FROM numbers(${CUSTOMERS}))`,
  });
}

const query = async (text: string) => (await warehouse.query({ text })).rows;

beforeAll(async () => {
  warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
  await migrateWarehouse(warehouse);
  store = await openStore({ config: { dataDir, postgresUrl: undefined }, log });
  await migrateStore(store);
  gate = await openGate({ warehouse, log });
  for (const month of ['2024-01-01', '2024-02-01', '2024-03-01']) await addMonth(month);
});
afterAll(async () => {
  await store?.close();
  await warehouse?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('valuation', () => {
  const value = () => valueCustomers({ warehouse, store, gate, log });

  test('values every month once', async () => {
    const first = await value();
    expect(first.months).toEqual(['2024-01-01', '2024-02-01', '2024-03-01']);
    expect(await value()).toEqual({ months: [], segments: 0, snapshotId: null });
    expect(await query(`SELECT count(), uniqExact(month) FROM tenure.customer_value`)).toEqual([['4410', '3']]);
  });

  test('finds the planted segments, in every month the same', async () => {
    const rows = await query(
      `SELECT segment, previous_segment, toUInt32(substring(customer_id, 2)) % 6 FROM tenure.customer_value WHERE month = '2024-03-01'`,
    );
    expect(
      adjustedRandIndex(
        rows.map((row) => Number(row[0])),
        rows.map((row) => Number(row[2])),
      ),
    ).toBeGreaterThan(0.98);
    expect(rows.filter((row) => row[0] !== row[1]).length).toBeLessThan(rows.length * 0.01);
    const names = await query(
      `SELECT segment, any(name_en), any(name_zh), uniqExact(name_en) FROM tenure.segment_month GROUP BY segment`,
    );
    expect(names).toHaveLength(6);
    expect(names.every((row) => String(row[3]) === '1' && String(row[1]) !== '' && String(row[2]) !== '')).toBe(true);
  });

  test('a new month is valued alone, and segments stay themselves', async () => {
    const before = await query(
      `SELECT segment, name_en FROM tenure.segment_month WHERE month = '2024-03-01' ORDER BY segment`,
    );
    await addMonth('2024-04-01', 'r2');
    expect((await value()).months).toEqual(['2024-04-01']);
    expect(
      await query(`SELECT segment, name_en FROM tenure.segment_month WHERE month = '2024-04-01' ORDER BY segment`),
    ).toEqual(before);
    const [moved] = await query(
      `SELECT countIf(segment != previous_segment) / count() FROM tenure.customer_value WHERE month = '2024-04-01'`,
    );
    expect(Number(moved?.[0])).toBeLessThan(0.01);
  });

  test('scores and loyalty equal those computed in TypeScript', async () => {
    const [basis] = await query(`SELECT lows, highs, tier_floors FROM tenure.value_basis WHERE month = '2024-04-01'`);
    const [lows, highs] = [basis?.[0] as number[], basis?.[1] as number[]];
    const ranges = Object.fromEntries(
      VALUE.map(({ name }, i) => [name, { low: Number(lows[i]), high: Number(highs[i]) }]),
    );
    const rows = await query(`
      SELECT v.value_score, v.loyalty_index, v.current_value, toFloat64(y.margin), toFloat64(y.revenue), m.tenure_months, m.products_held,
        toFloat64(m.arrears), y.complaints, if(y.asked = 0, nan, y.satisfied / y.asked), v.value_tier, v.loyalty_band
      FROM tenure.customer_value AS v
      JOIN tenure.customer_month AS m ON m.customer_key = v.customer_key AND m.month = v.month
      JOIN (SELECT customer_key, sum(margin) AS margin, sum(revenue) AS revenue, sum(complaints) AS complaints,
              sum(satisfaction_sum) AS satisfied, sum(satisfaction_count) AS asked FROM tenure.customer_month GROUP BY customer_key) AS y
        ON y.customer_key = v.customer_key
      WHERE v.month = '2024-04-01' ORDER BY v.customer_key LIMIT 300`);
    expect(rows).toHaveLength(300);
    const floors = (basis?.[2] as number[]).map(Number);
    for (const row of rows) {
      const [valueScore, loyalty, currentValue, margin, revenue, tenure, products, arrears, complaints, satisfaction] =
        row.map((cell) => (cell === null ? Number.NaN : Number(cell))) as number[];
      const indicators = {
        current_value: margin,
        revenue,
        tenure_months: tenure,
        products_held: products,
        arrears,
      } as Record<string, number>;
      expect(valueScore).toBeCloseTo(score(indicators, scoreWeights(), ranges).score, 9);
      expect(currentValue).toBeCloseTo(margin as number, 4);
      expect(loyalty).toBeCloseTo(
        loyaltyIndex({
          tenureMonths: tenure as number,
          contractMonthsLeft: Number.NaN,
          productsHeld: products as number,
          satisfaction: satisfaction as number,
          complaints: complaints as number,
        }),
        9,
      );
      const reached = floors.findIndex((floor) => (valueScore as number) >= floor);
      expect(Number(row[10])).toBe(reached < 0 ? 4 : reached + 1);
    }
  });

  test('tiers have their shares, and the labels of a month are found by customer and month', async () => {
    const shares = await query(
      `SELECT value_tier, count() / 1470 FROM tenure.customer_value WHERE month = '2024-04-01' GROUP BY value_tier ORDER BY value_tier`,
    );
    for (const [i, share] of [0.05, 0.15, 0.3, 0.5].entries()) expect(Number(shares[i]?.[1])).toBeCloseTo(share, 2);
    const [wrong] = await query(`
      SELECT countIf(dictGet('tenure.customer_label', 'segment', customer_key, month) != segment
          OR dictGet('tenure.customer_label', 'value_tier', customer_key, month) != value_tier), count()
      FROM tenure.customer_value`);
    expect(wrong).toEqual(['0', '5880']);
    const [none] = await query(
      `SELECT dictGet('tenure.segment', 'name_en', dictGet('tenure.customer_label', 'segment', toUInt64(1), toDate('2024-04-01')))`,
    );
    expect(none).toEqual(['None']);
  });

  test('segments, tiers and moves are dimensions and measures of every view, under the policy', async () => {
    const semantic = await createSemantic({
      config: { modelDir: `${PROJECT_ROOT}/model`, timeZone: 'Asia/Shanghai' },
      warehouse,
      store,
      gate,
      log,
    });
    try {
      const ask = (question: SemanticQuery, groups = ['analyst'], provinces: string[] = []) =>
        semantic.ask(question, { user: 'somebody', groups, provinces, accountManagers: [] });
      const april = { filters: [{ member: 'month', operator: 'equals', values: ['2024-04-01'] }] } as const;
      const names = (...list: string[]) => list.map((name) => ({ name }));
      const bySegment = await ask({
        view: 'valuation',
        dimensions: names('segment', 'value_tier'),
        measures: names('customers', 'moved', 'current_value', 'value_score', 'loyalty_index'),
        ...april,
      });
      const byHand = await query(`
        SELECT s.name_en, ['Platinum', 'Gold', 'Silver', 'Bronze'][v.value_tier], count(), countIf(previous_segment NOT IN (0, v.segment)),
          sum(current_value), avg(value_score), avg(loyalty_index)
        FROM tenure.customer_value AS v JOIN tenure.segment_month AS s ON s.segment = v.segment AND s.month = v.month
        WHERE v.month = '2024-04-01' GROUP BY 1, 2`);
      const flat = (rows: readonly (readonly unknown[])[]) =>
        rows
          .map((row) =>
            row.map((cell) => (Number.isNaN(Number(cell)) ? String(cell) : Number(Number(cell).toFixed(4)))).join('|'),
          )
          .sort();
      expect(flat(bySegment.rows)).toEqual(flat(byHand));
      expect(bySegment.receipt.layer).toContain('by_segment');

      const weighed = { weight_margin: 3, weight_revenue: 0, weight_tenure: 0, weight_products: 1, weight_arrears: 0 };
      const score = await ask({ view: 'valuation', measures: [{ name: 'value_score', arguments: weighed }], ...april });
      const scoreByHand = await query(
        `SELECT 100 * avg(0.75 * indicators[1] + 0.25 * indicators[4]) FROM tenure.customer_value WHERE month = '2024-04-01'`,
      );
      expect(Number(score.rows[0]?.[0])).toBeCloseTo(Number(scoreByHand[0]?.[0]), 4);

      const revenue = await ask({ view: 'value', dimensions: names('segment'), measures: names('revenue'), ...april });
      const revenueByHand = await query(`
        SELECT s.name_en, sum(m.revenue) FROM tenure.customer_month AS m
        JOIN tenure.customer_value AS v ON v.customer_key = m.customer_key AND v.month = m.month
        JOIN tenure.segment_month AS s ON s.segment = v.segment AND s.month = v.month
        WHERE m.month = '2024-04-01' AND m.active = 1 GROUP BY 1`);
      expect(flat(revenue.rows.filter(([name]) => name !== 'None'))).toEqual(flat(revenueByHand));

      const elsewhere = await ask(
        { view: 'valuation', measures: names('customer_months'), ...april },
        ['manager'],
        ['440000'],
      );
      expect(elsewhere.rows.map((row) => Number(row[0]))).toEqual([0]);
      await expect(
        ask({ view: 'valuation', dimensions: names('customer_id'), measures: names('current_value') }, ['executive']),
      ).rejects.toThrow();
    } finally {
      await semantic.close();
    }
  }, 240_000);

  test('a changed month is valued anew with all after it; a month that is gone goes', async () => {
    await warehouse.command({ text: `ALTER TABLE tenure.customer_month DROP PARTITION 202401` });
    await warehouse.command({ text: `ALTER TABLE tenure.customer_month DROP PARTITION 202403` });
    await addMonth('2024-03-01', 'r3');
    expect((await value()).months).toEqual(['2024-03-01', '2024-04-01']);
    expect(await query(`SELECT DISTINCT toString(month) AS m FROM tenure.customer_value ORDER BY m`)).toEqual([
      ['2024-02-01'],
      ['2024-03-01'],
      ['2024-04-01'],
    ]);
  });

  test('where nothing tells customers apart there are no segments', async () => {
    for (const month of ['202402', '202403', '202404'])
      await warehouse.command({ text: `ALTER TABLE tenure.customer_month DROP PARTITION ${month}` });
    await warehouse.command({
      text: `INSERT INTO tenure.customer_month (month, customer_key, customer_id, active, revenue, margin, run_id)
             SELECT '2024-06-01', sipHash64(toString(number)), toString(number), 1, 10, 4, 'r4' FROM numbers(50)`,
    });
    expect(await value()).toMatchObject({ months: ['2024-06-01'], segments: 0 });
    expect(await query(`SELECT DISTINCT segment, value_score FROM tenure.customer_value`)).toHaveLength(1);
  });
});
