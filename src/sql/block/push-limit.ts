import type { Order } from '../../semantic/contract/query.js';
import { as, contains, functionName, type Node, type SelectStmt } from '../query/ast.js';
import type { Values } from '../query/constant.js';
import { type Constants, isConstant } from '../query/constants.js';
import { isSetReturning } from '../query/functions.js';
import { SqlError } from '../query/sql-error.js';

/** ORDER BY, LIMIT and OFFSET as the engine can do them. */
export interface Page {
  readonly order: readonly Order[];
  readonly limit: (values: Values) => number | undefined;
  readonly offset: (values: Values) => number;
}

export interface Limit {
  readonly order: readonly Order[];
  /** Rows that are wanted at most, offset included; undefined for LIMIT NULL. */
  readonly rows: (values: Values) => number | undefined;
}

/**
 * LIMIT and ORDER BY for the engine, when its rows are the statement's own: then it need not give more than are asked
 * for. Postgres sorts and cuts what came once more.
 */
export function pushedLimit(
  select: SelectStmt,
  constants: Constants,
  columnOf: (key: Node) => string | undefined,
  havingPushed: boolean,
): Limit | undefined {
  const page = select.limitCount ? pageOf(select, constants, columnOf, havingPushed) : undefined;
  return (
    page && {
      order: page.order,
      rows(values) {
        const limit = page.limit(values);
        return limit === undefined ? undefined : limit + page.offset(values);
      },
    }
  );
}

/**
 * The statement's page; `columnOf` names the engine's column of a sort key, if it is one. `havingPushed` says that the engine
 * leaves out the groups that HAVING does.
 */
export function pageOf(
  select: SelectStmt,
  constants: Constants,
  columnOf: (key: Node) => string | undefined,
  havingPushed: boolean,
): Page | undefined {
  const { limitCount, limitOffset, limitOption, havingClause, distinctClause, sortClause = [] } = select;
  if ((havingClause && !havingPushed) || distinctClause || limitOption === 'LIMIT_OPTION_WITH_TIES') return undefined;
  if ((limitCount && !isConstant(limitCount)) || (limitOffset && !isConstant(limitOffset))) return undefined;
  if (contains(select.targetList, changesRows)) return undefined;
  const order = orderOf(sortClause, columnOf);
  if (!order) return undefined;
  const count = limitCount && constants.add(limitCount, 'number');
  const offset = limitOffset && constants.add(limitOffset, 'number');
  return {
    order,
    limit: (values) => wholeNumber(count?.(values).value, 'LIMIT'),
    offset: (values) => wholeNumber(offset?.(values).value, 'OFFSET') ?? 0,
  };
}

function orderOf(sortClause: readonly Node[], columnOf: (key: Node) => string | undefined): Order[] | undefined {
  const order: Order[] = [];
  for (const item of sortClause) {
    const sort = as(item, 'SortBy');
    const by = sort?.node && columnOf(sort.node);
    if (!sort || by === undefined || sort.sortby_dir === 'SORTBY_USING') return undefined;
    const direction = sort.sortby_dir === 'SORTBY_DESC' ? 'desc' : 'asc';
    const named = sort.sortby_nulls;
    const last = named === 'SORTBY_NULLS_LAST' || (named !== 'SORTBY_NULLS_FIRST' && direction === 'asc');
    order.push({ by, direction, nulls: last ? 'last' : 'first', byValue: true });
  }
  return order;
}

function wholeNumber(value: string | null | undefined, what: 'LIMIT' | 'OFFSET'): number | undefined {
  const number = value === null || value === undefined ? Number.NaN : Math.round(Number(value));
  if (number < 0) throw new SqlError(what === 'LIMIT' ? '2201W' : '2201X', `${what} must not be negative`);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Windows need all rows, and set-returning functions make more of them. */
function changesRows(node: Node): boolean {
  const call = as(node, 'FuncCall');
  return call !== undefined && (call.over !== undefined || isSetReturning(call) || functionName(call) === 'random');
}
