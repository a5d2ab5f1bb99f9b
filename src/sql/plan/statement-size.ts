import { as, type Node } from '../query/ast.js';
import { SqlError } from '../query/sql-error.js';

/** Nodes of a statement over views at most; a list of literals longer than a thousand counts as one. */
const MOST_NODES = 100_000;
/** The nodes within each condition or CASE, summed over all of these: a condition is looked at again by each around it. */
const MOST_NESTED = 500_000;
const MOST_KEYS = 200;

/** Throws 54001 for a statement whose planning would keep everybody else waiting. */
export function requireModestSize(statement: Node): void {
  let nodes = 0;
  let nested = 0;
  const rest: { readonly value: unknown; readonly depth: number }[] = [{ value: statement, depth: 0 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value, depth } = next;
    if (value === null || typeof value !== 'object') continue;
    if (!Array.isArray(value)) {
      nodes++;
      nested += depth;
    }
    const node = value as Node;
    if ((as(node, 'SelectStmt')?.groupClause?.length ?? 0) > MOST_KEYS)
      throw new SqlError('54001', `GROUP BY has more than ${MOST_KEYS} keys`, { hint: 'Group by fewer of them.' });
    const inner = as(node, 'BoolExpr') || as(node, 'CaseExpr') ? depth + 1 : depth;
    for (const item of Object.values(value)) rest.push({ value: item, depth: inner });
    if (nodes > MOST_NODES || nested > MOST_NESTED)
      throw new SqlError('54001', 'the statement is too long, or nested too deeply for its length', {
        hint: 'Compare with a list (IN) rather than by many conditions, or write several statements.',
      });
  }
}
