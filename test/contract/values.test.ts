import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WINDOW_MONTHS } from '../../etl/value/additions.js';
import { valueCustomers } from '../../etl/value/valuation.js';
import { DEFAULT_RULES } from '../../src/analytics/segment/customer-classes.js';
import { additionProbability, affinityRules, countAffinity } from '../../src/analytics/value/affinity.js';
import { consistentAhp } from '../../src/analytics/value/ahp.js';
import { customerValue } from '../../src/analytics/value/components.js';
import { concentration } from '../../src/analytics/value/concentration.js';
import { judgementMatrix } from '../../src/analytics/value/judgements.js';
import { scoreMonths } from '../../src/scoring/score-months.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';
import { TENURE_MODEL } from '../support/tenure-model.js';

// Values from the products that customers hold to every door, against the same computed customer by customer in TypeScript.
const MONTH = '2024-10-01';
const BEFORE = '2024-09-01';
const WINDOW_START = '2024-04-30';
const MONTH_END = '2024-10-31';
const PRODUCTS = ['music', 'video'];
const ADMIN = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };

let app: SmallApp;
const rows = async (text: string) => (await app.warehouse.query({ text }, { lane: 'batch' })).rows;

beforeAll(async () => {
  app = await openSmallApp();
  const { warehouse, store, gate } = app;
  // Half have video; in the window most of those take music, and few of the others. Some video ends before the month does.
  const hold = (product: string, from: string, to: string, fee: number, where: string) =>
    warehouse.command({
      text: `INSERT INTO tenure.fact_subscription (customer_key, customer_id, product_code, held_from, held_to, monthly_fee)
             SELECT DISTINCT customer_key, customer_id, '${product}', '${from}', '${to}', ${fee}
             FROM (SELECT *, toUInt32(substring(customer_id, 2)) AS c FROM tenure.customer_month) WHERE ${where}`,
    });
  await hold('video', '2024-01-01', '2100-01-01', 15, 'c % 2 = 0 AND c % 16 != 0');
  await hold('video', '2024-01-01', '2024-09-15', 15, 'c % 16 = 0');
  await hold('music', '2024-06-10', '2100-01-01', 8, 'c % 2 = 0 AND c % 6 = 0');
  await hold('music', '2024-07-10', '2100-01-01', 8, 'c % 2 = 1 AND c % 9 = 0');
  // After the month: nothing of it may be known in it.
  await warehouse.command({
    text: `ALTER TABLE tenure.customer_month DELETE WHERE month > '${MONTH}' SETTINGS mutations_sync = 2`,
  });
  await valueCustomers({ warehouse, store, gate, log: pino({ level: 'silent' }) });
  await scoreMonths(warehouse, gate, { model: TENURE_MODEL, months: [BEFORE, MONTH], runId: 's1' });
}, 240_000);
afterAll(() => app?.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are read by tests that say what they expect of them
async function ask(query: string, user = 'admin'): Promise<any> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await app.tokenOf(user)}` },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Affinities counted from the holdings one by one. */
async function learnt() {
  const holdings = await rows(`
    SELECT h.held, h.later FROM (SELECT customer_key FROM tenure.customer_month WHERE month = '2024-04-01' AND active = 1 AND churned = 0) AS c
    LEFT JOIN (SELECT customer_key,
        groupArrayIf(toString(product_code), held_from <= '${WINDOW_START}' AND held_to > '${WINDOW_START}') AS held,
        groupArrayIf(toString(product_code), held_from > '${WINDOW_START}' AND held_from <= '${MONTH_END}') AS later
      FROM tenure.fact_subscription GROUP BY customer_key) AS h ON h.customer_key = c.customer_key`);
  const counts = countAffinity(
    holdings.map(([held, later]) => ({
      held: held as string[],
      added: (later as string[]).filter((one) => !(held as string[]).includes(one)),
    })),
    PRODUCTS,
  );
  return { counts, rules: affinityRules(counts) };
}

describe('values', () => {
  it('know which products follow which, with support and lift', async () => {
    const { counts, rules } = await learnt();
    expect(rules.some(({ held, next }) => held === 'video' && next === 'music')).toBe(true);
    const { data } = await ask(
      `{ affinities(where: {heldProduct: {notEquals: "Any"}}) { rows { heldProduct addedProduct exposed additions support confidence lift } } }`,
      'analyst',
    );
    const shown = data.affinities.rows.map((row: Record<string, number>) => [
      row['heldProduct'],
      row['addedProduct'],
      Number(row['exposed']),
      Number(row['additions']),
      row['support']?.toFixed(9),
      row['confidence']?.toFixed(9),
      row['lift']?.toFixed(9),
    ]);
    const expected = rules.map((rule) => [
      rule.held,
      rule.next,
      rule.exposed,
      rule.added,
      rule.support.toFixed(9),
      rule.confidence.toFixed(9),
      rule.lift.toFixed(9),
    ]);
    expect(shown.sort()).toEqual(expected.sort());
    expect(counts.customers).toBeGreaterThan(200);
    expect((await ask('{ affinities { rows { lift } } }', 'manager.sichuan')).errors[0].message).toContain(
      'affinities',
    );
  });

  it('of several months are those of the last, so that groups add up', async () => {
    const shown = (months: string, selection: string) =>
      ask(`{ valuation(where: {month: {inDateRange: ["2024-02-01", "${months}"]}}) { ${selection} } }`);
    const measures = 'currentValue revenue12 potentialMargin';
    for (const month of ['2024-03-01', MONTH]) {
      const [byHand = []] = await rows(
        `SELECT sum(current_value), sum(revenue_12), sum(potential_margin) FROM tenure.customer_value WHERE month = '${month}'`,
      );
      const { data } = await shown(month, `rows { province ${measures} } total { ${measures} }`);
      const { rows: provinces, total } = data.valuation;
      for (const [place, name] of measures.split(' ').entries()) {
        const added = provinces.reduce((sum: number, row: Record<string, unknown>) => sum + Number(row[name]), 0);
        expect([added, Number(total[name])].map((value) => value / Number(byHand[place]))).toEqual([
          expect.closeTo(1, 9),
          expect.closeTo(1, 9),
        ]);
      }
    }
  });

  it('sum to the whole and equal those of every customer', async () => {
    const { counts, rules } = await learnt();
    const [[kept]] = (await rows(`
      SELECT greatest(0, 1 - toFloat64(sum(serving_cost)) / toFloat64(sum(revenue))) FROM tenure.customer_month
      WHERE month BETWEEN '2023-11-01' AND '${MONTH}'`)) as [[number]];
    const margins = new Map([
      ['video', 15 * Number(kept)],
      ['music', 8 * Number(kept)],
    ]);
    const customers = await rows(`
      SELECT dictGet('tenure.region', 'province_en', s.district_code), s.margin, s.margin_12, s.churn, h.held
      FROM tenure.customer_score AS s LEFT JOIN (SELECT customer_key, groupArray(toString(product_code)) AS held
        FROM tenure.fact_subscription WHERE held_from <= '${MONTH_END}' AND held_to > '${MONTH_END}' GROUP BY customer_key) AS h
      ON h.customer_key = s.customer_key`);
    const terms = { horizonMonths: 24, annualDiscountRate: 0.08, windowMonths: WINDOW_MONTHS };
    const expected = new Map<string, { stock: number; incremental: number; current: number; count: number }>();
    for (const [province, margin, year, churn, held] of customers) {
      const value = customerValue(
        {
          recentMargins: [Number(year)],
          monthlyMargin: Number(margin),
          churn: (churn as unknown[]).map(Number),
          additions: PRODUCTS.map((product) => ({
            product,
            probability: additionProbability(new Set(held as string[]), product, rules, counts.base),
            monthlyMargin: margins.get(product) as number,
          })),
        },
        terms,
      );
      const sum = expected.get(String(province)) ?? { stock: 0, incremental: 0, current: 0, count: 0 };
      expected.set(String(province), {
        stock: sum.stock + value.stock,
        incremental: sum.incremental + value.incremental,
        current: sum.current + value.current,
        count: sum.count + 1,
      });
    }
    const { data } = await ask(`{ risk { rows { province currentValue
      lifetimeValue(horizonMonths: 24, annualDiscountRate: 0.08) { total stock incremental perCustomer curve }
      customerValue(horizonMonths: 24, annualDiscountRate: 0.08) } receipt { layer } } }`);
    expect(data.risk.receipt.layer).toContain('by_district');
    expect(data.risk.rows).toHaveLength(expected.size);
    for (const row of data.risk.rows) {
      const sum = expected.get(row.province);
      expect(sum).toBeDefined();
      if (!sum) continue;
      const { stock, incremental, total, perCustomer, curve } = row.lifetimeValue;
      expect(incremental).toBeGreaterThan(0);
      expect(stock / sum.stock).toBeCloseTo(1, 6);
      expect(incremental / sum.incremental).toBeCloseTo(1, 6);
      expect(total).toBeCloseTo(stock + incremental, 6);
      expect(perCustomer).toBeCloseTo(total / sum.count, 6);
      expect(curve.reduce((all: number, month: number) => all + month, 0)).toBeCloseTo(total, 6);
      expect(row.customerValue).toBeCloseTo(Number(row.currentValue) + total, 4);
      expect(Number(row.currentValue)).toBeCloseTo(sum.current, 4);
    }
    const defaults = await ask(
      `{ risk { total { customerValue currentValue given: customerValue(horizonMonths: 36, annualDiscountRate: 0.1) lifetimeValue { stock incremental total } } } }`,
    );
    const { customerValue: whole, currentValue, given, lifetimeValue } = defaults.data.risk.total;
    expect(whole).toBeCloseTo(given, 6);
    expect(whole).toBeCloseTo(Number(currentValue) + lifetimeValue.stock + lifetimeValue.incremental, 4);
  });

  it('answer from single rows where no projection does, with the same numbers', async () => {
    const { data } = await ask(
      `{ risk { rows { contract lifetimeValue(horizonMonths: 12) { stock incremental } } total { lifetimeValue(horizonMonths: 12) { stock incremental } } } }`,
    );
    const sum = (field: string) =>
      data.risk.rows.reduce(
        (all: number, row: { lifetimeValue: Record<string, number> }) => all + (row.lifetimeValue[field] as number),
        0,
      );
    for (const field of ['stock', 'incremental'])
      expect(sum(field) / data.risk.total.lifetimeValue[field]).toBeCloseTo(1, 6);
  });
});

describe('why a group is likelier to leave', () => {
  it('is told by drivers that sum to the difference, of what the caller sees', async () => {
    const { data } = await ask(
      `{ riskDifference(filters: [{member: "tenure_band", operator: equals, values: ["0-2 months", "3-11 months"]}]) { group everybody difference drivers { name contribution } rest } }`,
    );
    const { group, everybody, difference, drivers, rest } = data.riskDifference;
    const [[some, all]] = (await rows(
      'SELECT avgIf(churn[1], tenure_months < 12), avg(churn[1]) FROM tenure.customer_score',
    )) as [[number, number]];
    expect([group, everybody]).toEqual([expect.closeTo(Number(some), 6), expect.closeTo(Number(all), 6)]);
    const told = drivers.reduce((sum: number, { contribution }: { contribution: number }) => sum + contribution, rest);
    expect(told).toBeCloseTo(difference, 12);
    expect(difference).toBeCloseTo(group - everybody, 12);
    expect(drivers.map(({ name }: { name: string }) => name)).toEqual(['tenure_months']);
  });
});

describe('the value score', () => {
  const score = (args: string, where = `where: {month: {equals: "${MONTH}"}}`) =>
    `{ valuation(${where}) { total { valueScore${args} { mean } } } }`;
  const byHand = async (weights: readonly number[]) => {
    const [[mean]] = (await rows(
      `SELECT 100 * avg(arraySum((x, w) -> x * w, indicators, [${weights.join(',')}])) FROM tenure.customer_value WHERE month = '${MONTH}'`,
    )) as [[number]];
    return Number(mean);
  };

  it('takes weights, or comparisons in pairs whose principal eigenvector they are', async () => {
    const own = await ask(score('(weights: {margin: 3, revenue: 0, tenure: 0, products: 1, arrears: 0})'));
    expect(own.data.valuation.total.valueScore.mean).toBeCloseTo(await byHand([0.75, 0, 0, 0.25, 0]), 4);
    // Consistent to the last digit: weights 8, 4, 2, 1, 1 of 16.
    const matrix = '[[1,2,4,8,8],[1/2,1,2,4,4],[1/4,1/2,1,2,2],[1/8,1/4,1/2,1,1],[1/8,1/4,1/2,1,1]]';
    const compared = await ask(score(`(judgements: "${matrix}")`));
    expect(compared.data.valuation.total.valueScore.mean).toBeCloseTo(
      await byHand([8, 4, 2, 1, 1].map((w) => w / 16)),
      4,
    );
    // The consistency ratio is shown, with the weights: those of the principal eigenvector.
    const uneven = '[[1,2,4,8,8],[1/2,1,3,4,4],[1/4,1/3,1,2,2],[1/8,1/4,1/2,1,1],[1/8,1/4,1/2,1,1]]';
    const told = await ask(
      `{ valuation { total { valueScore(judgements: "${uneven}") { consistencyRatio usedWeights } given: valueScore(weights: {margin: 3, revenue: 0, tenure: 0, products: 1, arrears: 0}) { consistencyRatio usedWeights } } } }`,
    );
    expect(told.errors).toBeUndefined();
    const parsed = judgementMatrix.parse(
      uneven
        .slice(2, -2)
        .split('],[')
        .map((row) => row.split(',')),
    );
    const { weights, consistencyRatio } = consistentAhp(parsed, ['a', 'b', 'c', 'd', 'e']);
    expect(consistencyRatio).toBeGreaterThan(0);
    expect(told.data.valuation.total.valueScore).toEqual({
      consistencyRatio: expect.closeTo(consistencyRatio, 9),
      usedWeights: weights.map((weight) => expect.closeTo(weight, 9)),
    });
    expect(told.data.valuation.total.given).toEqual({ consistencyRatio: null, usedWeights: [0.75, 0, 0, 0.25, 0] });
    const plain = await ask(score(''));
    const [[kept]] = (await rows(`SELECT avg(value_score) FROM tenure.customer_value WHERE month = '${MONTH}'`)) as [
      [number],
    ];
    expect(plain.data.valuation.total.valueScore.mean).toBeCloseTo(Number(kept), 4);
  });

  it('refuses comparisons that contradict each other', async () => {
    const circle = '[[1,9,1/9,1,1],[1/9,1,9,1,1],[9,1/9,1,1,1],[1,1,1,1,1],[1,1,1,1,1]]';
    for (const matrix of [circle, '[[1,2],[1/2,1]]', 'nonsense']) {
      const { errors } = await ask(score(`(judgements: "${matrix}")`));
      expect(errors[0].extensions.code).toBe('BAD_REQUEST');
    }
    expect((await ask(score(`(judgements: "${circle}")`))).errors[0].message).toContain('consistency ratio');
  });
});

describe('concentration of value', () => {
  const CONCENTRATION =
    'concentration { gini topDecileShare deciles { decile value share cumulativeShare } lorenz { customers value } }';

  it('equals that of the values one by one, for any group', async () => {
    const values = (await rows(
      `SELECT dictGet('tenure.region', 'province_en', district_code), toFloat64(current_value) FROM tenure.customer_value WHERE month = '${MONTH}'`,
    )) as [string, number][];
    const { data } = await ask(
      `{ valuation(where: {month: {equals: "${MONTH}"}}) { rows { province ${CONCENTRATION} } total { ${CONCENTRATION} } } }`,
      'executive',
    );
    const check = (
      found: {
        gini: number;
        topDecileShare: number;
        deciles: Record<string, number>[];
        lorenz: { customers: number; value: number }[];
      },
      list: number[],
    ) => {
      const expected = concentration(list);
      expect(found.gini).toBeCloseTo(expected.gini as number, 9);
      expect(found.topDecileShare).toBeCloseTo(expected.deciles[0]?.share as number, 9);
      for (const [i, decile] of expected.deciles.entries()) {
        expect(found.deciles[i]).toMatchObject({ decile: decile.decile, value: expect.closeTo(decile.value, 4) });
        expect(found.deciles[i]?.['cumulativeShare']).toBeCloseTo(decile.cumulativeShare as number, 9);
      }
      for (const point of expected.lorenz) {
        const same = found.lorenz.find(({ customers }) => Math.abs(customers - point.customers) < 1e-9);
        expect(same?.value).toBeCloseTo(point.value, 9);
      }
      expect(found.lorenz).toHaveLength(101);
    };
    check(
      data.valuation.total.concentration,
      values.map(([, value]) => Number(value)),
    );
    for (const row of data.valuation.rows)
      check(
        row.concentration,
        values.filter(([province]) => province === row.province).map(([, value]) => Number(value)),
      );
  });
});

describe('concentration of any value', () => {
  const FIELDS = 'gini topDecileShare deciles { decile value share cumulativeShare } lorenz { customers value }';
  const OF = ['customer', 'current', 'stock', 'incremental', 'lifetime'] as const;

  it('equals that of the values one by one, at any horizon and rate, beside every view', async () => {
    const customers = await rows(`SELECT margin_12, margin, churn, gain FROM tenure.customer_score`);
    const parts = (horizon: number, rate: number) =>
      customers.map(([current, margin, churn, gain]) => {
        const discounted = (of: (t: number) => number) =>
          Array.from({ length: horizon }, (_, t) => of(t) * (1 + rate) ** (-(t + 1) / 12)).reduce((a, b) => a + b, 0);
        const stock = discounted((t) => Number(margin) * (1 - Number((churn as unknown[])[t])));
        const incremental = discounted((t) => Number((gain as unknown[])[t]));
        const lifetime = stock + incremental;
        return { customer: Number(current) + lifetime, current: Number(current), stock, incremental, lifetime };
      });
    const asked = OF.map(
      (of) => `${of}: valueConcentration(of: "${of}", horizonMonths: 12, annualDiscountRate: 0.08) { ${FIELDS} }`,
    );
    const { data, errors } = await ask(
      `{ risk { total { default: valueConcentration { ${FIELDS} } ${asked.join(' ')} } } }`,
      'executive',
    );
    expect(errors).toBeUndefined();
    const check = (name: string, values: readonly number[]) => {
      const found = data.risk.total[name];
      const expected = concentration(values);
      expect(found.gini, name).toBeCloseTo(expected.gini as number, 6);
      expect(found.topDecileShare).toBeCloseTo(expected.deciles[0]?.share as number, 6);
      expect(found.deciles.map(({ value }: { value: number }) => value / expected.total)).toEqual(
        expected.deciles.map(({ value }) => expect.closeTo(value / expected.total, 6)),
      );
      for (const point of expected.lorenz) {
        const same = found.lorenz.find((one: typeof point) => Math.abs(one.customers - point.customers) < 1e-9);
        expect(same?.value).toBeCloseTo(point.value, 6);
      }
      expect(found.lorenz).toHaveLength(101);
    };
    for (const of of OF)
      check(
        of,
        parts(12, 0.08).map((one) => one[of]),
      );
    check(
      'default',
      parts(36, 0.1).map((one) => one.customer),
    );
    const beside = await ask(
      `{ churn(where: {month: {equals: "${MONTH}"}}) { total { customers valueConcentration { gini } } } }`,
    );
    expect(beside.data.churn.total.valueConcentration.gini).toBeCloseTo(data.risk.total.default.gini, 9);
    const plain = await app.semantic.ask({ view: 'risk', measures: [{ name: 'concentration_gini' }] }, ADMIN);
    expect(Number(plain.rows[0]?.[0])).toBeCloseTo(data.risk.total.default.gini, 9);
    const wrong = await ask(`{ risk { total { valueConcentration(of: "profit") { gini } } } }`);
    expect(wrong.errors[0].extensions.code).toBe('BAD_REQUEST');
  });
});

describe('the value-risk grid', () => {
  const BANDS = ['under 2%', '2-5%', '5-10%', '10-20%', '20% and more'];
  const FLOORS = [0, 0.02, 0.05, 0.1, 0.2];
  const TIERS = ['None', 'Platinum', 'Gold', 'Silver', 'Bronze'];
  const bandOf = (chance: number) => BANDS[FLOORS.filter((floor) => chance >= floor).length - 1] ?? 'None';
  /** Customers of the month by tier and band, one by one: who left has the band of the month before. */
  async function expected(table: string, where = '1'): Promise<Map<string, number>> {
    const history = new Map(
      (await rows(`SELECT customer_key, toString(month), at_risk, probability FROM tenure.customer_score_history`)).map(
        ([key, month, atRisk, chance]) => [`${key} ${month}`, Number(atRisk) === 1 ? Number(chance) : null],
      ),
    );
    const tiers = new Map(
      (await rows(`SELECT customer_key, value_tier FROM tenure.customer_value WHERE month = '${MONTH}'`)).map(
        ([key, tier]) => [String(key), TIERS[Number(tier)]],
      ),
    );
    const grid = new Map<string, number>();
    for (const [key] of await rows(`SELECT customer_key FROM ${table} WHERE month = '${MONTH}' AND ${where}`)) {
      const chance = history.get(`${key} ${MONTH}`) ?? history.get(`${key} ${BEFORE}`) ?? null;
      const cell = `${tiers.get(String(key)) ?? 'None'} / ${chance === null ? 'None' : bandOf(chance)}`;
      grid.set(cell, (grid.get(cell) ?? 0) + 1);
    }
    return grid;
  }

  async function grid(view: string, measure: string, month = MONTH): Promise<Map<string, number>> {
    const answer = await app.semantic.ask(
      {
        view,
        dimensions: [{ name: 'value_tier' }, { name: 'risk_band' }],
        measures: [{ name: measure }],
        filters: [{ member: 'month', operator: 'equals', values: [month] }],
      },
      ADMIN,
    );
    return new Map(
      answer.rows
        .map(([tier, band, count]): [string, number] => [`${tier} / ${band}`, Number(count)])
        .filter(([, count]) => count > 0),
    );
  }

  it('is the same in every view, for those who left by what was told before', async () => {
    const active = await expected('tenure.customer_month', 'active = 1');
    expect(active.size).toBeGreaterThan(5);
    const views = (await app.semantic.catalog(ADMIN)).views.filter(
      ({ dimensions, measures }) =>
        ['month', 'value_tier', 'risk_band'].every((name) => dimensions.some((one) => one.name === name)) &&
        measures.some(({ name }) => name === 'customer_months'),
    );
    expect(views.length).toBeGreaterThan(9);
    for (const { name } of views) expect([name, await grid(name, 'customer_months')]).toEqual([name, active]);
    const { rows: left } = await app.semantic.ask(
      {
        view: 'churn',
        dimensions: [{ name: 'risk_band' }],
        measures: [{ name: 'churned' }],
        filters: [{ member: 'month', operator: 'equals', values: [MONTH] }],
      },
      ADMIN,
    );
    expect(left.some(([band, churned]) => band !== 'None' && Number(churned) > 0)).toBe(true);
    expect(await grid('risk', 'scored_customers')).toEqual(await expected('tenure.customer_score'));
  });

  it('says None of months that were not scored', async () => {
    const bands = async (month: string) => [...(await grid('churn', 'customer_months', month)).keys()];
    for (const cell of await bands('2024-08-01')) expect(cell).toMatch(/ \/ None$/);
    expect((await bands(BEFORE)).some((cell) => !cell.endsWith('None'))).toBe(true);
  });

  it('is a label of single customers and of days too', async () => {
    const { rows: known } = await app.semantic.ask(
      {
        view: 'customers',
        dimensions: [{ name: 'risk_band' }],
        measures: [{ name: 'known_customers' }],
      },
      ADMIN,
    );
    expect(known.filter(([band]) => BANDS.includes(String(band))).length).toBeGreaterThan(1);
    for (const [view, measure] of [
      ['usage_daily', 'users'],
      ['contact_log', 'contact_count'],
      ['migration', 'moves'],
    ] as const) {
      const { columns } = await app.semantic.ask(
        { view, dimensions: [{ name: 'value_tier' }, { name: 'risk_band' }], measures: [{ name: measure }] },
        ADMIN,
      );
      expect(columns.map(({ name }) => name)).toEqual(['value_tier', 'risk_band', measure]);
    }
  });
});

describe('rules for big and potential customers', () => {
  it('are counted before they are saved, as the caller sees customers', async () => {
    const rule = `{all: [{indicator: current_value, comparison: gte, value: 150}, {indicator: products_held, comparison: gte, value: 1}]}`;
    const [[both, first, second, all]] = (await rows(`
      SELECT countIf(current_value >= 150 AND products_held >= 1), countIf(current_value >= 150), countIf(products_held >= 1), count()
      FROM tenure.customer_value WHERE month = '${MONTH}'`)) as [[number, number, number, number]];
    const { data } = await ask(`{ countCustomerRule(rule: ${rule}) { month customers of reached } }`, 'executive');
    expect(data.countCustomerRule).toEqual({
      month: MONTH,
      customers: Number(both),
      of: Number(all),
      reached: [Number(first), Number(second)],
    });
    const [[sichuan]] = (await rows(`SELECT countIf(dictGet('tenure.region', 'province_en', district_code) = 'Sichuan')
      FROM tenure.customer_value WHERE month = '${MONTH}'`)) as [[number]];
    const seen = await ask(`{ countCustomerRule(rule: ${rule}) { of } }`, 'manager.sichuan');
    expect(seen.data.countCustomerRule.of).toBe(Number(sichuan));
    expect((await ask(`{ countCustomerRule(rule: {all: []}) { of } }`)).errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  it('are kept in versions, and are a dimension in every view of customers', async () => {
    const { data } = await ask(`{ customerRules(kind: big) { version rule { all { indicator value } } } }`, 'analyst');
    expect(data.customerRules).toEqual([
      { version: 0, rule: { all: DEFAULT_RULES.big.all.map(({ indicator, value }) => ({ indicator, value })) } },
    ]);
    const save = (base: number, value: number) =>
      `mutation { saveCustomerRule(kind: big, base: ${base}, rule: {any: [{indicator: revenue_12, comparison: gt, value: ${value}}]}) { version savedBy } }`;
    expect((await ask(save(0, 300), 'executive')).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await ask(save(0, 300), 'analyst')).data.saveCustomerRule).toEqual({ version: 1, savedBy: 'analyst' });
    expect((await ask(save(0, 200), 'analyst')).errors[0].extensions.code).toBe('BAD_REQUEST');
    expect((await ask(save(1, 350), 'admin')).data.saveCustomerRule.version).toBe(2);
    const expected = await rows(`
      SELECT multiIf(revenue_12 > 350, 'Big', potential_margin >= 1.5 AND loyalty_index >= 40, 'Potential', 'Other') AS class, count()
      FROM tenure.customer_value WHERE month = '${MONTH}' GROUP BY class ORDER BY class`);
    const views = { valuation: 'customerMonths', churn: 'customerMonths', value: 'customerMonths' };
    for (const [view, measure] of Object.entries(views)) {
      const found = await ask(
        `{ ${view}(where: {month: {equals: "${MONTH}"}, ${measure}: {gt: 0}}) { rows { customerClass ${measure} } } }`,
      );
      const counts = new Map<string, number>(
        found.data[view].rows.map((row: Record<string, unknown>) => [row['customerClass'], Number(row[measure])]),
      );
      // Who was no customer in the month is Other where a view has such rows.
      for (const [name, count] of expected) if (name !== 'Other') expect(counts.get(String(name))).toBe(Number(count));
    }
    expect(expected.length).toBeGreaterThan(1);
    const { data: catalog } = await ask('{ catalog { views { name dimensions { name } measures { name } } } }');
    const labels = ['segment', 'value_tier', 'loyalty_band', 'customer_class', 'risk_band'];
    const withCustomers = catalog.catalog.views.filter(({ dimensions }: { dimensions: { name: string }[] }) =>
      dimensions.some(({ name }) => name === 'customer_id' || name === 'tier'),
    );
    const lacking = withCustomers
      .filter(
        ({ dimensions }: { dimensions: { name: string }[] }) =>
          !labels.every((label) => dimensions.some(({ name }) => name === label)),
      )
      .map(({ name }: { name: string }) => name);
    expect(lacking).toEqual(['cohorts', 'etl_runs', 'quarantine'].filter((name) => lacking.includes(name)));
  });
});
