import { sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Ledger, LedgerFile, Problem } from '../ledger.js';
import { REASONS } from './column-sql.js';
import { problemColumns, type Staged } from './stage.js';

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
    const columns = problemColumns(one);
    const stream = await warehouse.stream(
      sql`SELECT toString(file_id), _line, _bad, ${key}, arrayJoin(arrayFilter(i -> _reasons[i] != 0, arrayEnumerate(_reasons))) AS place,
            _reasons[place], substringUTF8(_texts[place], 1, 200)
          FROM ${one.table} WHERE notEmpty(_reasons) ORDER BY file_id, _line, place`,
      { lane: 'batch' },
    );
    const seen = new Set<string>();
    for await (const batch of stream) {
      const problems = batch.map((row): Problem => {
        const [fileId, line, bad, customerKey, place, code, value] = row;
        const column = columns[Number(place) - 1];
        const reason = REASONS[Number(code)] ?? '';
        const fatal = reason !== 'blank' && (reason === 'missing' || column?.rejects === true);
        if (isTrue(bad)) seen.add(`${String(fileId)}:${String(line)}`);
        return {
          fileId: String(fileId),
          fileName: names.get(String(fileId)) ?? '',
          line: Number(line),
          subject: one.target.name,
          column: column?.name ?? '',
          reason,
          value: String(value),
          severity: fatal ? 'row' : 'value',
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
