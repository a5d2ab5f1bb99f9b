import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import iconv from 'iconv-lite';
import { TenureError } from '../../src/errors/errors.js';
import type { Reason } from '../steps/column-sql.js';
import { contentOf } from './content.js';
import type { SourceSpec } from './spec.js';

/** Lines that one record may go over, and characters of it: a quote that is open longer was never closed. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 1 << 16;

export interface Salvaged {
  readonly line: number;
  /** Null where the record is broken. */
  readonly cells: readonly string[] | null;
}

/** What `_shape` of a written record says, as its place in the list of reasons. */
export type ReasonCode = (reason: Reason) => number;

/**
 * Writes the records of a CSV file that cannot be read whole as JSON lines: `_line`, where each begins, and `_shape`, what is wrong
 * with it. A line whose quote is not closed, or followed by something, is a broken record of its own; the next line begins anew.
 */
export async function salvageCsv(
  file: string,
  to: string,
  options: { readonly columns: readonly string[]; readonly spec: SourceSpec; readonly code: ReasonCode },
): Promise<void> {
  const { columns, spec, code } = options;
  const output = createWriteStream(to);
  for await (const { line, cells } of recordsOf(linesOf(file, spec.encoding), spec, columns.length)) {
    const shape =
      cells === null
        ? 'broken quote'
        : cells.length > columns.length
          ? 'too many columns'
          : cells.length < columns.length
            ? 'too few columns'
            : '';
    const record = {
      _line: line,
      _shape: code(shape),
      ...Object.fromEntries(columns.map((name, index) => [name, cells?.[index] ?? ''])),
    };
    if (!output.write(`${JSON.stringify(record)}\n`)) await once(output, 'drain');
  }
  output.end();
  await once(output, 'close');
}

function linesOf(file: string, encoding: string): AsyncIterable<string> {
  const content = contentOf(file);
  const text = content.pipe(iconv.decodeStream(encoding));
  content.on('error', (error) => text.emit('error', error));
  return createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
}

/**
 * Whether a file has an odd number of quotes: one of them is not closed, and a reader would take the rest of the file, or what is up
 * to the next quote, for one value.
 */
export async function hasOddQuotes(file: string): Promise<boolean> {
  let quotes = 0;
  try {
    for await (const chunk of contentOf(file)) {
      const bytes = chunk as Buffer;
      for (let at = bytes.indexOf(QUOTE); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) quotes++;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read: ${reason}`, { cause: error });
  }
  return quotes % 2 === 1;
}
const QUOTE = 0x22;

async function* recordsOf(lines: AsyncIterable<string>, spec: SourceSpec, width: number): AsyncGenerator<Salvaged> {
  let pending: string[] = [];
  let line = 0;
  for await (const text of lines) {
    line++;
    if (line <= spec.header_line) continue;
    pending.push(text);
    pending = yield* takeWhole(pending, line, false, spec, width);
  }
  yield* takeWhole(pending, line, true, spec, width);
}

/** Yields the records at the beginning of the lines, of which `last` is the number of the last; returns what must wait for more. */
function* takeWhole(
  lines: readonly string[],
  last: number,
  isEnd: boolean,
  spec: SourceSpec,
  width: number,
): Generator<Salvaged, string[]> {
  let pending = [...lines];
  while (pending.length > 0) {
    const line = last - pending.length + 1;
    const found = firstRecord(pending, spec, width);
    if (found === 'open' && !isEnd) return pending;
    const { cells, size } = typeof found === 'string' ? { cells: null, size: 1 } : found;
    if (cells === null || size > 1 || pending[0] !== '') yield { line, cells };
    pending = pending.slice(size);
  }
  return pending;
}

function firstRecord(
  lines: readonly string[],
  { separator }: SourceSpec,
  width: number,
): { cells: string[]; size: number } | 'open' | 'broken' {
  for (let size = 1; size <= lines.length; size++) {
    const text = lines.slice(0, size).join('\n');
    if (size > MOST_LINES || text.length > MOST_CHARACTERS) return 'broken';
    const cells = cellsOf(text, separator);
    if (cells === 'broken' || (Array.isArray(cells) && size > 1 && cells.length !== width)) return 'broken';
    if (Array.isArray(cells)) return { cells, size };
  }
  return 'open';
}

/** The cells of a record; `open` where a quote is not closed, `broken` where something follows a closed one. */
function cellsOf(text: string, separator: string): string[] | 'open' | 'broken' {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(separator, at);
      cells.push(text.slice(at, end < 0 ? undefined : end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let value = '';
    for (at++; ; ) {
      const quote = text.indexOf('"', at);
      if (quote < 0) return 'open';
      value += text.slice(at, quote);
      at = quote + 1;
      if (text[at] !== '"') break;
      value += '"';
      at++;
    }
    cells.push(value);
    if (at >= text.length) return cells;
    if (text[at] !== separator) return 'broken';
    at++;
  }
}
