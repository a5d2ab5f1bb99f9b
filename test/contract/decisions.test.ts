import { graphql, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { costMatrixOf } from '../../src/analytics/decide/cost-matrix.js';
import { COST_RATIOS } from '../../src/analytics/decide/cost-ratios.js';
import { judge, outcomesOf } from '../../src/analytics/decide/outcomes.js';
import { bestPoint, precisionAt, profitCurve } from '../../src/analytics/decide/profit-curve.js';
import { seededRandom } from '../../src/analytics/random.js';
import type { GraphqlContext } from '../../src/graphql/context.js';
import { buildSchemas } from '../../src/graphql/schema/schema.js';
import { publishHeldOut } from '../../src/scoring/publish-held-out.js';
import { DECISION as PAGE_DECISION } from '../../src/web/decisions/decision-document.js';
import * as pageDocuments from '../../src/web/decisions/documents.js';
import { openScoredWarehouse, type ScoredWarehouse } from '../support/scored-warehouse.js';

const principal = (group: string, provinces: string[] = []): Principal => ({
  user: group,
  groups: [group],
  provinces,
  accountManagers: [],
});
const admin = principal('admin');
const CAMPAIGN = { contactCost: 5, offerCost: 40, successRate: 0.4, valueAtStake: 600 };
const COSTS = '{contactCost: 5, offerCost: 40, successRate: 0.4, valueAtStake: 600}';

interface Row {
  readonly province: string;
  readonly churned: number;
  readonly probability: number;
  readonly underSampled: number;
  readonly votes: readonly number[];
}

let scored: ScoredWarehouse;
let rows: Row[];
beforeAll(async () => {
  scored = await openScoredWarehouse();
  const { warehouse, gate } = scored.small;
  const { rows: keys } = await warehouse.query({
    text: `SELECT customer_key FROM tenure.customer_month WHERE month = '2024-06-01' AND active = 1 ORDER BY customer_key`,
  });
  const random = seededRandom(7);
  const probability = Float64Array.from(keys, () => random() ** 3);
  const heldOut = {
    month: '2024-06-01',
    customerKeys: keys.map(([key]) => String(key)),
    churned: Uint8Array.from(probability, (chance) => (random() < chance ? 1 : 0)),
    probability,
    underSampled: probability.map((chance) => Math.min(1, chance * (0.5 + random()))),
    votes: COST_RATIOS.map((ratio) => probability.map((chance) => Math.max(-1, chance * 2 - 2 / (1 + ratio)))),
  };
  await publishHeldOut(warehouse, gate, { heldOut, version: scored.model.version, runId: 's_held' });
  // Of another version: nobody may see it.
  await publishHeldOut(warehouse, gate, { heldOut, version: scored.model.version - 1, runId: 's_older' });
  const { rows: stored } = await warehouse.query({
    text: `SELECT dictGet('tenure.region', 'province_en', district_code), churned, probability, under_sampled, votes
           FROM tenure.churn_holdout WHERE model_version = ${scored.model.version}`,
  });
  rows = stored.map(([province, churned, chance, sampled, votes]) => ({
    province: String(province),
    churned: Number(churned),
    probability: Number(chance),
    underSampled: Number(sampled),
    votes: (votes as unknown[]).map(Number),
  }));
  expect(rows).toHaveLength(keys.length);
}, 240_000);
afterAll(() => scored?.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are read by tests that say what they expect of them
async function ask(source: string, who = admin): Promise<any> {
  const { semantic } = scored;
  const schema = buildSchemas(await semantic.catalog(who), 'en').shown;
  const contextValue = { semantic, principal: who, language: 'en', signal: new AbortController().signal };
  const answer = await graphql({ schema, source, contextValue: contextValue as unknown as GraphqlContext });
  expect(answer.errors ?? []).toEqual([]);
  return JSON.parse(JSON.stringify(answer.data));
}

const step = (value: number) => Math.floor(value * 1000) / 1000;
const outcomes = (some: readonly Row[]) =>
  outcomesOf(
    Uint8Array.from(some, ({ churned }) => churned),
    () => costMatrixOf(CAMPAIGN),
  );

const DECISION = `decision(costs: ${COSTS}, capacity: 40) {
  month customers churners threshold targetSize totalCost profit thresholdByCostMatrix adaCostLearntFor
  curve { threshold targeted churnersReached totalCost profit }
  comparisons { strategy threshold targeted churnersReached totalCost profit lift precisionAtCapacity } receipt { complete } }`;

describe('a decision', () => {
  it('is asked by the page as the schema has it', async () => {
    const schema = buildSchemas(await scored.semantic.catalog(admin), 'en').shown;
    for (const document of [PAGE_DECISION, ...Object.values(pageDocuments)])
      expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it('is the best point of the profit curve over the customers one by one', async () => {
    const { decision } = await ask(`{ ${DECISION} }`);
    const steps = rows.map(({ probability }) => step(probability));
    const curve = profitCurve(outcomes(rows), steps);
    const best = bestPoint(curve);
    expect(decision).toMatchObject({
      month: '2024-06-01',
      customers: rows.length,
      churners: rows.reduce((sum, { churned }) => sum + churned, 0),
      threshold: best.threshold,
      targetSize: best.targeted,
    });
    expect(decision.totalCost).toBeCloseTo(best.totalCost, 6);
    expect(decision.profit).toBeCloseTo(best.profit, 6);
    expect(decision.profit).toBeGreaterThan(0);
    for (const point of decision.curve) {
      const same = curve.find(({ targeted }) => targeted === point.targeted);
      expect([point.threshold, point.churnersReached]).toEqual([same?.threshold, same?.churnersReached]);
      expect(point.profit).toBeCloseTo(same?.profit ?? Number.NaN, 6);
    }
  });

  it('is compared with other ways of choosing on the same customers', async () => {
    const { decision } = await ask(`{ ${DECISION} }`);
    const by = new Map(decision.comparisons.map((one: { strategy: string }) => [one.strategy, one]));
    expect([...by.keys()]).toEqual(['costThreshold', 'costMatrix', 'noModel', 'half', 'underSampling', 'adaCost']);
    const place = COST_RATIOS.indexOf(decision.adaCostLearntFor);
    const matrix = decision.thresholdByCostMatrix as number;
    const everybody = judge(outcomes(rows), () => true).profit > 0;
    const chosen: Readonly<Record<string, (row: Row) => boolean>> = {
      costThreshold: (row) => step(row.probability) >= decision.threshold,
      costMatrix: (row) => step(row.probability) >= matrix,
      noModel: () => everybody,
      half: (row) => row.probability >= 0.5,
      underSampling: (row) => step(row.underSampled) >= matrix,
      adaCost: (row) => (row.votes[place] as number) >= 0,
    };
    const scores: Readonly<Record<string, (row: Row) => number>> = {
      noModel: () => 0,
      underSampling: (row) => step(row.underSampled),
      adaCost: (row) => step(row.votes[place] as number),
    };
    for (const [strategy, isChosen] of Object.entries(chosen)) {
      const expected = judge(outcomes(rows), (row) => isChosen(rows[row] as Row));
      const score = scores[strategy] ?? ((row: Row) => step(row.probability));
      expect(by.get(strategy)).toMatchObject({
        targeted: expected.targeted,
        churnersReached: expected.churnersReached,
        totalCost: expect.closeTo(expected.totalCost, 6),
        profit: expect.closeTo(expected.profit, 6),
        lift: expected.lift === null ? null : expect.closeTo(expected.lift, 9),
        precisionAtCapacity: expect.closeTo(precisionAt(outcomes(rows), rows.map(score), 40), 9),
      });
    }
  });

  it('is a measure with arguments of any group', async () => {
    const { decisions } = await ask(
      `{ decisions { rows { province decision(costs: ${COSTS}) { threshold targetSize totalCost profit curve { targeted profit } } } } }`,
    );
    expect(decisions.rows.length).toBeGreaterThan(2);
    for (const { province, decision } of decisions.rows) {
      const members = rows.filter((row) => row.province === province);
      const best = bestPoint(
        profitCurve(
          outcomes(members),
          members.map(({ probability }) => step(probability)),
        ),
      );
      expect([decision.threshold, Number(decision.targetSize)]).toEqual([best.threshold, best.targeted]);
      expect(decision.profit).toBeCloseTo(best.profit, 6);
      expect(decision.totalCost).toBeCloseTo(best.totalCost, 6);
      expect(Math.max(...decision.curve.map((point: { profit: number }) => point.profit))).toBeCloseTo(best.profit, 6);
    }
  });

  it('sees what the caller sees, filters included', async () => {
    const sichuan = rows.filter(({ province }) => province === 'Sichuan').length;
    expect((await ask(`{ ${DECISION} }`, principal('manager', ['510000']))).decision.customers).toBe(sichuan);
    expect((await ask(`{ ${DECISION} }`, principal('executive'))).decision.customers).toBe(rows.length);
    const where = `filters: [{member: "province", operator: equals, values: ["Sichuan"]}]`;
    expect((await ask(`{ decision(${where}) { customers capacity } }`)).decision).toEqual({
      customers: sichuan,
      capacity: Math.round(sichuan / 10),
    });
    const service = buildSchemas(await scored.semantic.catalog(principal('service')), 'en').shown;
    expect(service.getQueryType()?.getFields()['decision']).toBeUndefined();
  });

  it('to contact nobody when it never pays', async () => {
    const { decision } = await ask(
      `{ decision(costs: {contactCost: 500, offerCost: 0, successRate: 0.1, valueAtStake: 100}) { threshold targetSize profit thresholdByCostMatrix } }`,
    );
    expect(decision).toEqual({ threshold: null, targetSize: 0, profit: 0, thresholdByCostMatrix: null });
  });
});
