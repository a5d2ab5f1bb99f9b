import { Refusal } from '../refusal.js';
import { findColumn, type Table } from '../table/table.js';

export interface Design {
  readonly names: readonly string[];
  /** One value for each row kept. */
  readonly covariates: readonly Float64Array[];
  /** Rows of the table with a value of every covariate. */
  readonly rows: Int32Array;
}

/**
 * Columns as covariates of a regression. Numbers stand as they are; a text column becomes one 0/1 covariate for each level
 * but the first, as `sex=M`. Rows that lack a value are left out, as R does.
 */
export function designOf(table: Table, columns: readonly string[]): Design {
  const found = columns.map((name) => findColumn(table, name));
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row).filter((row) =>
    found.every((column) =>
      column.kind === 'number' ? !Number.isNaN(column.values[row]) : (column.codes[row] ?? -1) >= 0,
    ),
  );
  if (rows.length === 0) throw new Refusal('No row has a value of every covariate.');
  const parts = found.flatMap((column) => {
    if (column.kind === 'number')
      return [{ name: column.name, values: Float64Array.from(rows, (row) => column.values[row] as number) }];
    const [, ...others] = column.levels;
    if (others.length > 50)
      throw new Refusal(`"${column.name}" has ${others.length + 1} levels; at most 51 are possible.`);
    return others.map((level, l) => ({
      name: `${column.name}=${level}`,
      values: Float64Array.from(rows, (row) => (column.codes[row] === l + 1 ? 1 : 0)),
    }));
  });
  return { names: parts.map(({ name }) => name), covariates: parts.map(({ values }) => values), rows };
}
