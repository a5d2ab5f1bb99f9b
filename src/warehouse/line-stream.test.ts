import { Readable } from 'node:stream';
import { EXCEPTION_TAG_HEADER_NAME } from '@clickhouse/client';
import { expect, it } from 'vitest';
import { readLines } from './line-stream.js';

const TAG = 'PU1FNUFH98EXCEPT';
const MESSAGE = 'Code: 395. DB::Exception: too much. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)\n';
const FAILED = `\r\n__exception__\r\n${TAG}\r\n${MESSAGE}${MESSAGE.length} ${TAG}\r\n__exception__\r\n`;
const ROWS = 'n\nUInt8\n1\n2\n';

/** What is read of a text that comes in two pieces: the rows, or what the engine said of its failure. */
async function read(text: string, cut: number): Promise<string> {
  const bytes = Buffer.from(text);
  const stream = Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)].filter(({ length }) => length > 0));
  const headers = { [EXCEPTION_TAG_HEADER_NAME]: TAG };
  const failed = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
  let rows = '';
  try {
    for await (const batch of await readLines({ stream, response_headers: headers }, failed, () => undefined))
      rows += batch;
    return rows;
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

it('reads the same rows, and the same failure behind rows, wherever the network cuts the text', async () => {
  for (let cut = 0; cut <= ROWS.length; cut++) expect(await read(ROWS, cut), `cut at ${cut}`).toBe('1\n2\n');
  for (let cut = 0; cut <= ROWS.length + FAILED.length; cut++)
    expect(await read(ROWS + FAILED, cut), `cut at ${cut}`).toMatch(/^395: .*too much/);
});
