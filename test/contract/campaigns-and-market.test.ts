import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import type { Semantic } from '../../src/semantic/create.js';
import { semanticOver } from '../support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../support/small-warehouse.js';

// The views of campaigns, surveys, ported numbers and the whole market against plain SQL over rows written here.
const VIEWS = ['campaigns', 'surveys', 'porting', 'market_total'] as const;
const user = (group: string, provinces: readonly string[] = []): Principal => ({
  user: group,
  groups: [group],
  provinces,
  accountManagers: group === 'service' ? ['AM1'] : [],
});
const analyst = user('analyst');
const manager = user('manager', ['510000']);

let small: SmallWarehouse;
let semantic: Semantic;

/** Customers of January 2024, as a sub-select with a number each. */
const SOME = `(SELECT customer_key, any(customer_id) AS customer_id, sipHash64(customer_key, 7) AS h FROM tenure.customer_month
  WHERE month = '2024-01-01' AND active = 1 GROUP BY customer_key)`;
const WORLD = [
  `INSERT INTO tenure.dim_campaign SELECT ['K1', 'K2'][number + 1], ['Stay', 'Five G'][number + 1], ['挽留', '升级'][number + 1], 'ten off',
    ['read', 'running'][number + 1], '2024-01-10', 3, 0.3, 0 FROM numbers(2)`,
  `INSERT INTO tenure.fact_campaign_member SELECT customer_key, customer_id, k, '2024-01-10', if(h % 10 < 3, 'control', 'treated'), 0
    FROM ${SOME} ARRAY JOIN ['K1', 'K2'] AS k WHERE k = 'K1' OR h % 2 = 0`,
  `INSERT INTO tenure.fact_campaign_attempt SELECT customer_key, customer_id, concat('A', toString(n), customer_id), 'K1',
      '2024-01-12 10:00:00', '2024-01-12', 'C1', ['no_answer', 'reached', 'refused', 'accepted'][1 + (intDiv(h, 16) + n) % 4], 3.25, 0
    FROM ${SOME} ARRAY JOIN [0, 1] AS n WHERE h % 10 != 4 AND (h % 10 >= 3 OR h % 7 = 0)`,
  `INSERT INTO tenure.fact_survey SELECT customer_key, customer_id, concat('Q', customer_id), '2024-01-20', 'C2', h % 11, 0 FROM ${SOME}`,
  `INSERT INTO tenure.fact_event (customer_key, customer_id, event_number, kind, occurred_at, date, reason_code, channel_code, from_plan_code,
      to_plan_code, amount, file_id)
    SELECT customer_key, customer_id, concat('E', customer_id), ['port_in', 'port_out', 'rival_offer'][1 + h % 3], '2024-01-05 09:00:00', '2024-01-05',
      '', '', '', '', 0, 0 FROM ${SOME}`,
  `INSERT INTO tenure.market_total SELECT month, province, operator, 100 + sipHash64(month, province, operator) % 900,
      toDecimal64(sipHash64(operator, month, province) % 100000, 4) / 7, 'ministry', 0
    FROM (SELECT arrayJoin([toDate('2023-12-01'), toDate('2024-01-01')]) AS month, arrayJoin([510000, 440000, 999999]) AS province,
      arrayJoin(['Ours', 'Northstar', 'Redline']) AS operator)`,
];

beforeAll(async () => {
  small = await openSmallWarehouse(60, 4);
  for (const text of WORLD) await small.warehouse.command({ text }, { lane: 'batch' });
  semantic = await semanticOver(small);
});
afterAll(async () => {
  await semantic.close();
  await small.close();
});

const m = (...names: readonly string[]) => names.map((name) => ({ name }));
async function plain(text: string): Promise<number[][]> {
  const { rows } = await small.warehouse.query({ text }, { lane: 'batch' });
  return rows.map((row) => row.map(Number));
}
async function asked(view: string, measures: readonly string[], dimensions: readonly string[] = [], as = analyst) {
  const { rows } = await semantic.ask({ view, measures: m(...measures), dimensions: m(...dimensions) }, as);
  return rows;
}
const numbers = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.map(Number));

describe('views of campaigns, surveys, ports and the market', () => {
  it('members, arms, contacts and responses are those of plain SQL', async () => {
    const [[members, treated, held, contacted, accepted, contaminated, cost] = []] = await plain(`
      WITH a AS (SELECT customer_key, campaign_code, max(outcome != 'no_answer') AS reached, max(outcome = 'accepted') AS accepted, sum(cost) AS cost
        FROM tenure.fact_campaign_attempt GROUP BY ALL)
      SELECT count(), countIf(arm = 'treated'), countIf(arm = 'control'), countIf(arm = 'treated' AND a.reached = 1),
        countIf(arm = 'treated' AND a.accepted = 1), countIf(arm = 'control' AND a.reached = 1), sum(a.cost)
      FROM tenure.fact_campaign_member AS k LEFT JOIN a ON a.customer_key = k.customer_key AND a.campaign_code = k.campaign_code`);
    const MEASURES = ['members', 'treated', 'held_out', 'contacted', 'accepted', 'contaminated', 'campaign_cost'];
    const [row] = numbers(await asked('campaigns', MEASURES));
    expect(row).toEqual([members, treated, held, contacted, accepted, contaminated, cost]);
    for (const count of row ?? []) expect(count).toBeGreaterThan(0);
    const [[reach, response, contamination] = []] = numbers(
      await asked('campaigns', ['reach', 'response_rate', 'contamination']),
    );
    expect(reach).toBeCloseTo(Number(contacted) / Number(treated), 12);
    expect(response).toBeCloseTo(Number(accepted) / Number(contacted), 12);
    expect(contamination).toBeCloseTo(Number(contaminated) / Number(held), 12);
    // By what the customers were at the freeze: the parts make the whole.
    const places = numbers(await asked('campaigns', ['members'], ['province_code']));
    expect(places.length).toBeGreaterThan(1);
    expect(places.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(members);
  });

  it('top two boxes and the net promoter score are those of plain SQL', async () => {
    const [[answers, mean, top, nps] = []] = await plain(
      `SELECT count(), avg(score), countIf(score >= 9) / count(), 100 * (countIf(score >= 9) - countIf(score <= 6)) / count() FROM tenure.fact_survey`,
    );
    const [row = []] = numbers(await asked('surveys', ['answers', 'mean_score', 'top_2_box', 'nps']));
    expect(row[0]).toBe(answers);
    for (const [at, expected] of [mean, top, nps].entries()) expect(row[at + 1]).toBeCloseTo(Number(expected), 10);
    const attitudes = await asked('surveys', ['answers'], ['attitude']);
    expect(attitudes.map(([name]) => name).sort()).toEqual(['detractor', 'passive', 'promoter']);
  });

  it('ports in less ports out are the balance', async () => {
    const [row] = numbers(await asked('porting', ['ported_in', 'numbers_ported_out', 'port_balance']));
    const [[came, went] = []] = await plain(
      `SELECT countIf(kind = 'port_in'), countIf(kind = 'port_out') FROM tenure.fact_event WHERE event_number LIKE 'E%' AND date = '2024-01-05'`,
    );
    expect(row).toEqual([came, went, Number(came) - Number(went)]);
  });

  it.each(['market_customer_months_share', 'market_revenue_share'])('%s of the operators sum to 1', async (share) => {
    const months = new Map<string, number>();
    const rows = await asked('market_total', [share], ['month', 'province', 'operator']);
    expect(rows.length).toBe(18);
    for (const [month, province, , of] of rows) {
      const cell = `${month} ${province}`;
      months.set(cell, (months.get(cell) ?? 0) + Number(of));
    }
    expect(months.size).toBe(6);
    for (const [cell, sum] of months) expect(sum, cell).toBeCloseTo(1, 12);
    const whole = await asked('market_total', [share], ['operator']);
    expect(whole.reduce((sum, [, of]) => sum + Number(of), 0)).toBeCloseTo(1, 12);
  });

  it.each(VIEWS)('every member of %s answers', async (name) => {
    const { views } = await semantic.catalog(analyst);
    const view = views.find((one) => one.name === name);
    if (!view) throw new Error(name);
    // Those of the risk of its customers are asked by what both views have.
    const ofRisk = new Set(views.find((one) => one.name === 'risk')?.measures.map((one) => one.name));
    const first = view.measures.find(({ arguments: given }) => given.length === 0)?.name ?? '';
    const isAskable = (one: (typeof view.measures)[number]) =>
      one.arguments.every((given) => (given.default ?? null) !== null);
    for (const { name: measure } of view.measures.filter(isAskable)) {
      const by = ofRisk.has(measure) ? 'province' : (view.timeDimension ?? '');
      const answer = await semantic.ask({ view: name, measures: m(measure), dimensions: m(by) }, analyst);
      // Nobody is scored in this warehouse.
      if (ofRisk.has(measure)) expect(answer.columns.length, measure).toBe(2);
      else expect(answer.rows.length, measure).toBeGreaterThan(0);
    }
    for (const { name: dimension, masked } of view.dimensions)
      if (!masked) expect((await asked(name, [first], [dimension])).length, dimension).toBeGreaterThan(0);
  });

  it.each(VIEWS)('%s shows each role its own rows', async (name) => {
    const known = async (as: Principal) => (await semantic.catalog(as)).views.find((one) => one.name === name);
    expect(await known(user('service'))).toBeUndefined();
    const executive = (await known(user('executive')))?.dimensions.map((one) => one.name) ?? [];
    expect(executive).not.toContain('customer_id');
    expect(executive).toContain('province_code');
    const first = (await known(analyst))?.measures.find(({ arguments: given }) => given.length === 0)?.name ?? '';
    const all = numbers(await asked(name, [first], ['province_code']));
    expect(all.length).toBeGreaterThan(1);
    expect(numbers(await asked(name, [first], ['province_code'], manager))).toEqual(
      all.filter(([province]) => province === 510000),
    );
  });
});
