import { parse } from 'csv-parse/sync';
import { TenureError } from '../../src/errors/errors.js';
import { contentOf } from './content.js';
import type { SourceSpec } from './spec.js';

const LONGEST_HEADER = 1 << 20;

/** The names in the first line of a CSV file, in its order. Throws SOURCE. */
export async function readHeader(file: string, spec: SourceSpec): Promise<string[]> {
  const line = new TextDecoder(spec.encoding).decode(await firstLine(file)).replace(/^\uFEFF/, '');
  if (line.trim() === '')
    throw new TenureError('SOURCE', `${file}: the first line must name the columns; it is empty.`);
  let names: string[] | undefined;
  try {
    [names] = parse(line, { delimiter: spec.separator, relax_quotes: true }) as string[][];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file}: the header line cannot be read: ${reason}`, { cause: error });
  }
  const trimmed = (names ?? []).map((name) => name.trim());
  const twice = trimmed.find((name, index) => trimmed.indexOf(name) !== index);
  if (twice !== undefined) throw new TenureError('SOURCE', `${file}: the header names the column ${twice} twice.`);
  return trimmed;
}

async function firstLine(file: string): Promise<Buffer> {
  const stream = contentOf(file);
  let read = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      read = Buffer.concat([read, chunk as Buffer]);
      const end = read.indexOf(0x0a);
      if (end >= 0) return read.subarray(0, end);
      if (read.length > LONGEST_HEADER) throw new Error('no line end in the first megabyte');
    }
    return read;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read: ${reason}`, { cause: error });
  } finally {
    stream.destroy();
  }
}

/** What differs between the columns that a file has and those that the source declares. */
export interface Drift {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

export function drift(found: readonly string[], spec: SourceSpec): Drift {
  return {
    missing: spec.columns.filter((column) => !found.includes(column)),
    extra: found.filter((column) => !spec.columns.includes(column)),
  };
}
