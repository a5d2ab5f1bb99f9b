import { as, type Node, walk } from '../query/ast.js';
import { memberOf } from '../query/scope.js';
import type { Condition } from './condition.js';

/** Of 1s and 0s, as in SUM(CASE WHEN … THEN 1 ELSE 0 END): Postgres sums those as bigint. */
export function isWholeNumber(node: Node | undefined): boolean {
  const choice = as(node, 'CaseExpr');
  if (!choice) return as(node, 'A_Const')?.ival !== undefined;
  const results = [...(choice.args ?? []).map((when) => as(when, 'CaseWhen')?.result), choice.defresult];
  const whole = (result: Node | undefined) =>
    result === undefined || as(result, 'A_Const')?.isnull === true || isWholeNumber(result);
  return results.every(whole);
}

/** The members of the view that an expression names. */
export function membersOf(node: Node): ReadonlySet<string> {
  const members = new Set<string>();
  walk(node, (inner) => {
    const member = memberOf(inner);
    if (member !== undefined) members.add(member);
  });
  return members;
}

export function hasSegment(condition: Condition): boolean {
  if (condition.kind === 'segment') return true;
  return (condition.kind === 'and' || condition.kind === 'or') && condition.parts.some(hasSegment);
}
