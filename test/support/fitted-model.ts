import type { NewModel } from '../../src/scoring/model.js';

const BACKTEST = { auc: 0.7123, logLoss: 0.14336, calibrationSlope: 0.9149, calibrationIntercept: -0.2153 };
const calibration = (expected: number, actual: number, inTheLarge: number) => ({
  expected,
  actual,
  expectedInterval: { low: expected - 10, high: expected + 10 },
  inTheLarge,
  inTheLargeInterval: { low: inTheLarge - 0.3, high: inTheLarge + 0.3 },
  slope: 1.12,
  slopeInterval: { low: 0.8, high: 1.4 },
});
/** A model as a fit keeps it, with two months of its backtest. */
export const FITTED: NewModel = {
  snapshotId: '1',
  seed: 1,
  kind: 'person-months',
  formula: { version: 1, features: [], intercept: -3, mains: [], pairs: [], calibration: { kind: 'none' } },
  features: [],
  figures: {
    rows: 1810,
    churned: 60,
    months: ['2024-09-01', '2024-10-01'],
    holdout: null,
    backtest: [
      { month: '2024-09-01', rows: 900, churned: 31, ...BACKTEST },
      {
        month: '2024-10-01',
        rows: 910,
        churned: 29,
        auc: 0.698,
        logLoss: 0.1398,
        calibrationSlope: 1.12,
        calibrationIntercept: 0.35,
        // The month before is as versions kept it that did not ask for calibration in the large.
        calibration: calibration(27.4, 29, 0.0612),
      },
    ],
    drift: [],
    refused: [],
    chosen: { model: 'boosting', pairs: 6, rounds: 80, calibration: 'platt' },
  },
};
const drift = (charges: number) => [
  { feature: 'data_mb_vs_3m', psi: 0.2476, pValue: 0.001, drifted: charges > 1, cause: null },
  { feature: 'monthly_charges', psi: charges, pValue: 0.001, drifted: charges > 1, cause: null },
  { feature: 'tier', psi: 0.01, pValue: 0.7, drifted: false, cause: null },
];
/** What was kept of two months that it scored: one whose outcome is known, and the latest, which has drifted. */
export const SCORED = [
  {
    month: '2024-10-01',
    customers: 910,
    drift: drift(0.02),
    churned: 27,
    predicted: 30.2,
    calibrationSlope: 0.97,
    calibrationIntercept: -0.11,
    calibration: calibration(30.2, 27, -0.1134),
  },
  {
    month: '2024-11-01',
    customers: 915,
    drift: drift(1.1881),
    churned: null,
    predicted: null,
    calibrationSlope: null,
    calibrationIntercept: null,
  },
];
