import { z } from 'zod';
import type { Etl } from '../../etl/etl.js';

/** What `tenure table …` asks of whoever holds the engines; every path in it is absolute. */
export const tableRequestSchema = z.object({
  action: z.literal('load'),
  /** `table`, or `database.table`. */
  name: z.string().min(1),
  files: z.array(z.string()).min(1, { error: 'name at least one' }),
  key: z.array(z.string().min(1)),
});
export type TableCommandRequest = z.infer<typeof tableRequestSchema>;

/** Carries out a request. Returns what to print. */
export async function runTableRequest(etl: Etl, request: TableCommandRequest): Promise<string> {
  const { runId, table, rows, columns, snapshotId } = await etl.table(request);
  return [
    `Run ${runId}: ${table} has ${rows} rows now. Snapshot ${snapshotId}.`,
    ...columns.map(({ name, type }) => `  ${name}  ${type}`),
    `A cube of a model reads it by sql_table: ${table}.`,
  ].join('\n');
}
