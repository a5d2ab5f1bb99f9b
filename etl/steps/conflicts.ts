import { TenureError } from '../../src/errors/errors.js';
import { type Fragment, identifier, join, sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { SourceSpec } from '../source/spec.js';
import type { Target } from '../targets.js';
import { columnsOf, hashable } from './merge-portion.js';
import { keySlices } from './portions.js';
import type { Staged } from './stage.js';

/** Keys looked at in one statement. */
const SLICE_ROWS = 4_000_000;
const MOST_EXAMPLES = 5;

/** Rows of one key of which but one counts. */
export interface Conflicts {
  /** Good rows that were looked at. */
  readonly rows: number;
  /** Rows that say something else than the row of their key that counts, among what is loaded now. */
  readonly among: number;
  /** Rows that say something else than what is loaded already. */
  readonly withLoaded: number;
  /** Rows that say the same as another. */
  readonly repeated: number;
  /** Such as `calls.csv lines 2, 3 and 4`. */
  readonly examples: readonly string[];
}

interface Options {
  readonly warehouse: Warehouse;
  /** File names by the id that rows carry. */
  readonly names: ReadonlyMap<string, string>;
  /** Files whose rows give way to this run's. */
  readonly superseded: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** What of the staged rows would not count since other rows have their key. Rows that are summed have no such. */
export async function findConflicts(target: Target, staged: readonly Staged[], options: Options): Promise<Conflicts> {
  const { warehouse, names, superseded, signal } = options;
  const lane = { lane: 'batch', ...(signal ? { signal } : {}) } as const;
  const plain = staged.filter((one) => one.target === target && !one.isSummed);
  const found = { rows: 0, among: 0, withLoaded: 0, repeated: 0, examples: [] as string[] };
  if (plain.length === 0) return found;
  const count = join(
    plain.map(({ table }) => sql`(SELECT count() FROM ${table} WHERE NOT _bad)`),
    ' + ',
  );
  found.rows = Number((await warehouse.query(sql`SELECT ${count}`, lane)).rows[0]?.[0]);
  const slices = target.ofCustomer ? keySlices(Math.max(1, Math.ceil(found.rows / SLICE_ROWS))) : [sql`1`];
  for (const slice of slices) {
    const keys = sharedKeys(target, plain, superseded, slice);
    const { rows } = await warehouse.query(
      sql`SELECT sum(greatest(here - 1, 0)), sum(elsewhere), sum(fresh) - sum(greatest(here, 1)), count() FROM (${keys})`,
      lane,
    );
    const [among, withLoaded, repeated, shared] = (rows[0] ?? []).map(Number);
    found.among += among ?? 0;
    found.withLoaded += withLoaded ?? 0;
    found.repeated += repeated ?? 0;
    if ((shared ?? 0) === 0 || found.examples.length >= MOST_EXAMPLES) continue;
    const examples = await warehouse.query(
      sql`SELECT lines FROM (${keys}) WHERE here > 1 OR elsewhere > 0 ORDER BY lines LIMIT ${MOST_EXAMPLES}`,
      lane,
    );
    for (const [lines] of examples.rows) found.examples.push(describeLines(lines as [string, string][], names));
  }
  return { ...found, examples: found.examples.slice(0, MOST_EXAMPLES) };
}

/**
 * Keys that more than one row has: `here`, contents among the staged rows (and records, where the key numbers none); `elsewhere`,
 * contents of staged rows that no served row of another file has though one has the key; `fresh`, staged rows.
 */
function sharedKeys(
  target: Target,
  staged: readonly Staged[],
  superseded: readonly string[],
  slice: Fragment,
): Fragment {
  const month = target.partitionBy ? [sql`toYYYYMM(${identifier(target.partitionBy)})`] : [];
  const key = join([...month, ...target.key.map((name) => identifier(name))]);
  const content = sql`cityHash64(${join(columnsOf(target).map(hashable))})`;
  const gone = superseded.length === 0 ? sql`` : sql` AND toString(file_id) NOT IN ${superseded}`;
  const fresh = staged.map(
    ({ table }) =>
      sql`SELECT cityHash64(${key}) AS k, ${content} AS c, _record AS r, file_id, _line, 1 AS is_fresh FROM ${table} WHERE NOT _bad AND ${slice}`,
  );
  const within = target.partitionBy
    ? sql`toYYYYMM(${identifier(target.partitionBy)}) IN (${join(
        staged.map(
          ({ table }) =>
            sql`SELECT DISTINCT toYYYYMM(${identifier(target.partitionBy ?? '')}) FROM ${table} WHERE NOT _bad`,
        ),
        ' UNION ALL ',
      )})`
    : sql`1`;
  const held = [identifier('tenure', target.table), identifier('tenure', `${target.table}_duplicate`)].map(
    (table) =>
      sql`SELECT cityHash64(${key}), ${content}, toUInt32(0), file_id, toUInt64(0), 0 FROM ${table} WHERE ${within} AND ${slice}${gone}`,
  );
  return sql`SELECT k, countIf(is_fresh = 1) AS fresh, uniqExactIf((c, r), is_fresh = 1) AS here,
      groupUniqArrayIf(100)(c, is_fresh = 0) AS known,
      if(empty(known), 0, length(arrayFilter(one -> NOT has(known, one), groupUniqArrayIf(100)(c, is_fresh = 1)))) AS elsewhere,
      arraySort(groupArrayIf(4)((toString(file_id), toString(_line)), is_fresh = 1)) AS lines
    FROM (${join([...fresh, ...held], ' UNION ALL ')}) GROUP BY k HAVING fresh > 0 AND count() > 1`;
}

function describeLines(lines: readonly [string, string][], names: ReadonlyMap<string, string>): string {
  const files = [...new Set(lines.map(([file]) => file))];
  return files
    .map((file) => {
      const numbers = lines.filter(([other]) => other === file).map(([, line]) => line);
      return `${names.get(file) ?? file} line${numbers.length > 1 ? 's' : ''} ${numbers.join(', ')}`;
    })
    .join('; ');
}

/** Refuses a load in which too many rows would not count though they say something of their own. Throws SOURCE. */
export function refuseConflicts(target: Target, spec: SourceSpec, conflicts: Conflicts): void {
  const limit = limitOf(target, spec);
  const lost = conflicts.among + (target.isTotal ? conflicts.withLoaded : 0);
  if (lost === 0 || conflicts.rows === 0 || lost / conflicts.rows <= limit) return;
  throw new TenureError(
    'SOURCE',
    `${spec.source}: ${describeConflicts(target, conflicts)} ${remedy(target)} Nothing was loaded.`,
  );
}

/** One row a customer, day and service is expected of a total; anything else may have corrections. */
function limitOf(target: Target, spec: SourceSpec): number {
  const isDeclared = spec.loads.some((load) => load.into === target.name && load.aggregate === 'one');
  return spec.max_conflicting_share ?? (target.isTotal && !isDeclared ? 0 : 1);
}

export function describeConflicts(target: Target, { among, withLoaded, rows, examples }: Conflicts): string {
  const key = target.key.map((name) => (name === 'customer_key' ? 'customer_id' : name)).join(', ');
  const told = [
    ...(among > 0
      ? [`${among} of ${rows} rows for ${target.name} have the ${key} of another row and are other records`]
      : []),
    ...(withLoaded > 0
      ? [
          `${withLoaded} of ${rows} rows for ${target.name} have the ${key} of a row that is loaded already and say something else`,
        ]
      : []),
  ];
  const where = examples.length > 0 ? ` (${examples.join(' · ')})` : '';
  return `${told.join('; ')}${where}: one of each would count and the others be lost.`;
}

function remedy(target: Target): string {
  const sum =
    target.summed.length > 0
      ? `If each row is a part, such as a call, write \`aggregate: sum\` beside \`into: ${target.name}\`: ${target.summed.join(', ')} are then added up. `
      : '';
  return `${sum}If they are corrections, load them as --new-version of the file that they correct. If one of them may be taken, write \`aggregate: one\` there.`;
}
