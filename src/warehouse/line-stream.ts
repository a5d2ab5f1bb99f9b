import type { Readable } from 'node:stream';
import { EXCEPTION_TAG_HEADER_NAME, extractErrorAtTheEndOfChunk } from '@clickhouse/client';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What the client gives for a statement: the bytes as they come. */
export interface EngineAnswer {
  readonly stream: Readable;
  readonly response_headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A result in a `…WithNamesAndTypes` format of lines: its first two lines, and buffers of whole lines after them. */
export interface LineStream extends AsyncIterable<Buffer> {
  readonly names: string;
  readonly types: string;
}

/**
 * Reads lines, and what a server says of a failure behind them, wherever the network cuts them. `ended` is called once, when
 * the reader has come to the end, has failed or has stopped reading.
 */
export async function readLines(
  { stream, response_headers: headers }: EngineAnswer,
  failed: (error: unknown) => Error,
  ended: (readToTheEnd: boolean) => void,
): Promise<LineStream> {
  const tag = headers[EXCEPTION_TAG_HEADER_NAME];
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let over = false;
  const finish = (readToTheEnd: boolean) => {
    if (over) return;
    over = true;
    stream.destroy();
    ended(readToTheEnd);
  };
  const nextChunk = async (): Promise<Buffer | undefined> => {
    try {
      const { done, value } = await chunks.next();
      if (done === true) return undefined;
      // A value never holds a bare carriage return: it begins what a server says of a failure in the middle, up to the end.
      const failure = typeof tag === 'string' ? value.indexOf(CARRIAGE_RETURN) : -1;
      if (typeof tag !== 'string' || failure < 0) return value;
      throw extractErrorAtTheEndOfChunk(Buffer.concat([value.subarray(failure), ...(await remaining(chunks))]), tag);
    } catch (error) {
      finish(true);
      throw failed(error);
    }
  };
  let rest: Buffer = Buffer.alloc(0);
  let header = headerEnd(rest);
  while (header < 0) {
    const chunk = await nextChunk();
    if (!chunk) break;
    rest = Buffer.concat([rest, chunk]);
    header = headerEnd(rest);
  }
  const [names = '', types = ''] = rest.subarray(0, Math.max(header, 0)).toString('utf8').split('\n');
  rest = rest.subarray(Math.max(header, 0));
  return {
    names,
    types,
    async *[Symbol.asyncIterator]() {
      try {
        for (let chunk: Buffer | undefined = Buffer.alloc(0); chunk; chunk = await nextChunk()) {
          const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
          const end = whole.lastIndexOf(NEWLINE) + 1;
          rest = whole.subarray(end);
          if (end > 0) yield whole.subarray(0, end);
        }
        finish(true);
      } finally {
        finish(false);
      }
    },
  };
}

/** What is left of a broken answer. A server resets the connection behind it, which says nothing more. */
async function remaining(chunks: AsyncIterator<Buffer>): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  try {
    for (let part = await chunks.next(); part.done !== true; part = await chunks.next()) parts.push(part.value);
  } catch {
    // The reset.
  }
  return parts;
}

/** Where the rows begin, after the lines of names and types; -1 before both have come. */
function headerEnd(text: Buffer): number {
  const names = text.indexOf(NEWLINE);
  const types = names < 0 ? -1 : text.indexOf(NEWLINE, names + 1);
  return types < 0 ? -1 : types + 1;
}
