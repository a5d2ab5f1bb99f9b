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
}

export interface PartitionCount {
  readonly part: string;
  /** Good staged rows. */
  readonly fresh: number;
  readonly keys: number;
  /** Keys that the files which stay have. */
  readonly keysBefore: number;
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
  const columns = join([...names, 'file_id'].map((name) => identifier(name)));
  const rows = rowsOf(tables, portion, withAside);
  const month = target.partitionBy ? sql`toYYYYMM(${identifier(target.partitionBy)})` : sql`'all'`;
  const key = join(target.key.map((name) => identifier(name)));
  const scoped = sql`${month}, ${key}`;
  // Two keys of one hash would only be compared in full.
  const hash = sql`cityHash64(${scoped})`;
  const contents = join(names.map(hashable));
  const counted = await warehouse.query(
    sql`SELECT ${month} AS part, count(), uniqExact(${hash}), countIf(_fresh), ${someGo ? sql`uniqExactIf(${hash}, NOT _fresh)` : sql`countIf(NOT _fresh)`},
          ${sumColumns(target.money)} FROM (${rows}) GROUP BY part`,
    lane,
  );
  const parts = counted.rows.map(([part, all, keys, fresh, keysBefore]) => ({
    part: String(part),
    fresh: Number(fresh),
    keys: Number(keys),
    keysBefore: Number(keysBefore),
    isClean: all === keys,
  }));
  const insert = (into: Fragment, from: Fragment) =>
    warehouse.command(
      sql`INSERT INTO ${into} (${columns}) SELECT ${columns} FROM (${from}) SETTINGS max_partitions_per_insert_block = 0`,
      lane,
    );
  if (parts.every(({ isClean }) => isClean)) {
    await insert(next, rows);
    const sums = counted.rows.map((row) => readSums(target.money, row.slice(5)));
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
    sql`SELECT * FROM (${onePerFile}) ORDER BY ${scoped}, ${contents}, file_id LIMIT 1, 1000000000 BY ${scoped}`,
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

/** All rows that the portion may keep: served ones that stay, those aside, and the good staged ones (`_fresh`). */
function rowsOf({ target, staged, live, aside, stays }: MergeTables, portion: Portion, withAside: boolean): Fragment {
  const columns = join([...columnsOf(target), 'file_id'].map((name) => identifier(name)));
  const within = target.partitionBy
    ? sql`toYYYYMM(${identifier(target.partitionBy)}) IN (${unsafeRaw(portion.parts.join(', '))})`
    : sql`1`;
  const here = portion.slice ? sql`${within} AND ${portion.slice}` : within;
  const pieces = [
    ...[live, ...(withAside ? [aside] : [])].map(
      (table) => sql`SELECT ${columns}, 0 AS _fresh FROM ${table} WHERE ${here} AND ${stays}`,
    ),
    ...staged.map(({ table }) => sql`SELECT ${columns}, 1 AS _fresh FROM ${table} WHERE ${here} AND NOT _bad`),
  ];
  return join(pieces, ' UNION ALL ');
}

// Maps have no order; their text does.
function hashable(column: string): Fragment {
  return column.endsWith('_attributes') ? sql`toString(${identifier(column)})` : identifier(column);
}

const CUSTOMER_MAPS = ['text_attributes', 'number_attributes', 'flag_attributes', 'date_attributes'];

/** Columns of a target's table except file_id. */
export function columnsOf(target: Target): string[] {
  return [
    ...target.columns.map((column) => column.name),
    ...(target.name === 'customer' ? CUSTOMER_MAPS : []),
    ...target.derived.map((column) => column.name),
  ];
}
