import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TenureError } from '../../src/errors/errors.js';
import { withOwnEngine } from '../../src/warehouse/own-engine.js';
import type { Gate } from '../../src/warehouse/publish/gate.js';
import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Ledger } from '../ledger.js';
import type { TableRequest, TableResult } from '../request.js';
import { LOAD_DATABASE } from '../steps/stage.js';
import { sentFile, type TableFile, tableFile } from './table-file.js';

interface Options {
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly clock: () => Date;
  readonly runId: string;
}

/** Where a table without a database of its own lies. */
const OWN_DATABASE = 'tables';
const RESERVED = /^(tenure.*|system|information_schema|default)$/i;
const lane = { lane: 'batch' } as const;

/**
 * Loads a plain table for a model of the operator's own, as one publication: without a key the files are the table from then on; with
 * one their rows take the place of those of the same key. Types are those that the values have. Throws SOURCE.
 */
export async function loadTable(request: TableRequest, options: Options): Promise<TableResult> {
  const { warehouse, ledger, gate, clock, runId } = options;
  const { database, table } = named(request.name);
  const scratchDir = mkdtempSync(path.join(tmpdir(), 'tenure-table-'));
  try {
    const files = await lookAt(warehouse, request.files, scratchDir);
    const [first] = files;
    if (!first) throw new TenureError('SOURCE', 'Name at least one file.');
    const columns = sameColumns(files);
    for (const name of request.key)
      if (!columns.has(name))
        throw new TenureError(
          'SOURCE',
          `--key ${name}: the files have no such column. They have ${[...columns.keys()].join(', ')}.`,
        );
    await ledger.begin(runId, `table ${database}.${table}`, null, clock());
    try {
      const live = identifier(database, table);
      await create(warehouse, database, live, columns, request.key);
      await refuseOtherColumns(warehouse, database, table, columns);
      const rows = await buildNext(options, { live, name: `${runId}_next_${table}` }, files, columns, request.key);
      const swap = { table: `${database}.${table}`, partition: 'all', from: `${LOAD_DATABASE}.${runId}_next_${table}` };
      const figures = {
        rowsIn: rows.given,
        rowsLoaded: rows.given - rows.repeated,
        rowsQuarantined: 0,
        rowsDuplicate: rows.repeated,
        valuesReported: 0,
      };
      await ledger.prepared(runId, figures, [], [], []);
      const snapshot = await gate.publish({ runId, swaps: [swap], dictionaries: [] });
      await ledger.finish(runId, 'published', snapshot.id, clock());
      return {
        runId,
        table: `${database}.${table}`,
        rows: rows.now,
        columns: [...columns].map(([name, type]) => ({ name, type })),
        snapshotId: snapshot.id,
      };
    } catch (error) {
      const journalled = !(await gate.isSettled()) || (await gate.snapshotOf(runId)) !== null;
      if (!journalled) await ledger.fail(runId, error instanceof Error ? error.message : String(error), clock());
      throw error;
    }
  } finally {
    rmSync(scratchDir, { recursive: true, force: true });
  }
}

/** A server sees no file of ours: an engine of our own reads them, and writes what the server is sent. */
async function lookAt(warehouse: Warehouse, names: readonly string[], scratchDir: string): Promise<TableFile[]> {
  if (warehouse.engine === 'embedded') return Promise.all(names.map((name) => tableFile(warehouse, name, scratchDir)));
  return withOwnEngine(async (engine) => {
    const files: TableFile[] = [];
    for (const [index, name] of names.entries()) {
      const file = await tableFile(engine, name, scratchDir);
      files.push(await sentFile(file, engine, warehouse, path.join(scratchDir, `${index}.native`)));
    }
    return files;
  });
}

function named(name: string): { database: string; table: string } {
  const [, database = OWN_DATABASE, table = ''] = /^(?:([A-Za-z_]\w{0,60})\.)?([A-Za-z_]\w{0,60})$/.exec(name) ?? [];
  if (table === '') throw new TenureError('BAD_REQUEST', `${name} is no name of a table: a word, or database.table.`);
  if (RESERVED.test(database))
    throw new TenureError('BAD_REQUEST', `${name}: the database ${database} is not for tables of your own.`);
  return { database, table };
}

type Columns = ReadonlyMap<string, string>;

/** Types that hold the values of all files. */
function sameColumns(files: readonly TableFile[]): Columns {
  const [first, ...others] = files;
  const columns = new Map(first?.columns);
  for (const { path: file, columns: theirs } of others) {
    const missing = [...columns.keys()].filter((name) => !theirs.has(name));
    const more = [...theirs.keys()].filter((name) => !columns.has(name));
    if (missing.length + more.length > 0)
      throw new TenureError(
        'SOURCE',
        `${file} has other columns than ${first?.path}: ${[...missing.map((name) => `no ${name}`), ...more].join(', ')}.`,
      );
    for (const [name, type] of theirs) columns.set(name, wider(columns.get(name) ?? type, type));
  }
  return columns;
}

function wider(one: string, other: string): string {
  if (one === other) return one;
  const plain = (type: string) => /^Nullable\((.*)\)$/.exec(type)?.[1] ?? type;
  const [a, b] = [plain(one), plain(other)];
  const isNumber = (type: string) => /^(U?Int\d+|Float64)$/.test(type);
  const both = a === b ? a : isNumber(a) && isNumber(b) ? 'Float64' : 'String';
  return `Nullable(${both})`;
}

async function create(
  warehouse: Warehouse,
  database: string,
  live: Fragment,
  columns: Columns,
  key: readonly string[],
) {
  await warehouse.command(sql`CREATE DATABASE IF NOT EXISTS ${identifier(database)}`, lane);
  const definitions = [...columns].map(([name, type]) => sql`${identifier(name)} ${unsafeRaw(type)}`);
  const order = key.length === 0 ? sql`tuple()` : sql`(${join(key.map((name) => identifier(name)))})`;
  await warehouse.command(
    sql`CREATE TABLE IF NOT EXISTS ${live} (${join(definitions)}) ENGINE = MergeTree ORDER BY ${order} SETTINGS allow_nullable_key = 1`,
    lane,
  );
}

async function refuseOtherColumns(
  warehouse: Warehouse,
  database: string,
  table: string,
  columns: Columns,
): Promise<void> {
  const { rows } = await warehouse.query(
    sql`SELECT name FROM system.columns WHERE database = ${database} AND table = ${table} ORDER BY position`,
    lane,
  );
  const held = rows.map(([name]) => String(name));
  const missing = held.filter((name) => !columns.has(name));
  const more = [...columns.keys()].filter((name) => !held.includes(name));
  if (missing.length + more.length > 0)
    throw new TenureError(
      'SOURCE',
      `${database}.${table} has other columns than the files: ${[...missing.map((name) => `${name} is missing in the files`), ...more.map((name) => `${name} is new`)].join(', ')}. Load them under another name.`,
    );
}

async function buildNext(
  { warehouse }: Options,
  { live, name }: { live: Fragment; name: string },
  files: readonly TableFile[],
  columns: Columns,
  key: readonly string[],
): Promise<{ given: number; repeated: number; now: number }> {
  const next = identifier(LOAD_DATABASE, name);
  const list = join([...columns.keys()].map((column) => identifier(column)));
  await warehouse.command(sql`CREATE TABLE ${next} AS ${live}`, lane);
  for (const file of files) await file.insert(next, [...columns.keys()]);
  const count = async (text: Fragment) => Number((await warehouse.query(text, lane)).rows[0]?.[0]);
  const given = await count(sql`SELECT count() FROM ${next}`);
  if (key.length === 0) return { given, repeated: 0, now: given };
  const keys = join(key.map((column) => identifier(column)));
  const distinct = await count(sql`SELECT count() FROM (SELECT DISTINCT ${list} FROM ${next})`);
  const keyed = await count(sql`SELECT uniqExact(${keys}) FROM ${next}`);
  if (keyed < distinct)
    throw new TenureError(
      'SOURCE',
      `${distinct - keyed} rows have the ${key.join(', ')} of another row and other values: it is no key of these files. Nothing was loaded.`,
    );
  if (distinct < given) {
    const once = identifier(LOAD_DATABASE, `${name}_once`);
    await warehouse.command(sql`CREATE TABLE ${once} AS ${live}`, lane);
    await warehouse.command(sql`INSERT INTO ${once} SELECT DISTINCT ${list} FROM ${next}`, lane);
    await warehouse.command(sql`TRUNCATE TABLE ${next}`, lane);
    await warehouse.command(sql`INSERT INTO ${next} SELECT ${list} FROM ${once}`, lane);
  }
  await warehouse.command(
    sql`INSERT INTO ${next} (${list}) SELECT ${list} FROM ${live} WHERE (${keys}) NOT IN (SELECT ${keys} FROM ${next})`,
    lane,
  );
  return { given, repeated: given - distinct, now: await count(sql`SELECT count() FROM ${next}`) };
}
