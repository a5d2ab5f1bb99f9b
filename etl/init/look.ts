import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { TenureError } from '../../src/errors/errors.js';
import { contentOf } from '../source/content.js';
import { decoded } from '../source/encoding.js';
import { jsonToLines } from '../source/json-lines.js';
import { xmlToJsonLines } from '../source/xml.js';
import { encodingOf } from './encoding-of.js';

/** Bytes of a file that are looked at, and rows of it. */
const LOOKED_AT = 8 << 20;
const MOST_ROWS = 20_000;
const SEPARATORS = [',', ';', '\t', '|'] as const;

/** A file as it seems to be written, with some of its rows. */
export interface Look {
  readonly format: 'csv' | 'json' | 'jsonl' | 'xml';
  readonly encoding: string;
  readonly separator: string;
  /** Line of the header; 0 where there is none. */
  readonly headerLine: number;
  /** xml: the element that is one record. */
  readonly record?: string;
  readonly columns: readonly string[];
  /** Texts, by column. */
  readonly rows: readonly (readonly string[])[];
}

/** Looks at the beginning of a file. Throws SOURCE for one that is no text or has no rows. */
export async function lookAt(file: string): Promise<Look> {
  const bytes = await beginningOf(file);
  const encoding = encodingOf(bytes);
  if (encoding === null)
    throw new TenureError('SOURCE', `${file} is no text file. Text in any encoding, JSON and XML can be looked at.`);
  const text = decoded(bytes, encoding).replace(/^\uFEFF/, '');
  const start = text.trimStart();
  if (start.startsWith('<')) return ofXml(file, encoding, text);
  if (start.startsWith('{') || start.startsWith('[')) return ofJson(file, encoding, start);
  return ofLines(file, encoding, text, bytes.length < LOOKED_AT);
}

async function beginningOf(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = contentOf(file);
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= LOOKED_AT) break;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read: ${reason}`, { cause: error });
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks);
}

function ofLines(file: string, encoding: string, text: string, isWhole: boolean): Look {
  const lines = text.split('\n').slice(0, MOST_ROWS + 100);
  if (!isWhole) lines.pop();
  const first = lines.slice(0, 200);
  const shapes = SEPARATORS.map((separator) => ({ separator, ...shapeOf(first, separator) }));
  const best = shapes.reduce((one, other) => (other.score > one.score ? other : one));
  if (best.width < 2 && lines.length < 2) throw new TenureError('SOURCE', `${file} has no rows.`);
  const headerAt = first.findIndex(
    (line) =>
      cellsOf(line, best.separator).filter((cell) => cell !== '').length >= best.width * 0.6 &&
      cellsOf(line, best.separator).length === best.width,
  );
  const below = recordsOf(lines.slice(headerAt).join('\n'), best.separator).filter((cells) =>
    cells.some((cell) => cell !== ''),
  );
  const [head = [], ...rows] = below;
  const hasHeader = !looksLikeData(head, rows);
  const names = head.map((name, index) => (hasHeader ? name.trim() : `c${index + 1}`));
  return {
    format: 'csv',
    encoding,
    separator: best.separator,
    headerLine: hasHeader ? headerAt + 1 : 0,
    columns: names.map((name, index) => distinctName(names, name, index)),
    rows: (hasHeader ? rows : below)
      .slice(0, MOST_ROWS)
      .map((cells) => names.map((_, index) => (cells[index] ?? '').trim())),
  };
}

/** As the header is read when the file is loaded: a second column of a name gets its number, a nameless one its place. */
function distinctName(names: readonly string[], name: string, index: number): string {
  const before = names.slice(0, index).filter((other) => other === name).length;
  if (name === '') return `column ${index + 1}`;
  return before === 0 ? name : `${name} (${before + 1})`;
}

/** How many columns most lines have, and how surely. */
function shapeOf(lines: readonly string[], separator: string): { width: number; score: number } {
  const widths = new Map<number, number>();
  for (const line of lines) {
    if (line.trim() === '') continue;
    const width = cellsOf(line, separator).length;
    widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  const [width = 1, count = 0] = [...widths].sort(([one, a], [other, b]) => b - a || other - one)[0] ?? [];
  const all = [...widths.values()].reduce((sum, one) => sum + one, 0);
  return { width, score: width < 2 ? 0 : (count / Math.max(1, all)) * (1 + Math.log2(width)) };
}

function cellsOf(line: string, separator: string): string[] {
  return recordsOf(line, separator)[0] ?? [];
}

function recordsOf(text: string, separator: string): string[][] {
  const options = { delimiter: separator, relax_quotes: true, relax_column_count: true, skip_records_with_error: true };
  try {
    return parse(text, options) as string[][];
  } catch {
    // A quote that is never closed: lines by themselves, without quotes.
    return text.split('\n').map((line) => line.replace(/\r$/, '').split(separator));
  }
}

/** A first line is data where it has a number or a date at a place that has such in most lines below. */
function looksLikeData(head: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const isValue = (cell: string | undefined) => /^[-+]?\d[\d.,:/ -]*$/.test((cell ?? '').trim());
  return head.some(
    (cell, index) => isValue(cell) && rows.filter((row) => isValue(row[index])).length > rows.length * 0.6,
  );
}

async function ofJson(file: string, encoding: string, start: string): Promise<Look> {
  const isLines = start.startsWith('{') && /^\{.*\}\s*\n\s*\{/.test(start.slice(0, 1 << 20));
  const scratch = mkdtempSync(path.join(tmpdir(), 'tenure-init-'));
  try {
    let lines = start.split('\n');
    if (!isLines) {
      const to = path.join(scratch, 'lines');
      if ((await jsonToLines(file, to)) === 'written') lines = readFileSync(to, 'utf8').split('\n');
    }
    return { format: isLines ? 'jsonl' : 'json', encoding, separator: ',', headerLine: 1, ...ofRecords(file, lines) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function ofXml(file: string, encoding: string, text: string): Promise<Look> {
  const names = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(/<([A-Za-z_][\w.-]*)[\s>/]/g)) names.set(name, (names.get(name) ?? 0) + 1);
  const [root] = names.keys();
  const most = Math.max(...[...names].filter(([name]) => name !== root).map(([, count]) => count), 0);
  // The record is the first of the elements that come about as often as any.
  const record = [...names].find(([name, count]) => name !== root && count >= most * 0.5)?.[0];
  if (record === undefined) throw new TenureError('SOURCE', `${file}: no element of it comes more than once.`);
  const scratch = mkdtempSync(path.join(tmpdir(), 'tenure-init-'));
  try {
    const to = path.join(scratch, 'lines');
    await xmlToJsonLines(file, record, to);
    const lines = readFileSync(to, 'utf8').split('\n');
    return { format: 'xml', encoding, separator: ',', headerLine: 1, record, ...ofRecords(file, lines) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const recordSchema = z.record(z.string(), z.unknown());

function ofRecords(file: string, lines: readonly string[]): Pick<Look, 'columns' | 'rows'> {
  const records: Record<string, unknown>[] = [];
  for (const line of lines.slice(0, MOST_ROWS)) {
    try {
      const parsed = recordSchema.safeParse(JSON.parse(line));
      if (parsed.success) records.push(parsed.data);
    } catch {}
  }
  if (records.length === 0)
    throw new TenureError('SOURCE', `${file} has no records: a list of objects, or one a line.`);
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))].filter((name) => name !== '_line');
  const text = (value: unknown) =>
    value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return { columns, rows: records.map((record) => columns.map((name) => text(record[name]).trim())) };
}
