import { TenureError } from '../../errors/errors.js';
import type { Column, Row, Warehouse } from '../../warehouse/warehouse.js';
import type { Cell } from '../contract/answer.js';
import { cellOf, valueTypeOf } from '../contract/value-type.js';

/** The engines' answer to one statement, its cells as answers promise them. */
export interface EngineAnswer {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowsRead: number;
  readonly durationMs: number;
}

/** What the semantic layer needs of the application store: a pool to read views over it. */
export interface StorePool {
  query(config: { readonly text: string; readonly values: unknown[]; readonly rowMode: 'array' }): Promise<{
    readonly rows: unknown[][];
    readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  }>;
}

export interface Engines {
  readonly warehouse: Warehouse;
  readonly store: { readonly pool: StorePool };
}

/** A statement with parameters by name for the warehouse, by position for the store. */
export interface EngineStatement {
  readonly dataSource: 'default' | 'store';
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
  readonly values: readonly unknown[];
}

export async function execute(
  engines: Engines,
  statement: EngineStatement,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  if (statement.dataSource === 'store') return executeOnStore(engines.store.pool, statement);
  const { text, params } = statement;
  const { columns, rows, stats } = await engines.warehouse.query({ text, params }, { lane: 'interactive', signal });
  return { columns, rows: cellsOf(rows, columns), rowsRead: stats.rowsRead, durationMs: stats.durationMs };
}

function cellsOf(rows: readonly Row[], columns: readonly Column[]): Cell[][] {
  const types = columns.map(({ type }) => valueTypeOf(type));
  return rows.map((row) => types.map((type, index) => cellOf(row[index], type)));
}

async function executeOnStore(pool: StorePool, { text, values }: EngineStatement): Promise<EngineAnswer> {
  const started = performance.now();
  try {
    const { rows, fields } = await pool.query({ text, values: [...values], rowMode: 'array' });
    const columns = fields.map(({ name, dataTypeID }) => ({ name, type: POSTGRES_TYPES[dataTypeID] ?? 'String' }));
    const plain = rows.map((row) => row.map((cell, index) => storeCell(cell, fields[index]?.dataTypeID)));
    return {
      columns,
      rows: cellsOf(plain, columns),
      rowsRead: rows.length,
      durationMs: performance.now() - started,
    };
  } catch (cause) {
    throw new TenureError('ENGINE', 'The application store could not answer.', { cause });
  }
}

/** Postgres's type numbers in the warehouse's words, so that one table says what a value is. */
const POSTGRES_TYPES: Readonly<Record<number, string>> = {
  16: 'Bool',
  20: 'Int64',
  21: 'Int16',
  23: 'Int32',
  700: 'Float32',
  701: 'Float64',
  1082: 'Date',
  1114: 'DateTime64(3)',
  1184: 'DateTime64(3)',
  1700: 'Decimal(38, 18)',
};

function storeCell(cell: unknown, typeId: number | undefined): unknown {
  if (cell instanceof Date) return typeId === 1082 ? cell.toISOString().slice(0, 10) : cell.toISOString().slice(0, 23);
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell;
}
