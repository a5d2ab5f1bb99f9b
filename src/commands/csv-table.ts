import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { Refusal } from '../analytics/refusal.js';
import { ColumnBuilder } from '../analytics/table/column-builder.js';
import type { Table } from '../analytics/table/table.js';
import { TenureError } from '../errors/errors.js';

/**
 * Reads a CSV file with a header line into typed columns. Comma, semicolon or tab, whichever the header uses; BOM and
 * quotes as in RFC 4180. Throws SOURCE naming the file, and the line where the file is at fault.
 */
export async function readCsv(file: string): Promise<Table> {
  const delimiter = await delimiterOf(file);
  let builders: ColumnBuilder[] | undefined;
  let rowCount = 0;
  const parser = parse({ bom: true, skip_empty_lines: true, delimiter, max_record_size: LONGEST_ROW });
  const input = createReadStream(file);
  input.on('error', (error) => parser.destroy(error));
  try {
    for await (const cells of input.pipe(parser) as AsyncIterable<string[]>) {
      if (builders) {
        for (let i = 0; i < builders.length; i++) builders[i]?.add(cells[i] ?? '');
        rowCount++;
      } else builders = buildersFor(file, cells);
    }
  } catch (error) {
    if (error instanceof TenureError) throw error;
    throw unreadable(file, error);
  }
  if (!builders) throw new TenureError('SOURCE', `${file} is empty: a header line with column names is expected.`);
  if (rowCount === 0) throw new TenureError('SOURCE', `${file} has a header line but no rows.`);
  return { rowCount, columns: builders.map((builder) => builder.build()) };
}

function buildersFor(file: string, header: readonly string[]): ColumnBuilder[] {
  const names = header.map((name, index) => name.trim() || `column_${index + 1}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TenureError('SOURCE', `${file} has two columns called "${twice}".`);
  return names.map((name) => new ColumnBuilder(name));
}

/** Characters of one row; what is longer is no table, and would be held in memory whole. */
const LONGEST_ROW = 1 << 20;

async function delimiterOf(file: string): Promise<string> {
  const header = (await headOf(file)).split(/\r?\n/, 1)[0] ?? '';
  if (header.includes(',')) return ',';
  return [';', '\t'].find((candidate) => header.includes(candidate)) ?? ',';
}

/** The first 64 KB as text. Throws SOURCE for a file that cannot be read or is no text in UTF-8. */
async function headOf(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    if ((await stat(file)).isDirectory()) throw new TenureError('SOURCE', `Cannot read ${file}: it is a directory.`);
    for await (const chunk of createReadStream(file, { end: 65_535 })) chunks.push(chunk as Buffer);
  } catch (error) {
    throw error instanceof TenureError ? error : unreadable(file, error);
  }
  const head = Buffer.concat(chunks);
  try {
    if (head.includes(0)) throw new TypeError('a zero byte');
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch (cause) {
    throw new TenureError(
      'SOURCE',
      `Cannot read ${file}: it is not text in UTF-8. Unpack it, or save it as CSV UTF-8.`,
      {
        cause,
      },
    );
  }
}

function unreadable(file: string, error: unknown): TenureError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file.',
    EACCES: 'this account may not read it.',
    CSV_MAX_RECORD_SIZE: `a row is longer than ${LONGEST_ROW >> 20} MB. Are its rows separated by line ends?`,
  };
  const reason = known[code] ?? (error instanceof Error ? error.message : String(error));
  return new TenureError('SOURCE', `Cannot read ${file}: ${reason}`, { cause: error });
}

/** Runs an analysis; what analytics refuses becomes BAD_REQUEST with its reason and hint. */
export async function refusing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    throw new TenureError('BAD_REQUEST', message, { cause: error });
  }
}

/** A table for people: columns padded to their widest cell, numbers to the right. */
export function renderTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const texts = [header, ...rows.map((row) => row.map(String))];
  const widths = header.map((_, i) => Math.max(...texts.map((row) => (row[i] ?? '').length)));
  const isRight = header.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isRight[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(header), rule, ...texts.slice(1).map(line)].join('\n');
}
