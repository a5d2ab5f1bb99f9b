import { hasSqlDetails, loadModule, type Node, parseSync } from 'libpg-query';
import { withoutLongLists } from './long-lists.js';
import { SqlError } from './sql-error.js';
import { refuseManyParts } from './statement-parts.js';

export interface ParsedStatement {
  readonly node: Node;
  /** This statement's own text, without the semicolon. */
  readonly text: string;
  /** Where that text begins in what was parsed, in bytes: locations in the tree count from there. */
  readonly start: number;
}

const MAX_TEXT_BYTES = 1 << 20;

/** Must have been awaited before `parseStatements` is called. */
export const parserReady: Promise<void> = loadModule();

/** The statements of a text by Postgres's own parser. Throws SqlError 42601 with the position. */
export function parseStatements(sql: string): readonly ParsedStatement[] {
  const bytes = Buffer.from(sql, 'utf8');
  if (bytes.length > MAX_TEXT_BYTES) throw new SqlError('54000', 'the statement is longer than 1 MB');
  // Where that is no statement, the original's own fault is told.
  const short = withoutLongLists(sql);
  if (short !== sql) {
    try {
      return parsed(short, Buffer.from(short, 'utf8'));
    } catch (error) {
      if (error instanceof SqlError && error.state === '54001') throw error;
    }
  }
  return parsed(sql, bytes);
}

function parsed(sql: string, bytes: Buffer): readonly ParsedStatement[] {
  let stmts: readonly { stmt?: Node; stmt_location?: number; stmt_len?: number }[];
  try {
    // A text of spaces and comments alone is an error to the parser's binding, an empty query to Postgres.
    stmts = isEmpty(sql) ? [] : (parseSync(sql).stmts ?? []);
  } catch (error) {
    if (!hasSqlDetails(error)) throw new SqlError('54001', 'the statement is nested too deeply or cannot be parsed');
    const at = error.sqlDetails?.cursorPosition;
    const position = at === undefined || at < 0 ? undefined : at + 1;
    throw new SqlError('42601', error.message, position === undefined ? {} : { position });
  }
  for (const { stmt } of stmts) if (stmt) refuseManyParts(stmt);
  return stmts.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) =>
    stmt ? [{ node: stmt, text: bytes.toString('utf8', start, length ? start + length : undefined), start }] : [],
  );
}

function isEmpty(sql: string): boolean {
  if (!/^\s*(--|\/\*|;|$)/.test(sql)) return false;
  return /^(\s|;|--[^\n]*(\n|$)|\/\*([^*]|\*(?!\/))*\*\/)*$/.test(sql);
}
