import { z } from 'zod';
import type { CalibrationCheck, Interval } from '../analytics/churn/calibration-check.js';
import type { Drift } from '../analytics/churn/drift.js';
import { explainFormula, renderFormula } from '../analytics/churn/explain.js';
import { formulaCells } from '../analytics/churn/formula.js';
import type { Scored, Scoring, ScoringProgress } from '../scoring/create.js';
import type { ChurnModel } from '../scoring/model.js';
import { renderTable } from './csv-table.js';

const HISTORY = 'must be a whole number from 0 to 120';
const VERSION = 'must be the number of a version, as `tenure fit versions` lists them';

/** What `tenure fit …` and `tenure score` ask of whoever holds the engines. */
export const scoringRequestSchema = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('fit'),
    seed: z.int(),
    backtest: z.boolean(),
    promote: z.boolean(),
    explain: z.boolean(),
    json: z.boolean(),
  }),
  z.object({
    action: z.literal('score'),
    month: z.string().optional(),
    history: z.int({ error: HISTORY }).min(0, { error: HISTORY }).max(120, { error: HISTORY }),
    json: z.boolean(),
  }),
  z.object({
    action: z.literal('explain'),
    version: z.int({ error: VERSION }).optional(),
    json: z.boolean(),
  }),
  z.object({ action: z.literal('versions'), json: z.boolean() }),
  z.object({ action: z.literal('promote'), version: z.int({ error: VERSION }) }),
  z.object({ action: z.literal('rollback') }),
]);
export type ScoringRequest = z.infer<typeof scoringRequestSchema>;

export interface ScoringContext {
  readonly onProgress?: ((progress: ScoringProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Carries out a request. Returns what to print. */
export async function runScoringRequest(
  scoring: Scoring,
  request: ScoringRequest,
  context: ScoringContext,
): Promise<string> {
  switch (request.action) {
    case 'fit': {
      const model = await scoring.fit({ ...request, ...context });
      if (request.json) return JSON.stringify(model, null, 2);
      return request.explain
        ? `${describe(model)}\n\n${renderFormula(model.formula, model.figures.support)}`
        : describe(model);
    }
    case 'score': {
      const result = await scoring.score({ ...request, ...context });
      if (request.json) return JSON.stringify(result, null, 2);
      const seconds = ((result.computeMs + result.publishMs) / 1000).toFixed(1);
      const done = `${result.customers} customers scored for ${result.month.slice(0, 7)} in ${seconds} s; snapshot ${result.snapshotId}.`;
      return [done, ...result.watched.flatMap(fares)].join('\n');
    }
    case 'explain': {
      const model = await (request.version === undefined
        ? scoring.versions.current()
        : scoring.versions.find(request.version));
      if (!model) return 'There is no churn model in use yet: run tenure fit.';
      if (request.json)
        return JSON.stringify({ ...model, factors: explainFormula(model.formula, model.figures.support) }, null, 2);
      return `${describe(model)}\n\n${renderFormula(model.formula, model.figures.support)}`;
    }
    case 'versions': {
      const [all, current] = await Promise.all([scoring.versions.list(), scoring.versions.current()]);
      return request.json ? JSON.stringify(all, null, 2) : renderVersions(all, current?.version);
    }
    case 'promote':
      return `Version ${(await scoring.versions.promote(request.version)).version} is in use; run tenure score.`;
    case 'rollback':
      return `Back to version ${(await scoring.versions.rollBack()).version}; run tenure score.`;
  }
}

function describe({ version, figures, kind, formula, promotedAt }: ChurnModel): string {
  const { holdout, chosen, refused, backtest } = figures;
  const model = chosen.model === 'regression' ? 'penalised regression' : `boosting with ${chosen.pairs} pairs`;
  const lines = [
    `Version ${version}${promotedAt ? ' (in use)' : ''}: ${model}, calibration ${chosen.calibration}, ${formulaCells(formula)} cells`,
    `learnt from ${figures.rows} ${kind === 'single-extract' ? 'person-months of one extract' : 'customer-months'}, ${figures.churned} of which ended in leaving`,
  ];
  if (holdout) {
    lines.push(
      `held out ${holdout.by.slice(0, 7)}: AUC ${holdout.auc.toFixed(4)}${within(holdout.aucInterval, 4)}, log loss ${holdout.logLoss.toFixed(4)}, lift of the top tenth ${holdout.topDecileLift.toFixed(2)}${within(holdout.topDecileLiftInterval, 2)}`,
      ...(holdout.calibration
        ? [calibrationText(holdout.calibration)]
        : [`calibration slope ${holdout.calibrationSlope.toFixed(2)}`]),
    );
  }
  for (const one of backtest)
    lines.push(
      `backtest ${one.month.slice(0, 7)}: AUC ${one.auc.toFixed(4)}, log loss ${one.logLoss.toFixed(4)}, ${one.calibration ? calibrationText(one.calibration) : `slope ${one.calibrationSlope.toFixed(2)}`}`,
    );
  const drifted = figures.drift.filter((one) => one.drifted);
  if (figures.drift.length > 0)
    lines.push(`drift of the last month against the first: ${drifted.length} of ${figures.drift.length} inputs`);
  for (const drift of drifted) lines.push(`drifted: ${driftText(drift, figures.drift)}`);
  for (const one of refused) lines.push(`not an input: ${one.column}: ${one.reason}`);
  return lines.join('\n');
}

/** A feature that drifted, and those that moved with it. */
function driftText({ feature, psi }: Drift, all: readonly Drift[]): string {
  const shadows = all.filter(({ cause }) => cause === feature).map((one) => one.feature);
  return `${feature} (PSI ${psi.toFixed(3)}${shadows.length > 0 ? `; with it ${shadows.join(', ')}` : ''})`;
}

/** ` (0.68–0.74)`, empty where there is none. */
function within(interval: Interval | null | undefined, digits: number): string {
  return interval ? ` (${interval.low.toFixed(digits)} to ${interval.high.toFixed(digits)})` : '';
}

/** Expected and actual leavers, calibration in the large and slope, with their 95% intervals. */
export function calibrationText(one: CalibrationCheck, withLeavers = true): string {
  return [
    ...(withLeavers
      ? [`${one.expected.toFixed(1)} leavers expected${within(one.expectedInterval, 0)}, ${one.actual} left`]
      : []),
    ...(one.inTheLarge === null
      ? []
      : [`calibration in the large ${one.inTheLarge.toFixed(2)}${within(one.inTheLargeInterval, 2)}`]),
    ...(one.slope === null ? [] : [`slope ${one.slope.toFixed(2)}${within(one.slopeInterval, 2)}`]),
  ].join(', ');
}

/** What is known of how a month's scores fare. */
function fares({ month, drift, churned, predicted, calibrationSlope, calibration }: Scored['watched'][number]) {
  const moved = drift?.filter((one) => one.drifted).map((one) => driftText(one, drift));
  // With fewer leavers a line through them says nothing.
  const line = calibrationSlope === null || !calibration ? '' : `; ${calibrationText(calibration, false)}`;
  return [
    ...(churned === null || predicted === null
      ? []
      : [`${month.slice(0, 7)}: ${churned} left in the month after, ${predicted.toFixed(0)} expected${line}`]),
    ...(moved && moved.length > 0 ? [`${month.slice(0, 7)}: features that drifted: ${moved.join(', ')}`] : []),
  ];
}

function renderVersions(all: readonly ChurnModel[], current: number | undefined): string {
  if (all.length === 0) return 'There is no churn model yet: run tenure fit.';
  return renderTable(
    ['version', 'fitted', 'in use', 'snapshot', 'AUC held out', 'cells'],
    all.map((model) => [
      model.version,
      model.fittedAt.toISOString().slice(0, 16).replace('T', ' '),
      model.version === current ? 'yes' : '',
      model.snapshotId,
      model.figures.holdout?.auc.toFixed(4) ?? '',
      formulaCells(model.formula),
    ]),
  );
}
