import type { SelectStmt } from '../query/ast.js';
import { as, build, canonical, type Node } from '../query/ast.js';
import { inline, memberOf, type Scope, targetsOf } from '../query/scope.js';

/** GROUPING SETS beyond this are left to Postgres over one finer question. */
const MAX_SETS = 32;

export function hasGroupingSets(select: SelectStmt): boolean {
  return (select.groupClause ?? []).some((item) => 'GroupingSet' in item);
}

/** The keys of GROUP BY over members, those inside ROLLUP, CUBE and GROUPING SETS too, each once. */
export function groupKeys(select: SelectStmt, scope: Scope): Node[] {
  const keys = new Map<string, Node>();
  for (const item of select.groupClause ?? [])
    for (const leaf of leavesOf(item)) {
      const key = keyOf(leaf, select, scope);
      if (!keys.has(canonical(key))) keys.set(canonical(key), key);
    }
  return [...keys.values()];
}

/** An item of GROUP BY with positions and output names looked up, over members. */
function keyOf(item: Node, select: SelectStmt, scope: Scope): Node {
  const position = as(item, 'A_Const')?.ival?.ival;
  if (position !== undefined) return targetsOf(select, scope)[position - 1]?.value ?? item;
  const resolved = inline(item, scope);
  if (!('ColumnRef' in resolved) || memberOf(resolved) !== undefined) return resolved;
  const name = as(as(resolved, 'ColumnRef')?.fields?.[0], 'String')?.sval;
  return targetsOf(select, scope).find((target) => target.name === name)?.value ?? resolved;
}

/** The keys of each grouping set, as canonical texts; undefined when they are too many. */
export function groupingSets(select: SelectStmt, scope: Scope): string[][] | undefined {
  let sets: string[][] = [[]];
  const textOf = (leaf: Node) => canonical(keyOf(leaf, select, scope));
  for (const item of select.groupClause ?? []) {
    const own = expand(item, textOf);
    if (!own || sets.length * own.length > MAX_SETS) return undefined;
    sets = sets.flatMap((before) => own.map((after) => [...new Set([...before, ...after])]));
  }
  return sets;
}

/** GROUPING(…) as a number for each set: a bit for each key that the set lacks, the last one lowest. */
export function groupingNumber(args: readonly string[], set: readonly string[]): number {
  return args.reduce((bits, key) => 2 * bits + (set.includes(key) ? 0 : 1), 0);
}

function expand(item: Node, textOf: (leaf: Node) => string): string[][] | undefined {
  const set = as(item, 'GroupingSet');
  if (!set) return [elements(item).map(textOf)];
  const content = set.content ?? [];
  const parts = content.map((part) => elements(part).map(textOf));
  switch (set.kind) {
    case 'GROUPING_SET_EMPTY':
      return [[]];
    case 'GROUPING_SET_ROLLUP':
      return [...parts, []].map((_, at) => parts.slice(0, parts.length - at).flat());
    case 'GROUPING_SET_CUBE':
      if (2 ** parts.length > MAX_SETS) return undefined;
      return [...Array(2 ** parts.length).keys()].map((bits) =>
        parts.filter((_, at) => (bits & (1 << at)) === 0).flat(),
      );
    default: {
      const sets = content.map((part) => expand(part, textOf));
      return sets.every((part) => part !== undefined) ? sets.flat() : undefined;
    }
  }
}

function leavesOf(item: Node): Node[] {
  const set = as(item, 'GroupingSet');
  return set ? (set.content ?? []).flatMap(leavesOf) : elements(item);
}

/** `(a, b)` counts as both. */
function elements(item: Node): Node[] {
  return as(item, 'RowExpr')?.args ?? [item];
}

/** `CASE grouping_set WHEN … THEN … END`. */
export function bySet(column: Node, numbers: readonly number[]): Node {
  const whens = numbers.map(
    (number, set): Node => ({ CaseWhen: { expr: build.integer(set), result: build.integer(number) } }),
  );
  return { CaseExpr: { arg: column, args: whens } };
}
