import { sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Ledger, LedgerFile, Problem } from '../ledger.js';
import type { Staged } from './stage.js';

/** Problems written down for a run; the rest is counted only. */
export const MOST_PROBLEMS = 100_000;

/** Writes the problems of staged rows to the quarantine. Returns how many rows were kept out and how many values reported. */
export async function quarantine(
  warehouse: Warehouse,
  ledger: Ledger,
  runId: string,
  staged: readonly Staged[],
  files: readonly LedgerFile[],
): Promise<{ rows: number; values: number }> {
  const names = new Map(files.map((file) => [file.fileId, file.name]));
  let written = 0;
  let rows = 0;
  let values = 0;
  for (const one of staged) {
    const key = one.target.ofCustomer ? sql`toString(customer_key)` : sql`'0'`;
    const stream = await warehouse.stream(
      sql`SELECT toString(file_id), _line, _bad, ${key}, arrayJoin(_problems) AS p, p.1, p.2, p.3, p.4
          FROM ${one.table} WHERE notEmpty(_problems) ORDER BY file_id, _line`,
      { lane: 'batch' },
    );
    const seen = new Set<string>();
    for await (const batch of stream) {
      const problems = batch.map((row): Problem => {
        const [fileId, line, bad, customerKey, , column, reason, value, fatal] = row;
        if (isTrue(bad)) seen.add(`${String(fileId)}:${String(line)}`);
        return {
          fileId: String(fileId),
          fileName: names.get(String(fileId)) ?? '',
          line: Number(line),
          subject: one.target.name,
          column: String(column),
          reason: String(reason),
          value: String(value),
          severity: isTrue(fatal) ? 'row' : 'value',
          customerKey: String(customerKey),
        };
      });
      values += problems.filter((problem) => problem.severity === 'value').length;
      const room = problems.slice(0, Math.max(0, MOST_PROBLEMS - written));
      if (room.length > 0) await ledger.quarantine(runId, room);
      written += room.length;
    }
    rows += seen.size;
  }
  return { rows, values };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1;
}
