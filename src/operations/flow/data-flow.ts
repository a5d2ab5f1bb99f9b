import type { Pool } from 'pg';
import type { Warehouse } from '../../warehouse/warehouse.js';
import { DERIVED_FROM, OWN_TABLES } from './derived-tables.js';

export const STAGES = ['source', 'base', 'layer', 'view'] as const;
export type Stage = (typeof STAGES)[number];

/** A step on the way of the data: a source of files, a base table, a table made of others, or a view that people ask. */
export interface FlowStep {
  readonly id: string;
  readonly name: string;
  readonly stage: Stage;
  /** Ids of the steps that it comes from. */
  readonly from: readonly string[];
  /** Rows read from the files in force, or rows that the table holds; null for a view. */
  readonly rows: number | null;
  /** Files in force, of a source. */
  readonly files: number | null;
  /** Rows and values of the source's files in force that were set aside. */
  readonly quarantined: number | null;
  /** ISO 8601 UTC: when the newest load that reached it was published. */
  readonly loadedAt: string | null;
  /** YYYY-MM-DD: the last day or month that the table has rows of, where it is kept by time. */
  readonly through: string | null;
  /** Projections kept on the table, coarsest first. */
  readonly projections: readonly string[];
}

export interface FlowOptions {
  readonly pool: Pool;
  readonly warehouse: Warehouse;
  /** Tables and dictionaries of the warehouse that each view reads. */
  readonly tablesOfViews: () => Promise<ReadonlyMap<string, readonly string[]>>;
}

const SOURCES = `
  select f.source, count(*)::float8 as files, coalesce(sum(f.rows_in), 0)::float8 as rows, array_agg(f.file_id::text) as "fileIds",
    max(r.finished_at) as "loadedAt",
    coalesce(sum((select count(*) from etl_quarantine q where q.run_id = f.run_id and q.file_id = f.file_id)), 0)::float8 as quarantined
  from etl_file f join etl_run r using (run_id)
  where f.superseded_by is null and r.state in ('published', 'unchanged') and not f.repeats
  group by f.source order by f.source`;

const TABLES = `
  SELECT t.name, ifNull(t.total_rows, 0), if(p.through > '1970-01-01', toString(p.through), '')
  FROM system.tables AS t
  LEFT JOIN (SELECT table, max(max_date) AS through FROM system.parts WHERE database = 'tenure' AND active GROUP BY table) AS p
    ON p.table = t.name
  WHERE t.database = 'tenure' AND t.engine LIKE '%MergeTree' ORDER BY t.name`;

const DICTIONARIES = `
  SELECT name, extract(create_table_query, 'TABLE \\'(\\w+)\\'') FROM system.tables WHERE database = 'tenure' AND engine = 'Dictionary'`;

const FROM_FILES = `SELECT DISTINCT table FROM system.columns WHERE database = 'tenure' AND name = 'file_id'`;

const PROJECTIONS = `
  SELECT table, name FROM system.projection_parts WHERE database = 'tenure' AND active GROUP BY table, name ORDER BY sum(rows), name`;

interface SourceRow {
  readonly source: string;
  readonly files: number;
  readonly rows: number;
  readonly fileIds: readonly string[];
  readonly loadedAt: Date | null;
  readonly quarantined: number;
}

/**
 * The way of the data as it is now: which sources fill which base tables (by the file that each row carries), what is made of
 * those, and which views read what. Reads one column of each base table.
 */
export async function dataFlow({ pool, warehouse, tablesOfViews }: FlowOptions): Promise<readonly FlowStep[]> {
  const ask = async (text: string) => (await warehouse.query({ text }, { lane: 'batch' })).rows;
  const [sources, held, dictionaries, filled, kept, views] = await Promise.all([
    pool.query<SourceRow>(SOURCES),
    ask(TABLES),
    ask(DICTIONARIES),
    ask(FROM_FILES),
    ask(PROJECTIONS),
    tablesOfViews(),
  ]);
  const known = held.map(([name, rows, through]) => ({
    name: String(name),
    rows: Number(rows),
    through: String(through) || null,
  }));
  const tables = known.filter(
    ({ name }) => !name.endsWith('_duplicate') && !name.startsWith('replaced_') && !OWN_TABLES.includes(name),
  );
  const isBase = new Set(filled.map(([table]) => String(table)).filter((table) => !(table in DERIVED_FROM)));
  const sourceOfFile = new Map(
    sources.rows.flatMap(({ source, fileIds }) => fileIds.map((id) => [id, source] as const)),
  );
  const fromSources = new Map<string, readonly string[]>();
  for (const { name, rows } of tables) {
    if (!isBase.has(name) || rows === 0) continue;
    // Rows that were added up lie beside the table, as those do that count once.
    const beside = known.some((one) => one.name === `${name}_duplicate` && one.rows > 0);
    const files = await ask(
      [name, ...(beside ? [`${name}_duplicate`] : [])]
        .map((table) => `SELECT DISTINCT toString(file_id) FROM tenure.${table}`)
        .join(' UNION DISTINCT '),
    );
    fromSources.set(name, [...new Set(files.flatMap(([id]) => sourceOfFile.get(String(id)) ?? []))].sort());
  }
  const behind = new Map(dictionaries.map(([name, table]) => [String(name), String(table)] as const));
  const loadedAt = loadTimes(sources.rows, fromSources);
  const empty = { rows: null, files: null, quarantined: null, through: null, projections: [] };
  return [
    ...sources.rows.map(
      ({ source, files, rows, quarantined }): FlowStep => ({
        ...empty,
        id: `source ${source}`,
        name: source,
        stage: 'source',
        from: [],
        rows,
        files,
        quarantined,
        loadedAt: loadedAt(`source ${source}`),
      }),
    ),
    ...tables.map(
      ({ name, rows, through }): FlowStep => ({
        ...empty,
        id: `table ${name}`,
        name,
        stage: isBase.has(name) ? 'base' : 'layer',
        from: stepsBefore(name, fromSources),
        rows,
        through,
        loadedAt: loadedAt(`table ${name}`),
        projections: kept.flatMap(([table, projection]) => (table === name ? [String(projection)] : [])),
      }),
    ),
    ...[...views].map(([name, read]): FlowStep => {
      const named = new Set(read.map((table) => behind.get(table) ?? table));
      const from = tables.filter((table) => named.has(table.name)).map((table) => `table ${table.name}`);
      return { ...empty, id: `view ${name}`, name, stage: 'view', from, loadedAt: newest(from.map(loadedAt)) };
    }),
  ].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
}

const stepsBefore = (table: string, fromSources: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  DERIVED_FROM[table]?.map((before) => `table ${before}`) ??
  (fromSources.get(table) ?? []).map((source) => `source ${source}`);

const newest = (times: readonly (string | null)[]): string | null =>
  times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null);

/** When the newest load that reaches a step was published, along everything that it comes from. */
function loadTimes(sources: readonly SourceRow[], fromSources: ReadonlyMap<string, readonly string[]>) {
  const times = new Map<string, string | null>(
    sources.map(({ source, loadedAt }) => [`source ${source}`, loadedAt?.toISOString() ?? null] as const),
  );
  return function timeOf(id: string): string | null {
    const known = times.get(id);
    if (known !== undefined || !id.startsWith('table ')) return known ?? null;
    const time = newest(stepsBefore(id.slice('table '.length), fromSources).map(timeOf));
    times.set(id, time);
    return time;
  };
}
