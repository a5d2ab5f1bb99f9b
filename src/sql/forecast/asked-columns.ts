import { as, type Node, namesOf, type SelectStmt, walk } from '../query/ast.js';
import type { ForecastRelation } from './relation.js';

/** The columns of a relation that a select reads. */
export interface AskedColumns {
  readonly names: ReadonlySet<string>;
  /** All columns, by a star. */
  readonly isWhole: boolean;
}

/**
 * What a select over a relation called `alias` names of it. Under a star, what the whole statement names is what it is read
 * for: tools put their own select around `SELECT * FROM …`.
 */
export function askedColumns(
  select: SelectStmt,
  relation: ForecastRelation,
  alias: string,
  statement: Node,
): AskedColumns {
  const isWhole = (select.targetList ?? []).some((node) => isStar(as(node, 'ResTarget')?.val, alias));
  const own = namedIn(select, relation, (qualifier) => qualifier === undefined || qualifier === alias);
  return isWhole
    ? { isWhole, names: new Set([...own, ...namedIn(statement, relation, () => true)]) }
    : { isWhole, names: own };
}

function isStar(node: Node | undefined, alias: string): boolean {
  const fields = as(node, 'ColumnRef')?.fields ?? [];
  const last = fields.at(-1);
  if (!last || !('A_Star' in last)) return false;
  const qualifier = namesOf(fields.slice(0, -1)).at(-1);
  return qualifier === undefined || qualifier === alias;
}

function namedIn(
  tree: unknown,
  { dimensions, columns }: ForecastRelation,
  isOf: (qualifier: string | undefined) => boolean,
): Set<string> {
  const known = new Set([...dimensions.map(({ name }) => name), ...columns.keys()]);
  const found = new Set<string>();
  walk(tree, (node) => {
    const names = namesOf(as(node, 'ColumnRef')?.fields);
    const name = names.at(-1) ?? '';
    if (known.has(name) && isOf(names.at(-2))) found.add(name);
    for (const joined of namesOf(as(node, 'JoinExpr')?.usingClause)) if (known.has(joined)) found.add(joined);
  });
  return found;
}
