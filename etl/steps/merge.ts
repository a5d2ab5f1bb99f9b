import type { Swap } from '../../src/warehouse/publish/journal.js';
import { type Fragment, identifier, sql, typed } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Target } from '../targets.js';
import { type MergeTables, mergePortion, type PartitionCount } from './merge-portion.js';
import { MoneySums, readSums, sumColumns } from './money-sums.js';
import { portions } from './portions.js';
import { LOAD_DATABASE, type Staged } from './stage.js';

/** The next version of a table's touched partitions, ready to be swapped in. */
export interface Next {
  readonly target: Target;
  /** Dotted name of the table that holds it. */
  readonly table: string;
  readonly partitions: readonly string[];
  readonly swaps: readonly Swap[];
  /** Of the rows that do not count. */
  readonly duplicateSwaps: readonly Swap[];
  readonly rowsStaged: number;
  readonly rowsBad: number;
  /** Good staged rows that brought no new key. */
  readonly rowsDuplicate: number;
  /** Rows that the next version must hold: one for each natural key that any file has. */
  readonly rowsExpected: number;
  /** Sums that must come out as they went in, by column, duplicates not counted. */
  readonly money: Readonly<Record<string, { readonly expected: string; readonly written: string }>>;
  /** Rows of the same key with another content; one of them was taken. */
  readonly rowsConflicting: number;
}

export interface MergeOptions {
  readonly warehouse: Warehouse;
  readonly runId: string;
  /** Files whose rows go, or give way to this run's. */
  readonly superseded: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Base tables by partition: what is there, without superseded files, plus what was staged, one row a natural key within its
 * partition (a bill's number counts within its month). Of rows with the same key the one with the smallest content counts,
 * whichever came first; the others are kept beside the table (`…_duplicate`), one a file, for the day that its file goes. So
 * any split, order, repetition and versions of the files give the same table.
 */
export async function merge(target: Target, staged: readonly Staged[], options: MergeOptions): Promise<Next> {
  const { warehouse, runId, superseded, signal } = options;
  const lane = { lane: 'batch', ...(signal ? { signal } : {}) } as const;
  const asideName = `${target.table}_duplicate`;
  const nextName = `${runId}_next_${target.table}`;
  const nextAsideName = `${runId}_next_${asideName}`;
  const tables: MergeTables = {
    target,
    staged,
    live: identifier('tenure', target.table),
    aside: identifier('tenure', asideName),
    next: identifier(LOAD_DATABASE, nextName),
    nextAside: identifier(LOAD_DATABASE, nextAsideName),
    twice: identifier(LOAD_DATABASE, `${runId}_twice_${target.table}`),
    stays: superseded.length === 0 ? sql`1` : sql`file_id NOT IN (${typed(superseded.map(BigInt), 'Array(UInt64)')})`,
    someGo: superseded.length > 0,
    parts: (await hasParts(warehouse, target, staged))
      ? identifier(LOAD_DATABASE, `${runId}_parts_${target.table}`)
      : undefined,
  };
  await warehouse.command(sql`CREATE TABLE ${tables.next} AS ${tables.live}`, lane);
  const held = await rowsOfParts(warehouse, target.table);
  const aside = await rowsOfParts(warehouse, asideName);
  const touched = await touchedParts(warehouse, tables);
  const counted = new Map<string, PartitionCount>();
  const money = new MoneySums(target.money);
  let conflicting = 0;
  let isShared = false;
  const sized = [...touched].map(([part, rows]) => ({
    part,
    rows: rows + (held.get(part) ?? 0) + (aside.get(part) ?? 0),
  }));
  for (const portion of portions(sized, target.ofCustomer)) {
    const withAside = portion.parts.some((part) => aside.has(part));
    const done = await mergePortion(warehouse, tables, portion, withAside, lane);
    conflicting += done.conflicting;
    isShared ||= done.isShared;
    money.expect(done.money);
    for (const one of done.parts) {
      const before = counted.get(one.part);
      counted.set(one.part, before ? add(before, one) : one);
    }
  }
  if (target.money.length > 0) {
    const written = await warehouse.query(sql`SELECT ${sumColumns(target.money)} FROM ${tables.next}`, lane);
    money.write(readSums(target.money, written.rows[0] ?? []));
  }
  const asideNow = new Set(isShared ? await partsOf(warehouse, tables.nextAside, target, lane) : []);
  const partitions = [...touched.keys()];
  const swap = (table: string, partition: string, from: string | null): Swap => ({
    table: `tenure.${table}`,
    partition,
    from: from === null ? null : `${LOAD_DATABASE}.${from}`,
  });
  const counts = [...counted.values()];
  return {
    target,
    table: `${LOAD_DATABASE}.${nextName}`,
    partitions,
    swaps: partitions.map((part) => swap(target.table, part, counted.get(part)?.keys ? nextName : null)),
    duplicateSwaps: partitions
      .filter((part) => asideNow.has(part) || aside.has(part))
      .map((part) => swap(asideName, part, asideNow.has(part) ? nextAsideName : null)),
    ...(await countStaged(warehouse, staged, lane)),
    rowsDuplicate: counts.reduce((sum, one) => sum + one.fresh - one.freshKeys, 0),
    rowsExpected: counts.reduce((sum, one) => sum + one.keys, 0),
    money: money.compared(),
    rowsConflicting: conflicting,
  };
}

function add(one: PartitionCount, other: PartitionCount): PartitionCount {
  return {
    part: one.part,
    fresh: one.fresh + other.fresh,
    keys: one.keys + other.keys,
    freshKeys: one.freshKeys + other.freshKeys,
  };
}

/** Whether sums of parts are served or come. */
async function hasParts(warehouse: Warehouse, target: Target, staged: readonly Staged[]): Promise<boolean> {
  if (target.summed.length === 0) return false;
  if (staged.some(({ isSummed }) => isSummed)) return true;
  const { rows } = await warehouse.query(
    sql`SELECT 1 FROM ${identifier('tenure', target.table)} WHERE summed != 0 LIMIT 1
        UNION ALL SELECT 1 FROM ${identifier('tenure', `${target.table}_duplicate`)} WHERE summed != 0 LIMIT 1`,
    { lane: 'batch' },
  );
  return rows.length > 0;
}

/** Rows of each partition of a served table. */
async function rowsOfParts(warehouse: Warehouse, table: string): Promise<Map<string, number>> {
  const { rows } = await warehouse.query(
    sql`SELECT partition_id, sum(rows) FROM system.parts WHERE database = 'tenure' AND table = ${table} AND active AND rows > 0
        GROUP BY partition_id`,
    { lane: 'batch' },
  );
  return new Map(rows.map(([part, count]) => [String(part), Number(count)]));
}

async function partsOf(warehouse: Warehouse, table: Fragment, target: Target, lane: { lane: 'batch' }) {
  const part = target.partitionBy ? sql`toString(toYYYYMM(${identifier(target.partitionBy)}))` : sql`'all'`;
  const { rows } = await warehouse.query(sql`SELECT DISTINCT ${part} FROM ${table}`, lane);
  return rows.map(([name]) => String(name));
}

/** Partitions that get or lose rows, with the staged rows of each. */
async function touchedParts(warehouse: Warehouse, tables: MergeTables): Promise<Map<string, number>> {
  const { target, staged, live, aside, stays, someGo } = tables;
  const part = target.partitionBy ? sql`toString(toYYYYMM(${identifier(target.partitionBy)}))` : sql`'all'`;
  const touched = new Map<string, number>();
  const count = async (table: Fragment, where: Fragment, weight: 0 | 1) => {
    const { rows } = await warehouse.query(
      sql`SELECT ${part} AS part, count() FROM ${table} WHERE ${where} GROUP BY part`,
      { lane: 'batch' },
    );
    for (const [name, rowCount] of rows)
      touched.set(String(name), (touched.get(String(name)) ?? 0) + weight * Number(rowCount));
  };
  for (const one of staged) await count(one.table, sql`NOT _bad`, 1);
  if (someGo) for (const table of [live, aside]) await count(table, sql`NOT (${stays})`, 0);
  return new Map([...touched].sort(([one], [other]) => one.localeCompare(other)));
}

async function countStaged(warehouse: Warehouse, staged: readonly Staged[], lane: { lane: 'batch' }) {
  let rowsStaged = 0;
  let rowsBad = 0;
  for (const { table } of staged) {
    const { rows } = await warehouse.query(sql`SELECT count(), countIf(_bad) FROM ${table}`, lane);
    rowsStaged += Number(rows[0]?.[0]);
    rowsBad += Number(rows[0]?.[1]);
  }
  return { rowsStaged, rowsBad };
}
