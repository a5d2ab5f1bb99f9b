import type { Swap } from '../../src/warehouse/publish/journal.js';
import { type Fragment, identifier, join, sql, typed, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Target } from '../targets.js';
import { LOAD_DATABASE, type Staged } from './stage.js';

/** The next version of a table's touched partitions, ready to be swapped in. */
export interface Next {
  readonly target: Target;
  /** Dotted name of the table that holds it. */
  readonly table: string;
  readonly partitions: readonly string[];
  readonly swaps: readonly Swap[];
  readonly rowsStaged: number;
  readonly rowsBad: number;
  readonly rowsDuplicate: number;
  /** Rows that the next version must hold: kept ones and good staged ones, less the duplicates. */
  readonly rowsExpected: number;
  /** Sums that must come out as they went in, by column; only where no row had to give way. */
  readonly money: Readonly<Record<string, { readonly expected: string; readonly written: string }>>;
  /** Rows of the same key with another content; one of them was taken. */
  readonly rowsConflicting: number;
}

export interface MergeOptions {
  readonly warehouse: Warehouse;
  readonly runId: string;
  /** Files whose rows give way to this run's. */
  readonly superseded: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Base tables by partition: what is there, without superseded files, plus what was staged, one row a natural key within its
 * partition (a bill's number counts within its month). Of rows
 * with the same key the one with the smallest content counts, whichever came first, so that any split, order and repetition
 * of the files gives the same table.
 */
export async function merge(target: Target, staged: readonly Staged[], options: MergeOptions): Promise<Next> {
  const { warehouse, runId, superseded, signal } = options;
  const lane = { lane: 'batch', ...(signal ? { signal } : {}) } as const;
  const live = identifier('tenure', target.table);
  const nextName = `${LOAD_DATABASE}.${runId}_next_${target.table}`;
  const next = identifier(LOAD_DATABASE, `${runId}_next_${target.table}`);
  await warehouse.command(sql`CREATE TABLE ${next} AS ${live}`, lane);
  const columns = columnsOf(target).map((name) => identifier(name));
  const key = join(target.key.map((name) => identifier(name)));
  const month = target.partitionBy ? sql`toYYYYMM(${identifier(target.partitionBy)})` : sql`0`;
  const scoped = target.partitionBy ? sql`${month}, ${key}` : key;
  const kept =
    superseded.length === 0 ? sql`1` : sql`file_id NOT IN (${typed(superseded.map(BigInt), 'Array(UInt64)')})`;
  const incoming = join(
    staged.map((one) => sql`SELECT ${join(columns)}, file_id FROM ${one.table} WHERE NOT _bad`),
    ' UNION ALL ',
  );
  const left =
    superseded.length === 0
      ? sql``
      : sql` UNION ALL SELECT ${month} AS part, toUInt64(0) AS incoming FROM ${live} WHERE NOT (${kept}) GROUP BY part`;
  const { rows: touched } = await warehouse.query(
    sql`SELECT part, sum(incoming) FROM (SELECT ${month} AS part, count() AS incoming FROM (${incoming}) GROUP BY part${left})
        GROUP BY part ORDER BY part`,
    lane,
  );
  const partitions = touched.map(([part]) => (target.partitionBy ? String(part) : 'all'));
  const swaps: Swap[] = [];
  let duplicates = 0;
  let conflicting = 0;
  let expected = 0;
  for (const group of groups(touched.map(([part, rows]) => ({ part: String(part), rows: Number(rows) })))) {
    const here = target.partitionBy ? sql`${month} IN (${unsafeRaw(group.join(', '))})` : sql`1`;
    const both = sql`SELECT ${join(columns)}, file_id FROM ${live} WHERE ${here} AND ${kept}
      UNION ALL SELECT * FROM (${incoming}) WHERE ${here}`;
    const counted = await warehouse.query(
      sql`SELECT ${month} AS part, count(), uniqExact(sipHash64(${key})) FROM (${both}) GROUP BY part`,
      lane,
    );
    const keysOf = new Map(
      counted.rows.map(([part, all, keys]) => [String(part), { all: Number(all), keys: Number(keys) }]),
    );
    const clean = [...keysOf.values()].every(({ all, keys }) => all === keys);
    await warehouse.command(insert(next, columns, both, clean ? sql`` : onePerKey(scoped, columns)), lane);
    if (!clean) conflicting += await countConflicts(warehouse, both, scoped, columns, lane);
    for (const part of group) {
      const { all = 0, keys = 0 } = keysOf.get(part) ?? {};
      expected += keys;
      duplicates += all - keys;
      const partition = target.partitionBy ? part : 'all';
      swaps.push({ table: `tenure.${target.table}`, partition, from: all === 0 ? null : nextName });
    }
  }
  const before = sql`SELECT ${join(columns)}, file_id FROM ${live}
    WHERE ${kept} AND ${target.partitionBy ? sql`${month} IN (${typed(partitions.map(Number), 'Array(UInt32)')})` : sql`1`}
    UNION ALL ${incoming}`;
  const money = duplicates > 0 ? {} : await compareMoney(warehouse, target, before, next, lane);
  const { rowsStaged, rowsBad } = await countStaged(warehouse, staged, lane);
  return {
    target,
    table: nextName,
    partitions,
    swaps,
    rowsStaged,
    rowsBad,
    rowsDuplicate: duplicates,
    rowsExpected: expected,
    money,
    rowsConflicting: conflicting,
  };
}

/** Rows merged in one statement: few statements for little data, flat memory for much. */
const GROUP_ROWS = 4_000_000;

function groups(partitions: readonly { readonly part: string; readonly rows: number }[]): string[][] {
  const made: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { part, rows } of partitions) {
    if (size + rows > GROUP_ROWS) {
      made.push([]);
      size = 0;
    }
    made.at(-1)?.push(part);
    size += rows;
  }
  return made;
}

async function countConflicts(
  warehouse: Warehouse,
  rows: Fragment,
  key: Fragment,
  columns: readonly Fragment[],
  lane: { lane: 'batch' },
): Promise<number> {
  const { rows: counted } = await warehouse.query(
    sql`SELECT uniqExact(sipHash64(${key}, ${join(columns.map(hashable))})) - uniqExact(sipHash64(${key})) FROM (${rows})`,
    lane,
  );
  return Number(counted[0]?.[0]);
}

function insert(next: Fragment, columns: readonly Fragment[], rows: Fragment, dedupe: Fragment): Fragment {
  return sql`INSERT INTO ${next} (${join(columns)}, file_id) SELECT ${join(columns)}, file_id FROM (${rows}) ${dedupe}
    SETTINGS max_partitions_per_insert_block = 0`;
}

function onePerKey(key: Fragment, columns: readonly Fragment[]): Fragment {
  return sql`ORDER BY ${key}, ${join(columns.map(hashable))}, file_id LIMIT 1 BY ${key}`;
}

// Maps have no order; their text does.
function hashable(column: Fragment): Fragment {
  return column.text.endsWith('_attributes`') ? sql`toString(${column})` : column;
}

async function compareMoney(
  warehouse: Warehouse,
  target: Target,
  before: Fragment,
  next: Fragment,
  lane: { lane: 'batch' },
) {
  if (target.money.length === 0) return {};
  const sums = join(target.money.map((column) => sql`toString(sum(${identifier(column)}))`));
  const went = await warehouse.query(sql`SELECT ${sums} FROM (${before})`, lane);
  const came = await warehouse.query(sql`SELECT ${sums} FROM ${next}`, lane);
  return Object.fromEntries(
    target.money.map((column, index) => [
      column,
      { expected: String(went.rows[0]?.[index]), written: String(came.rows[0]?.[index]) },
    ]),
  );
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

const CUSTOMER_MAPS = ['text_attributes', 'number_attributes', 'flag_attributes', 'date_attributes'];

/** Columns of a target's table except file_id. */
export function columnsOf(target: Target): string[] {
  return [
    ...target.columns.map((column) => column.name),
    ...(target.name === 'customer' ? CUSTOMER_MAPS : []),
    ...target.derived.map((column) => column.name),
  ];
}
