import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { termNames } from '../../src/analytics/churn/formula.js';
import { stageOf } from '../../src/analytics/survival/life-cycle.js';
import { decompose } from '../../src/insight/decompose.js';
import type { DecomposeQuestion } from '../../src/insight/decompose-question.js';
import type { ChurnModel } from '../../src/scoring/model.js';
import { isSet } from '../../src/semantic/contract/operators.js';
import type { ArgumentValue, Filter } from '../../src/semantic/contract/query.js';
import type { Semantic } from '../../src/semantic/create.js';
import { openScoredWarehouse, type ScoredWarehouse } from '../support/scored-warehouse.js';
import type { SmallWarehouse } from '../support/small-warehouse.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const manager: Principal = { user: 'manager', groups: ['manager'], provinces: ['510000'], accountManagers: [] };

interface Customer {
  readonly province: string;
  readonly stage: string;
  readonly probability: number;
  readonly margin: number;
  readonly churn: readonly number[];
  readonly contributions: readonly number[];
  readonly logOdds: number;
}

let scored: ScoredWarehouse;
let small: SmallWarehouse;
let semantic: Semantic;
let model: ChurnModel;
let customers: Customer[];

beforeAll(async () => {
  scored = await openScoredWarehouse();
  ({ small, semantic, model } = scored);
  customers = await readCustomers();
}, 240_000);
afterAll(() => scored?.close());

async function readCustomers(): Promise<Customer[]> {
  const { rows } = await small.warehouse.query({
    text: `SELECT dictGet('tenure.region', 'province_en', district_code), stage, probability, margin, churn,
             contributions, log_odds FROM tenure.customer_score`,
  });
  return rows.map(([province, stage, probability, margin, churn, contributions, logOdds]) => ({
    province: String(province),
    stage: String(stage),
    probability: Number(probability),
    margin: Number(margin),
    churn: (churn as unknown[]).map(Number),
    contributions: (contributions as unknown[]).map(Number),
    logOdds: Number(logOdds),
  }));
}

async function ask(measure: string, by: string, args?: Readonly<Record<string, ArgumentValue>>, principal = admin) {
  const answer = await semantic.ask(
    {
      view: 'risk',
      dimensions: [{ name: by }],
      measures: [{ name: measure, ...(args ? { arguments: args } : {}), as: 'value' }],
    },
    principal,
  );
  const value = answer.columns.findIndex((column) => column.name === 'value');
  const key = answer.columns.findIndex((column) => column.name !== 'value');
  return { layer: answer.receipt.layer, groups: new Map(answer.rows.map((row) => [String(row[key]), row[value]])) };
}

function groups(by: 'province' | 'stage'): Map<string, Customer[]> {
  const found = new Map<string, Customer[]>();
  for (const customer of customers) found.set(customer[by], [...(found.get(customer[by]) ?? []), customer]);
  return found;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const weight = (rate: number, month: number) => (1 + rate) ** (-month / 12);

describe('scores in the warehouse', () => {
  it('hold the latest month alone, one row a customer still there, and a history of each month', async () => {
    const { rows } = await small.warehouse.query({
      text: `SELECT (SELECT count() FROM tenure.customer_score WHERE month = '2024-10-01'),
               (SELECT count() FROM tenure.customer_score),
               (SELECT countIf(active = 1 AND churned = 0) FROM tenure.customer_month WHERE month = '2024-10-01'),
               (SELECT groupUniqArray(toString(month)) FROM tenure.customer_score_history),
               (SELECT sum(at_risk) FROM tenure.customer_score_history WHERE month = '2024-10-01')`,
    });
    const [month, all, expected, history, atRisk] = rows[0] ?? [];
    expect([Number(month), Number(all), Number(atRisk)]).toEqual([
      Number(expected),
      Number(expected),
      Number(expected),
    ]);
    expect(scored.result.customers).toBe(Number(expected));
    expect((history as string[]).sort()).toEqual(['2024-08-01', '2024-09-01', '2024-10-01']);
  });

  it('explain every customer and never let survival rise', () => {
    expect(customers.length).toBeGreaterThan(300);
    const wrong = customers.filter(
      ({ contributions, logOdds, churn }) =>
        Math.abs(model.formula.intercept + sum(contributions) - logOdds) >= 1e-5 ||
        Math.abs((churn[0] ?? 0) - 1 / (1 + Math.exp(-logOdds))) >= 1e-6 ||
        churn.length !== 60 ||
        churn.some((gone, month) => !(gone >= (churn[month - 1] ?? 0) && gone <= 1)),
    );
    expect(wrong).toEqual([]);
  });

  it('keep stages and the moves between them', async () => {
    const { rows } = await small.warehouse.query({
      text: `SELECT h.stage, h.previous_stage, c.tenure_months, c.churned, before.stage
             FROM tenure.customer_score_history AS h
             INNER JOIN tenure.customer_month AS c ON c.customer_key = h.customer_key AND c.month = h.month
             LEFT JOIN tenure.customer_score_history AS before
               ON before.customer_key = h.customer_key AND before.month = addMonths(h.month, -1)
             WHERE h.month = '2024-10-01'`,
    });
    for (const [stage, previous, tenure, churned, before] of rows) {
      expect(previous).toBe(before);
      const lost = Number(churned) === 1;
      // Revenue of the small star never changes, so nobody grows or declines.
      expect(stage).toBe(stageOf({ tenureMonths: Number(tenure), lost, recentRevenue: 1, earlierRevenue: 1 }));
    }
  });
});

describe('the history', () => {
  it('counts the moves between stages by month, from a projection', async () => {
    const answer = await semantic.ask(
      {
        view: 'risk_history',
        dimensions: [{ name: 'previous_stage' }, { name: 'stage' }],
        measures: [{ name: 'customer_months' }, { name: 'at_risk' }, { name: 'mean_risk' }],
        filters: [{ member: 'month', operator: 'equals', values: ['2024-10-01'] }],
        order: [
          { by: 'previous_stage', direction: 'asc', byValue: true },
          { by: 'stage', direction: 'asc', byValue: true },
        ],
      },
      admin,
    );
    const { rows } = await small.warehouse.query({
      text: `SELECT previous_stage, stage, count(), sum(at_risk), sum(probability) / nullIf(sum(at_risk), 0)
             FROM tenure.customer_score_history WHERE month = '2024-10-01' GROUP BY 1, 2 ORDER BY 1, 2`,
    });
    expect(answer.receipt.layer).toContain('by_month');
    expect(answer.rows.map((row) => row.slice(0, 4).map(String))).toEqual(
      rows.map((row) => row.slice(0, 4).map(String)),
    );
  });
});

describe('the value at risk of the history', () => {
  const measures = [{ name: 'value_at_risk' }];

  it('is what each customer of the latest month may lose, month by month of its curve', async () => {
    const { rows } = await small.warehouse.query({
      text: "SELECT dictGet('tenure.region', 'province_en', district_code), margin, churn FROM tenure.customer_score",
    });
    const lost = new Map<string, number>();
    for (const [province, margin, churn] of rows as [string, number, number[]][]) {
      let value = lost.get(province) ?? 0;
      for (let month = 1; month <= 36; month++) value += (margin * (churn[month - 1] ?? 0)) / 1.1 ** (month / 12);
      lost.set(province, value);
    }
    const filters = [{ member: 'month', operator: 'equals', values: ['2024-10-01'] }] as const;
    const answer = await semantic.ask(
      { view: 'risk_history', dimensions: [{ name: 'province' }], measures, filters },
      admin,
    );
    expect(new Set(answer.rows.map(([province]) => province))).toEqual(new Set(lost.keys()));
    for (const [province, value] of answer.rows)
      expect(Number(value) / (lost.get(String(province)) ?? 0)).toBeCloseTo(1, 5);
  });

  it('adds up over stages and places to that of the last month, and lies below the margin that could be lost', async () => {
    const ask = async (...names: string[]) =>
      (
        await semantic.ask(
          {
            view: 'risk_history',
            dimensions: names.map((name) => ({ name })),
            measures: [...measures, { name: 'margin_total' }],
          },
          admin,
        )
      ).rows;
    const [[whole] = []] = await ask();
    const months = await ask('month');
    const last = months
      .map(([month]) => String(month))
      .sort()
      .at(-1);
    expect(months.length).toBeGreaterThan(2);
    expect(Number(months.find(([month]) => month === last)?.at(-2)) / Number(whole)).toBeCloseTo(1, 9);
    const annuity = sum(Array.from({ length: 36 }, (_, month) => 1.1 ** (-(month + 1) / 12)));
    for (const by of [['stage'], ['province'], ['month', 'stage']]) {
      const rows = await ask(...by);
      const inLast = by.includes('month') ? rows.filter(([month]) => month === last) : rows;
      expect(sum(inLast.map((row) => Number(row.at(-2)))) / Number(whole)).toBeCloseTo(1, 9);
      expect(rows.length).toBeGreaterThan(2);
      for (const row of rows)
        expect(Math.abs(Number(row.at(-2)))).toBeLessThanOrEqual(Math.abs(Number(row.at(-1))) * annuity + 1e-6);
    }
  });
});

describe('the change of a churn rate', () => {
  const question = (filters: readonly Filter[] = []): DecomposeQuestion => ({
    view: 'churn',
    numerator: 'churned',
    denominator: 'customer_months',
    reason: 'reason',
    by: 'province',
    time: 'month',
    period: { from: '2024-10-01', to: '2024-10-31' },
    before: { from: '2024-09-01', to: '2024-09-30' },
    filters,
  });

  /** Mean chance and contributions of customers there at the end of a month, one by one. */
  async function stateOf(month: string, where = '1') {
    const { rows } = await small.warehouse.query({
      text: `SELECT log_odds, contributions FROM tenure.customer_score_history
             WHERE month = '${month}' AND at_risk = 1 AND ${where}`,
    });
    const mean = (values: readonly number[]) => sum(values) / rows.length;
    return {
      chance: mean(rows.map(([logOdds]) => 1 / (1 + Math.exp(-Number(logOdds))))),
      logOdds: mean(rows.map(([logOdds]) => Number(logOdds))),
      contributions: termNames(model.formula).map((_, i) =>
        mean(rows.map(([, parts]) => Number((parts as unknown[])[i]))),
      ),
    };
  }

  it.each([
    ['all', [], '1'],
    [
      'Sichuan',
      [{ member: 'province', operator: 'equals', values: ['Sichuan'] }],
      `dictGet('tenure.region', 'province_en', district_code) = 'Sichuan'`,
    ],
  ] as [string, Filter[], string][])(
    'of %s is what drivers, rest and the unpredicted sum to',
    async (_, filters, where) => {
      const { change, predicted } = await decompose(semantic, question(filters), admin);
      const [before, after] = await Promise.all([stateOf('2024-08-01', where), stateOf('2024-09-01', where)]);
      expect(predicted?.before).toBeCloseTo(before.chance, 9);
      expect(predicted?.after).toBeCloseTo(after.chance, 9);
      const explained = sum((predicted?.drivers ?? []).map(({ contribution }) => contribution));
      expect(explained + (predicted?.rest ?? 0) + (predicted?.unpredicted ?? 0)).toBeCloseTo(
        change?.change ?? Number.NaN,
        12,
      );
      // Each driver has the part of its mean contribution's change, and these sum to the change of the mean log-odds.
      const moved = after.contributions.map((value, i) => value - (before.contributions[i] as number));
      expect(sum(moved)).toBeCloseTo(after.logOdds - before.logOdds, 5);
      const logit = (p: number) => Math.log(p / (1 - p));
      const factor = (after.chance - before.chance) / (logit(after.chance) - logit(before.chance));
      const names = termNames(model.formula);
      expect(predicted?.drivers.length).toBe(names.length);
      for (const { name, contribution } of predicted?.drivers ?? [])
        expect(contribution).toBeCloseTo(factor * (moved[names.indexOf(name)] as number), 8);
      expect(Math.max(...moved.map(Math.abs))).toBeGreaterThan(0.001);
    },
  );

  it('has no drivers where months lack scores, another model made them, or the history knows not what is asked', async () => {
    const earlier = { ...question(), before: { from: '2024-08-01', to: '2024-08-31' } };
    const unscored = await decompose(semantic, earlier, admin);
    expect(unscored.predicted).toBeNull();
    expect(unscored.notPredictedBecause).toContain('2024-07');
    expect(unscored.change).not.toBeNull();
    const contract = [isSet('contract')];
    expect((await decompose(semantic, question(contract), admin)).notPredictedBecause).toContain('contract');
    const { warehouse } = small;
    const version = (value: number) =>
      warehouse.command({
        text: `INSERT INTO tenure.churn_term (position, model_version, factor, base) VALUES (999, ${value}, 'none', 0)`,
      });
    await version(8);
    const other = await semantic.ask(
      { view: 'risk_history', measures: [{ name: 'churn_drivers' }, { name: 'at_risk' }] },
      admin,
    );
    expect(other.rows[0]?.[0]).toEqual([]);
    await warehouse.command({
      text: `ALTER TABLE tenure.churn_term DELETE WHERE position = 999 SETTINGS mutations_sync = 2`,
    });
  });

  it('has the parts of the value of each scored month', async () => {
    const names = ['current_value', 'expected_value', 'incremental_value', 'lifetime_value', 'customer_value'];
    const answer = await semantic.ask(
      { view: 'risk_history', dimensions: [{ name: 'month' }], measures: names.map((name) => ({ name })) },
      admin,
    );
    expect(answer.receipt.layer).toContain('by_month');
    for (const [month, ...values] of answer.rows) {
      const [current = 0, stock = 0, incremental = 0, lifetime, all] = values.map(Number);
      const { rows } = await small.warehouse.query({
        text: `SELECT sum(s.margin) FROM tenure.customer_month AS s
               INNER JOIN (SELECT customer_key FROM tenure.customer_score_history WHERE month = '${month}' AND at_risk = 1) AS h
                 ON h.customer_key = s.customer_key
               WHERE s.month > addMonths(toDate('${month}'), -12) AND s.month <= '${month}'`,
      });
      expect(current).toBeCloseTo(Number(rows[0]?.[0]), 3);
      expect(lifetime).toBeCloseTo(stock + incremental, 6);
      expect(all).toBeCloseTo(current + stock + incremental, 6);
    }
    expect(answer.rows).toHaveLength(3);
    const asked = await semantic.ask({ view: 'risk_history', measures: names.map((name) => ({ name })) }, admin);
    const [, ...last] =
      [...answer.rows].sort((one, other) => String(one[0]).localeCompare(String(other[0]))).at(-1) ?? [];
    expect(asked.rows[0]).toHaveLength(names.length);
    for (const [place, value] of (asked.rows[0] ?? []).entries())
      expect(Number(value)).toBeCloseTo(Number(last[place]), 4);
  });
});

describe.each(['province', 'stage'] as const)('measures with arguments, by %s, equal the sum over customers', (by) => {
  const layer = by === 'province' ? 'by_district' : 'by_stage';

  it('expected churners and mean risk at any horizon', async () => {
    for (const horizon of [1, 3, 12, 60]) {
      const expected = await ask('expected_churners', by, { horizon_months: horizon });
      const risk = await ask('churn_risk', by, { horizon_months: horizon });
      expect([expected.layer, risk.layer]).toEqual([expect.stringContaining(layer), expect.stringContaining(layer)]);
      for (const [group, members] of groups(by)) {
        const total = sum(members.map((customer) => customer.churn[horizon - 1] ?? Number.NaN));
        expect(Number(expected.groups.get(group)) / total).toBeCloseTo(1, 6);
        expect(Number(risk.groups.get(group)) / (total / members.length)).toBeCloseTo(1, 6);
      }
    }
    expect((await ask('churn_risk', by)).groups).toEqual((await ask('churn_risk', by, { horizon_months: 3 })).groups);
  });

  it('lifetime value and value at risk at any horizon and discount rate', async () => {
    for (const [horizon, rate] of [
      [12, 0],
      [36, 0.1],
      [60, 0.25],
    ] as const) {
      const args = { horizon_months: horizon, annual_discount_rate: rate };
      const value = await ask('lifetime_value', by, args);
      const lost = await ask('value_at_risk', by, args);
      expect(value.layer).toContain(layer);
      for (const [group, members] of groups(by)) {
        const months = Array.from({ length: horizon }, (_, i) => i + 1);
        const stock = sum(
          members.map((one) => sum(months.map((t) => weight(rate, t) * one.margin * (1 - (one.churn[t - 1] ?? 0))))),
        );
        const risk = sum(
          members.map((one) => sum(months.map((t) => weight(rate, t) * one.margin * (one.churn[t - 1] ?? 0)))),
        );
        expect(Number(value.groups.get(group)) / stock).toBeCloseTo(1, 6);
        expect(Number(lost.groups.get(group)) / risk).toBeCloseTo(1, 6);
      }
    }
    expect((await ask('lifetime_value', by)).groups).toEqual(
      (await ask('lifetime_value', by, { horizon_months: 36, annual_discount_rate: 0.1 })).groups,
    );
  });

  it('customers above a threshold and the threshold that costs least', async () => {
    for (const threshold of [0, 0.01, 0.05, 0.29]) {
      const above = await ask('customers_above', by, { threshold });
      expect(above.layer).toContain(layer);
      for (const [group, members] of groups(by)) {
        const cut = Math.round(threshold * 100);
        const expected = members.filter((one) => Math.floor(one.probability * 100) >= cut).length;
        expect(Number(above.groups.get(group))).toBe(expected);
      }
    }
    const best = await ask('best_threshold', by, { cost_false_positive: 1, cost_false_negative: 40 });
    for (const [group, members] of groups(by)) {
      const cost = (cut: number) =>
        sum(
          members.map((one) => (Math.floor(one.probability * 100) >= cut ? 1 - one.probability : 40 * one.probability)),
        );
      const costs = Array.from({ length: 101 }, (_, cut) => cost(cut));
      const chosen = Math.round(Number(best.groups.get(group)) * 100);
      expect(costs[chosen]).toBeCloseTo(Math.min(...costs), 6);
    }
  });
});

describe('why, and how long', () => {
  it('names what sets a group apart, by mean contribution against all', async () => {
    const { groups: drivers } = await ask('risk_drivers', 'province', { top: 3 });
    const size = customers[0]?.contributions.length ?? 0;
    const mean = (some: readonly Customer[], i: number) =>
      sum(some.map((one) => one.contributions[i] ?? 0)) / some.length;
    for (const [province, members] of groups('province')) {
      const versus = Array.from({ length: size }, (_, i) => Math.abs(mean(members, i) - mean(customers, i)));
      const top = drivers.get(province) as readonly (readonly [string, number, number])[];
      expect(top).toHaveLength(Math.min(3, size));
      expect(Math.abs(Number(top[0]?.[2]))).toBeCloseTo(Math.max(...versus), 6);
      expect(top[0]?.[0]).not.toBe('');
    }
  });

  it('gives survival curves that start below one and do not rise', async () => {
    const { groups: curves } = await ask('survival_curve', 'stage');
    for (const [stage, members] of groups('stage')) {
      const curve = (curves.get(stage) as readonly unknown[]).map(Number);
      expect(curve).toHaveLength(60);
      expect(curve[11]).toBeCloseTo(1 - sum(members.map((one) => one.churn[11] ?? 0)) / members.length, 6);
    }
  });

  it('asks base where a filter is in no projection, and says so', async () => {
    const answer = await semantic.ask(
      {
        view: 'risk',
        measures: [{ name: 'churn_risk', arguments: { horizon_months: 6 } }],
        dimensions: [{ name: 'contract' }],
        order: [{ by: 'churn_risk', direction: 'desc' }],
        limit: 2,
      },
      admin,
    );
    expect(answer.receipt.layer).toContain('customer_score');
    expect(answer.receipt.definitions[0]?.arguments).toEqual({ horizon_months: 6 });
    expect(answer.rows.length).toBeLessThanOrEqual(2);
  });

  it('asks single rows where no projection answers, with the same result', async () => {
    const given = { horizon_months: 12, annual_discount_rate: 0.2 };
    const months = Array.from({ length: 12 }, (_, i) => i + 1);
    const weights = sum(months.map((t) => weight(0.2, t)));
    const lost = (one: Customer) => one.margin * sum(months.map((t) => weight(0.2, t) * (one.churn[t - 1] ?? 0)));
    for (const [measure, args, expected] of [
      ['expected_churners', { horizon_months: 12 }, sum(customers.map((one) => one.churn[11] ?? 0))],
      ['expected_churners', {}, sum(customers.map((one) => one.churn[2] ?? 0))],
      ['value_at_risk', given, sum(customers.map(lost))],
      ['lifetime_value', given, sum(customers.map((one) => weights * one.margin - lost(one)))],
    ] as const) {
      const { rows, receipt } = await semantic.ask(
        {
          view: 'risk',
          measures: [{ name: measure, arguments: args }],
          filters: [{ member: 'tenure_band', operator: 'notEquals', values: ['nothing'] }],
        },
        admin,
      );
      expect(receipt.layer).toBe('tenure.customer_score');
      expect(receipt.sql).not.toContain('sumForEach');
      expect(Number(rows[0]?.[0]) / expected).toBeCloseTo(1, 6);
    }
  });

  it('refuses months that are not scored, and takes the one that is', async () => {
    const asking = (month: string) =>
      semantic.ask(
        {
          view: 'risk',
          measures: [{ name: 'scored_customers' }],
          filters: [{ member: 'month', operator: 'equals', values: [month] }],
        },
        admin,
      );
    expect(Number((await asking('2024-10-01')).rows[0]?.[0])).toBe(customers.length);
    await expect(asking('2024-08-01')).rejects.toMatchObject({ kind: 'SCORE_MONTH' });
  });

  it('shows a manager the own provinces alone, and refuses arguments out of range', async () => {
    const { groups: seen } = await ask('churn_risk', 'province', { horizon_months: 12 }, manager);
    expect([...seen.keys()]).toEqual(['Sichuan']);
    await expect(ask('churn_risk', 'province', { horizon_months: 61 })).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
    await expect(ask('churn_risk', 'province', { horizon_months: 1.5 })).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
    await expect(ask('churn_risk', 'province', { months: 1 })).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  });
});
