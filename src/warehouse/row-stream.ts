import { z } from 'zod';
import type { LineStream } from './line-stream.js';
import type { Row, RowStream } from './warehouse.js';

export const ROW_FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

const header = z.array(z.string());

/** Lines of `ROW_FORMAT` as columns and batches of rows. */
export function rowsOf(lines: LineStream): RowStream {
  const [names, types] = [lines.names, lines.types].map((line) => header.parse(JSON.parse(line || '[]')));
  return {
    columns: (names ?? []).map((name, index) => ({ name, type: types?.[index] ?? '' })),
    async *[Symbol.asyncIterator]() {
      // A line end inside a value is escaped, so each one is the end of a row.
      for await (const batch of lines)
        yield JSON.parse(`[${batch.toString('utf8', 0, batch.length - 1).replaceAll('\n', ',')}]`) as Row[];
    },
  };
}
