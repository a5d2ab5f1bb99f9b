import type { TenureError } from '../../errors/errors.js';
import { nearestNames } from '../../errors/nearest.js';
import type { CatalogMeasure, CatalogView } from '../../semantic/contract/catalog.js';
import { as, type FuncCall, functionName, type Node } from '../query/ast.js';
import { ownSpellings } from '../query/functions.js';
import { correlationHint } from '../query/join-hint.js';
import type { Scope } from '../query/scope.js';
import { notSupported, SqlError, wrongUse } from '../query/sql-error.js';
import type { BlockRequest } from './block-request.js';

/** For a column that the view does not have: 42703, or 0A000 where only an outer query can have it. */
export function unknownColumn(node: Node, { scope, environment }: BlockRequest): TenureError {
  const { view, alias } = scope;
  const fields = (as(node, 'ColumnRef')?.fields ?? []).map((field) => as(field, 'String')?.sval ?? '*');
  const name = fields.join('.');
  const qualifier = fields.at(-2);
  if (environment.nested && qualifier !== undefined && qualifier !== alias)
    return notSupported(
      `a sub-select over ${view.name} cannot refer to ${name} of the outer query`,
      correlationHint(view, fields),
    );
  return new SqlError('42703', `column "${name}" does not exist in view ${view.name}`, {
    byteAt: as(node, 'ColumnRef')?.location,
    hint: near(fields.at(-1) ?? '', scope, environment.nested),
  });
}

/** What a column of Postgres's own is called that a view has not. */
const OF_TABLES: Readonly<Record<string, string>> = {
  ctid: 'A view has no ctid to scan by. In DuckDB: SET pg_use_ctid_scan = false.',
  xmin: 'A view has no xmin.',
  tableoid: 'A view has no tableoid.',
};

function near(name: string, { view, columns }: Scope, nested: boolean): string {
  const known = OF_TABLES[name];
  if (known !== undefined) return known;
  const found = nearestNames(name, [...columns.keys()]);
  const named =
    found.length > 0
      ? `Perhaps you meant ${found.join(', ')}.`
      : `The columns of ${view.name} are listed in information_schema.columns.`;
  return nested ? `${named} A sub-select over a view cannot refer to the outer query.` : named;
}

export function wrongAggregate(measure: CatalogMeasure, spelled: string): TenureError {
  const own = ownSpellings(measure).map((name) =>
    name === 'count distinct' ? `COUNT(DISTINCT ${measure.name})` : `${name.toUpperCase()}(${measure.name})`,
  );
  const right = [`MEASURE(${measure.name})`, ...own].join(' or ');
  return wrongUse(
    `${spelled.toUpperCase()} of the measure ${measure.name} is not what it means`,
    `Write ${right}. Where the tool writes the aggregate: SET tenure.any_aggregate = on.`,
  );
}

export function rowArithmetic(measures: readonly CatalogMeasure[]): TenureError {
  const [name = 'measure', other] = [...new Set(measures.map((measure) => measure.name))];
  return notSupported(
    `${name} is a measure: it has no value a row, so it cannot be part of an expression inside an aggregate`,
    `Calculate with the aggregated values: MEASURE(${name}) * ${other === undefined ? '2' : `MEASURE(${other})`}`,
  );
}

export function countsRows(call: FuncCall, view: CatalogView): TenureError {
  const plain = view.measures.filter((measure) => measure.arguments.length === 0);
  const measure = plain.find(({ aggregation }) => aggregation === 'count') ?? plain[0];
  return notSupported(
    `${functionName(call).toUpperCase()} over rows of ${view.name} is not supported`,
    `Write ${measure ? `MEASURE(${measure.name})` : 'a measure of the view'}, or COUNT(DISTINCT dimension).`,
  );
}
