import { createReadStream } from 'node:fs';
import path from 'node:path';
import { TenureError } from '../../src/errors/errors.js';
import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { lookAt } from '../init/look.js';
import { toUtf8 } from '../source/encoding.js';
import { jsonToLines } from '../source/json-lines.js';
import { xmlToJsonLines } from '../source/xml.js';
import { quoted } from '../steps/read-sql.js';

/** A file of a plain table: its columns with the engine's types, and how its rows get into a table. */
export interface TableFile {
  readonly path: string;
  readonly columns: ReadonlyMap<string, string>;
  insert(into: Fragment, columns: readonly string[]): Promise<void>;
}

const lane = { lane: 'batch' } as const;
/** All rows are looked at, so that no later value is of another type. */
const LOOKS_AT_ALL = `input_format_max_rows_to_read_for_schema_inference = 1000000000,
  input_format_max_bytes_to_read_for_schema_inference = 100000000000, schema_inference_make_columns_nullable = 'auto'`;

/** Looks at a file: text of lines, JSON, XML or Parquet. Throws SOURCE. */
export async function tableFile(warehouse: Warehouse, file: string, scratchDir: string): Promise<TableFile> {
  const { readable, names, settings } = await asRead(file, scratchDir);
  const from = sql`file(${quoted(readable.path)}, '${unsafeRaw(readable.format)}')`;
  try {
    const { rows } = await warehouse.query(
      sql`DESCRIBE ${from} SETTINGS ${unsafeRaw(`${LOOKS_AT_ALL}${settings}`)}`,
      lane,
    );
    const own = rows.map(([name]) => String(name)).filter((name) => name !== '_line');
    const called = (name: string, index: number) => names?.[index] ?? name;
    const types = new Map(rows.map(([name, type]) => [String(name), String(type)]));
    const columns = new Map(own.map((name, index) => [called(name, index), types.get(name) ?? 'String']));
    return {
      path: file,
      columns,
      insert: (into, wanted) => {
        const values = wanted.map((column) => identifier(own[[...columns.keys()].indexOf(column)] ?? column));
        return warehouse.command(
          sql`INSERT INTO ${into} (${join(wanted.map((column) => identifier(column)))}) SELECT ${join(values)} FROM ${from}
              SETTINGS max_partitions_per_insert_block = 0, ${unsafeRaw(`${LOOKS_AT_ALL}${settings}`)}`,
          lane,
        );
      },
    };
  } catch (error) {
    if (!(error instanceof TenureError) || error.kind !== 'ENGINE') throw error;
    throw new TenureError('SOURCE', `${file} cannot be read: ${error.message}`, { cause: error });
  }
}

/** The file as a server gets it: in the engine's own format, with the types that were found. */
export async function sentFile(
  { path: file, columns, insert }: TableFile,
  engine: Warehouse,
  server: Warehouse,
  to: string,
): Promise<TableFile> {
  const names = [...columns.keys()];
  const structure = [...columns].map(([name, type]) => `${identifier(name).text} ${type}`).join(', ');
  await insert(sql`FUNCTION file(${quoted(to)}, 'Native', ${quoted(structure)})`, names);
  return {
    path: file,
    columns,
    insert: (into, wanted) => {
      const list = join(wanted.map((column) => identifier(column)));
      return server.insert(
        sql`INSERT INTO ${into} (${list}) SELECT ${list} FROM input(${quoted(structure)})
            SETTINGS max_partitions_per_insert_block = 0 FORMAT Native`,
        createReadStream(to),
        lane,
      );
    },
  };
}

interface AsRead {
  readonly readable: { readonly path: string; readonly format: 'CSV' | 'JSONEachRow' | 'Parquet' };
  /** Names by place, where the engine does not read them. */
  readonly names?: readonly string[];
  readonly settings: string;
}

async function asRead(file: string, scratchDir: string): Promise<AsRead> {
  if (/\.parquet$/i.test(file)) return { readable: { path: file, format: 'Parquet' }, settings: '' };
  const look = await lookAt(file);
  const scratch = (ending: string) => path.join(scratchDir, `${path.basename(file)}.${ending}`);
  let text = file;
  if (look.encoding !== 'utf-8') {
    text = scratch('utf8');
    await toUtf8(file, look.encoding, text);
  }
  const lines = scratch('jsonl');
  switch (look.format) {
    case 'csv': {
      const tab = /\s/.test(look.separator) ? ', input_format_csv_allow_whitespace_or_tab_as_delimiter = 1' : '';
      return {
        readable: { path: text, format: 'CSV' },
        names: look.columns,
        settings: `, format_csv_delimiter = ${quoted(look.separator).text}, input_format_csv_skip_first_lines = ${look.headerLine}, input_format_csv_empty_as_default = 1${tab}`,
      };
    }
    case 'json': {
      const state = await jsonToLines(text, lines);
      return { readable: { path: state === 'written' ? lines : text, format: 'JSONEachRow' }, settings: '' };
    }
    case 'jsonl':
      return { readable: { path: text, format: 'JSONEachRow' }, settings: '' };
    case 'xml':
      await xmlToJsonLines(text, look.record ?? '', lines);
      return {
        readable: { path: lines, format: 'JSONEachRow' },
        settings: ', input_format_json_try_infer_numbers_from_strings = 1',
      };
  }
}
