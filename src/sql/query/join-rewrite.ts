import { as, build, contains, mapNodes, type Node, namesOf, type SelectStmt, walk } from './ast.js';
import { figureName } from './figure-name.js';
import { isAggregate } from './functions.js';
import { type Names, openScope } from './scope.js';

/**
 * Joins that tools write to say something about a view alone, rewritten to say it in WHERE:
 * - an inner join with a grouped sub-select on its own keys (a top-N filter) becomes `key IN (SELECT key FROM …)`;
 * - a cross join with a sub-select of exactly one row (a maximum, a total) becomes scalar sub-selects.
 * Both keep every row of the view at most once. Undefined when FROM is anything else.
 */
export function rewriteJoin(select: SelectStmt, names: Names): SelectStmt | undefined {
  const [item, second, third] = select.fromClause ?? [];
  if (!item || third) return undefined;
  if (second)
    return crossJoin(select, item, second, undefined, names) ?? crossJoin(select, second, item, undefined, names);
  const join = as(item, 'JoinExpr');
  if (!join?.larg || !join.rarg || join.alias || join.isNatural || join.jointype !== 'JOIN_INNER') return undefined;
  const using = namesOf(join.usingClause);
  for (const [view, other] of [
    [join.larg, join.rarg],
    [join.rarg, join.larg],
  ] as const) {
    if (using.length > 0) continue;
    const rewritten =
      crossJoin(select, view, other, join.quals, names) ??
      (join.quals && semiJoin(select, view, other, join.quals, names));
    if (rewritten) return rewritten;
  }
  return undefined;
}

interface SubSelect {
  readonly alias: string;
  readonly body: SelectStmt;
}

function subSelectOf(node: Node): SubSelect | undefined {
  const range = as(node, 'RangeSubselect');
  const body = as(range?.subquery, 'SelectStmt');
  const alias = range?.alias;
  if (!range || range.lateral || !body || !alias?.aliasname || alias.colnames) return undefined;
  return { alias: alias.aliasname, body };
}

function reachesView(node: Node, names: Names): boolean {
  const inner = rewriteJoin({ fromClause: [node] }, names);
  return openScope(inner ?? { fromClause: [node] }, names) !== undefined;
}

/** A sub-select of one row: its columns are scalars. */
function crossJoin(
  select: SelectStmt,
  view: Node,
  other: Node,
  quals: Node | undefined,
  names: Names,
): SelectStmt | undefined {
  const sub = subSelectOf(other);
  if (!sub || !reachesView(view, names) || !givesOneRow(sub.body)) return undefined;
  const scalars = new Map<string, Node>();
  for (const node of sub.body.targetList ?? []) {
    const target = as(node, 'ResTarget');
    if (!target?.val) return undefined;
    const body: SelectStmt = { ...sub.body, targetList: [node] };
    scalars.set(target.name ?? figureName(target.val), {
      SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: { SelectStmt: body } },
    });
  }
  const { targetList, ...rest } = { ...select, fromClause: [view] };
  const where = [select.whereClause, quals].filter((clause) => clause !== undefined);
  const scalar = (node: Node) => {
    const fields = namesOf(as(node, 'ColumnRef')?.fields);
    return fields.length === 2 && fields[0] === sub.alias ? scalars.get(fields[1] ?? '') : undefined;
  };
  const targets = (targetList ?? []).map((node) => {
    const target = as(node, 'ResTarget');
    return target?.val ? build.target(mapNodes(target.val, scalar), target.name ?? figureName(target.val)) : node;
  });
  const rewritten: SelectStmt = {
    ...mapNodes(rest, scalar),
    fromClause: [view],
    targetList: targets,
    ...(where.length > 0 ? { whereClause: mapNodes(build.and(where), scalar) } : {}),
  };
  return mentions({ ...rewritten, fromClause: [] }, sub.alias) ? undefined : rewritten;
}

function givesOneRow(body: SelectStmt): boolean {
  if (body.groupClause || body.havingClause || body.limitCount || body.limitOffset || body.op !== 'SETOP_NONE')
    return false;
  if (body.withClause || body.distinctClause) return false;
  return (
    (body.targetList ?? []).length > 0 &&
    (body.targetList ?? []).every((node) =>
      contains(as(node, 'ResTarget')?.val, (inner) => {
        const call = as(inner, 'FuncCall');
        return call !== undefined && !call.over && (isAggregate(call) || namesOf(call.funcname).at(-1) === 'measure');
      }),
    )
  );
}

/** Keys of the sub-select that equal columns of the view: every key of its GROUP BY, so that no row can match twice. */
function semiJoin(select: SelectStmt, view: Node, other: Node, quals: Node, names: Names): SelectStmt | undefined {
  const sub = subSelectOf(other);
  if (!sub || !reachesView(view, names)) return undefined;
  const outputNames = new Set(
    (sub.body.targetList ?? []).map((node) => as(node, 'ResTarget')?.name ?? figureName(as(node, 'ResTarget')?.val)),
  );
  const scope = openScope({ fromClause: [view] }, names);
  // An unqualified name is the sub-select's when only it has such a column.
  const qualify = (name: string) => (outputNames.has(name) && !scope?.columns.has(name) ? sub.alias : undefined);
  const pairs = equalities(qualified(quals, qualify), sub.alias);
  const keys = sub.body.groupClause ?? (sub.body.distinctClause ? (sub.body.targetList ?? []) : []);
  if (!pairs || pairs.length !== keys.length || keys.some((key) => 'GroupingSet' in key)) return undefined;
  const outputs = new Map(
    (sub.body.targetList ?? []).map((node) => {
      const target = as(node, 'ResTarget');
      return [target?.name ?? figureName(target?.val), node] as const;
    }),
  );
  const columns = new Set(pairs.map(({ column }) => column));
  if (columns.size !== pairs.length || !pairs.every(({ column }) => outputs.has(column))) return undefined;
  if (sub.body.groupClause && !keys.every((key) => [...columns].some((column) => isKey(key, column, sub.body))))
    return undefined;
  const left = pairs.map(({ own }) => own);
  const [first] = left;
  const row: Node =
    left.length === 1 && first ? first : { RowExpr: { args: left, row_format: 'COERCE_IMPLICIT_CAST' } };
  const membership: Node = {
    SubLink: {
      subLinkType: 'ANY_SUBLINK',
      testexpr: row,
      subselect: {
        SelectStmt: {
          op: 'SETOP_NONE',
          limitOption: 'LIMIT_OPTION_DEFAULT',
          targetList: pairs.map(({ column }) => build.target(build.column(sub.alias, column))),
          fromClause: [other],
        },
      },
    },
  };
  const rewritten: SelectStmt = {
    ...select,
    fromClause: [view],
    whereClause: build.and([...(select.whereClause ? [select.whereClause] : []), membership]),
  };
  return mentions({ ...rewritten, fromClause: [], whereClause: select.whereClause } as SelectStmt, sub.alias)
    ? undefined
    : rewritten;
}

/** Whether an item of GROUP BY is the output column of this name: by name, position or expression. */
function isKey(key: Node, column: string, body: SelectStmt): boolean {
  const targets = body.targetList ?? [];
  const position = as(key, 'A_Const')?.ival?.ival;
  const nameOf = (node: Node | undefined) => {
    const target = as(node, 'ResTarget');
    return target?.name ?? figureName(target?.val);
  };
  if (position !== undefined) return nameOf(targets[position - 1]) === column;
  if (figureName(key) === column && 'ColumnRef' in key) return true;
  const target = targets.find((node) => nameOf(node) === column);
  return JSON.stringify(stripped(as(target, 'ResTarget')?.val)) === JSON.stringify(stripped(key));
}

function qualified(node: Node, qualify: (name: string) => string | undefined): Node {
  return mapNodes(node, (inner) => {
    const fields = namesOf(as(inner, 'ColumnRef')?.fields);
    const [name] = fields;
    const alias = fields.length === 1 && name ? qualify(name) : undefined;
    return alias && name ? build.column(alias, name) : undefined;
  });
}

function stripped(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node ?? null, (key, value) => (key === 'location' ? undefined : value)));
}

interface Pair {
  readonly own: Node;
  readonly column: string;
}

/** `a = t.x AND b = t.y`; undefined for any other condition. */
function equalities(quals: Node, alias: string): Pair[] | undefined {
  const bool = as(quals, 'BoolExpr');
  if (bool?.boolop === 'AND_EXPR') {
    const parts = (bool.args ?? []).map((arg) => equalities(arg, alias));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const equal = as(quals, 'A_Expr');
  if (equal?.kind !== 'AEXPR_OP' || namesOf(equal.name).at(-1) !== '=' || !equal.lexpr || !equal.rexpr)
    return undefined;
  for (const [own, theirs] of [
    [equal.lexpr, equal.rexpr],
    [equal.rexpr, equal.lexpr],
  ] as const) {
    const fields = namesOf(as(theirs, 'ColumnRef')?.fields);
    if (fields.length === 2 && fields[0] === alias && fields[1] && !mentions(own, alias))
      return [{ own, column: fields[1] }];
  }
  return undefined;
}

/** Whether a column of the alias is named anywhere, or a bare `*` would show it. */
function mentions(value: unknown, alias: string): boolean {
  let found = false;
  walk(value, (node) => {
    const fields = as(node, 'ColumnRef')?.fields;
    if (!fields) return;
    const [first] = fields;
    if (first && 'A_Star' in first) found = true;
    if (namesOf(fields)[0] === alias) found = true;
  });
  return found;
}
