import type { ParseResult } from 'libpg-query';
import { deparseSync } from 'pgsql-deparser';
import type { Node } from './ast.js';
import { bracketed } from './brackets.js';

/** A statement as text on one line. */
export function toSql(statement: Node): string {
  return deparseSync({ version: 180004, stmts: [{ stmt: bracketed(statement) }] } as ParseResult, { pretty: false });
}
