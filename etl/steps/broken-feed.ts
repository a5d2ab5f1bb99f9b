import { TenureError } from '../../src/errors/errors.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { SourceSpec } from '../source/spec.js';
import type { Staged } from './stage.js';

/** Refuses a feed whole that has too few rows or too many bad ones. Throws SOURCE; nothing has been written then. */
export async function refuseBrokenFeed(
  warehouse: Warehouse,
  spec: SourceSpec,
  staged: readonly Staged[],
  runId: string,
): Promise<void> {
  let most = 0;
  for (const one of staged) {
    const { rows } = await warehouse.query(
      { text: `SELECT count(), countIf(_bad) FROM ${one.table.text}` },
      { lane: 'batch' },
    );
    const [count = 0, bad = 0] = (rows[0] ?? []).map(Number);
    most = Math.max(most, count);
    if (count > 0 && bad / count > spec.max_bad_share)
      throw new TenureError(
        'SOURCE',
        `${spec.source}: ${bad} of ${count} rows for ${one.target.name} are bad, more than max_bad_share ${spec.max_bad_share} allows. Nothing was loaded; the quarantine of run ${runId} says why.`,
      );
  }
  if (most < spec.min_rows)
    throw new TenureError(
      'SOURCE',
      `${spec.source}: ${most} rows, fewer than min_rows ${spec.min_rows}. Nothing was loaded.`,
    );
}
