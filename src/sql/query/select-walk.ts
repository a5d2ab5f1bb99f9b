import { as, mapNodes, type Node, type SelectStmt } from './ast.js';
import { type Names, openScope } from './scope.js';

/** The names in a select's body: those of WITH hide views, and plain ones can be looked through where they are used. */
export function namesWithin(select: SelectStmt, names: Names): Names {
  if (!select.withClause?.ctes) return names;
  const ctes = new Map(names.ctes);
  for (const node of select.withClause.ctes) {
    const cte = as(node, 'CommonTableExpr');
    const body = as(cte?.ctequery, 'SelectStmt');
    if (!cte?.ctename) continue;
    const known: Names = { views: names.views, ctes: new Map(ctes) };
    const plain = body && !cte.aliascolnames && openScope(wholeOf(body), known) !== undefined;
    ctes.set(cte.ctename, plain ? closed(body, known) : undefined);
  }
  return { views: names.views, ctes };
}

/** `SELECT * FROM (body)`, to see whether the body can be looked through. */
function wholeOf(body: SelectStmt): SelectStmt {
  return { fromClause: [{ RangeSubselect: { subquery: { SelectStmt: body }, alias: { aliasname: 'whole' } } }] };
}

/** The body with the CTEs that it names itself put in their places, since their names may mean others elsewhere. */
function closed(body: SelectStmt, names: Names): SelectStmt {
  return mapNodes(body, (node) => {
    const range = as(node, 'RangeVar');
    const cte = range && range.schemaname === undefined ? names.ctes.get(range.relname ?? '') : undefined;
    if (!range || !cte) return undefined;
    const alias = range.alias ?? { aliasname: range.relname ?? '' };
    return { RangeSubselect: { subquery: { SelectStmt: cte }, alias } };
  });
}

/** Visits every select of a tree with the names that hold in it, the inner ones first. */
export function eachSelect(value: unknown, names: Names, visit: (select: SelectStmt, names: Names) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) eachSelect(item, names, visit);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const select = as(value as Node, 'SelectStmt');
  if (select) return visitSelect(select, names, visit);
  for (const item of Object.values(value)) eachSelect(item, names, visit);
}

function visitSelect(select: SelectStmt, names: Names, visit: (select: SelectStmt, names: Names) => void): void {
  const ctes = select.withClause?.ctes ?? [];
  ctes.forEach((node, at) => {
    const before = namesWithin({ withClause: { ctes: ctes.slice(0, at) } }, names);
    eachSelect(as(node, 'CommonTableExpr')?.ctequery, before, visit);
  });
  const inner = namesWithin(select, names);
  if (select.larg) visitSelect(select.larg, inner, visit);
  if (select.rarg) visitSelect(select.rarg, inner, visit);
  const { withClause, larg, rarg, ...rest } = select;
  eachSelect(rest, inner, visit);
  visit(select, inner);
}
