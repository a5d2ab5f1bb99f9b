import { z } from 'zod';
import { calibrationCheckSchema, intervalSchema } from '../analytics/churn/calibration-check.js';
import { type Formula, formulaSchema } from '../analytics/churn/formula.js';
import { supportSchema } from '../analytics/churn/support.js';

export const driftSchema = z.object({
  feature: z.string(),
  psi: z.number(),
  pValue: z.number(),
  drifted: z.boolean(),
  /** Absent in what was kept before causes were told apart. */
  cause: z.string().nullable().default(null),
});

/** Absent in versions of before. */
const judgedSchema = {
  calibration: calibrationCheckSchema.optional(),
  aucInterval: intervalSchema.nullish(),
  topDecileLiftInterval: intervalSchema.nullish(),
};

/** Figures of a fit, on customers and months that it had not seen. */
const figuresSchema = z.object({
  rows: z.number(),
  churned: z.number(),
  months: z.array(z.string()),
  /** Null where there was too little to hold out. */
  holdout: z
    .object({
      /** The month whose leavers were predicted, or `customers` where every fifth customer was held out. */
      by: z.string(),
      rows: z.number(),
      churned: z.number(),
      auc: z.number(),
      logLoss: z.number(),
      brier: z.number(),
      ece: z.number(),
      topDecileLift: z.number(),
      /** Of labels on log-odds, both free: `calibration` answers the two questions apart. */
      calibrationSlope: z.number(),
      calibrationIntercept: z.number(),
      ...judgedSchema,
      deciles: z.array(z.object({ predicted: z.number(), observed: z.number(), rows: z.number() })),
    })
    .nullable(),
  backtest: z.array(
    z.object({
      month: z.string(),
      rows: z.number(),
      churned: z.number(),
      auc: z.number(),
      logLoss: z.number(),
      calibrationSlope: z.number(),
      calibrationIntercept: z.number(),
      ...judgedSchema,
    }),
  ),
  drift: z.array(driftSchema),
  /**
   * Rows learnt from by feature of the formula and bin, against which scored months are compared. Absent for a single extract,
   * whose person-months are no month's customers, and in versions of before.
   */
  binCounts: z.array(z.array(z.number())).optional(),
  /** What each line of the formula rests on; absent in versions of before. */
  support: supportSchema.optional(),
  refused: z.array(z.object({ column: z.string(), reason: z.string() })),
  chosen: z.object({ model: z.string(), pairs: z.number(), rounds: z.number(), calibration: z.string() }),
});
export type ModelFigures = z.infer<typeof figuresSchema>;

const featureSchema = z.object({
  name: z.string(),
  kind: z.enum(['number', 'category']),
  // Versions of before had aggregates alone.
  over: z.enum(['month', 'months']).default('months'),
  sql: z.string(),
  attribute: z.string().optional(),
});

export const MODEL_KINDS = ['person-months', 'single-extract'] as const;

/** One version of the churn model, as the store keeps it. */
export const modelSchema = z.object({
  version: z.number().int(),
  fittedAt: z.date(),
  snapshotId: z.string(),
  seed: z.coerce.number(),
  kind: z.enum(MODEL_KINDS),
  formula: formulaSchema,
  /** How the formula's features are computed, in its order. */
  features: z.array(featureSchema),
  figures: figuresSchema,
  promotedAt: z.date().nullable(),
});
export type ChurnModel = Omit<z.infer<typeof modelSchema>, 'formula'> & { readonly formula: Formula };
export type NewModel = Omit<ChurnModel, 'version' | 'fittedAt' | 'promotedAt'>;
