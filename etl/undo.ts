import type { Logger } from 'pino';
import { TenureError } from '../src/errors/errors.js';
import type { Gate } from '../src/warehouse/publish/gate.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import type { Ledger } from './ledger.js';
import type { Progress, UndoResult } from './request.js';
import { NextVersion } from './steps/next-version.js';
import { contentsKept, stageReplaced } from './steps/replaced.js';

export interface UndoOptions {
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Of this run, which takes the other one's rows out. */
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly tell: (progress: Progress) => void;
}

/**
 * Takes out what a run loaded, as one publication: its contents leave unless another name still holds them, and what it had
 * replaced comes back where it is kept. Once undone, a run stays so: asked again, nothing changes. Throws NOT_FOUND for a run that
 * is none, BAD_REQUEST for one that loaded nothing or whose files were replaced since.
 */
export async function undoRun(undone: string, options: UndoOptions): Promise<UndoResult> {
  const { warehouse, ledger, gate, clock, runId, signal, tell } = options;
  const run = await ledger.runOf(undone);
  if (!run)
    throw new TenureError('NOT_FOUND', `There is no run ${undone}.`, {
      hint: 'tenure etl status shows the latest runs.',
    });
  if (run.state === 'undone')
    return { runId: undone, state: 'unchanged', snapshotId: null, months: [], notes: ['It was undone before.'] };
  if (run.state !== 'published' && run.state !== 'unchanged')
    throw new TenureError('BAD_REQUEST', `Run ${undone} is ${run.state}: nothing of it was loaded.`);
  if (run.undoes)
    throw new TenureError('BAD_REQUEST', `Run ${undone} undid ${run.undoes}. Load its files again instead.`);
  const entries = await ledger.entriesOf(undone);
  const later = entries.filter((one) => one.supersededBy !== null);
  if (later.length > 0)
    throw new TenureError(
      'BAD_REQUEST',
      `${later[0]?.name} of run ${undone} was replaced by run ${later[0]?.supersededBy} since: undo that run first.`,
    );
  const holders = await ledger.otherHolders(
    undone,
    entries.map((one) => one.fileId),
  );
  const notes = entries
    .filter((one) => holders.has(one.fileId))
    .map((one) => `${one.name}: its content stays loaded, since ${holders.get(one.fileId)} holds the same.`);
  const replaced = await ledger.supersededBy(undone);
  const kept = await contentsKept(warehouse, undone);
  // A content that other names hold never left.
  const back = replaced.filter((one) => kept.has(one.fileId) || holders.has(one.fileId) || !one.hadRows);
  for (const one of replaced)
    if (!back.includes(one))
      notes.push(`${one.name}: what it held before cannot be brought back; load that file again.`);
  const gone = [...new Set(entries.filter((one) => !holders.has(one.fileId) && !one.repeats).map((one) => one.fileId))];
  await ledger.beginUndo(
    runId,
    run.source,
    undone,
    back.map((one) => one.fileId),
    clock(),
  );
  try {
    const restored = [...new Set(back.map((one) => one.fileId))].filter((id) => kept.has(id));
    const staged = await stageReplaced(warehouse, undone, restored, runId, signal);
    const next = new NextVersion({ warehouse, ledger, gate, runId, signal }, tell);
    const nexts = await next.merge(staged, gone);
    const { swaps, months } = await next.derive(nexts);
    const figures = { rowsIn: 0, rowsLoaded: 0, rowsQuarantined: 0, rowsDuplicate: 0, valuesReported: 0 };
    await ledger.prepared(
      runId,
      figures,
      months,
      nexts.map((one) => one.target.name),
      [],
    );
    signal.throwIfAborted();
    if (swaps.length === 0) {
      await ledger.finish(runId, 'unchanged', null, clock());
      return { runId, state: 'unchanged', snapshotId: null, months: [], notes };
    }
    tell({ step: 'publish', done: 0, total: 1, label: `${swaps.length} partitions` });
    const dictionaries = nexts.flatMap(({ target: { dictionary } }) => (dictionary ? [`tenure.${dictionary}`] : []));
    const snapshot = await gate.publish({ runId, swaps, dictionaries });
    await ledger.finish(runId, 'published', snapshot.id, clock());
    return { runId, state: 'published', snapshotId: snapshot.id, months, notes };
  } catch (error) {
    // Once journalled it happens whatever failed here; the next start finishes the record.
    const journalled = !(await gate.isSettled()) || (await gate.snapshotOf(runId)) !== null;
    if (!journalled) await ledger.fail(runId, error instanceof Error ? error.message : String(error), clock());
    throw error;
  }
}
