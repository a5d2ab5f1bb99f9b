import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { binTable } from '../../src/analytics/churn/binning.js';
import { calibratedLogOdds } from '../../src/analytics/churn/formula.js';
import { inlineRunner } from '../../src/analytics/churn/task-runner.js';
import { findColumn, type Table } from '../../src/analytics/table/table.js';
import { createScoring, type Scored, type Scoring } from '../../src/scoring/create.js';
import { fitModel } from '../../src/scoring/fit-model.js';
import type { ChurnModel } from '../../src/scoring/model.js';
import { readExamples } from '../../src/scoring/training-data.js';
import type { Semantic } from '../../src/semantic/create.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { scratchDirectory } from '../support/scratch.js';
import { semanticOver } from '../support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../support/small-warehouse.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const log = pino({ level: 'silent' });
let small: SmallWarehouse;
let store: Store;
let scoring: Scoring;
let semantic: Semantic;
let model: ChurnModel;

beforeAll(async () => {
  [small, store] = await Promise.all([
    openSmallWarehouse(450, 12),
    openStore({ config: { dataDir: scratchDirectory(), postgresUrl: undefined }, log }),
  ]);
  await migrateStore(store);
  scoring = createScoring({ warehouse: small.warehouse, store, gate: small.gate, log });
  semantic = await semanticOver(small);
  const fitted = await fitModel(small.warehouse, 'none', log, { seed: 1, runner: inlineRunner, maxRounds: 80 });
  model = await scoring.versions.promote((await scoring.versions.add(fitted)).version);
}, 240_000);
afterAll(async () => {
  await semantic?.close();
  await Promise.all([small?.close(), store?.close()]);
});

const run = (text: string) => small.warehouse.command({ text }, { lane: 'batch' });
const byHand = async (text: string) => (await small.warehouse.query({ text })).rows;

describe('months that were scored', () => {
  let scored: Scored;
  beforeAll(async () => {
    scored = await scoring.score({ history: 2 });
  });

  it('are compared with who left in the month after, once that is known', async () => {
    const stored = await scoring.scoredMonths.of([model.version]);
    expect(stored.map(({ scoredAt: _at, ...month }) => month)).toEqual([...scored.watched].reverse());
    expect(stored.map(({ month, churned }) => [month, churned === null])).toEqual([
      ['2024-10-01', true],
      ['2024-09-01', false],
      ['2024-08-01', false],
    ]);
    const [, before] = stored;
    const rows = await byHand(`SELECT log_odds, customer_key IN (SELECT customer_key FROM tenure.customer_month
      WHERE month = '2024-10-01' AND churned = 1) FROM tenure.customer_score_history WHERE month = '2024-09-01' AND at_risk = 1`);
    const left = rows.filter(([, label]) => Number(label) === 1).length;
    expect(before).toMatchObject({ customers: rows.length, churned: left });
    expect(before?.predicted).toBeCloseTo(
      rows.reduce((sum, [logOdds]) => sum + 1 / (1 + Math.exp(-Number(logOdds))), 0),
      9,
    );
    if (before?.calibrationSlope === null || before?.calibrationIntercept === null || !before) {
      expect(left).toBeLessThan(5);
      return;
    }
    // At the maximum of the likelihood (with Platt's targets) the gradient is nought.
    const { calibrationSlope, calibrationIntercept } = before;
    const [high, low] = [(left + 1) / (left + 2), 1 / (rows.length - left + 2)];
    const gradient = rows.reduce((sum, [logOdds, label]) => {
      const p = 1 / (1 + Math.exp(-(calibrationSlope * Number(logOdds) + calibrationIntercept)));
      return sum + (Number(label) === 1 ? high : low) - p;
    }, 0);
    expect(Math.abs(gradient)).toBeLessThan(1e-4);
  });

  it('have their features compared with those learnt from: one that is moved drifts, and it alone', async () => {
    const psi = (watched: Scored['watched']) => watched.find(({ month }) => month === '2024-10-01')?.drift ?? [];
    const names = model.formula.features.map(({ name }) => name);
    expect(psi(scored.watched).map(({ feature }) => feature)).toEqual(names);
    await run(
      `ALTER TABLE tenure.customer_month UPDATE monthly_charges = 0 WHERE month = '2024-10-01' SETTINGS mutations_sync = 1`,
    );
    const moved = psi((await scoring.score()).watched);
    const drifted = (list: typeof moved) =>
      list.filter((one) => one.drifted || one.cause !== null).map(({ feature }) => feature);
    expect(names).toContain('monthly_charges');
    expect(drifted(moved)).toEqual(
      [...drifted(psi(scored.watched)), 'monthly_charges'].sort((a, b) => names.indexOf(a) - names.indexOf(b)),
    );
    for (const { psi: index, pValue } of moved) expect(index >= 0 && pValue >= 0 && pValue <= 1).toBe(true);
  });

  it('are not scored anew after a load of nothing, and are when the data, the month or the version is another', async () => {
    const ofNow = async () => (await scoring.afterLoad())?.snapshotId ?? null;
    await scoring.score();
    const { id } = await small.gate.current();
    expect(await ofNow()).toBeNull();
    expect((await small.gate.current()).id).toBe(id);
    const load = await small.gate.publish({ runId: 'r20240101000000_load', swaps: [], dictionaries: [] });
    expect(Number(await ofNow())).toBe(Number(load.id) + 1);
    expect(await ofNow()).toBeNull();
    await scoring.score({ month: '2024-09' });
    expect(await ofNow()).not.toBeNull();
    const { version } = await scoring.versions.add(model);
    await scoring.versions.promote(version);
    expect(await ofNow()).not.toBeNull();
    expect(await ofNow()).toBeNull();
    await scoring.versions.promote(model.version);
    expect(await ofNow()).not.toBeNull();
  });
});

/** The warehouse with these customer-months alone; `columns` over `c` (customer) and `m` (month, from 0). */
async function refill(customers: number, months: number, columns: Readonly<Record<string, string>>): Promise<void> {
  const all: Record<string, string> = {
    customer_id: "concat('E', toString(c))",
    district_code: '510104',
    plan_code: "['P1', 'P2'][1 + c % 2]",
    tier: "'Gold'",
    active: '1',
    churned: '0',
    tenure_months: 'm + c % 7',
    monthly_charges: 'toDecimal64(20 + c % 11, 4)',
    revenue: 'toDecimal64(20 + c % 11, 4)',
    margin: 'toDecimal64(5 + c % 11, 4)',
    ...columns,
  };
  await run('TRUNCATE TABLE tenure.customer_month');
  await run(`INSERT INTO tenure.customer_month (month, customer_key, ${Object.keys(all).join(', ')})
    SELECT addMonths(toDate('2024-01-01'), m), sipHash64(concat('E', toString(c))), ${Object.values(all).join(', ')}
    FROM (SELECT number AS c FROM numbers(${customers})) AS customers
    CROSS JOIN (SELECT number AS m FROM numbers(${months})) AS months
    WHERE ${columns['present'] ?? '1'}`);
}

const MEASURES = [
  'scored_customers',
  'expected_churners',
  'churn_risk',
  'customers_above',
  'best_threshold',
  'lifetime_value',
  'lifetime_value_per_customer',
  'lifetime_value_curve',
  'stock_value',
  'incremental_value',
  'customer_value',
  'value_at_risk',
  'survival_curve',
  'median_months',
  'risk_drivers',
  'current_value',
  'margin_total',
];

/** Every figure of the risk measures, whole and by stage, from projections and from single rows. */
async function figures(): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const dimensions of [[], [{ name: 'stage' }], [{ name: 'tenure_band' }]]) {
    const measures = MEASURES.map((name) => ({ name }));
    const { columns, rows } = await semantic.ask({ view: 'risk', measures, dimensions }, admin);
    rows.forEach((row) => {
      columns.forEach(({ name, role }, i) => {
        if (role === 'measure') found.set([...(dimensions.length > 0 ? [row[0]] : []), name].join(' '), row[i]);
      });
    });
  }
  return found;
}

function everyNumber(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(everyNumber);
  if (typeof value === 'number') return [value];
  return typeof value === 'string' && /^(-?[\d.]+(e[+-]?\d+)?|-?nan|-?inf(inity)?)$/i.test(value)
    ? [Number(value)]
    : [];
}

const notFinite = (told: ReadonlyMap<string, unknown>) =>
  [...told].filter(([, value]) => everyNumber(value).some((number) => !Number.isFinite(number)));

describe('a fit', () => {
  const fit = () => scoring.fit({ promote: false });

  it.each([
    ['everybody churned', 60, { churned: 'm = 1', present: 'm < 2' }, /All 60 rows churned/],
    ['nobody churned', 60, {}, /None of the \d+ rows churned/],
    ['there is one customer', 1, { churned: 'm = 2' }, /Only 1 of|All 1/],
    ['too few churned', 60, { churned: 'm = 2 AND c < 3' }, /Only 3 of/],
  ])('refuses when %s', async (_, customers, { present: _present, ...columns }: Record<string, string>, message) => {
    await refill(customers, 3, columns);
    await expect(fit()).rejects.toMatchObject({ kind: 'BAD_REQUEST', message: expect.stringMatching(message) });
  });

  it('refuses when there are no customers at all', async () => {
    await run('TRUNCATE TABLE tenure.customer_month');
    await expect(fit()).rejects.toMatchObject({ kind: 'NOT_READY' });
    await expect(scoring.score()).rejects.toMatchObject({ kind: 'NOT_READY' });
  });

  it('is the plain rate when nothing differs between customers, and scores by it', async () => {
    const same = { plan_code: "'P1'", tenure_months: '5', monthly_charges: '20', revenue: '20', margin: '5' };
    await refill(200, 3, { ...same, churned: 'm = 1 AND c % 10 = 0', active: 'm < 2 OR c % 10 != 0' });
    const constant = await fit();
    expect(constant.formula.features).toEqual([]);
    await scoring.versions.promote(constant.version);
    const { customers } = await scoring.score();
    expect(customers).toBe(180);
    const told = await figures();
    expect(notFinite(told)).toEqual([]);
    const monthly = 1 / (1 + Math.exp(-constant.formula.intercept));
    expect(Number(told.get('churn_risk'))).toBeCloseTo(1 - (1 - monthly) ** 3, 6);
    await scoring.versions.promote(model.version);
  });
});

describe('scores', () => {
  it.each([
    ['one customer', 1, {}],
    ['no time of service', 50, { tenure_months: '0' }],
    ['a negative margin', 50, { margin: 'toDecimal64(-5 - c % 3, 4)' }],
    ['values never seen', 50, { plan_code: "'NEW'", tier: "'新'", text_attributes: "map('contract', 'x''\\\\y')" }],
    ['everything missing', 50, { plan_code: "''", tier: "''", monthly_charges: '0', revenue: '0', margin: '0' }],
    ['NaN and infinity in attributes', 50, { number_attributes: "map('household_size', [nan, inf, -inf][1 + c % 3])" }],
  ])('are defined for %s, as in TypeScript', async (name, customers, columns: Record<string, string>) => {
    await refill(customers, 2, columns);
    const { customers: scored } = await scoring.score();
    expect(scored).toBe(customers);
    const told = await figures();
    expect(notFinite(told)).toEqual([]);
    expect(Number(told.get('scored_customers'))).toBe(customers);
    const risk = Number(told.get('churn_risk'));
    expect(risk > 0 && risk < 1).toBe(true);
    const worst = Math.max(...(await differences()));
    expect(worst).toBeLessThan(1e-9);
    const value = Number(told.get('lifetime_value'));
    if (name === 'a negative margin') expect(value).toBeLessThan(0);
    else if (name !== 'everything missing') expect(value).toBeGreaterThan(0);
  });

  it('are of nobody when all have left, and say so', async () => {
    await refill(20, 2, { churned: 'm = 1' });
    expect((await scoring.score()).customers).toBe(0);
    const told = await figures();
    expect(notFinite(told)).toEqual([]);
    expect(Number(told.get('scored_customers') ?? 0)).toBe(0);
    expect(told.get('churn_risk') ?? null).toBeNull();
  });
});

/** Between the log-odds in the warehouse and those of the formula here, customer by customer, from features read anew. */
async function differences(): Promise<number[]> {
  const request = { features: model.features, months: ['2024-02-01'], population: 'present' as const, share: 1 };
  const { table, customerKeys } = await readExamples(small.warehouse, request);
  const rows = await byHand('SELECT toString(customer_key), log_odds FROM tenure.customer_score');
  const stored = new Map(rows.map(([key, logOdds]) => [String(key), Number(logOdds)]));
  const mine = logOddsHere(table);
  return customerKeys.map((key, row) => Math.abs((stored.get(key) ?? Number.NaN) - (mine[row] as number)));
}

function logOddsHere(table: Table): Float64Array {
  const { columns } = binTable(model.formula.features, (name) => findColumn(table, name), table.rowCount);
  return calibratedLogOdds(model.formula, columns, table.rowCount);
}
