import type { Order } from '../../semantic/query.js';
import { as, contains, functionName, type Node, type SelectStmt } from './ast.js';
import type { Values } from './condition.js';
import { type Constants, isConstant } from './constants.js';
import { isSetReturning } from './functions.js';

export interface Limit {
  readonly order: readonly Order[];
  /** Rows that are wanted at most, offset included; undefined for LIMIT NULL. */
  readonly rows: (values: Values) => number | undefined;
}

/**
 * LIMIT and ORDER BY for the engine, when its rows are the statement's own: then it need not give more than are asked
 * for. Postgres sorts and cuts what came once more. `columnOf` names the engine's column of a sort key, if it is one.
 */
export function pushedLimit(
  select: SelectStmt,
  constants: Constants,
  columnOf: (key: Node) => string | undefined,
): Limit | undefined {
  const { limitCount, limitOffset, limitOption, havingClause, distinctClause, sortClause = [] } = select;
  if (!limitCount || havingClause || distinctClause || limitOption === 'LIMIT_OPTION_WITH_TIES') return undefined;
  if (!isConstant(limitCount) || (limitOffset && !isConstant(limitOffset))) return undefined;
  if (contains(select.targetList, changesRows)) return undefined;
  const order: Order[] = [];
  for (const item of sortClause) {
    const sort = as(item, 'SortBy');
    const by = sort?.node && columnOf(sort.node);
    if (!sort || by === undefined || sort.sortby_dir === 'SORTBY_USING') return undefined;
    const direction = sort.sortby_dir === 'SORTBY_DESC' ? 'desc' : 'asc';
    const last =
      sort.sortby_nulls === 'SORTBY_NULLS_LAST' || (sort.sortby_nulls !== 'SORTBY_NULLS_FIRST' && direction === 'asc');
    order.push({ by, direction, nulls: last ? 'last' : 'first' });
  }
  const count = constants.add(limitCount, 'number');
  const offset = limitOffset && constants.add(limitOffset, 'number');
  return {
    order,
    rows(values) {
      const { value } = count(values);
      if (value === null) return undefined;
      const wanted = Math.round(Number(value)) + Math.round(Number(offset?.(values).value ?? 0));
      return Number.isSafeInteger(wanted) && wanted >= 0 ? wanted : undefined;
    },
  };
}

/** Windows need all rows, and set-returning functions make more of them. */
function changesRows(node: Node): boolean {
  const call = as(node, 'FuncCall');
  return call !== undefined && (call.over !== undefined || isSetReturning(call) || functionName(call) === 'random');
}
