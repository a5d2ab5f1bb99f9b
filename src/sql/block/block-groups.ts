import type { CatalogDimension } from '../../semantic/contract/catalog.js';
import { PG_TYPES } from '../catalogue/types.js';
import { build, mapNodes, type Node } from '../query/ast.js';
import { memberOf } from '../query/scope.js';
import { Template } from '../query/template.js';
import type { BlockRequest } from './block-request.js';
import { togetherTellApart } from './buckets.js';
import type { Merging } from './distinct-values.js';
import { membersOf } from './expression-facts.js';
import { groupKeys, hasGroupingSets } from './group-keys.js';
import { type BlockKey, PART_COLUMN, ROWS, type RowColumn } from './part.js';
import { rowsFrom } from './row-layout.js';

/** How the keys put values of a member together, for each that they do not surely tell apart. */
export function mergingOf(
  { aggregated, keyPlan, select, scope }: BlockRequest,
  columns: readonly BlockKey[],
): ReadonlyMap<string, Merging | 'mixed'> {
  const merging = new Map<string, Merging | 'mixed'>();
  if (!aggregated || keyPlan.sets) return merging;
  const keys = groupKeys(select, scope);
  const sets = hasGroupingSets(select);
  for (const column of columns) {
    if (column.kind !== 'member') continue;
    const { dimension, granularity } = column;
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
