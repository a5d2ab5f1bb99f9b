import type { TenureError } from '../../errors/errors.js';
import type { CatalogMeasure, CatalogView } from '../../semantic/catalog.js';
import { as, type FuncCall, functionName, type Node } from './ast.js';
import { ownSpellings } from './functions.js';
import { notSupported, SqlError, wrongUse } from './sql-error.js';

/** 42703 for a column that the view does not have, or that only an outer query has. */
export function unknownColumn(node: Node, view: CatalogView): SqlError {
  const name = (as(node, 'ColumnRef')?.fields ?? []).map((field) => as(field, 'String')?.sval ?? '*').join('.');
  return new SqlError('42703', `column "${name}" does not exist in view ${view.name}`, {
    byteAt: as(node, 'ColumnRef')?.location,
    hint: 'Only columns of the view itself can be used here; a sub-select over a view cannot refer to the outer query.',
  });
}

export function wrongAggregate(measure: CatalogMeasure, spelled: string): TenureError {
  const own = ownSpellings(measure).map((name) =>
    name === 'count distinct' ? `COUNT(DISTINCT ${measure.name})` : `${name.toUpperCase()}(${measure.name})`,
  );
  const right = [`MEASURE(${measure.name})`, ...own].join(' or ');
  return wrongUse(`${spelled.toUpperCase()} of the measure ${measure.name} is not what it means`, `Write ${right}.`);
}

export function rowArithmetic(measure: CatalogMeasure | undefined): TenureError {
  const name = measure?.name ?? 'measure';
  return notSupported(
    `${name} is a measure: it has no value a row, so it cannot be part of an expression inside an aggregate`,
    `Calculate with the aggregated value, as in MEASURE(${name}) * 2, or use MEASURE(${name}) FILTER (WHERE …).`,
  );
}

export function countsRows(call: FuncCall, view: CatalogView): TenureError {
  const count = view.measures.find(({ aggregation }) => aggregation === 'count');
  return notSupported(
    `${functionName(call).toUpperCase()} over rows of ${view.name} is not supported`,
    `Write ${count ? `MEASURE(${count.name})` : 'a measure of the view'}, or COUNT(DISTINCT dimension).`,
  );
}
