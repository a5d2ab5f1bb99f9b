import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seed } from '../../seed/seed.js';
import { binOfNumber, binOfText, type Feature } from '../../src/analytics/churn/feature.js';
import { workerRunner } from '../../src/analytics/churn/task-runner.js';
import { sampleSources } from '../../src/commands/sample.js';
import { fitModel } from '../../src/scoring/fit-model.js';
import type { NewModel } from '../../src/scoring/model.js';
import { type LoadEngines, openLoadEngines } from '../support/load-engines.js';

describe('the hazard documented in the sample operator', () => {
  let engines: LoadEngines;
  let model: NewModel;

  beforeAll(async () => {
    engines = await openLoadEngines();
    const out = path.join(engines.directory, 'sample');
    await seed({ customers: 4000, months: 14, seed: 1, out, warehouse: engines.warehouse });
    await engines.etl.run({ source: sampleSources(), directory: out });
    const runner = workerRunner();
    const log = pino({ level: 'silent' });
    model = await fitModel(engines.warehouse, 'none', log, { seed: 1, runner, backtest: true }).finally(runner.close);
  }, 900_000);
  afterAll(() => engines?.close());

  /** What the main effects of some features together say of one value against another. */
  const effect = (names: readonly string[], value: number | string, against: number | string) => {
    const { features, mains } = model.formula;
    const bin = (feature: Feature, one: number | string) =>
      feature.kind === 'number' ? binOfNumber(feature.cuts, Number(one)) : binOfText(feature.levels, String(one));
    const found = features.flatMap((feature, f) =>
      names.includes(feature.name) ? [{ feature, main: mains[f] ?? [] }] : [],
    );
    expect(found.length).toBeGreaterThan(0);
    return found.reduce(
      (sum, { feature, main }) => sum + (main[bin(feature, value)] ?? 0) - (main[bin(feature, against)] ?? 0),
      0,
    );
  };

  it('is found with the signs of its drivers that last beyond a month', () => {
    // Who is bound has a day on which the contract ends, so that this day tells a part of what being bound does.
    const unbound = effect(['contract'], 'Month-to-month', 'Two year') + effect(['contract_ends_on'], Number.NaN, 12);
    expect(unbound).toBeGreaterThan(0.5);
    // The months until that day; planted strongest, in the month after the row's own.
    expect(effect(['contract_ends_on'], 1, 12)).toBeGreaterThan(0.5);
    expect(effect(['tariff_changes', 'tariff_changes_3m'], 1, 0)).toBeGreaterThan(0);
    expect(effect(['complaints', 'complaints_3m'], 2, 0)).toBeGreaterThan(0);
    expect(effect(['dropped_calls', 'dropped_calls_3m'], 30, 0)).toBeGreaterThan(0);
    expect(effect(['tenure_months'], 48, 6)).toBeLessThan(0);
  });

  it('is calibrated in a month not seen, by tenth, within sampling error', () => {
    const { holdout } = model.figures;
    expect(holdout?.deciles).toHaveLength(10);
    // Hosmer and Lemeshow's sum; 29.6 is chi-square with 10 degrees of freedom at 0.999.
    const sum = (holdout?.deciles ?? []).reduce(
      (total, { predicted: p, observed, rows }) => total + (rows * (observed - p) ** 2) / (p * (1 - p)),
      0,
    );
    expect(sum).toBeLessThan(29.6);
  });

  it('is judged on several months by what was known before each, with the drift of its inputs', () => {
    const { backtest, drift } = model.figures;
    expect(backtest).toHaveLength(3);
    for (const { auc, calibrationSlope } of backtest) {
      expect(auc).toBeGreaterThan(0.65);
      expect(calibrationSlope).toBeGreaterThan(0.5);
      expect(calibrationSlope).toBeLessThan(1.8);
    }
    expect(drift).toHaveLength(model.formula.features.length);
    expect(drift.every(({ psi, pValue }) => psi >= 0 && pValue >= 0 && pValue <= 1)).toBe(true);
  });
});
