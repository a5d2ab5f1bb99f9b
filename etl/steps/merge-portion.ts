import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Target } from '../targets.js';
import { readSums, sumColumns } from './money-sums.js';
import type { Portion } from './portions.js';
import type { Staged } from './stage.js';

export interface MergeTables {
  readonly target: Target;
  readonly staged: readonly Staged[];
  readonly live: Fragment;
  /** Rows that do not count, as they are served and as they will be. */
  readonly aside: Fragment;
  readonly next: Fragment;
  readonly nextAside: Fragment;
  /** Hashes of the keys that several rows of the portion have. */
  readonly twice: Fragment;
  /** Which rows of the served tables stay. */
  readonly stays: Fragment;
  readonly someGo: boolean;
  /** The parts of sums of a portion, one a key and file; absent where neither what is served nor what comes has any. */
  readonly parts?: Fragment | undefined;
}

export interface PartitionCount {
  readonly part: string;
  /** Good staged rows that are no parts of sums. */
  readonly fresh: number;
  readonly keys: number;
  /** Keys that only they have. */
  readonly freshKeys: number;
}

interface Merged {
  readonly parts: readonly PartitionCount[];
  /** Whether several rows have one key: the portion then has rows aside. */
  readonly isShared: boolean;
  /** Staged keys that come with several contents. */
  readonly conflicting: number;
  /** Sums of the rows that count, as MoneySums takes them. */
  readonly money: readonly bigint[];
}

type Lane = { lane: 'batch'; signal?: AbortSignal };

/** Merges a portion into the next version. Rows with a key of their own, nearly all, are not sorted. */
export async function mergePortion(
  warehouse: Warehouse,
  tables: MergeTables,
  portion: Portion,
  withAside: boolean,
  lane: Lane,
): Promise<Merged> {
  const { target, next, nextAside, twice, someGo } = tables;
  const names = columnsOf(target);
  const columns = join(keptColumns(target).map((name) => identifier(name)));
  const rows = rowsOf(tables, portion, withAside);
  if (tables.parts) await collectParts(warehouse, tables, portion, withAside, lane);
  const month = target.partitionBy ? sql`toYYYYMM(${identifier(target.partitionBy)})` : sql`'all'`;
  const key = join(target.key.map((name) => identifier(name)));
  const scoped = sql`${month}, ${key}`;
  // Two keys of one hash would only be compared in full.
  const hash = sql`cityHash64(${scoped})`;
  const contents = join(names.map(hashable));
  const counted = await warehouse.query(
    sql`SELECT ${month} AS part, count(), uniqExact(${hash}), ${tables.parts ? sql`countIf(_fresh AND summed = 0)` : sql`countIf(_fresh)`},
          ${tables.parts ? sql`uniqExactIf(${hash}, summed = 0)` : sql`0`},
          ${tables.parts ? sql`uniqExactIf(${hash}, NOT _fresh AND summed = 0)` : someGo ? sql`uniqExactIf(${hash}, NOT _fresh)` : sql`countIf(NOT _fresh)`},
          ${sumColumns(target.money)} FROM (${rows}) GROUP BY part`,
    lane,
  );
  const composed = tables.parts ? await countComposed(warehouse, tables.parts, hash, lane) : 0;
  const parts = counted.rows.map(([part, all, keys, fresh, plainKeys, keysBefore]) => ({
    part: String(part),
    fresh: Number(fresh),
    keys: Number(keys),
    freshKeys: Number(tables.parts ? plainKeys : keys) - Number(keysBefore),
    isClean: all === keys,
  }));
  const insert = (into: Fragment, from: Fragment) =>
    warehouse.command(
      sql`INSERT INTO ${into} (${columns}) SELECT ${columns} FROM (${from}) SETTINGS max_partitions_per_insert_block = 0`,
      lane,
    );
  if (composed === 0 && parts.every(({ isClean }) => isClean)) {
    await insert(next, rows);
    const sums = counted.rows.map((row) => readSums(target.money, row.slice(6)));
    return {
      parts,
      isShared: false,
      conflicting: 0,
      money: target.money.map((_, at) => sums.reduce((sum, one) => sum + (one[at] ?? 0n), 0n)),
    };
  }
  await warehouse.command(sql`CREATE TABLE IF NOT EXISTS ${nextAside} AS ${tables.aside}`, lane);
  await warehouse.command(sql`DROP TABLE IF EXISTS ${twice} SYNC`, lane);
  await warehouse.command(sql`CREATE TABLE ${twice} (key_hash UInt64) ENGINE = MergeTree ORDER BY key_hash`, lane);
  await warehouse.command(
    sql`INSERT INTO ${twice} SELECT ${hash} AS key_hash FROM (${rows}) GROUP BY key_hash HAVING count() > 1`,
    lane,
  );
  const isTwice = sql`${hash} IN (SELECT key_hash FROM ${twice})`;
  const single = sql`SELECT * FROM (${rows}) WHERE NOT (${isTwice})`;
  const shared = sql`SELECT * FROM (${rows}) WHERE ${isTwice}`;
  await insert(next, single);
  await insert(next, sql`${shared} ORDER BY ${scoped}, ${contents}, file_id LIMIT 1 BY ${scoped}`);
  // The smallest row of each file; the first of these counts already.
  const onePerFile = sql`${shared} ORDER BY ${scoped}, ${contents}, file_id LIMIT 1 BY ${scoped}, file_id`;
  await insert(
    nextAside,
    sql`SELECT * FROM (SELECT * FROM (${onePerFile}) ORDER BY ${scoped}, ${contents}, file_id LIMIT 1, 1000000000 BY ${scoped}) WHERE ${tables.parts ? sql`summed != 2` : sql`1`}`,
  );
  if (tables.parts && composed > 0)
    await insert(
      nextAside,
      sql`SELECT * FROM ${tables.parts} WHERE ${hash} IN (SELECT ${hash} FROM ${tables.parts} GROUP BY 1 HAVING count() > 1)`,
    );
  const disputed = await warehouse.query(
    sql`SELECT sum(contents - 1) FROM (SELECT uniqExact(sipHash64(${contents})) AS contents, max(_fresh) AS is_fresh
        FROM (${shared}) GROUP BY ${scoped}) WHERE is_fresh`,
    lane,
  );
  return {
    parts,
    isShared: true,
    conflicting: Number(disputed.rows[0]?.[0] ?? 0),
    money: await moneyOf(warehouse, target, { single, shared, scoped, contents }, lane),
  };
}

/** Found in another way than the rows are written: by the least content of each key. */
async function moneyOf(
  warehouse: Warehouse,
  target: Target,
  { single, shared, scoped, contents }: Record<'single' | 'shared' | 'scoped' | 'contents', Fragment>,
  lane: Lane,
): Promise<bigint[]> {
  if (target.money.length === 0) return [];
  const least = join(
    target.money.map(
      (name) => sql`argMin(${identifier(name)}, (${contents}, file_id)) AS ${identifier(`least_${name}`)}`,
    ),
  );
  const sums = await Promise.all([
    warehouse.query(sql`SELECT ${sumColumns(target.money)} FROM (${single})`, lane),
    warehouse.query(
      sql`SELECT ${sumColumns(target.money.map((name) => `least_${name}`))} FROM (SELECT ${least} FROM (${shared}) GROUP BY ${scoped})`,
      lane,
    ),
  ]);
  const [one, other] = sums.map(({ rows }) => readSums(target.money, rows[0] ?? []));
  return target.money.map((_, index) => (one?.[index] ?? 0n) + (other?.[index] ?? 0n));
}

/** All rows that the portion may keep: served ones that stay, those aside, the good staged ones (`_fresh`), and sums of parts. */
function rowsOf(tables: MergeTables, portion: Portion, withAside: boolean): Fragment {
  const { target, staged, parts } = tables;
  const columns = join(keptColumns(target).map((name) => identifier(name)));
  const plain = parts ? sql` AND summed = 0` : sql``;
  const here = within(target, portion);
  const pieces = [
    ...served(tables, withAside).map(
      (table) => sql`SELECT ${columns}, 0 AS _fresh FROM ${table} WHERE ${here} AND ${tables.stays}${plain}`,
    ),
    ...staged
      .filter(({ isSummed }) => !isSummed)
      .map(
        ({ table }) => sql`SELECT ${stagedColumns(target, 0)}, 1 AS _fresh FROM ${table} WHERE ${here} AND NOT _bad`,
      ),
    ...(parts ? [sumsOf(target, parts)] : []),
  ];
  return join(pieces, ' UNION ALL ');
}

/** Fills `parts`: for each key and file that its rows are summed by, what that file says of the key. */
async function collectParts(
  warehouse: Warehouse,
  tables: MergeTables,
  portion: Portion,
  withAside: boolean,
  lane: Lane,
): Promise<void> {
  const { target, staged, parts } = tables;
  if (!parts) return;
  const here = within(target, portion);
  const columns = join(keptColumns(target).map((name) => identifier(name)));
  const pieces = [
    ...served(tables, withAside).map(
      (table) => sql`SELECT ${columns}, 0 AS _fresh FROM ${table} WHERE ${here} AND ${tables.stays} AND summed = 1`,
    ),
    ...staged
      .filter(({ isSummed }) => isSummed)
      .map(
        ({ table }) => sql`SELECT ${stagedColumns(target, 1)}, 1 AS _fresh FROM ${table} WHERE ${here} AND NOT _bad`,
      ),
  ];
  await warehouse.command(sql`DROP TABLE IF EXISTS ${parts} SYNC`, lane);
  await warehouse.command(sql`CREATE TABLE ${parts} AS ${tables.live}`, lane);
  await warehouse.command(sql`ALTER TABLE ${parts} ADD COLUMN _fresh UInt8`, lane);
  await warehouse.command(
    sql`INSERT INTO ${parts} (${columns}, _fresh) SELECT ${added(target)}, p.file_id, toUInt8(1) AS summed, max(p._fresh)
        FROM (${join(pieces, ' UNION ALL ')}) AS p GROUP BY ${join(keyOf(target))}, p.file_id SETTINGS max_partitions_per_insert_block = 0`,
    lane,
  );
}

function sumsOf(target: Target, parts: Fragment): Fragment {
  return sql`SELECT ${added(target)}, min(p.file_id) AS file_id, toUInt8(if(count() = 1, 1, 2)) AS summed, max(p._fresh) AS _fresh
    FROM (SELECT * FROM ${parts}) AS p GROUP BY ${join(keyOf(target))}`;
}

/** The target's columns over rows (`p`) of one key, in its order. */
function added(target: Target): Fragment {
  return join(
    columnsOf(target).map((name) => {
      const [column, from] = [identifier(name), identifier('p', name)];
      if (target.key.includes(name)) return sql`${from} AS ${column}`;
      const type = target.columns.find((one) => one.name === name)?.type;
      if (!target.summed.includes(name) || type === undefined) return sql`max(${from}) AS ${column}`;
      return sql`CAST(sum(${from}), ${quotedType(type)}) AS ${column}`;
    }),
  );
}

/** What rows (`p`) are summed by: the key, within its partition. */
function keyOf(target: Target): Fragment[] {
  const key = target.key.map((name) => identifier('p', name));
  return target.partitionBy ? [...key, sql`toYYYYMM(${identifier('p', target.partitionBy)})`] : key;
}

function quotedType(type: string): Fragment {
  return unsafeRaw(`'${type}'`);
}

async function countComposed(warehouse: Warehouse, parts: Fragment, hash: Fragment, lane: Lane): Promise<number> {
  const { rows } = await warehouse.query(
    sql`SELECT count() FROM (SELECT ${hash} AS h FROM ${parts} GROUP BY h HAVING count() > 1)`,
    lane,
  );
  return Number(rows[0]?.[0] ?? 0);
}

function served({ live, aside }: MergeTables, withAside: boolean): Fragment[] {
  return [live, ...(withAside ? [aside] : [])];
}

function within(target: Target, portion: Portion): Fragment {
  const here = target.partitionBy
    ? sql`toYYYYMM(${identifier(target.partitionBy)}) IN (${unsafeRaw(portion.parts.join(', '))})`
    : sql`1`;
  return portion.slice ? sql`${here} AND ${portion.slice}` : here;
}

// Maps have no order; their text does.
export function hashable(column: string): Fragment {
  if (column.endsWith('_state')) return sql`cityHash64(${identifier(column)})`;
  return column.endsWith('_attributes') ? sql`toString(${identifier(column)})` : identifier(column);
}

const CUSTOMER_MAPS = ['text_attributes', 'number_attributes', 'flag_attributes', 'date_attributes'];

/** Columns of a target's table except file_id. */
export function columnsOf(target: Target): string[] {
  return [
    ...target.columns.filter(({ passing }) => !passing).map((column) => column.name),
    ...(target.name === 'customer' ? CUSTOMER_MAPS : []),
    ...target.derived.map((column) => column.name),
  ];
}

/** Columns of a target's table that a row keeps. */
function keptColumns(target: Target): string[] {
  return [...columnsOf(target), 'file_id', ...(target.summed.length > 0 ? ['summed'] : [])];
}

function stagedColumns(target: Target, summed: 0 | 1): Fragment {
  const columns = join([...columnsOf(target), 'file_id'].map((name) => identifier(name)));
  return target.summed.length > 0 ? sql`${columns}, ${unsafeRaw(`toUInt8(${summed})`)} AS summed` : columns;
}
