import type { ResultSet as ClientResult } from '@clickhouse/client';
import { z } from 'zod';
import type { Column, Row, RowStream } from './warehouse.js';

const header = z.array(z.string());
type Line = { json<T>(): T };

/**
 * A JSONCompactEachRowWithNamesAndTypes result as columns and batches of rows. `ended` is called once, when the reader has
 * come to the end, has failed or has stopped reading.
 */
export async function readRows(
  result: ClientResult<'JSONCompactEachRowWithNamesAndTypes'>,
  failed: (error: unknown) => Error,
  ended: (readToTheEnd: boolean) => void,
): Promise<RowStream> {
  const batches = result.stream<Row>()[Symbol.asyncIterator]();
  const pending: Line[] = [];
  let over = false;
  const finish = (readToTheEnd: boolean) => {
    if (over) return;
    over = true;
    result.close();
    ended(readToTheEnd);
  };
  const nextBatch = async (): Promise<Line[] | undefined> => {
    try {
      const next = await batches.next();
      return next.done === true ? undefined : next.value;
    } catch (error) {
      finish(true);
      throw failed(error);
    }
  };
  while (pending.length < 2) {
    const batch = await nextBatch();
    if (!batch) break;
    pending.push(...batch);
  }
  const names = header.parse(pending.shift()?.json<unknown>() ?? []);
  const types = header.parse(pending.shift()?.json<unknown>() ?? []);
  const columns: Column[] = names.map((name, index) => ({ name, type: types[index] ?? '' }));
  return {
    columns,
    async *[Symbol.asyncIterator]() {
      try {
        for (let batch: Line[] | undefined = pending; batch; batch = await nextBatch())
          if (batch.length > 0) yield batch.map((line) => line.json<Row>());
        finish(true);
      } finally {
        finish(false);
      }
    },
  };
}
