import { fitPlatt } from '../analytics/churn/calibration.js';
import { checkCalibration } from '../analytics/churn/calibration-check.js';
import { type Drift, driftOfCounts, withCauses } from '../analytics/churn/drift.js';
import { binCount } from '../analytics/churn/feature.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { day } from './feature-query.js';
import type { ChurnModel } from './model.js';
import { monthAfter } from './months.js';
import type { Outcome, ScoredMonth } from './scored-months.js';

/** Customers looked at, at most: more would sharpen neither the index nor the line. */
const MOST_CUSTOMERS = 100_000;
/** Leavers, and stayers, without which a line through them says nothing. */
const FEWEST = 5;

/**
 * How the scores of the published months fare: the features of the scored month against those learnt from, and each month
 * whose next one is loaded against who left in it. Read from what is published.
 */
export async function watchScores(
  warehouse: Warehouse,
  model: ChurnModel,
  months: readonly string[],
  scored: string,
): Promise<Omit<ScoredMonth, 'scoredAt'>[]> {
  const watched: Omit<ScoredMonth, 'scoredAt'>[] = [];
  for (const month of months) {
    const { rows } = await warehouse.query(
      {
        text: `SELECT sum(at_risk) FROM tenure.customer_score_history
               WHERE month = ${day(month)} AND model_version = {version:UInt32}`,
        params: { version: String(model.version) },
      },
      { lane: 'batch' },
    );
    const customers = Number(rows[0]?.[0]);
    if (customers === 0) continue;
    const share = sampleOf(customers);
    const drift = month === scored ? await driftOfScored(warehouse, model, month, share) : null;
    const outcome = await outcomeOf(warehouse, model.version, month, customers, share);
    watched.push({ version: model.version, month, customers, drift, ...outcome });
  }
  return watched;
}

/** A condition that keeps at most so many customers, the same ones each month. */
function sampleOf(customers: number): string {
  const oneOf = Math.ceil(customers / MOST_CUSTOMERS);
  return oneOf === 1 ? '1' : `sipHash64(customer_key, 'watch') % ${oneOf} = 0`;
}

async function driftOfScored(
  warehouse: Warehouse,
  { formula, figures }: ChurnModel,
  month: string,
  share: string,
): Promise<Drift[] | null> {
  if (!figures.binCounts) return null;
  const { rows } = await warehouse.query(
    {
      text: `SELECT feature, bin, count() FROM tenure.customer_score
             ARRAY JOIN arrayEnumerate(bins) AS feature, bins AS bin
             WHERE month = ${day(month)} AND ${share} GROUP BY feature, bin`,
    },
    { lane: 'batch' },
  );
  const counts = formula.features.map((feature) => new Array<number>(binCount(feature)).fill(0));
  for (const [feature, bin, count] of rows) {
    const bins = counts[Number(feature) - 1];
    if (bins) bins[Number(bin)] = Number(count);
  }
  const before = figures.binCounts;
  const drift = driftOfCounts(
    formula.features.map(({ name }) => name),
    before,
    counts,
  );
  const moved = drift.flatMap(({ drifted }, f) => (drifted ? [f] : []));
  if (moved.length < 2) return drift;
  const joints = new Map<string, Float64Array>();
  for (const a of moved) {
    const { rows: cells } = await warehouse.query(
      {
        text: `SELECT bins[${a + 1}] AS first, feature, bin, count() FROM tenure.customer_score
               ARRAY JOIN arrayEnumerate(bins) AS feature, bins AS bin
               WHERE month = ${day(month)} AND ${share} AND feature IN (${moved.map((f) => f + 1).join(', ')})
               GROUP BY first, feature, bin`,
      },
      { lane: 'batch' },
    );
    for (const [first, feature, bin, count] of cells) {
      const b = Number(feature) - 1;
      const width = counts[b]?.length ?? 0;
      const joint = joints.get(`${a} ${b}`) ?? new Float64Array((counts[a]?.length ?? 0) * width);
      joint[Number(first) * width + Number(bin)] = Number(count);
      joints.set(`${a} ${b}`, joint);
    }
  }
  return withCauses(drift, before, counts, (a, b) => joints.get(`${a} ${b}`) ?? []);
}

/** Who left in the month after, once that month is loaded. */
async function outcomeOf(
  warehouse: Warehouse,
  version: number,
  month: string,
  customers: number,
  share: string,
): Promise<Outcome> {
  const { rows } = await warehouse.query(
    {
      text: `SELECT log_odds, customer_key IN (
                 SELECT customer_key FROM tenure.customer_month WHERE month = ${day(monthAfter(month))} AND churned = 1) AS label,
               (SELECT count() > 0 FROM tenure.customer_month WHERE month = ${day(monthAfter(month))} AND active = 1) AS known
             FROM tenure.customer_score_history
             WHERE month = ${day(month)} AND model_version = {version:UInt32} AND at_risk = 1 AND ${share}`,
      params: { version: String(version) },
    },
    { lane: 'batch' },
  );
  if (rows.length === 0 || !Number(rows[0]?.[2]))
    return { churned: null, predicted: null, calibrationSlope: null, calibrationIntercept: null, calibration: null };
  const logOdds = Float64Array.from(rows, (row) => Number(row[0]));
  const labels = Uint8Array.from(rows, (row) => Number(row[1]));
  const left = labels.reduce((sum, label) => sum + label, 0);
  const expected = logOdds.reduce((sum, one) => sum + 1 / (1 + Math.exp(-one)), 0);
  const line = Math.min(left, rows.length - left) < FEWEST ? null : fitPlatt(logOdds, labels);
  const scale = customers / rows.length;
  return {
    churned: Math.round(left * scale),
    predicted: expected * scale,
    calibrationSlope: line?.slope ?? null,
    calibrationIntercept: line?.intercept ?? null,
    // Of the customers looked at: with many, a sample of them.
    calibration: checkCalibration(logOdds, labels),
  };
}
