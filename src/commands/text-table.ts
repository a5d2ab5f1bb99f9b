import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { queryBind } from 'chdb';
import { parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { type Look, lookAt } from '../../etl/init/look.js';
import { contentOf } from '../../etl/source/content.js';
import { toUtf8 } from '../../etl/source/encoding.js';
import { jsonToLines } from '../../etl/source/json-lines.js';
import { xmlToJsonLines } from '../../etl/source/xml.js';
import { ColumnBuilder } from '../analytics/table/column-builder.js';
import type { Table } from '../analytics/table/table.js';
import { TenureError } from '../errors/errors.js';

/** Characters of one row; what is longer is no table. */
const LONGEST_ROW = 1 << 20;
/** Bytes of a Parquet file, which is taken into memory whole. */
const LARGEST_PARQUET = 512 << 20;

/**
 * Reads any file of rows that the ETL reads into columns of texts as they stand there: CSV of any encoding and separator with title
 * lines above, JSON lines, lists and columns, XML, Parquet; packed with gzip where its name ends in .gz. Throws SOURCE.
 */
export async function readTextTable(file: string): Promise<Table> {
  try {
    if (statSync(file).isDirectory()) throw new TenureError('SOURCE', `Cannot read ${file}: it is a directory.`);
    const rows = new RowCollector(file);
    if (await isParquet(file)) await readLines(Readable.from(parquetText(file)), ',', 1, rows);
    else {
      const look = await lookAt(file);
      if (look.format === 'csv')
        await readLines(
          contentOf(file).pipe(iconv.decodeStream(look.encoding)),
          look.separator,
          Math.max(1, look.headerLine),
          rows,
        );
      else await readRecords(file, look, rows);
    }
    return rows.table();
  } catch (error) {
    if (error instanceof TenureError) throw error;
    throw new TenureError('SOURCE', `Cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EACCES') return 'this account may not read it.';
  return error instanceof Error ? error.message : String(error);
}

class RowCollector {
  private readonly builders = new Map<string, ColumnBuilder>();
  private rowCount = 0;

  constructor(private readonly file: string) {}

  header(names: readonly string[]): void {
    names.forEach((given, index) => {
      const name = given.trim() || `column_${index + 1}`;
      if (this.builders.has(name)) throw new TenureError('SOURCE', `${this.file} has two columns called "${name}".`);
      this.builders.set(name, new ColumnBuilder(name));
    });
  }

  cells(texts: readonly string[]): void {
    let at = 0;
    for (const builder of this.builders.values()) builder.add(texts[at++] ?? '');
    this.rowCount++;
  }

  record(record: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(record)) {
      if (name === '_line' || this.builders.has(name)) continue;
      const builder = new ColumnBuilder(name);
      for (let row = 0; row < this.rowCount; row++) builder.add('');
      this.builders.set(name, builder);
    }
    for (const [name, builder] of this.builders) builder.add(textOf(record[name]));
    this.rowCount++;
  }

  table(): Table {
    if (this.builders.size === 0)
      throw new TenureError('SOURCE', `${this.file} is empty: a header line with column names is expected.`);
    if (this.rowCount === 0) throw new TenureError('SOURCE', `${this.file} has a header line but no rows.`);
    return {
      rowCount: this.rowCount,
      columns: [...this.builders.values()].map((builder) => builder.buildCategory()),
    };
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function readLines(
  text: NodeJS.ReadableStream,
  delimiter: string,
  headerLine: number,
  rows: RowCollector,
): Promise<void> {
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    delimiter,
    from_line: headerLine,
    max_record_size: LONGEST_ROW,
  });
  text.on('error', (error) => parser.destroy(error as Error));
  let isHeader = true;
  for await (const cells of text.pipe(parser) as AsyncIterable<string[]>) {
    if (isHeader) rows.header(cells);
    else rows.cells(cells);
    isHeader = false;
  }
}

async function readRecords(file: string, look: Look, rows: RowCollector): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'tenure-rows-'));
  try {
    let from = file;
    if (look.format !== 'xml' && !/^utf-?8$/.test(look.encoding)) {
      from = path.join(scratch, 'utf8');
      await toUtf8(file, look.encoding, from);
    }
    const to = path.join(scratch, 'lines');
    if (look.format === 'xml') await xmlToJsonLines(file, look.record ?? '', to);
    const isMade = look.format === 'xml' || (look.format === 'json' && (await jsonToLines(from, to)) === 'written');
    let line = 0;
    for await (const text of createInterface({ input: isMade ? createReadStream(to) : contentOf(from) })) {
      line++;
      if (text.replace(/^\uFEFF/, '').trim() !== '') rows.record(recordIn(text.replace(/^\uFEFF/, ''), file, line));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function recordIn(text: string, file: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {}
  throw new TenureError('SOURCE', `${file}:${line}: the line is no JSON object.`);
}

async function isParquet(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PAR1';
  } finally {
    await handle.close();
  }
}

function parquetText(file: string): string[] {
  if (statSync(file).size > LARGEST_PARQUET)
    throw new Error(`a Parquet file may have ${LARGEST_PARQUET >> 20} MB; write it as CSV instead`);
  const query = "SELECT * FROM file({file:String}, 'Parquet') SETTINGS format_csv_null_representation = ''";
  return [queryBind(query, { file: path.resolve(file) }, 'CSVWithNames')];
}
