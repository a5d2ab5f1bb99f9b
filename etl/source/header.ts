import { parse } from 'csv-parse/sync';
import { TenureError } from '../../src/errors/errors.js';
import { contentOf } from './content.js';
import { decoded } from './encoding.js';
import type { SourceSpec } from './spec.js';

const LONGEST_HEADER = 1 << 20;
/** Columns that a refusal lists at most, and characters of each: what a file holds is not for messages. */
const MOST_NAMES = 60;
const LONGEST_NAME = 60;

/**
 * The names of a CSV file's columns in its order: those of the header line, each by its own name once, a second one of the name as
 * `name (2)`, one without a name as `column N`. Where no line names them, those of the source. Throws SOURCE.
 */
export async function readHeader(file: string, spec: SourceSpec): Promise<string[]> {
  if (spec.header_line === 0) return [...spec.columns];
  const line = decoded(await lineOf(file, spec.header_line), spec.encoding).replace(/^\uFEFF/, '');
  if (line.trim() === '')
    throw new TenureError(
      'SOURCE',
      `${file}:${spec.header_line}: the ${spec.header_line === 1 ? 'first line' : `line ${spec.header_line}`} must name the columns; it is empty. If another line does, say which with header_line: N; if none does, header_line: 0.`,
    );
  return distinct(file, cellsOf(line, file, spec), spec);
}

function cellsOf(line: string, file: string, { separator, header_line }: SourceSpec): string[] {
  try {
    const [names = []] = parse(line, {
      delimiter: separator,
      relax_quotes: true,
      relax_column_count: true,
    }) as string[][];
    return names.map((name) => name.trim());
  } catch {
    throw new TenureError(
      'SOURCE',
      `${file}:${header_line}: the header line cannot be read: a quote in it is not closed.`,
    );
  }
}

function distinct(file: string, names: readonly string[], spec: SourceSpec): string[] {
  const made: string[] = [];
  for (const [index, name] of names.entries()) {
    const before = names.slice(0, index).filter((other) => other === name).length;
    const second = `${name} (${before + 1})`;
    if (name !== '' && before > 0 && spec.columns.includes(name) && !spec.columns.includes(second))
      throw new TenureError(
        'SOURCE',
        `${file}:${spec.header_line}: the header names the column ${name} twice (column ${names.indexOf(name) + 1} and ${index + 1}). Say that this is known by listing ${second} under columns too: the second is then called so.`,
      );
    made.push(name === '' ? `column ${index + 1}` : before === 0 ? name : second);
  }
  return made;
}

async function lineOf(file: string, number: number): Promise<Buffer> {
  const stream = contentOf(file);
  let read: Buffer = Buffer.alloc(0);
  let left = number;
  try {
    for await (const chunk of stream) {
      read = Buffer.concat([read, chunk as Buffer]);
      for (let end = read.indexOf(0x0a); end >= 0; end = read.indexOf(0x0a)) {
        if (--left === 0) return read.subarray(0, end);
        read = read.subarray(end + 1);
      }
      if (read.length > LONGEST_HEADER) throw new Error('no line end in a megabyte: is it a text file?');
    }
    return left === 1 ? read : Buffer.alloc(0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read: ${reason}`, { cause: error });
  } finally {
    stream.destroy();
  }
}

/** Column names for a message; of a file that is no table of columns, such as a key or a log, nothing is shown. */
export function shownNames(names: readonly string[]): string {
  const isTable =
    names.length > 1 && names.every((name) => name.length <= LONGEST_NAME && (name === '' || WORDS.test(name)));
  if (!isTable) return 'its header is not one of columns with these separators, so it is not shown';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `it has ${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** What names of columns are made of; a line of settings, of accounts or of a key is not. */
const WORDS = /^[\p{L}_][\p{L}\p{N} _.()/%#&+-]*$/u;

/** What differs between the columns that a file has and those that the source declares. */
export interface Drift {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

export function drift(found: readonly string[], spec: SourceSpec): Drift {
  return {
    missing: spec.columns.filter((column) => !found.includes(column)),
    extra: found.filter((column, index) => !spec.columns.includes(column) && column !== `column ${index + 1}`),
  };
}
