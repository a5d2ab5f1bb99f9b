import { parseFormula } from '../../src/analytics/churn/formula.js';
import type { ChurnModel } from '../../src/scoring/model.js';

/** Tenure alone says something: enough for curves that differ. */
export const TENURE_MODEL: ChurnModel = {
  version: 1,
  fittedAt: new Date(0),
  snapshotId: 'none',
  seed: 1,
  kind: 'person-months',
  formula: parseFormula({
    version: 1,
    features: [{ kind: 'number', name: 'tenure_months', cuts: [3, 8] }],
    intercept: -3.5,
    mains: [[0, 0.8, 0.1, -0.6]],
    pairs: [],
    calibration: { kind: 'none' },
  }),
  features: [{ name: 'tenure_months', kind: 'number', over: 'months', sql: 'toFloat64(maxIf(tenure_months, at = 0))' }],
  figures: {
    rows: 0,
    churned: 0,
    months: [],
    holdout: null,
    backtest: [],
    drift: [],
    refused: [],
    chosen: { model: 'regression', pairs: 0, rounds: 0, calibration: 'none' },
  },
  promotedAt: new Date(0),
};
