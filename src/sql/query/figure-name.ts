import { as, functionName, type Node, namesOf } from './ast.js';

/** The name that Postgres gives an output column without an alias (FigureColname in its parser). */
export function figureName(node: Node | undefined): string {
  return figure(node)?.name ?? '?column?';
}

/** Weak names, such as a cast's type, give way to a better one inside. */
function figure(node: Node | undefined): { name: string; weak: boolean } | undefined {
  const strong = (name: string | undefined) => (name ? { name, weak: false } : undefined);
  const column = as(node, 'ColumnRef');
  if (column) return strong(namesOf(column.fields?.filter((field) => 'String' in field)).at(-1));
  const indirection = as(node, 'A_Indirection');
  if (indirection) {
    const field = namesOf(indirection.indirection?.filter((item) => 'String' in item)).at(-1);
    return field ? strong(field) : figure(indirection.arg);
  }
  const call = as(node, 'FuncCall');
  if (call) return strong(functionName(call));
  if (as(node, 'A_Expr')?.kind === 'AEXPR_NULLIF') return strong('nullif');
  const cast = as(node, 'TypeCast');
  if (cast) {
    const inner = figure(cast.arg);
    if (inner && !inner.weak) return inner;
    const type = namesOf(cast.typeName?.names).at(-1);
    return type ? { name: type, weak: true } : inner;
  }
  const collate = as(node, 'CollateClause');
  if (collate) return figure(collate.arg);
  const grouping = as(node, 'GroupingFunc');
  if (grouping) return strong('grouping');
  const link = as(node, 'SubLink');
  if (link) return figureSubLink(link);
  const choice = as(node, 'CaseExpr');
  if (choice) {
    const inner = figure(choice.defresult);
    return inner && !inner.weak ? inner : { name: 'case', weak: true };
  }
  if (as(node, 'A_ArrayExpr')) return strong('array');
  if (as(node, 'RowExpr')) return strong('row');
  if (as(node, 'CoalesceExpr')) return strong('coalesce');
  const minMax = as(node, 'MinMaxExpr');
  if (minMax) return strong(minMax.op === 'IS_LEAST' ? 'least' : 'greatest');
  const value = as(node, 'SQLValueFunction');
  if (value)
    return strong(
      (value.op ?? '')
        .replace(/^SVFOP_/, '')
        .replace(/_N$/, '')
        .toLowerCase(),
    );
  return undefined;
}

function figureSubLink(link: { subLinkType?: string; subselect?: Node }): { name: string; weak: boolean } | undefined {
  if (link.subLinkType === 'EXISTS_SUBLINK') return { name: 'exists', weak: false };
  if (link.subLinkType === 'ARRAY_SUBLINK') return { name: 'array', weak: false };
  if (link.subLinkType !== 'EXPR_SUBLINK') return undefined;
  const target = as(as(link.subselect, 'SelectStmt')?.targetList?.[0], 'ResTarget');
  return target?.name ? { name: target.name, weak: false } : figure(target?.val);
}
