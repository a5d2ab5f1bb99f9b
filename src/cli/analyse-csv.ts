import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import { Refusal } from '../analytics/refusal.js';
import { ColumnBuilder } from '../analytics/table/column-builder.js';
import type { Table } from '../analytics/table/table.js';
import { TenureError } from '../errors/errors.js';

/**
 * Reads a CSV file with a header line into typed columns. Comma, semicolon or tab, whichever the header uses; BOM and
 * quotes as in RFC 4180. Throws SOURCE naming the file, and the line where the file is at fault.
 */
export async function readCsv(file: string): Promise<Table> {
  await stat(file).catch((cause: unknown) => {
    throw new TenureError('SOURCE', `Cannot read ${file}: there is no such file.`, { cause });
  });
  let builders: ColumnBuilder[] | undefined;
  let rowCount = 0;
  const parser = parse({ bom: true, skip_empty_lines: true, delimiter: await delimiterOf(file) });
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
    const message = error instanceof CsvError || error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `Cannot read ${file}: ${message}`, { cause: error });
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

async function delimiterOf(file: string): Promise<string> {
  let head = '';
  for await (const chunk of createReadStream(file, { end: 65_535, encoding: 'utf8' })) head += String(chunk);
  const header = head.split(/\r?\n/, 1)[0] ?? '';
  if (header.includes(',')) return ',';
  return [';', '\t'].find((candidate) => header.includes(candidate)) ?? ',';
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
