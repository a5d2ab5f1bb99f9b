import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../src/config/config.js';
import { TenureError } from '../src/errors/errors.js';
import { splitStatements } from '../src/warehouse/statements.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import { addDirt, type Dirt } from './dirt.js';
import { DIMENSION_FILES } from './files/dimensions.js';
import { FACT_FILES } from './files/facts.js';
import type { SeedFile } from './files/file.js';
import { WORLD_FILES } from './files/world.js';
import { NEW_YEARS } from './new-years.js';
import { tariffStatements } from './tariff-table.js';
import { readTruth, type Truth } from './truth.js';

export interface SeedOptions {
  readonly customers: number;
  readonly months: number;
  /** The same seed gives the same files. */
  readonly seed: number;
  /** Directory for the files; made when missing. */
  readonly out: string;
  /** The engine that makes them; its files must be on this machine. */
  readonly warehouse: Warehouse;
  /** Last month, `YYYY-MM`. */
  readonly lastMonth?: string;
  readonly onProgress?: (progress: SeedProgress) => void;
  readonly signal?: AbortSignal;
}

export interface SeedProgress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

export interface Manifest {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  readonly firstMonth: string;
  readonly lastMonth: string;
  readonly files: readonly {
    readonly file: string;
    readonly source: string;
    /** Good rows, the second copies not counted. */
    readonly rows: number;
  }[];
  /** Every line that is not as it should be, and what the ETL must say about it. */
  readonly dirty: readonly Dirt['dirty'][number][];
  /** Rows written twice. */
  readonly duplicates: number;
  /** What was planted, for tests of what the analytics find. */
  readonly truth: Truth;
}

export const LAST_MONTH = '2025-12';
const DATABASE = 'tenure_seed';
const MAKE = [
  'make-1-plan',
  'make-2-customer',
  'make-3-month',
  'make-4-campaign',
  'make-5-stay',
  'make-6-cheat',
  'make-7-use',
  'make-8-bill',
];
const SEED_FILES: readonly SeedFile[] = [...DIMENSION_FILES, ...FACT_FILES, ...WORLD_FILES];
/** Beside the manifest: which of the six planted segments (sql/make-2-customer.sql) each customer belongs to. No source reads it. */
export const PLANTED_SEGMENTS = 'planted-segments.csv';
/** Customer-months in one file of a monthly kind. */
const PER_FILE = 1_000_000;

/**
 * A telecom operator that never was, written as source files: every value is a hash of (seed, key), so that the engine makes
 * them without a row passing through JavaScript, and the same arguments give the same files.
 */
export async function seed(options: SeedOptions): Promise<Manifest> {
  const { customers, months, warehouse, onProgress } = options;
  check(options);
  const lastMonth = options.lastMonth ?? LAST_MONTH;
  const first = monthsBefore(lastMonth, months - 1);
  const out = path.resolve(options.out);
  makeDirectory(out);
  const lane = { lane: 'batch', ...(options.signal ? { signal: options.signal } : {}) } as const;
  const run = (text: string) => warehouse.command({ text: fill(text, options.seed, customers, months, first) }, lane);
  const pieces = Math.min(months, Math.max(1, Math.ceil((customers * months) / PER_FILE)));
  const jobs = SEED_FILES.flatMap((file) => piecesOf(file, months, first, pieces));
  const total = MAKE.length + jobs.length;
  let done = 0;
  const step = (label: string) => onProgress?.({ done: done++, total, label });
  const files: Manifest['files'][number][] = [];
  const dirty: Manifest['dirty'][number][] = [];
  let duplicates = 0;
  let truth: Truth | undefined;
  await run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  try {
    await run(`CREATE DATABASE ${DATABASE}`);
    await run(`CREATE TABLE ${DATABASE}.region ENGINE = MergeTree ORDER BY district_code AS
               SELECT * FROM file('${literal(path.join(PROJECT_ROOT, 'seed', 'regions.csv'))}', 'CSVWithNames',
                 'district_code UInt32, district_en String, district_zh String, city_code UInt32, city_en String, city_zh String,
                  province_code UInt32, province_en String, province_zh String, weight UInt8')`);
    for (const name of MAKE) {
      step(name.slice('make-1-'.length));
      const statements = splitStatements(readFileSync(path.join(PROJECT_ROOT, 'seed', 'sql', `${name}.sql`), 'utf8'));
      for (const statement of statements) await run(statement);
      if (name === 'make-1-plan') for (const statement of tariffStatements()) await run(statement);
    }
    for (const { file, name, query } of jobs) {
      step(name);
      mkdirSync(path.join(out, file.name), { recursive: true });
      const to = path.join(out, file.name, name);
      await run(`INSERT INTO FUNCTION file('${literal(to)}', '${file.format}') ${query}
                 SETTINGS engine_file_truncate_on_insert = 1, output_format_json_quote_decimals = 0, max_threads = 1,
                   max_bytes_before_external_sort = 1000000000`);
      const rows = await countRows(warehouse, file, to);
      files.push({ file: path.join(file.name, name), source: file.name, rows });
      if (name !== jobs.find((job) => job.file === file)?.name) continue;
      const dirt = addDirt(file, to, rows, first.slice(0, 7));
      dirty.push(...dirt.dirty);
      duplicates += dirt.duplicates;
    }
    truth = await readTruth(warehouse);
    await run(`INSERT INTO FUNCTION file('${literal(path.join(out, PLANTED_SEGMENTS))}', 'CSVWithNames')
               SELECT customer_id, segment FROM tenure_seed.customer ORDER BY i SETTINGS engine_file_truncate_on_insert = 1`);
  } finally {
    await warehouse.command({ text: `DROP DATABASE IF EXISTS ${DATABASE}` }, { lane: 'batch' });
  }
  const firstMonth = first.slice(0, 7);
  const manifest = { customers, months, seed: options.seed, firstMonth, lastMonth, files, dirty, duplicates, truth };
  writeFileSync(path.join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  onProgress?.({ done: total, total, label: 'manifest.json' });
  return manifest;
}

/** Counted by lines, since the engine can infer no columns from a piece without rows: no value of ours holds a line end. */
async function countRows(warehouse: Warehouse, file: SeedFile, to: string): Promise<number> {
  const lines = (what: string) => `SELECT ${what} FROM file('${literal(to)}', 'LineAsString', 'line String')`;
  const text = {
    Parquet: `SELECT count() FROM file('${literal(to)}', 'Parquet')`,
    CSVWithNames: lines('count() - 1'),
    JSONEachRow: lines('count()'),
    TSVRaw: lines("countIf(line LIKE '%<contact %')"),
  }[file.format];
  return Number((await warehouse.query({ text }, { lane: 'batch' })).rows[0]?.[0]);
}

function makeDirectory(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    throw new TenureError('BAD_REQUEST', `--out ${out} cannot be made a directory: name one that you may write to.`, {
      cause,
    });
  }
}

function check({ customers, months, seed, lastMonth = LAST_MONTH, warehouse }: SeedOptions): void {
  if (!Number.isInteger(customers) || customers < 1 || customers > 50_000_000)
    throw new TenureError('BAD_REQUEST', '--customers must be a whole number from 1 to 50,000,000.');
  if (!Number.isInteger(months) || months < 1 || months > 120)
    throw new TenureError('BAD_REQUEST', '--months must be a whole number from 1 to 120.');
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new TenureError('BAD_REQUEST', '--seed must be a whole number from 0.');
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(lastMonth)) throw new TenureError('BAD_REQUEST', `${lastMonth} is not a month.`);
  if (warehouse.engine !== 'embedded')
    throw new TenureError('NOT_SUPPORTED', 'Sample files are made by an engine on this machine, not by a server.');
}

function piecesOf(file: SeedFile, months: number, first: string, pieces: number) {
  if (!file.monthly || pieces === 1)
    return [
      {
        file,
        name: `${file.name}.${file.ending}`,
        query: file.query.replaceAll('@FROM', '0').replaceAll('@TO', String(months - 1)),
      },
    ];
  const size = Math.ceil(months / pieces);
  return Array.from({ length: Math.ceil(months / size) }, (_, index) => {
    const from = index * size;
    const to = Math.min(months, from + size) - 1;
    return {
      file,
      name: `${file.name}-${monthsBefore(first.slice(0, 7), -from).slice(0, 7)}.${file.ending}`,
      query: file.query.replaceAll('@FROM', String(from)).replaceAll('@TO', String(to)),
    };
  });
}

/** Puts the run's figures in; U(…) is a number in [0, 1) that depends on the seed and its arguments alone. */
function fill(text: string, seedValue: number, customers: number, months: number, first: string): string {
  return rounded(text)
    .replaceAll(/\bU\(('[a-z0-9]+')((?:, (?:[a-z_.0-9]+|'[a-z]+'))*)\)/g, (_, salt: string, keys: string) => {
      const hashed = `sipHash64(toInt64(${seedValue}), ${salt}${keys.replaceAll(/, ([a-z_.0-9']+)/g, ', toString($1)')})`;
      return `(bitShiftRight(${hashed}, 11) / 9007199254740992)`;
    })
    .replaceAll(/@SEED\b/g, String(seedValue))
    .replaceAll(/@N\b/g, String(customers))
    .replaceAll(/@M\b/g, String(months))
    .replaceAll(/@FIRST\b/g, `toDate('${first}')`)
    .replaceAll(/@NEWYEARS\b/g, `[${NEW_YEARS.map((day) => `toDate('${day}')`).join(', ')}]`);
}

/**
 * R(x, d): x / d as a whole number of cents, at the tariff's step and in its rounding mode (columns step; mode: 1 half up, 2 half
 * even, 3 down). x is not negative.
 */
function rounded(text: string): string {
  const at = text.search(/\bR\(/);
  if (at < 0) return text;
  let depth = 0;
  let comma = -1;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '(') depth++;
    if (text[end] === ',' && depth === 1) comma = end;
    if (text[end] !== ')' || --depth > 0) continue;
    const [x, d] = [`(${text.slice(at + 2, comma)})`, `(step * (${text.slice(comma + 1, end)}))`];
    const half = `multiIf(mode = 1, ${d}, mode = 2, ${d} - 1 + intDiv(${x}, ${d}) % 2, 0)`;
    return rounded(`${text.slice(0, at)}(step * intDiv(2 * ${x} + ${half}, 2 * ${d}))${text.slice(end + 1)}`);
  }
  throw new Error('R( is not closed');
}

function literal(file: string): string {
  return file.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

function monthsBefore(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - count);
  return date.toISOString().slice(0, 10);
}
