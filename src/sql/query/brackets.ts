import { as, build, functionName, type Node, namesOf } from './ast.js';

/** Kinds of A_Expr whose operands the deparser writes without brackets. */
const BARE = new Set([
  'AEXPR_IN',
  'AEXPR_LIKE',
  'AEXPR_ILIKE',
  'AEXPR_SIMILAR',
  'AEXPR_BETWEEN',
  'AEXPR_NOT_BETWEEN',
  'AEXPR_BETWEEN_SYM',
  'AEXPR_NOT_BETWEEN_SYM',
  'AEXPR_OP_ANY',
  'AEXPR_OP_ALL',
]);
const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

/**
 * The tree with casts to boolean, which change nothing, around conditions that would need brackets: `(a OR b) IS NULL` would
 * come back as `a OR (b IS NULL)`. AT TIME ZONE, which binds closer than what it may stand behind, becomes a plain call.
 */
export function bracketed<T>(tree: T): T {
  if (Array.isArray(tree)) return tree.map((item: unknown) => bracketed(item)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  const copy = Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, bracketed<unknown>(value)])) as Node;
  return (rewritten(copy) ?? copy) as T;
}

function rewritten(node: Node): Node | undefined {
  const nullTest = as(node, 'NullTest');
  if (nullTest?.arg) return { NullTest: { ...nullTest, arg: closed(nullTest.arg) } };
  const booleanTest = as(node, 'BooleanTest');
  if (booleanTest?.arg) return { BooleanTest: { ...booleanTest, arg: closed(booleanTest.arg) } };
  const link = as(node, 'SubLink');
  if (link?.testexpr) return { SubLink: { ...link, testexpr: closed(link.testexpr) } };
  const call = as(node, 'FuncCall');
  if (call && functionName(call) === 'timezone')
    return { FuncCall: { ...call, funcname: [build.string('timezone')], funcformat: 'COERCE_EXPLICIT_CALL' } };
  const test = as(node, 'A_Expr');
  if (!test || !BARE.has(test.kind ?? '')) return undefined;
  const { lexpr, rexpr } = test;
  const items = test.kind !== 'AEXPR_IN' && as(rexpr, 'List')?.items;
  const right = items ? { List: { items: items.map(closed) } } : rexpr && closed(rexpr);
  return { A_Expr: { ...test, ...(lexpr ? { lexpr: closed(lexpr) } : {}), ...(right ? { rexpr: right } : {}) } };
}

function closed(node: Node): Node {
  return isOpen(node) ? build.cast(node, 'boolean') : node;
}

/** A condition that ends where something that binds closer would go on. */
function isOpen(node: Node): boolean {
  const test = as(node, 'A_Expr');
  if (test)
    return (
      test.kind !== 'AEXPR_NULLIF' && (test.kind !== 'AEXPR_OP' || COMPARISONS.has(namesOf(test.name).at(-1) ?? ''))
    );
  const link = as(node, 'SubLink');
  if (link) return link.subLinkType === 'ANY_SUBLINK' || link.subLinkType === 'ALL_SUBLINK';
  return 'BoolExpr' in node || 'NullTest' in node || 'BooleanTest' in node;
}
