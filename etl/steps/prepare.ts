import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TenureError } from '../../src/errors/errors.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Progress, RunRequest } from '../request.js';
import { conversionOf, toUtf8 } from '../source/encoding.js';
import { type ExpressionTypes, expressionTypes } from '../source/expressions.js';
import { findFiles, type SourceFile } from '../source/files.js';
import { drift, readHeader, shownNames } from '../source/header.js';
import { jsonToLines, refuseJsonArray } from '../source/json-lines.js';
import { parquetTypes } from '../source/parquet-types.js';
import { extractFromPostgres } from '../source/postgres.js';
import { readSource, type Source } from '../source/read-source.js';
import { hasOddQuotes, salvageCsv } from '../source/salvage.js';
import type { SourceSpec } from '../source/spec.js';
import { xmlToJsonLines } from '../source/xml.js';
import { codeOf } from './column-sql.js';
import type { Readable } from './read-sql.js';

/** A source whose YAML, expressions and files have been found good; nothing has been read into the warehouse. */
export interface PreparedSource {
  readonly source: Source;
  readonly files: readonly SourceFile[];
  /** First day of the month that the files describe, where the source asks for one. */
  readonly asOf: string | null;
  /** How the engine is to read each file, by its path. */
  readonly readables: Map<string, Readable>;
  /** The engine's types of the mappings' expressions. */
  readonly types: ExpressionTypes;
  readonly extraColumns: readonly string[];
  readonly warnings: readonly string[];
}

interface Preparing {
  readonly scratchDir: string;
  /** Hosts that Postgres sources may read from, beside this machine. */
  readonly hosts: readonly string[];
}

/** Checks everything that can be checked before a row is read. Throws SOURCE. */
export async function prepare(
  warehouse: Warehouse,
  request: RunRequest,
  { scratchDir, hosts }: Preparing,
  tell: (progress: Progress) => void,
): Promise<PreparedSource[]> {
  const paths = (typeof request.source === 'string' ? [request.source] : request.source).flatMap(sourceFiles);
  if (paths.length === 0) throw new TenureError('SOURCE', 'Say which source to load with --source.');
  if (paths.length > 1 && (request.files?.length ?? 0) > 0)
    throw new TenureError('SOURCE', '--file goes with one --source; several sources name their own files.');
  const prepared: PreparedSource[] = [];
  for (const [done, file] of paths.entries()) {
    tell({ step: 'extract', done, total: paths.length, label: file });
    prepared.push(await prepareOne(warehouse, readSource(file), request, { scratchDir, hosts }));
  }
  return prepared;
}

/** A directory stands for the source files in it. */
function sourceFiles(named: string): string[] {
  if (!statSync(named, { throwIfNoEntry: false })?.isDirectory()) return [named];
  const found = readdirSync(named)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  if (found.length === 0) throw new TenureError('SOURCE', `The directory ${named} holds no source file (*.yml).`);
  return found.map((file) => path.join(named, file));
}

async function prepareOne(
  warehouse: Warehouse,
  source: Source,
  request: RunRequest,
  { scratchDir, hosts }: Preparing,
): Promise<PreparedSource> {
  const asOf = monthOf(source, request.asOf);
  const types = await expressionTypes(source, warehouse);
  const files =
    source.spec.format === 'postgres'
      ? [await extractFromPostgres(source, scratchDir, hosts)]
      : await findFiles(source, { files: request.files ?? [], directory: request.directory });
  const readables = new Map<string, Readable>();
  const warnings: string[] = [];
  const extra = new Set<string>();
  for (const file of files) {
    const readable = await readableOf(warehouse, file, source, scratchDir);
    readables.set(file.path, readable);
    const found = drift(readable.columns, source.spec);
    if (found.missing.length > 0)
      throw new TenureError(
        'SOURCE',
        `${file.path} lacks the column ${found.missing.join(', ')}, which ${source.path} needs; ${shownNames(readable.columns)}.`,
      );
    for (const column of found.extra) extra.add(column);
    if (found.extra.length > 0) warnings.push(`${file.name}: no mapping knows the column ${found.extra.join(', ')}.`);
  }
  return { source, files, asOf, readables, types, extraColumns: [...extra], warnings };
}

async function readableOf(
  warehouse: Warehouse,
  file: SourceFile,
  { spec }: Source,
  scratchDir: string,
): Promise<Readable> {
  const text = await asText(file, spec, scratchDir);
  const lines = path.join(scratchDir, `${file.hash}.jsonl`);
  switch (spec.format) {
    case 'csv': {
      const encoding = text === file.path ? spec.encoding : 'utf-8';
      const columns = await readHeader(text, { ...spec, encoding });
      if (await hasOddQuotes(text)) return salvaged({ path: text, columns }, { ...spec, encoding }, lines);
      return { path: text, columns, format: 'csv', skippedLines: spec.header_line };
    }
    case 'json':
      if ((await jsonToLines(text, lines)) === 'lines already')
        return { path: text, columns: spec.columns, format: 'jsonl' };
      return { path: lines, columns: spec.columns, format: 'jsonl', lineKey: '_line' };
    case 'jsonl':
      await refuseJsonArray(text);
      return { path: text, columns: spec.columns, format: 'jsonl' };
    case 'parquet': {
      const { types, instants } = await parquetTypes(warehouse, file.path);
      return { path: file.path, columns: [...types.keys()], types, instants, format: 'parquet' };
    }
    case 'xml':
      await xmlToJsonLines(text, spec.record ?? '', lines);
      return { path: lines, columns: spec.columns, format: 'jsonl', lineKey: '_line' };
    case 'postgres':
      return { path: file.path, columns: spec.columns, format: 'jsonl' };
  }
}

/** A CSV file read line by line, since a quote in it is not closed. */
export async function salvaged(
  { path: from, columns }: Pick<Readable, 'path' | 'columns'>,
  spec: SourceSpec,
  to: string,
): Promise<Readable> {
  await salvageCsv(from, to, { columns, spec, code: codeOf });
  return { path: to, columns, format: 'jsonl', lineKey: '_line', shapeKey: '_shape' };
}

/** The file itself, or its text as UTF-8 where the engine cannot read it as it is. */
async function asText(file: SourceFile, spec: SourceSpec, scratchDir: string): Promise<string> {
  if (conversionOf(spec) !== 'file') return file.path;
  const to = path.join(scratchDir, `${file.hash}.utf8`);
  await toUtf8(file.path, spec.encoding, to);
  return to;
}

function monthOf(source: Source, given: string | undefined): string | null {
  if (!source.spec.as_of) return null;
  const month = given ?? source.spec.default_as_of;
  if (month === undefined)
    throw new TenureError('SOURCE', `${source.path} describes one month: say which with --as-of YYYY-MM.`);
  if (!/^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(month))
    throw new TenureError('SOURCE', `--as-of ${month}: must be a month such as 2024-01.`);
  return `${month}-01`;
}
