import type { ValueType } from '../../semantic/contract/answer.js';
import { PG_TYPES } from '../catalogue/types.js';
import { isAggregated } from '../query/aggregated.js';
import { as, build, canonical, mapNodes, type Node, type SelectStmt } from '../query/ast.js';
import { isStar, memberOf, type Scope, targetsOf } from '../query/scope.js';
import type { PgType } from '../translate/types.js';

/**
 * A look at whole rows, as previews of tools take one: `SELECT * FROM view`, or a list of all its dimensions. Measures
 * that no single row has are NULL in it. Undefined for any other select.
 */
export function wholeRows(select: SelectStmt, scope: Scope): SelectStmt | undefined {
  if (isAggregated(select, scope) || !looksAtAll(select, scope)) return undefined;
  const { measures } = scope.view;
  const targetList = targetsOf(select, scope).map(({ name, value }) => {
    const shown = mapNodes(value, (node) => {
      const member = memberOf(node);
      const measure = member === undefined ? undefined : measures.find((known) => known.name === member);
      return measure && !measure.perRow ? nothing(measure.type) : undefined;
    });
    return build.target(shown, name);
  });
  return { ...select, targetList };
}

function looksAtAll(select: SelectStmt, scope: Scope): boolean {
  const targets = select.targetList ?? [];
  const star = targets.some((node) => {
    const value = as(node, 'ResTarget')?.val;
    return value !== undefined && isStar(value, scope);
  });
  if (star) return true;
  const shown = new Set(targetsOf(select, scope).map(({ value }) => memberOf(value)));
  const { dimensions } = scope.view;
  return dimensions.length > 0 && dimensions.every(({ name }) => shown.has(name));
}

function nothing(type: ValueType): Node {
  return build.cast(build.nothing(), PG_TYPES[type].name);
}

/** NULL of each type, as the engine says it. */
const ENGINE_TYPES: Readonly<Record<ValueType, readonly [PgType, string]>> = {
  string: ['text', 'String'],
  integer: ['int8', 'Int64'],
  decimal: ['numeric', 'Decimal(38, 10)'],
  float: ['float8', 'Float64'],
  boolean: ['bool', 'Bool'],
  date: ['date', 'Date32'],
  timestamp: ['moment', 'DateTime64(3)'],
  array: ['text', 'String'],
  json: ['text', 'String'],
};

const NOTHINGS: ReadonlyMap<string, ValueType> = new Map(
  (Object.keys(ENGINE_TYPES) as ValueType[]).reverse().map((type) => [canonical(nothing(type)), type]),
);

/** What the engine is to say for a NULL of a type; undefined for any other expression. */
export function nothingOf(
  node: Node,
): { readonly type: ValueType; readonly pgType: PgType; readonly sql: string } | undefined {
  const type = NOTHINGS.get(canonical(node));
  if (type === undefined) return undefined;
  const [pgType, engine] = ENGINE_TYPES[type];
  return { type, pgType, sql: `CAST(NULL AS Nullable(${engine}))` };
}
