import { TenureError } from '../../src/errors/errors.js';
import { type Fragment, identifier, join, sql, typed, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { contentOf } from '../source/content.js';
import type { ExpressionTypes } from '../source/expressions.js';
import { asExpression, type Mapping, mappingOf } from '../source/mapping.js';
import type { LoadSpec, MappingSpec, SourceSpec } from '../source/spec.js';
import { type Target, type TargetColumn, target } from '../targets.js';
import { type ColumnSql, code, columnSql, type NativeColumn } from './column-sql.js';
import { type Readable, rawColumn, readClauses, readSql, type Way } from './read-sql.js';
import type { Zones } from './time-sql.js';

/** Where staged tables and the next versions of partitions live; nothing in it is served. */
export const LOAD_DATABASE = 'tenure_load';

/** One load of a run: rows of all its files, typed, each with its file, line and problems. */
export interface Staged {
  readonly target: Target;
  readonly load: LoadSpec;
  readonly table: Fragment;
  /** Whether its rows are parts of what is summed by key. */
  readonly isSummed: boolean;
}

/** Creates the empty staging table of a load. Its rows lie as the target's do, so that merging need not sort again. */
export async function createStage(
  warehouse: Warehouse,
  runId: string,
  index: number,
  load: LoadSpec,
  signal: AbortSignal | undefined,
): Promise<Staged> {
  const into = target(load.into);
  const table = identifier(LOAD_DATABASE, `${runId}_stage_${index}_${into.name}`);
  const columns = [
    ...into.columns.map((column) => sql`${identifier(column.name)} ${unsafeRaw(column.type)}`),
    ...into.derived.map((column) => sql`${identifier(column.name)} ${unsafeRaw(column.type)}`),
    ...(into.name === 'customer' ? MAPS.map(([name, type]) => sql`${identifier(name)} ${unsafeRaw(type)}`) : []),
  ];
  const partition = into.partitionBy ? sql`PARTITION BY toYYYYMM(${identifier(into.partitionBy)})` : sql``;
  await warehouse.command(
    sql`CREATE TABLE ${table} (${join(columns)}, file_id UInt64, _line UInt64, _record UInt32, _bad Bool,
      _reasons Array(UInt8), _texts Array(String))
      ENGINE = MergeTree ${partition} ORDER BY (${join(into.key.map((key) => identifier(key)))})`,
    { lane: 'batch', ...(signal ? { signal } : {}) },
  );
  return { target: into, load, table, isSummed: load.aggregate === 'sum' };
}

const MAPS = [
  ['text_attributes', 'Map(LowCardinality(String), LowCardinality(String))'],
  ['number_attributes', 'Map(LowCardinality(String), Float64)'],
  ['flag_attributes', 'Map(LowCardinality(String), Bool)'],
  ['date_attributes', 'Map(LowCardinality(String), Date)'],
] as const;

export interface StageOptions {
  readonly spec: SourceSpec;
  readonly file: Readable;
  readonly fileId: string;
  readonly asOf: string | null;
  readonly types: ExpressionTypes;
  readonly zones: Zones;
}

/** Takes out what a file left in a staging table before it failed. */
export async function emptyStage(warehouse: Warehouse, { table }: Staged, fileId: string): Promise<void> {
  await warehouse.command(
    sql`ALTER TABLE ${table} DELETE WHERE file_id = ${typed(fileId, 'UInt64')} SETTINGS mutations_sync = 1`,
    { lane: 'batch' },
  );
}

/** Fills a staging table from one file, which a server is sent since it need not see our disk. Errors: SOURCE, ENGINE. */
export async function fillStage(
  warehouse: Warehouse,
  staged: Staged,
  options: StageOptions,
  signal: AbortSignal,
): Promise<void> {
  const lane = { lane: 'batch', signal } as const;
  if (warehouse.engine === 'embedded') return warehouse.command(stageSql(staged, options, 'opened'), lane);
  const { path } = options.file;
  const content = contentOf(path);
  let broken: Error | undefined;
  content.once('error', (error: Error) => {
    broken = error;
  });
  try {
    await warehouse.insert(stageSql(staged, options, 'sent'), content, lane);
  } catch (error) {
    if (!broken) throw error;
    throw new TenureError('SOURCE', `${path} cannot be read: ${broken.message}`, { cause: broken });
  }
}

/**
 * The statement that fills a staging table from one file: read as text, map, cast strictly, and write down for each row what
 * is wrong with it. A row with a fatal problem stays in the staging table only.
 */
export function stageSql(staged: Staged, options: StageOptions, way: Way): Fragment {
  const { target: into, load, table } = staged;
  const { spec, types, zones } = options;
  const columns = into.columns.map((column, index) => {
    const mapping = mappingOf(load.map[column.name], spec);
    return columnSql(index, column, mapping, {
      zones,
      type: types.get(mapping.sql),
      native: nativeOf(mapping, options.file),
    });
  });
  const attributes = attributeColumns(staged, options, columns.length);
  const all = [...columns, ...attributes.map(({ sql: column }) => column)];
  const numbered = (prefix: string, of: (column: ColumnSql) => Fragment) =>
    join(all.map((column, index) => sql`${of(column)} AS ${identifier(`${prefix}_${index}`)}`));
  // Here, where the source's columns are at hand: further out a target's column of the same name would be taken instead.
  const unconverted = all.flatMap(({ unconverted: lost }, index) =>
    lost ? [sql`${lost.reason} AS ${identifier(`u_${index}`)}, ${lost.text} AS ${identifier(`v_${index}`)}`] : [],
  );
  const asOf = options.asOf ? sql`, ${typed(options.asOf, 'Date')} AS as_of` : sql``;
  const where = load.where
    ? sql`WHERE ifNull((\n${unsafeRaw(asExpression(load.where, spec))}\n), 0) OR _shape != 0`
    : sql``;
  const names = [
    ...into.columns.map((column) => column.name),
    ...(into.name === 'customer' ? MAPS.map(([name]) => name) : []),
    ...into.derived.map((column) => column.name),
  ].map((name) => identifier(name));
  const values = [
    ...columns.map((column, index) => sql`${column.value} AS ${nameOf(into.columns[index])}`),
    ...(into.name === 'customer' ? MAPS.map(([name]) => mapOf(name, attributes)) : []),
    ...into.derived.map(
      ({ name, sql: text }) =>
        sql`${unsafeRaw(text.replace('{zone}', zoneLiteral(zones.operator)))} AS ${identifier(name)}`,
    ),
  ];
  return sql`INSERT INTO ${table} (${join(names)}, file_id, _line, _record, _bad, _reasons, _texts)
    SELECT ${join(values)}, ${typed(options.fileId, 'UInt64')}, _line, _record, ${isBad(all)}, ${problems(all)}
    FROM (SELECT *, ${numbered('r', (column) => sql`if(_clean, ${code('')}, ${column.reason})`)}
      FROM (SELECT *, ${allClean(all)} AS _clean
        FROM (SELECT *, ${numbered('t', (column) => column.typed)}
          FROM (SELECT *, ${join([numbered('m', (column) => column.text), ...unconverted])}
            FROM (SELECT *${asOf} FROM (${readSql(options.file, spec, { zones, way, toldApart: into.isTotal })}))
            ${where}))))
    SETTINGS max_partitions_per_insert_block = 0, join_use_nulls = 0, session_timezone = ${unsafeRaw(zoneLiteral(zones.source))}, ${readClauses(options.file, spec, way)}`;
}

function allClean(columns: readonly ColumnSql[]): Fragment {
  return join([sql`_shape = 0`, ...columns.map(({ clean }) => clean)], ' AND ');
}

/** The file's own column behind a mapping that is nothing but its name. */
function nativeOf({ from }: Mapping, { types, instants }: Readable): NativeColumn | undefined {
  const name = from.trim();
  const type = types?.get(name);
  if (type?.includes('DateTime') && !instants?.has(name)) return undefined;
  return type === undefined ? undefined : { raw: rawColumn(name), type };
}

function nameOf(column: TargetColumn | undefined): Fragment {
  if (!column) throw new Error('a mapped column without a name');
  return identifier(column.name);
}

function zoneLiteral(zone: string): string {
  if (!/^[A-Za-z0-9_+\-/]+$/.test(zone)) throw new Error(`not a time zone: ${zone}`);
  return `'${zone}'`;
}

interface AttributeColumn {
  readonly index: number;
  readonly name: string;
  readonly map: string;
  readonly sql: ColumnSql;
}

const ATTRIBUTE_COLUMN = {
  text: { kind: 'text', type: 'String' },
  number: { kind: 'number', type: 'Float64' },
  flag: { kind: 'flag', type: 'Bool' },
  date: { kind: 'day', type: 'Date' },
} as const;

function attributeColumns({ load }: Staged, { spec, types, zones }: StageOptions, from: number): AttributeColumn[] {
  return Object.entries(load.attributes ?? {}).map(([name, value], offset) => {
    const declared = spec.attributes.find((attribute) => attribute.name === name);
    if (!declared) throw new Error(`the attribute ${name} is not declared`);
    const column = { name, personal: declared.personal, ...ATTRIBUTE_COLUMN[declared.type] };
    const index = from + offset;
    const mapping = mappingOf(value, spec);
    const made = columnSql(index, column, mapping, { zones, type: types.get(mapping.sql) });
    return { index, name, map: `${declared.type}_attributes`, sql: made };
  });
}

// Blank and unreadable attributes are absent from the map.
function mapOf(map: string, attributes: readonly AttributeColumn[]): Fragment {
  const mine = attributes.filter((attribute) => attribute.map === map);
  if (mine.length === 0) return sql`map() AS ${identifier(map)}`;
  const pairs = join(mine.map(({ name, index }) => sql`(${name}, ${identifier(`t_${index}`)})`));
  const present = sql`arrayFilter(pair -> isNotNull(pair.2), [${pairs}])`;
  return sql`mapFromArrays(arrayMap(pair -> pair.1, ${present}), arrayMap(pair -> assumeNotNull(pair.2), ${present})) AS ${identifier(map)}`;
}

function isBad(columns: readonly ColumnSql[]): Fragment {
  const reason = (index: number) => identifier(`r_${index}`);
  const worst = columns.map(({ rejects }, index) =>
    rejects ? sql`${reason(index)} NOT IN (0, ${code('blank')})` : sql`${reason(index)} = ${code('missing')}`,
  );
  return sql`(NOT _clean AND (${join([sql`_shape != 0`, ...worst], ' OR ')}))`;
}

/**
 * Two lists, empty for a good row: what is wrong with the record and with each column (places in REASONS), and the texts that
 * came. Personal texts are masked already here.
 */
function problems(columns: readonly ColumnSql[]): Fragment {
  const reasons = join([
    sql`_shape`,
    ...columns.map((_, index) => sql`if(_shape = 0, ${identifier(`r_${index}`)}, toUInt8(0))`),
  ]);
  const none = sql`(_clean OR ${join([sql`_shape`, ...columns.map((_, index) => identifier(`r_${index}`))], ' + ')} = 0)`;
  const texts = columns.map(({ personal, unconverted }, index) => {
    const m = identifier(`m_${index}`);
    const text = unconverted ? sql`if(${identifier(`u_${index}`)} = 0, ${m}, ${identifier(`v_${index}`)})` : m;
    return personal ? sql`if(${text} = '', '', '***')` : text;
  });
  return sql`if(${none}, CAST([], 'Array(UInt8)'), [${reasons}]), if(${none}, CAST([], 'Array(String)'), ['', ${join(texts)}])`;
}

/** The names of what `_reasons` and `_texts` speak of, in their order: the record as a whole first. */
export function problemColumns({ target: into, load }: Staged): { readonly name: string; readonly rejects: boolean }[] {
  const of = (name: string, value: MappingSpec | undefined, required = false) => ({
    name,
    rejects: required || typeof value !== 'object' || value.bad === 'reject',
  });
  return [
    { name: '', rejects: true },
    ...into.columns.map((column) => of(column.name, load.map[column.name], column.required)),
    ...Object.entries(load.attributes ?? {}).map(([name, value]) => of(name, value)),
  ];
}
