import type { CatalogMeasure } from '../../semantic/contract/catalog.js';
import { build, type Node } from '../query/ast.js';
import { rollUpOf } from '../query/functions.js';
import { PART_COLUMN, ROWS } from './part.js';

const COUNTS: ReadonlySet<string> = new Set([
  'count',
  'countDistinct',
  'count_distinct',
  'countDistinctApprox',
  'count_distinct_approx',
]);

/** Without rows it is 0, not NULL. */
export function isCount({ aggregation }: CatalogMeasure): boolean {
  return COUNTS.has(aggregation);
}

/**
 * The expression that takes a measure's value out of a group's rows. When the engine's groups are finer than the
 * statement's they are rolled up, which the caller has found to be exact; otherwise there is one row to take it from.
 */
export function measureValue(measure: CatalogMeasure, column: string, part: number, spelled: string): Node {
  const ofPart = { agg_filter: build.operator('=', build.column(ROWS, PART_COLUMN), build.integer(part)) };
  const cell = build.column(ROWS, column);
  const roll = rollUpOf(measure);
  const value = roll ? build.call(roll, [cell], ofPart) : onlyOne(cell, ofPart);
  const whole = isCount(measure) ? build.coalesce(value, build.integer(0)) : value;
  return castTo(whole, measure, spelled);
}

/**
 * The one value there is. Should a group ever hold two, which the planner rules out, the subscript divides by zero: better
 * no number than a wrong one.
 */
function onlyOne(cell: Node, ofPart: { readonly agg_filter: Node }): Node {
  const count = build.call('count', [], { ...ofPart, agg_star: true });
  const single = build.cast(build.operator('<', count, build.integer(2)), 'int4');
  const first = build.operator('+', build.integer(1), build.operator('/', build.integer(0), single));
  const all = build.call('array_agg', [cell], ofPart);
  return { A_Indirection: { arg: all, indirection: [{ A_Indices: { uidx: first } }] } };
}

/** The type that Postgres gave the expression when it described the client's statement. */
function castTo(node: Node, measure: CatalogMeasure, spelled: string): Node {
  const { type } = measure;
  if (spelled === 'count' || spelled === 'count distinct') return build.cast(node, 'bigint');
  if (type === 'integer') return build.cast(node, spelled === 'sum' || spelled === 'avg' ? 'numeric' : 'bigint');
  if (type === 'decimal') return build.cast(node, 'numeric');
  if (type === 'float') return build.cast(node, 'double precision');
  return node;
}
