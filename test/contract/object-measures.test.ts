import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { execute, graphql, parse, validate } from 'graphql';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { stageOf } from '../../src/analytics/survival/life-cycle.js';
import type { GraphqlContext } from '../../src/graphql/context.js';
import { stringify } from '../../src/graphql/made-json.js';
import { buildSchemas } from '../../src/graphql/schema/schema.js';
import { openDoor } from '../../src/http/open-door.js';
import { restDoor } from '../../src/rest/door.js';
import { COHORT_RETENTION } from '../../src/web/browse/retention-document.js';
import { openScoredWarehouse, type ScoredWarehouse } from '../support/scored-warehouse.js';

const manager: Principal = { user: 'm', groups: ['manager'], provinces: ['510000'], accountManagers: [] };
const service: Principal = { user: 's', groups: ['service'], provinces: [], accountManagers: ['A1'] };
const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };

interface Row {
  readonly month: string;
  readonly churnRisk: { readonly expectedChurners: number | null };
}

let scored: ScoredWarehouse;
beforeAll(async () => {
  scored = await openScoredWarehouse();
}, 240_000);
afterAll(() => scored?.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are read by tests that say what they expect of them
async function ask(source: string, principal = admin): Promise<any> {
  const { semantic } = scored;
  const { shown, run } = buildSchemas(await semantic.catalog(principal), 'en');
  const context = { semantic, principal, language: 'en', signal: new AbortController().signal };
  const contextValue = context as unknown as GraphqlContext;
  const answer = await graphql({ schema: shown, source, contextValue });
  expect(answer.errors ?? []).toEqual([]);
  if (source.includes('__type(')) return answer.data;
  const made = JSON.parse(stringify(await execute({ schema: run, document: parse(source), contextValue })));
  const completed = JSON.parse(JSON.stringify(answer));
  const timeless = (key: string, value: unknown) => (key === 'durationMs' || key === 'cached' ? undefined : value);
  expect(JSON.stringify(made, timeless)).toBe(JSON.stringify(completed, timeless));
  return completed.data;
}

async function byHand(text: string): Promise<unknown[][]> {
  const { rows } = await scored.small.warehouse.query({ text });
  return rows.map((row) => [...row]);
}

const PROVINCE = `dictGet('tenure.region', 'province_en', district_code)`;

describe('objects of measures', () => {
  it('show fields with the arguments they have in common, beside those of a field alone', async () => {
    const { risk } = await ask(`{ risk { rows { province
      soon: churnRisk { meanProbability expectedChurners }
      churnRisk(horizonMonths: 12, threshold: 0.2, costs: {falsePositive: 1, falseNegative: 40}) {
        meanProbability expectedChurners customersAbove bestThreshold
        undiscounted: valueAtRisk(annualDiscountRate: 0)
        drivers(top: 2) { factor contribution versusBase }
      }
      lifetimeValue(horizonMonths: 24, annualDiscountRate: 0) { total perCustomer curve }
      survival { curve medianMonths } } } }`);
    const expected =
      await byHand(`SELECT ${PROVINCE} AS p, sum(churn[3]) / count(), sum(churn[12]), countIf(churn[12] >= 0.2),
        sum(margin * arraySum(arraySlice(churn, 1, 12))), sum(margin * arraySum(c -> 1 - c, arraySlice(churn, 1, 24))), count()
      FROM tenure.customer_score GROUP BY p ORDER BY p`);
    expect(risk.rows).toHaveLength(expected.length);
    for (const [place, [province, soon, churners, above, lost, value, count]] of expected.entries()) {
      const row = risk.rows[place];
      expect(row.province).toBe(province);
      expect(row.soon.meanProbability / Number(soon)).toBeCloseTo(1, 6);
      expect(row.churnRisk.expectedChurners / Number(churners)).toBeCloseTo(1, 6);
      expect(row.churnRisk.customersAbove).toBe(Number(above));
      expect(row.churnRisk.undiscounted / Number(lost)).toBeCloseTo(1, 6);
      expect(row.lifetimeValue.total / Number(value)).toBeCloseTo(1, 6);
      expect(row.lifetimeValue.perCustomer / (Number(value) / Number(count))).toBeCloseTo(1, 6);
      expect(row.lifetimeValue.curve).toHaveLength(24);
      const months = row.lifetimeValue.curve.reduce((sum: number, month: number) => sum + month, 0);
      expect(months / row.lifetimeValue.total).toBeCloseTo(1, 9);
      expect(row.survival.curve[11]).toBeCloseTo(1 - row.churnRisk.meanProbability, 9);
      expect(row.churnRisk.drivers).toHaveLength(2);
      expect(row.churnRisk.drivers[0]).toEqual({
        factor: expect.stringMatching(/./),
        contribution: expect.any(Number),
        versusBase: expect.any(Number),
      });
    }
  });

  it('order, limit and filter by any field with any arguments, selected or not', async () => {
    const { risk } = await ask(
      `{ risk(
        orderBy: [{churnRisk: {arguments: {horizonMonths: 24}, expectedChurners: desc}}], first: 3
        where: {or: [{churnRisk: {arguments: {horizonMonths: 6}, meanProbability: {gt: 0}}}, {scoredCustomers: {gt: 1000}}],
                lifetimeValue: {arguments: {horizonMonths: 12}, total: {gt: "0"}}}
      ) { rows { city far: churnRisk(horizonMonths: 24) { expectedChurners } } total { scoredCustomers } } }`.replace(
        '"0"',
        '0',
      ),
    );
    const expected = await byHand(`SELECT dictGet('tenure.region', 'city_en', district_code) AS c, sum(churn[24]) AS s
      FROM tenure.customer_score GROUP BY c HAVING sum(margin) > 0 ORDER BY s DESC, c LIMIT 3`);
    expect(risk.rows.map((row: { city: string }) => row.city)).toEqual(expected.map(([city]) => city));
    const { byAlias } =
      await ask(`{ byAlias: risk(orderBy: [{column: {name: "far.expectedChurners", direction: desc}}], first: 3) {
      rows { city far: churnRisk(horizonMonths: 24) { expectedChurners } } } }`);
    expect(byAlias.rows).toEqual(risk.rows);
    const { none } =
      await ask(`{ none: risk(where: {churnRisk: {arguments: {horizonMonths: 60}, meanProbability: {gt: 1.5}}}) {
      rows { city } total { churnRisk { expectedChurners } } } }`);
    expect(none.rows).toEqual([]);
    expect(none.total.churnRisk.expectedChurners).toBeGreaterThan(0);
  });

  it('take thresholds at any horizon, on and off the steps, and say what answered', async () => {
    for (const [horizon, threshold] of [
      [3, 0.05],
      [3, 0.0512],
      [7, 0.05],
      [60, 0.333],
    ] as const) {
      const { risk } = await ask(`{ risk { total {
        churnRisk(horizonMonths: ${horizon}, threshold: ${threshold}, costs: {falseNegative: 9}) { customersAbove bestThreshold } }
        receipt { layer } } }`);
      const column = horizon === 3 ? 'probability' : `churn[${horizon}]`;
      const [[above, chances] = []] = await byHand(
        `SELECT countIf(${column} >= ${threshold}), groupArray(${column}) FROM tenure.customer_score`,
      );
      expect(risk.total.churnRisk.customersAbove).toBe(Number(above));
      const cost = (cut: number) =>
        (chances as number[]).reduce((sum, p) => sum + (Math.floor(100 * p) >= cut ? 1 - p : 9 * p), 0);
      const least = Math.min(...Array.from({ length: 101 }, (_, cut) => cost(cut)));
      expect(cost(Math.round(100 * risk.total.churnRisk.bestThreshold))).toBeCloseTo(least, 4);
    }
  });

  it('are not there for whom their measures are not', async () => {
    const { __type } = await ask('{ __type(name: "RiskRow") { fields { name } } }');
    const names = __type.fields.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['churnRisk', 'lifetimeValue', 'survival']));
    expect(names).not.toContain('expectedChurners');
    const { catalog } = await ask('{ catalog { views { name measures { name field } } } }');
    const { measures } = catalog.views.find(({ name }: { name: string }) => name === 'risk');
    expect(measures).toContainEqual({ name: 'value_at_risk', field: 'churnRisk.valueAtRisk' });
  });
});

describe('measures of risk beside those of other views', () => {
  it('are as of the scored month, by the same groups, and the receipt says so', async () => {
    const { churn } =
      await ask(`{ churn(orderBy: [{churnRisk: {arguments: {horizonMonths: 12}, expectedChurners: desc}}]) {
      rows { province churnRate churned churnRisk(horizonMonths: 12) { meanProbability drivers(top: 1) { factor } } lifetimeValue { total } }
      total { churnRate churnRisk(horizonMonths: 12) { expectedChurners } }
      receipt { layer definitions { measure view month } } } }`);
    const own = await byHand(
      `SELECT ${PROVINCE} AS p, sum(churned), sum(churned) / sum(active) FROM tenure.customer_month GROUP BY p`,
    );
    const expected = await byHand(
      `SELECT ${PROVINCE} AS p, sum(churn[12]) AS s, s / count() FROM tenure.customer_score GROUP BY p ORDER BY s DESC`,
    );
    expect(churn.rows.map((row: { province: string }) => row.province)).toEqual(expected.map(([province]) => province));
    for (const [place, [province, , mean]] of expected.entries()) {
      const row = churn.rows[place];
      const [, churned, rate] = own.find(([name]) => name === province) ?? [];
      expect([row.churned, row.churnRate]).toEqual([Number(churned), rate]);
      expect(row.churnRisk.meanProbability / Number(mean)).toBeCloseTo(1, 6);
      expect(row.churnRisk.drivers).toHaveLength(1);
    }
    const total = expected.reduce((sum, [, value]) => sum + Number(value), 0);
    expect(churn.total.churnRisk.expectedChurners / total).toBeCloseTo(1, 6);
    expect(churn.receipt.definitions).toContainEqual({ measure: 'churn_risk', view: 'risk', month: '2024-10' });
    expect(churn.receipt.definitions).toContainEqual({ measure: 'churn_rate', view: 'churn', month: null });
    expect(churn.receipt.layer).toContain('by_district');
  });

  it('stand in the scored month alone when months are asked, and are refused for others', async () => {
    const { value } = await ask(`{ value(where: {month: {inDateRange: ["2024-08", "2024-10"]}}) {
      rows { month revenue churnRisk { expectedChurners } } } }`);
    expect(value.rows.map((row: Row) => [row.month, row.churnRisk.expectedChurners === null])).toEqual([
      ['2024-08-01', true],
      ['2024-09-01', true],
      ['2024-10-01', false],
    ]);
    const asking = scored.semantic.ask(
      {
        view: 'churn',
        measures: [{ name: 'churn_rate' }, { name: 'churn_risk' }],
        filters: [{ member: 'month', operator: 'equals', values: ['2024-08-01'] }],
      },
      admin,
    );
    await expect(asking).rejects.toMatchObject({ kind: 'SCORE_MONTH' });
    const byReason = scored.semantic.ask(
      { view: 'churn', dimensions: [{ name: 'reason' }], measures: [{ name: 'churn_rate' }, { name: 'churn_risk' }] },
      admin,
    );
    await expect(byReason).rejects.toMatchObject({ kind: 'WRONG_USE' });
  });

  it('choose and rank groups together with own measures, and answer alone from projections', async () => {
    const { churn } = await ask(`{ churn(where: {customerMonths: {gt: 0}, churnRisk: {meanProbability: {gt: 0}}}) {
      rows { city churnRate soon: churnRisk { expectedChurners } } } }`);
    const cities = await byHand(
      `SELECT dictGet('tenure.region', 'city_en', district_code) AS c FROM tenure.customer_score GROUP BY c ORDER BY c`,
    );
    expect(churn.rows.map((row: { city: string }) => row.city)).toEqual(cities.map(([city]) => city));
    const { products } = await ask(
      `{ products { rows { province churnRisk { expectedChurners } } receipt { layer sql } } }`,
    );
    expect(products.receipt.layer).toBe('by_district');
    expect(products.rows.length).toBeGreaterThan(1);
  });

  it('keep within the policy of both views', async () => {
    const { churn } = await ask('{ churn { rows { province churnRate churnRisk { expectedChurners } } } }', manager);
    expect(churn.rows.map((row: { province: string }) => row.province)).toEqual(['Sichuan']);
    const views = (await scored.semantic.catalog(service)).views;
    expect(views.length).toBeGreaterThan(0);
    expect(views.flatMap(({ objects }) => objects)).toEqual([]);
    const { views: all } = await scored.semantic.catalog(admin);
    const without = all
      .filter(({ dimensions }) => dimensions.some(({ name }) => name === 'customer_id'))
      .filter(({ objects }) => objects.length === 0);
    expect(without.map(({ name }) => name)).toEqual(['risk_history']);
  });
});

describe('one customer', () => {
  it('has a score, what it is made of, a curve, a history and the customers most alike', async () => {
    const [[id, size] = []] = await byHand(
      'SELECT customer_id, length(contributions) FROM tenure.customer_score ORDER BY customer_id LIMIT 1',
    );
    const { customer } = await ask(`{ customer(id: "${id}") {
      risk { total { churnRisk { meanProbability drivers(top: 100) { factor contribution } } survival { curve }
        whatIf(factor: "tenure_months", by: 0, horizonMonths: 3) { before after } } }
      riskHistory { rows { month meanRisk stage } }
      similar(first: 3) { id distance } } }`);
    const { churnRisk, survival, whatIf } = customer.risk.total;
    expect(churnRisk.drivers).toHaveLength(Number(size));
    expect(survival.curve[2]).toBeCloseTo(1 - churnRisk.meanProbability, 6);
    expect(whatIf.after).toBeCloseTo(whatIf.before, 6);
    expect(customer.riskHistory.rows.map(({ month }: { month: string }) => month)).toContain('2024-10-01');
    const expected =
      await byHand(`WITH (SELECT contributions FROM tenure.customer_score WHERE customer_id = '${id}') AS own
      SELECT customer_id, L2Distance(contributions, own) AS d FROM tenure.customer_score WHERE customer_id != '${id}'
      ORDER BY round(d, 5), customer_id LIMIT 3`);
    expect(customer.similar).toHaveLength(3);
    for (const [place, { distance }] of customer.similar.entries()) {
      expect(distance).toBeCloseTo(Number(expected[place]?.[1]), 4);
    }
  });
});

it('moves between stages are those of the customers followed by hand', async () => {
  const { riskHistory } = await ask(`{ riskHistory(where: {month: {inDateRange: ["2024-10-01", "2024-10-31"]}}) {
    rows { previousStage stage customerMonths } } }`);
  const { rows } = await scored.small.warehouse.query({
    text: `SELECT customer_key, toString(month), tenure_months, churned, toFloat64(revenue) FROM tenure.customer_month
           WHERE active = 1 AND month >= '2024-04-01' AND month <= '2024-10-01' ORDER BY customer_key, month`,
  });
  const lives = new Map<unknown, Map<number, { tenureMonths: number; lost: boolean; revenue: number }>>();
  for (const [customer, month, tenure, churned, revenue] of rows) {
    const life = lives.get(customer) ?? new Map();
    lives.set(customer, life);
    life.set(Number(String(month).slice(5, 7)), {
      tenureMonths: Number(tenure),
      lost: churned === 1,
      revenue: Number(revenue),
    });
  }
  const moves: Record<string, number> = {};
  for (const life of lives.values()) {
    const mean = (...months: number[]) => {
      const seen = months.flatMap((month) => life.get(month)?.revenue ?? []);
      return seen.reduce((total, one) => total + one, 0) / seen.length;
    };
    const [before, now] = [9, 10].map((month) => {
      const there = life.get(month);
      const [recentRevenue, earlierRevenue] = [
        mean(month, month - 1, month - 2),
        mean(month - 3, month - 4, month - 5),
      ];
      return there ? stageOf({ ...there, recentRevenue, earlierRevenue }) : '';
    });
    if (now) moves[`${before} › ${now}`] = (moves[`${before} › ${now}`] ?? 0) + 1;
  }
  expect(Object.keys(moves).length).toBeGreaterThan(1);
  const told = riskHistory.rows.map((row: { previousStage: string; stage: string; customerMonths: unknown }) => [
    `${row.previousStage} › ${row.stage}`,
    Number(row.customerMonths),
  ]);
  expect(Object.fromEntries(told)).toEqual(moves);
});

it('cohorts have their retention with its course beyond the data', async () => {
  const { shown } = buildSchemas(await scored.semantic.catalog(admin), 'en');
  expect(validate(shown, parse(COHORT_RETENTION))).toEqual([]);
  const { cohortRetention } =
    await ask(`{ cohortRetention(by: "tier", monthsAhead: 3) { slices { slice customers alpha fitMonths
    notProjectedBecause months { ageMonths cohortCustomers retainedCustomers observed projected } } receipt { complete } } }`);
  expect(cohortRetention.receipt).toEqual({ complete: true });
  for (const { slice, alpha, fitMonths, notProjectedBecause, months } of cohortRetention.slices) {
    expect(months).toHaveLength(fitMonths + 4);
    expect(months[0]).toMatchObject({ ageMonths: 0, observed: 1 });
    expect(months.at(-1).observed).toBeNull();
    // Of the small star only gold customers leave.
    expect([alpha === null, months.at(-1).projected === null, notProjectedBecause === null]).toEqual(
      slice === 'Gold' ? [false, false, true] : [true, true, false],
    );
  }
  expect(cohortRetention.slices.map(({ slice }: { slice: string }) => slice)).toEqual(['Bronze', 'Gold', 'Silver']);
});

describe('at Cube REST, with their defaults', () => {
  const people: Record<string, Principal> = { admin, manager, service };
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const app = express();
    app.use((request, _response, next) => {
      const principal = people[request.get('authorization') ?? ''];
      if (principal) request.principal = principal;
      next();
    });
    openDoor(app, restDoor({ semantic: scored.semantic, log: pino({ level: 'silent' }) }));
    server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cubejs-api/v1`;
  });
  afterAll(() => server?.close());

  async function load(query: object, user = 'admin', method: 'GET' | 'POST' = 'GET') {
    const headers = { authorization: user, 'content-type': 'application/json' };
    const response =
      method === 'GET'
        ? await fetch(`${url}/load?query=${encodeURIComponent(JSON.stringify(query))}`, { headers })
        : await fetch(`${url}/load`, { method, headers, body: JSON.stringify({ query }) });
    const body = (await response.json()) as {
      data?: Record<string, unknown>[];
      error?: string;
      code?: string;
      annotation?: { measures: Record<string, unknown> };
    };
    return { status: response.status, ...body };
  }

  it.each(['GET', 'POST'] as const)(
    'stand in every view that has customers, by the names asked (%s)',
    async (method) => {
      const answer = await load(
        {
          measures: ['churn.churn_risk', 'churn.lifetime_value'],
          dimensions: ['churn.province'],
          order: { 'churn.churn_risk': 'desc' },
          filters: [{ member: 'churn.churn_risk', operator: 'gt', values: ['0'] }],
        },
        'admin',
        method,
      );
      const expected = await byHand(
        `SELECT ${PROVINCE} p, avg(churn[3]) r FROM tenure.customer_score GROUP BY p ORDER BY r DESC`,
      );
      expect(answer.status, answer.error).toBe(200);
      const shown = (answer.data ?? []).map((row) => [row['churn.province'], Number(row['churn.churn_risk'])]);
      expect(shown).toEqual(expected.map(([province, risk]) => [province, expect.closeTo(Number(risk), 9)]));
      expect(Number(answer.data?.[0]?.['churn.lifetime_value'])).toBeGreaterThan(0);
      expect(Object.keys(answer.annotation?.measures ?? {})).toEqual(['churn.churn_risk', 'churn.lifetime_value']);
    },
  );

  it('are listed there, but for those that need an argument', async () => {
    const response = await fetch(`${url}/meta`, { headers: { authorization: 'admin' } });
    const { cubes } = (await response.json()) as { cubes: { name: string; measures: { name: string }[] }[] };
    const named = (view: string) => cubes.find(({ name }) => name === view)?.measures.map(({ name }) => name) ?? [];
    for (const view of ['churn', 'value', 'billing', 'service', 'usage'])
      expect(named(view)).toEqual(
        expect.arrayContaining(
          ['churn_risk', 'expected_churners', 'lifetime_value', 'value_at_risk'].map((m) => `${view}.${m}`),
        ),
      );
    expect(named('churn')).not.toContain('churn.what_if_after');
    const [asService] = (
      (await (await fetch(`${url}/meta`, { headers: { authorization: 'service' } })).json()) as { cubes: typeof cubes }
    ).cubes.filter(({ measures }) => measures.some(({ name }) => name.endsWith('.churn_risk')));
    expect(asService).toBeUndefined();
  });

  it.each([
    [{ measures: ['churn.churn_risk'], dimensions: ['churn.reason'] }, 'WRONG_USE'],
    [{ measures: ['risk.what_if_after'] }, 'NOT_SUPPORTED'],
    [{ measures: ['churn.what_if_after'] }, 'NOT_SUPPORTED'],
    [{ measures: ['risk.contribution_distance'] }, 'NOT_SUPPORTED'],
    [
      {
        measures: ['risk.churn_risk'],
        filters: [{ member: 'risk.month', operator: 'equals', values: ['2024-08-01'] }],
      },
      'SCORE_MONTH',
    ],
    [
      {
        measures: ['churn.churn_risk'],
        timeDimensions: [{ dimension: 'churn.month', dateRange: ['2024-01-01', '2024-08-31'] }],
      },
      'SCORE_MONTH',
    ],
  ])('refuse what would be null or wrong: %j', async (query, code) => {
    expect(await load(query)).toMatchObject({ code, error: expect.stringMatching(/GraphQL|risk/) });
  });

  it('stand beside measures of the view itself, in one query and in a list', async () => {
    const measures = ['churn.expected_churners', 'churn.customer_months'];
    const dateRange = ['2024-10-01', '2024-10-31'];
    const timeDimensions = [{ dimension: 'churn.month', granularity: 'month', dateRange }];
    const both = await load({ measures, timeDimensions, dimensions: ['churn.province'] });
    expect(both.status, both.error).toBe(200);
    const expected = await byHand(`SELECT p, e, n FROM
      (SELECT ${PROVINCE} p, sum(active) n FROM tenure.customer_month WHERE month = '2024-10-01' GROUP BY p) AS months LEFT JOIN
      (SELECT ${PROVINCE} p, sum(churn[3]) e FROM tenure.customer_score GROUP BY p) AS scores USING p`);
    const shown = new Map(
      (both.data ?? []).map((row) => [row['churn.province'], measures.map((name) => Number(row[name]))]),
    );
    expect(shown.size).toBe(expected.length);
    for (const [province, churners, months] of expected)
      expect(shown.get(province)).toEqual([expect.closeTo(Number(churners), 6), Number(months)]);
    const response = await fetch(`${url}/load`, {
      method: 'POST',
      headers: { authorization: 'admin', 'content-type': 'application/json' },
      body: JSON.stringify({
        queryType: 'multi',
        query: measures.map((name) => ({ measures: [name], timeDimensions })),
      }),
    });
    const { results } = (await response.json()) as { results: { data: Record<string, unknown>[] }[] };
    const sums = [1, 2].map((place) => expected.reduce((sum, row) => sum + Number(row[place]), 0));
    expect(results.map(({ data }, at) => Number(data[0]?.[measures[at] ?? '']))).toEqual(
      sums.map((sum) => expect.closeTo(sum, 6)),
    );
  });

  it('take the scored month, and keep to a policy', async () => {
    const timeDimensions = [
      { dimension: 'churn.month', granularity: 'month', dateRange: ['2024-09-01', '2024-10-31'] },
    ];
    const { data, error } = await load({ measures: ['churn.expected_churners'], timeDimensions }, 'manager');
    expect(error).toBeUndefined();
    const [[expected] = []] = await byHand(
      `SELECT sum(churn[3]) FROM tenure.customer_score WHERE intDiv(district_code, 10000) = 51`,
    );
    expect(data).toHaveLength(1);
    expect(data?.[0]).toMatchObject({ 'churn.month.month': '2024-10-01T00:00:00.000' });
    expect(Number(data?.[0]?.['churn.expected_churners'])).toBeCloseTo(Number(expected), 6);
    expect((await load({ measures: ['service.churn_risk'] }, 'service')).code).toBe('UNKNOWN_MEMBER');
  });
});
