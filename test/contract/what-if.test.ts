import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { binCount, binOfNumber, binOfText, type Feature } from '../../src/analytics/churn/feature.js';
import type { Formula, FormulaPair } from '../../src/analytics/churn/formula.js';
import { groupCount } from '../../src/analytics/churn/tables.js';
import { churnCurve, hazardOf } from '../../src/analytics/survival/hazard.js';
import { TENURE_FEATURE } from '../../src/scoring/feature-set.js';
import { scoreMonths } from '../../src/scoring/score-months.js';
import type { ArgumentValue } from '../../src/semantic/contract/query.js';
import { openScoredWarehouse, type ScoredWarehouse } from '../support/scored-warehouse.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };

interface Scored {
  readonly id: string;
  readonly bins: readonly number[];
  readonly inputs: readonly number[];
  readonly tenure: number;
}

let scored: ScoredWarehouse;
let formula: Formula;
let customers: readonly Scored[];
beforeAll(async () => {
  scored = await openScoredWarehouse();
  // The small star gives a formula without pairs: some are put in, with tenure and without.
  formula = withPairs(scored.model.formula);
  const { warehouse, gate } = scored.small;
  await scoreMonths(warehouse, gate, { model: { ...scored.model, formula }, months: ['2024-10-01'], runId: 's2' });
  const { rows } = await scored.small.warehouse.query({
    text: 'SELECT customer_id, bins, inputs, tenure_months FROM tenure.customer_score',
  });
  customers = rows.map(([id, bins, inputs, tenure]) => ({
    id: String(id),
    bins: (bins as unknown[]).map(Number),
    inputs: (inputs as unknown[]).map((value) => (value === null ? Number.NaN : Number(value))),
    tenure: Number(tenure),
  }));
}, 240_000);
afterAll(() => scored?.close());

/** A formula with every kind of pair in it: tenure first and second, numbers and categories. */
function withPairs(fitted: Formula): Formula {
  const place = (wanted: (name: string, kind: string) => boolean) =>
    fitted.features.findIndex(({ name, kind }) => name !== TENURE_FEATURE && wanted(name, kind));
  const tenure = fitted.features.findIndex(({ name }) => name === TENURE_FEATURE);
  const [category, number] = [place((_, kind) => kind === 'category'), place((_, kind) => kind === 'number')];
  const other = place((name, kind) => kind === 'number' && name !== fitted.features[number]?.name);
  expect(Math.min(tenure, category, number, other)).toBeGreaterThanOrEqual(0);
  const groups = (feature: number, count: number) =>
    Array.from({ length: binCount(fitted.features[feature] as Feature) }, (_, bin) => bin % count);
  const pair = (first: number, second: number, seed: number): FormulaPair => {
    const [firstGroups, secondGroups] = [groups(first, 3), groups(second, 2)];
    const cells = Array.from(
      { length: groupCount(firstGroups) * groupCount(secondGroups) },
      (_, i) => Math.sin(seed + i) / 2,
    );
    return { first, second, firstGroups, secondGroups, cells };
  };
  const pairs = [pair(tenure, category, 1), pair(number, tenure, 2), pair(number, category, 3), pair(other, number, 4)];
  return { ...fitted, pairs };
}

async function ask(field: 'before' | 'after', args: Readonly<Record<string, ArgumentValue>>, by = 'customer_id') {
  const measure = { name: `what_if_${field}`, arguments: args, as: 'value' };
  const { rows, columns } = await scored.semantic.ask(
    { view: 'risk', dimensions: [{ name: by }], measures: [measure] },
    admin,
  );
  const value = columns.findIndex(({ name }) => name === 'value');
  return new Map(rows.map((row) => [String(row[1 - value]), Number(row[value])]));
}

/** What the formula says in TypeScript of one customer with one factor changed. */
function byFormula(one: Scored, factor: string, change: (value: number) => number | string, horizon: number): number {
  const place = formula.features.findIndex(({ name }) => name === factor);
  const feature = formula.features[place];
  const to = change(one.inputs[place] ?? Number.NaN);
  const bins = [...one.bins];
  if (feature?.kind === 'number') bins[place] = binOfNumber(feature.cuts, Number(to));
  else if (feature) bins[place] = to === 'missing' ? 0 : binOfText(feature.levels, String(to));
  const tenure = factor === TENURE_FEATURE ? Number(to) : one.tenure;
  return churnCurve(hazardOf(formula, TENURE_FEATURE), bins, tenure)[horizon - 1] ?? Number.NaN;
}

it('equals the formula in TypeScript for every customer, whatever factor is changed', async () => {
  const { features } = formula;
  for (const [place, feature] of features.entries()) {
    const horizon = [1, 3, 12, 60][place % 4] ?? 12;
    const changes: [Readonly<Record<string, ArgumentValue>>, (value: number) => number | string][] =
      feature.kind === 'category'
        ? [
            [{ to: feature.levels[0] ?? 'other' }, () => feature.levels[0] ?? 'other'],
            [{ to: 'other' }, () => 'a value that nobody had'],
          ]
        : [
            [{ to: 12 }, () => 12],
            [{ by: 1.5 }, (value) => value + 1.5],
          ];
    for (const [given, change] of changes) {
      if (feature.name === TENURE_FEATURE && 'by' in given) continue;
      const after = await ask('after', { factor: feature.name, ...given, horizon_months: horizon });
      expect(after.size).toBe(customers.length);
      const wrong = customers.filter(
        (one) => !(Math.abs((after.get(one.id) ?? Number.NaN) - byFormula(one, feature.name, change, horizon)) < 1e-6),
      );
      expect([feature.name, given, wrong.length]).toEqual([feature.name, given, 0]);
    }
  }
  const later = await ask('after', { factor: TENURE_FEATURE, by: 6, horizon_months: 12 });
  for (const one of customers)
    expect(later.get(one.id)).toBeCloseTo(
      byFormula(one, TENURE_FEATURE, () => one.tenure + 6, 12),
      6,
    );
});

it('is what it was when nothing changes, and means over any group', async () => {
  const factor = formula.features.find(({ kind, name }) => kind === 'number' && name !== TENURE_FEATURE)?.name ?? '';
  const args = { factor, horizon_months: 12 };
  const [before, after] = [await ask('before', args, 'province'), await ask('after', { ...args, by: 0 }, 'province')];
  expect(before.size).toBeGreaterThan(1);
  for (const [province, risk] of before) expect(after.get(province)).toBeCloseTo(risk, 6);
});

it('refuses in words what the model cannot answer', async () => {
  const { features } = formula;
  const number = features.find(({ kind, name }) => kind === 'number' && name !== TENURE_FEATURE)?.name ?? '';
  const category = features.find(({ kind }) => kind === 'category')?.name ?? '';
  for (const args of [
    { factor: 'nothing of the kind', to: 1 },
    { to: 1 },
    { factor: number, to: 'a text' },
    { factor: category, to: 'a value that nobody had' },
    { factor: category, by: 1 },
    { factor: number, to: 1, by: 1 },
    { factor: TENURE_FEATURE, to: 'missing' },
  ] as Readonly<Record<string, ArgumentValue>>[]) {
    await expect(ask('after', args)).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  }
  await expect(ask('after', { factor: 'nothing', to: 1 })).rejects.toThrow('There is no such factor');
});
