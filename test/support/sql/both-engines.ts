import pg from 'pg';
import { BoundValues, checkText, type Expression } from '../../../src/semantic/contract/expression.js';
import { CATALOGUE_LOCALE } from '../../../src/sql/catalogue/template.js';
import type { Warehouse } from '../../../src/warehouse/warehouse.js';
import { openSmallWarehouse } from '../small-warehouse.js';
import { startTestPostgres } from './postgres.js';

/** A column of the same rows in both engines. */
export interface SampleColumn {
  readonly name: string;
  readonly postgres: string;
  readonly engine: string;
}

export type SampleRow = readonly (string | null)[];

/** The same rows in Postgres (collation C, as the door's catalogues) and in the warehouse, to compare expressions over them. */
export interface BothEngines {
  fill(rows: readonly SampleRow[]): Promise<void>;
  /** Each expression's values in the order of the rows, as text. */
  inPostgres(expressions: readonly string[]): Promise<readonly SampleRow[]>;
  inWarehouse(expressions: readonly Expression[]): Promise<readonly SampleRow[]>;
  /** Rows of any statement of Postgres, as text. */
  evaluate(sql: string): Promise<readonly SampleRow[]>;
  close(): Promise<void>;
}

export async function openBothEngines(columns: readonly SampleColumn[]): Promise<BothEngines> {
  const [small, postgres] = await Promise.all([openSmallWarehouse(1, 1), startTestPostgres()]);
  const { warehouse } = small;
  const owner = new pg.Client(postgres.connection);
  await owner.connect();
  await owner.query(`create database sample ${CATALOGUE_LOCALE}`);
  await owner.end();
  const client = new pg.Client({ ...postgres.connection, database: 'sample' });
  await client.connect();
  const declared = columns.map(({ name, postgres: type }) => `${name} ${type}`);
  await client.query(`create table sample (row_number integer, ${declared.join(', ')})`);
  const engineColumns = columns.map(({ name, engine }) => `${name} Nullable(${engine})`);
  await warehouse.command({
    text: `CREATE TABLE tenure.sample (row_number Int64, ${engineColumns.join(', ')}) ENGINE = MergeTree ORDER BY row_number`,
  });
  async function evaluate(text: string): Promise<readonly SampleRow[]> {
    const asText = { getTypeParser: () => (value: string) => value };
    const { rows } = await client.query({ text, rowMode: 'array', types: asText });
    return rows as SampleRow[];
  }
  return {
    async fill(rows) {
      await client.query('truncate sample');
      const arrays = columns.map((_, at) => rows.map((row) => row[at] ?? null));
      const unnested = columns.map((_, at) => `$${at + 2}::text[]`).join(', ');
      const cast = columns.map(({ name, postgres: type }) => `${name}::${type}`).join(', ');
      await client.query(
        `insert into sample select number, ${cast} from unnest($1::int[], ${unnested}) as s(number, ${columns.map(({ name }) => name).join(', ')})`,
        [rows.map((_, at) => at), ...arrays],
      );
      await fillWarehouse(warehouse, columns, rows);
    },
    inPostgres(expressions) {
      const texts = expressions.map((expression) => `(${expression})::text`).join(', ');
      return evaluate(`select ${texts} from sample order by row_number`);
    },
    evaluate,
    async inWarehouse(expressions) {
      const bound = new BoundValues();
      const texts = expressions.map(({ parts }) => parts.map((part) => rendered(part, bound)).join(''));
      const { rows } = await warehouse.query({
        text: `SELECT ${texts.map((text, at) => `toString(${text}) AS e${at}`).join(', ')} FROM tenure.sample ORDER BY row_number`,
        params: Object.fromEntries(bound.values.map((value, at) => [`p${at}`, value])),
      });
      return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    },
    async close() {
      await client.end();
      await postgres.stop();
      await small.close();
    },
  };
}

function rendered(part: Expression['parts'][number], bound: BoundValues): string {
  if (typeof part === 'string') return checkText(part);
  if ('value' in part) return bound.bind(part, (index) => `{p${index}:String}`);
  if ('modelSql' in part) return part.modelSql;
  return 'member' in part ? part.member : part.column;
}

async function fillWarehouse(
  warehouse: Warehouse,
  columns: readonly SampleColumn[],
  rows: readonly SampleRow[],
): Promise<void> {
  await warehouse.command({ text: 'TRUNCATE TABLE tenure.sample' });
  const tuple = ['Int64', ...columns.map(() => 'Nullable(String)')].join(', ');
  const cast = columns.map(({ engine }, at) => `CAST(s.${at + 2} AS Nullable(${engine}))`).join(', ');
  await warehouse.command({
    text: `INSERT INTO tenure.sample SELECT s.1, ${cast} FROM (SELECT arrayJoin(JSONExtract({rows:String}, 'Array(Tuple(${tuple}))')) AS s)`,
    params: { rows: JSON.stringify(rows.map((row, at) => [at, ...columns.map((_, column) => row[column] ?? null)])) },
  });
}
