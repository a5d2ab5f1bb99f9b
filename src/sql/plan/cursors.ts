import { as, build, type Node } from '../query/ast.js';
import type { DeclaredCursor, FetchPlan, ForgetPlan } from '../query/planned.js';
import { toSql } from '../query/to-sql.js';

/** Bits of DECLARE's options, as Postgres's parser sets them. */
const BINARY = 1;
const SCROLL = 2;
const HOLD = 32;
/** FETCH ALL, as the parser writes it. */
const ALL = 2_147_483_647;

export function declaredCursor(node: Node): DeclaredCursor | undefined {
  const declare = as(node, 'DeclareCursorStmt');
  if (declare?.portalname === undefined) return undefined;
  const options = declare.options ?? 0;
  return { name: declare.portalname, hold: (options & HOLD) !== 0, simple: (options & (BINARY | SCROLL)) === 0 };
}

/**
 * DECLARE … WITH HOLD without a row: Postgres reads such a cursor to its end when the transaction ends, which must not read
 * the view. It keeps the cursor's name, columns and life time.
 */
export function emptyCursor(node: Node): string {
  const declare = as(node, 'DeclareCursorStmt');
  const select = as(declare?.query, 'SelectStmt');
  if (!declare || !select) return toSql(node);
  const { limitOffset: _offset, ...rest } = select;
  const query: Node = { SelectStmt: { ...rest, limitCount: build.integer(0), limitOption: 'LIMIT_OPTION_COUNT' } };
  return toSql({ DeclareCursorStmt: { ...declare, query } });
}

type CursorUse = Omit<FetchPlan, 'sourceSql' | 'nativeSql'> | Omit<ForgetPlan, 'sourceSql' | 'nativeSql'>;

/** What a statement that reads no view does with cursors: FETCH, MOVE, CLOSE, DECLARE, DISCARD. */
export function cursorUse(node: Node): CursorUse | undefined {
  const fetch = as(node, 'FetchStmt');
  if (fetch) {
    const { portalname: cursor = '', direction, howMany = 0, ismove: move = false } = fetch;
    const count = Number(howMany);
    const forward = direction === 'FETCH_FORWARD' && count > 0;
    const rows = count >= ALL ? Number.POSITIVE_INFINITY : count;
    return { kind: 'fetch', cursor, move, rows: forward ? rows : undefined };
  }
  const closed = as(node, 'ClosePortalStmt') ?? as(node, 'DeclareCursorStmt');
  if (closed) return { kind: 'forget', cursor: closed.portalname };
  return as(node, 'DiscardStmt')?.target === 'DISCARD_ALL' ? { kind: 'forget', cursor: undefined } : undefined;
}
