import { as, type FuncCall, functionName, type Node, type SelectStmt, walk } from './ast.js';
import { isAggregate, measureCalled } from './functions.js';
import type { Scope } from './scope.js';

/** Whether a select over a view asks for groups (one over all rows included) rather than for rows. */
export function isAggregated(select: SelectStmt, scope: Scope): boolean {
  if (select.groupClause || select.havingClause) return true;
  return containsOutsideSelects([select.targetList, select.sortClause], (node) => {
    const call = as(node, 'FuncCall');
    return call !== undefined && !call.over && (isAggregate(call) || isMeasureFunction(call, scope));
  });
}

/** MEASURE(m), or a call of a measure that takes arguments. */
export function isMeasureFunction(call: FuncCall, scope: Scope): boolean {
  return functionName(call) === 'measure' || measureCalled(call, scope.view) !== undefined;
}

/** Whether a node passes the test anywhere but inside a sub-select. */
export function containsOutsideSelects(value: unknown, test: (node: Node) => boolean): boolean {
  let found = false;
  walk(value, (node) => {
    if ('SelectStmt' in node) return false;
    if (test(node)) found = true;
    return !found;
  });
  return found;
}
