import { z } from 'zod';
import type { Etl } from '../../etl/etl.js';
import type { Freshness, RunRecord } from '../../etl/ledger.js';
import type { Lineage } from '../../etl/lineage.js';
import type { CheckResult, Progress, RunResult, UndoResult } from '../../etl/request.js';
import type { FeedState } from '../operations/lineage.js';

const loadRequest = z.object({
  /** Absolute. */
  source: z.array(z.string()),
  files: z.array(z.string()),
  directory: z.string().optional(),
  asOf: z.string().optional(),
  newVersion: z.boolean(),
});

const WHOLE = 'must be a whole number from 1 to 1000';

/** What `tenure etl …` asks of whoever holds the engines; every path in it is absolute. */
export const etlRequestSchema = z.discriminatedUnion('action', [
  loadRequest.extend({ action: z.literal('run') }),
  loadRequest.extend({ action: z.literal('check') }),
  z.object({
    action: z.literal('status'),
    limit: z.int({ error: WHOLE }).min(1, { error: WHOLE }).max(1000, { error: WHOLE }),
  }),
  z.object({
    action: z.literal('lineage'),
    customer: z.string(),
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2024-01' }),
  }),
  z.object({ action: z.literal('undo'), run: z.string().min(1) }),
  z.object({ action: z.literal('forget'), before: z.string() }),
  z.object({
    action: z.literal('erase'),
    customers: z.array(z.string()).min(1, { error: 'name at least one, by --customer' }),
  }),
]);
export type EtlRequest = z.infer<typeof etlRequestSchema>;

export interface EtlContext {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Carries out a request. Returns what to print. */
export async function runEtlRequest(etl: Etl, request: EtlRequest, context: EtlContext): Promise<string> {
  switch (request.action) {
    case 'run':
      return describeRun(await etl.run({ ...request, ...context }));
    case 'check':
      return describeCheck(await etl.check({ ...request, ...context }));
    case 'status':
      return describeStatus(await etl.status(request.limit), await etl.freshness(), await etl.feeds());
    case 'lineage':
      return describeLineage(await etl.lineage(request.customer, request.month));
    case 'undo':
      return describeUndo(request.run, await etl.undo({ ...request, ...context }));
    case 'forget': {
      const { partitions, snapshotId } = await etl.forget(request);
      return `${partitions} partitions dropped; snapshot ${snapshotId ?? 'unchanged'}.`;
    }
    case 'erase': {
      const { erased, snapshotId } = await etl.erase({ customers: request.customers, ...context });
      return `${erased} of ${request.customers.length} customers erased; snapshot ${snapshotId ?? 'unchanged'}.`;
    }
  }
}

function describeRun(result: RunResult): string {
  if (result.state === 'unchanged')
    return `Nothing to load: ${result.skipped.join(', ')} was loaded before with the same content.`;
  return [
    `Run ${result.runId}: ${result.rowsIn} rows in = ${result.rowsLoaded} loaded + ${result.rowsQuarantined} quarantined + ${result.rowsDuplicate} duplicate.`,
    ...(result.valuesReported > 0 ? [`${result.valuesReported} values reported (loaded without them).`] : []),
    ...(result.skipped.length > 0 ? [`Loaded before, skipped: ${result.skipped.join(', ')}.`] : []),
    ...result.warnings.map((warning) => `Warning: ${warning}`),
    `Months rebuilt: ${result.months.length === 0 ? 'none' : `${result.months.length}, ${span(result.months)}`}. Snapshot ${result.snapshotId}.`,
  ].join('\n');
}

function describeUndo(run: string, { runId, state, snapshotId, months, notes }: UndoResult): string {
  const rebuilt = `Months rebuilt: ${months.length === 0 ? 'none' : `${months.length}, ${span(months)}`}. Snapshot ${snapshotId}.`;
  return [
    state === 'published' ? `Run ${run} is undone (run ${runId}). ${rebuilt}` : `Run ${run}: nothing changed.`,
    ...notes,
  ].join('\n');
}

function span(months: readonly string[]): string {
  const first = months[0]?.slice(0, 7) ?? '';
  const last = months.at(-1)?.slice(0, 7) ?? '';
  return first === last ? first : `${first} to ${last}`;
}

function describeCheck(result: CheckResult): string {
  const lines = [`${result.files.length} files can be read.`];
  if (result.extraColumns.length > 0) lines.push(`Columns that no mapping knows: ${result.extraColumns.join(', ')}.`);
  for (const alarm of result.alarms) lines.push(`Alarm: ${alarm}`);
  for (const { subject, rows, bad, columns, sample, problems, repeated } of result.subjects) {
    lines.push('', `${subject}: ${rows} rows, ${bad} to be quarantined`);
    for (const { column, reason, rows: count, examples = [] } of problems)
      lines.push(
        `  ${column || 'row'}: ${reason} × ${count}${examples.length > 0 ? ` (${examples.join(' · ')})` : ''}`,
      );
    if (repeated > 0) lines.push(`  ${repeated} rows say the same as another of their key; they count once`);
    lines.push(`  ${columns.join(' | ')}`);
    for (const row of sample) lines.push(`  ${row.map((cell) => JSON.stringify(cell)).join(' | ')}`);
  }
  return lines.join('\n');
}

function describeLineage({ builtBy, files }: Lineage): string {
  if (builtBy === null && files.length === 0) return 'Nothing is known of this customer in this month.';
  return [
    builtBy === null ? 'The customer has no row in this month. What is known of them:' : `Built by run ${builtBy} from`,
    ...files.map(
      (file) =>
        `  ${file.table}: ${file.rows} rows of ${file.name} (${file.path}), run ${file.runId}, source ${file.source}`,
    ),
  ].join('\n');
}

function describeStatus(
  runs: readonly RunRecord[],
  subjects: readonly Freshness[],
  feeds: readonly FeedState[],
): string {
  const alarms = feeds.flatMap(({ source, lateSince, alarms: strange }) => [
    ...(lateSince === null ? [] : [`${source}: late, a file was due ${lateSince}`]),
    ...strange.map((alarm) => `${source}: ${alarm}`),
  ]);
  if (runs.length === 0) return 'No run yet.';
  const fresh = subjects.map(({ subject, publishedAt, runId }) => `${subject}: ${publishedAt} (${runId})`);
  const told = alarms.length > 0 ? ['', 'Alarms:', ...alarms] : [];
  return [...describeRuns(runs), ...(fresh.length > 0 ? ['', 'Last loaded:', ...fresh] : []), ...told].join('\n');
}

function describeRuns(runs: readonly RunRecord[]): string[] {
  return runs.map((run) => {
    const figures = `${run.rowsIn} in, ${run.rowsLoaded} loaded, ${run.rowsQuarantined} quarantined, ${run.rowsDuplicate} duplicate`;
    const snapshot = run.snapshotId ? `, snapshot ${run.snapshotId}` : '';
    return `${run.startedAt}  ${run.runId}  ${run.state}  ${run.source}: ${run.error ?? (run.undoes ? `undid ${run.undoes}` : figures) + snapshot}`;
  });
}
