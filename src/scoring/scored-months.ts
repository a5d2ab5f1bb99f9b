import type { Pool } from 'pg';
import { z } from 'zod';
import { calibrationCheckSchema } from '../analytics/churn/calibration-check.js';
import { driftSchema } from './model.js';

const scoredMonthSchema = z.object({
  version: z.number().int(),
  /** `YYYY-MM-01`. */
  month: z.string(),
  scoredAt: z.date(),
  customers: z.coerce.number(),
  /** The customers' features against those learnt from; null for months of which only scalars were kept. */
  drift: z.array(driftSchema).nullable(),
  /** Customers who left in the month after, and how many were expected to; null until that month is loaded. */
  churned: z.coerce.number().nullable(),
  predicted: z.number().nullable(),
  /** Of who left on the log-odds: 1 and 0 when the probabilities mean what they say; null where too few left to tell. */
  calibrationSlope: z.number().nullable(),
  calibrationIntercept: z.number().nullable(),
  /** Absent for months watched before it was kept. */
  calibration: calibrationCheckSchema.nullish(),
});
export type ScoredMonth = z.infer<typeof scoredMonthSchema>;

export type Outcome = Pick<
  ScoredMonth,
  'churned' | 'predicted' | 'calibrationSlope' | 'calibrationIntercept' | 'calibration'
>;

/** What is kept of each month that a version of the churn model scored. */
export class ScoredMonths {
  constructor(private readonly pool: Pool) {}

  /** A month scored anew takes the place of what was known of it. */
  async put(month: Omit<ScoredMonth, 'scoredAt'>): Promise<void> {
    await this.pool.query(
      `insert into churn_scored_month
         (version, month, customers, drift, churned, predicted, calibration_slope, calibration_intercept, calibration)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (version, month) do update set scored_at = now(), customers = excluded.customers,
         drift = coalesce(excluded.drift, churn_scored_month.drift), churned = excluded.churned,
         predicted = excluded.predicted, calibration_slope = excluded.calibration_slope,
         calibration_intercept = excluded.calibration_intercept, calibration = excluded.calibration`,
      [
        month.version,
        month.month,
        month.customers,
        month.drift === null ? null : JSON.stringify(month.drift),
        month.churned,
        month.predicted,
        month.calibrationSlope,
        month.calibrationIntercept,
        month.calibration ? JSON.stringify(month.calibration) : null,
      ],
    );
  }

  /** Of these versions, the newest month first. */
  async of(versions: readonly number[]): Promise<readonly ScoredMonth[]> {
    const { rows } = await this.pool.query(
      `select version, to_char(month, 'YYYY-MM-DD') as month, scored_at as "scoredAt", customers, drift, churned, predicted,
         calibration_slope as "calibrationSlope", calibration_intercept as "calibrationIntercept", calibration
       from churn_scored_month where version = any($1) order by version desc, month desc`,
      [versions],
    );
    return rows.map((row) => scoredMonthSchema.parse(row));
  }
}
