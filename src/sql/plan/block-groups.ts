import type { CatalogDimension } from '../../semantic/catalog.js';
import { PG_TYPES } from '../catalogue/types.js';
import { as, build, mapNodes, type Node } from './ast.js';
import { type BlockDimension, type Merging, rowsFrom } from './block.js';
import type { BlockRequest } from './block-request.js';
import { togetherTellApart } from './buckets.js';
import { membersOf } from './expression-facts.js';
import { PART_COLUMN, ROWS, type RowColumn } from './part.js';
import { inline, memberOf, targetsOf } from './scope.js';
import { Template } from './template.js';

export function hasGroupingSets({ select }: BlockRequest): boolean {
  return (select.groupClause ?? []).some((item) => 'GroupingSet' in item);
}

/** GROUP BY with positions and output names looked up, over members. */
export function groupKeys({ select, scope }: BlockRequest): Node[] {
  const targets = targetsOf(select, scope);
  return (select.groupClause ?? []).map((item) => {
    const position = as(item, 'A_Const')?.ival?.ival;
    if (position !== undefined) return targets[position - 1]?.value ?? item;
    const resolved = inline(item, scope);
    if (!('ColumnRef' in resolved) || memberOf(resolved) !== undefined) return resolved;
    const name = as(as(resolved, 'ColumnRef')?.fields?.[0], 'String')?.sval;
    return targets.find((target) => target.name === name)?.value ?? resolved;
  });
}

/** How the keys put values of a dimension together, for each that they do not surely tell apart. */
export function mergingOf(
  request: BlockRequest,
  dimensions: readonly BlockDimension[],
): ReadonlyMap<string, Merging | 'mixed'> {
  const merging = new Map<string, Merging | 'mixed'>();
  if (!request.aggregated) return merging;
  const keys = groupKeys(request);
  const sets = hasGroupingSets(request);
  for (const { dimension, granularity } of dimensions) {
    const { name, grain } = dimension;
    if (!sets && togetherTellApart(keys, name, granularity, grain ?? 'day')) continue;
    const own = keys.filter((key) => membersOf(key).has(name));
    const mixed = sets || own.some((key) => membersOf(key).size > 1);
    merging.set(name, mixed ? 'mixed' : mergingBy(own, dimension));
  }
  return merging;
}

/** The number of each value's group, by Postgres's own notion of equal keys. */
function mergingBy(keys: readonly Node[], dimension: CatalogDimension): Merging {
  const columns: RowColumn[] = [{ name: 'v_0', type: dimension.type }];
  const template = new Template();
  const first = template.reserve(columns.length + 1);
  const ordered = keys.map((key) => ({
    SortBy: { node: mapNodes(key, (node) => (memberOf(node) === undefined ? undefined : build.column(ROWS, 'v_0'))) },
  }));
  const rank = build.call('dense_rank', [], { over: { orderClause: ordered, frameOptions: 1058 } });
  const statement: Node = {
    SelectStmt: {
      op: 'SETOP_NONE',
      targetList: [build.target(build.column(ROWS, PART_COLUMN)), build.target(build.cast(rank, 'text'))],
      fromClause: [rowsFrom(columns, first, ({ type }) => PG_TYPES[type].name)],
    },
  };
  return { statement, template };
}
