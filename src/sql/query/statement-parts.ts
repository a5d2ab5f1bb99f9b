import type { Node } from 'libpg-query';
import { SqlError } from './sql-error.js';

/**
 * What each part of a statement costs the thread that all doors share, as a share of about half a second: alternatives of CASE
 * and columns are planned one by one, every SELECT is a question of its own.
 */
const COST: Readonly<Record<string, number>> = { CaseWhen: 2, ResTarget: 2, SelectStmt: 8, larg: 4, rarg: 4 };
/** Conditions on groups, each of which is an expression over measures. */
const HAVING_TERM = 1;
const MOST = 1000;

/** Refuses (54001) a statement with more parts than may be planned while others wait: 500 alternatives or columns, 100 SELECTs. */
export function refuseManyParts(statement: Node): void {
  let cost = 0;
  const waiting: { readonly value: unknown; readonly isHaving: boolean }[] = [{ value: statement, isHaving: false }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, isHaving } = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      cost += COST[name] ?? 0;
      if (isHaving && name === 'A_Expr') cost += HAVING_TERM;
      waiting.push({ value: inner, isHaving: isHaving || name === 'havingClause' });
    }
    if (cost > MOST)
      throw new SqlError('54001', 'the statement has too many parts to plan', {
        hint: 'At most 500 alternatives of CASE or columns, 1,000 conditions on groups or 100 SELECTs: ask for less at once, or put a list into a temporary table and join it.',
      });
  }
}
