import type { Readable } from 'node:stream';
import { EXCEPTION_TAG_HEADER_NAME, extractErrorAtTheEndOfChunk } from '@clickhouse/client';
import type { Column, TextStream } from './warehouse.js';

export const TEXT_FORMAT = 'TabSeparatedWithNamesAndTypes';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

interface TextResult {
  readonly stream: Readable;
  readonly response_headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * A TabSeparatedWithNamesAndTypes result as columns and buffers of whole rows, undecoded. `ended` is called once, when the
 * reader has come to the end, has failed or has stopped reading.
 */
export async function readText(
  { stream, response_headers: headers }: TextResult,
  failed: (error: unknown) => Error,
  ended: (readToTheEnd: boolean) => void,
): Promise<TextStream> {
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
      const parts = [value.subarray(failure)];
      for (let part = await chunks.next(); part.done !== true; part = await chunks.next()) parts.push(part.value);
      throw extractErrorAtTheEndOfChunk(Buffer.concat(parts), tag);
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
    columns: columnsOf(names, types),
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

/** Where the rows begin, after the lines of names and types; -1 before both have come. */
function headerEnd(text: Buffer): number {
  const names = text.indexOf(NEWLINE);
  const types = names < 0 ? -1 : text.indexOf(NEWLINE, names + 1);
  return types < 0 ? -1 : types + 1;
}

function columnsOf(names: string, types: string): Column[] {
  const engineTypes = types.split('\t').map(unescaped);
  return names.split('\t').map((name, index) => ({ name: unescaped(name), type: engineTypes[index] ?? '' }));
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '0': '\0' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, code: string) => ESCAPED[code] ?? code);
}
