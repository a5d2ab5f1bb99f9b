import type { Catalog, CatalogMeasure, CatalogView, MeasureArgument } from '../../semantic/contract/catalog.js';
import { describedColumns, type ForecastRelation, forecastRelations } from '../forecast/relation.js';
import { GUARD_SCHEMA, keyStatements } from './introspection.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import { ARGUMENT_TYPES, PG_TYPES } from './types.js';

/**
 * DDL of one principal's catalogue: a view per view of the model with a column per visible member and the key of its rows,
 * and a function per measure that takes arguments. Reading one natively raises; only names, types, keys and comments are for
 * reading.
 */
export function relationStatements(catalog: Catalog, role: string): readonly string[] {
  return [
    ...catalog.views.flatMap((view) => viewStatements(view, role)),
    ...forecastRelations(catalog.views).flatMap((relation) => forecastStatements(relation, role)),
    ...functionStatements(catalog),
  ];
}

/** Months known and ahead of a view: no rows to read natively either, and no key. */
function forecastStatements(relation: ForecastRelation, role: string): string[] {
  const name = `public.${quoteIdentifier(relation.name)}`;
  const columns = describedColumns(relation);
  const definitions = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${PG_TYPES[type].name}`).join(', ');
  const comment = `Forecast of ${relation.view.title.en}: months known and ahead, by the dimensions that a statement names.`;
  return [
    `create view ${name} as select * from ${GUARD_SCHEMA}.refuse() as guard(${definitions})`,
    `grant select on ${name} to ${role}`,
    `comment on view ${name} is ${quoteLiteral(comment)}`,
    ...columns.map(
      (column) => `comment on column ${name}.${quoteIdentifier(column.name)} is ${quoteLiteral(column.comment)}`,
    ),
  ];
}

function viewStatements(view: CatalogView, role: string): string[] {
  const relation = `public.${quoteIdentifier(view.name)}`;
  const columns = [
    ...view.dimensions.map((d) => ({ name: d.name, type: PG_TYPES[d.type].name, comment: commentOf(d, notesOf(d)) })),
    ...view.measures.map((m) => ({
      name: m.name,
      type: PG_TYPES[m.type].name,
      comment: commentOf(m, [m.unit ? `Unit: ${m.unit}.` : '', `Measure: ask MEASURE(${m.name}).`, argumentsNote(m)]),
    })),
    ...view.segments.map((s) => ({ name: s.name, type: 'boolean', comment: commentOf(s, ['Segment: a filter.']) })),
  ];
  const definitions = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`).join(', ');
  return [
    `create view ${relation} as select * from ${GUARD_SCHEMA}.refuse() as guard(${definitions})`,
    `grant select on ${relation} to ${role}`,
    `comment on view ${relation} is ${quoteLiteral(commentOf(view, []))}`,
    ...columns.map(
      ({ name, comment }) => `comment on column ${relation}.${quoteIdentifier(name)} is ${quoteLiteral(comment)}`,
    ),
    ...keyStatements(view),
  ];
}

/** Functions such as churn_risk(3): they give the call its type, and raise when anything runs them natively. */
function functionStatements(catalog: Catalog): string[] {
  const bySignature = new Map<string, string>();
  for (const view of catalog.views) {
    for (const measure of view.measures) {
      if (measure.arguments.length === 0) continue;
      const types = measure.arguments.map((argument) => ARGUMENT_TYPES[argument.type]).join(', ');
      const signature = `public.${quoteIdentifier(measure.name)}(${types})`;
      if (bySignature.has(signature)) continue;
      bySignature.set(
        signature,
        `create function public.${quoteIdentifier(measure.name)}(${measure.arguments.map(declaration).join(', ')})
           returns ${PG_TYPES[measure.type].name} language plpgsql volatile as $$ begin
           raise exception 'this measure can only be asked over a view' using errcode = '0A000'; end $$;
         comment on function ${signature} is ${quoteLiteral(commentOf(measure, [argumentsNote(measure)]))}`,
      );
    }
  }
  return [...bySignature.values()];
}

function declaration(argument: MeasureArgument): string {
  const fallback = argument.default === undefined ? '' : ` default ${quoteLiteral(String(argument.default))}`;
  return `${quoteIdentifier(argument.name)} ${ARGUMENT_TYPES[argument.type]}${fallback}`;
}

function argumentsNote(measure: CatalogMeasure): string {
  if (measure.arguments.length === 0) return '';
  const list = measure.arguments.map((argument) => `${argument.name} => ${argument.default}`).join(', ');
  return `Arguments: ${measure.name}(${list}).`;
}

function notesOf(dimension: { readonly primaryKey: boolean; readonly masked: boolean }): string[] {
  return [dimension.primaryKey ? 'Primary key.' : '', dimension.masked ? 'Masked: not for filters or groups.' : ''];
}

function commentOf(titled: { title: { en: string }; description: { en: string } }, notes: readonly string[]): string {
  const description = titled.description.en.trim();
  const sentence = description === '' || /[.!?]$/.test(description) ? description : `${description}.`;
  return [`${titled.title.en}.`, sentence, ...notes].filter((part) => part !== '').join(' ');
}
