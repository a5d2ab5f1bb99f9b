import { TenureError } from '../../errors/errors.js';
import { as, contains, type Node, tagOf } from '../query/ast.js';
import { notSupported, SqlError } from '../query/sql-error.js';
import { checkSetting } from '../session/settings.js';

const HINT = 'This is a door for questions: SELECT, EXPLAIN, cursors, COPY (SELECT …) TO STDOUT and temporary tables.';

/** Statements that only ask, or only concern the session itself. */
const HARMLESS: ReadonlySet<string> = new Set([
  'ClosePortalStmt',
  'DeallocateStmt',
  'FetchStmt',
  'VariableShowStmt',
  'DiscardStmt',
]);

/**
 * Throws for a statement that a BI session may not run. What passes is harmless in the catalogue database; the revokes
 * there hold as well.
 */
export function checkAllowed(statement: Node, isView: (name: string) => boolean): void {
  const tag = tagOf(statement);
  if (HARMLESS.has(tag)) return;
  switch (tag) {
    case 'SelectStmt':
      return checkSelect(statement);
    case 'VariableSetStmt':
      return checkSet(statement);
    case 'TransactionStmt':
      return checkTransaction(statement);
    case 'ExplainStmt':
      return checkAllowed(as(statement, 'ExplainStmt')?.query ?? { SelectStmt: {} }, isView);
    case 'PrepareStmt':
      return checkInner(as(statement, 'PrepareStmt')?.query, isView);
    case 'ExecuteStmt':
      return;
    case 'DeclareCursorStmt':
      return checkInner(as(statement, 'DeclareCursorStmt')?.query, isView);
    case 'CopyStmt':
      return checkCopy(statement, isView);
    case 'CreateStmt':
      return checkTemporary(as(statement, 'CreateStmt')?.relation, isView);
    case 'CreateTableAsStmt': {
      const create = as(statement, 'CreateTableAsStmt');
      if (create?.objtype !== 'OBJECT_TABLE') throw refused(tag);
      checkTemporary(create.into?.rel, isView);
      return checkInner(create.query, isView);
    }
    case 'InsertStmt':
    case 'UpdateStmt':
    case 'DeleteStmt':
      return; // On the session's own temporary tables; everything else is denied by the database.
    case 'DropStmt': {
      if (as(statement, 'DropStmt')?.removeType !== 'OBJECT_TABLE') throw refused(tag);
      return;
    }
    case 'TruncateStmt':
    case 'IndexStmt':
      return;
    case 'VacuumStmt': // ANALYZE of a temporary table; VACUUM itself warns and does nothing.
      return;
    default:
      throw refused(tag);
  }
}

function checkInner(query: Node | undefined, isView: (name: string) => boolean): void {
  if (query) checkAllowed(query, isView);
}

function checkSelect(statement: Node): void {
  const writes = (node: Node) =>
    'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node;
  if (contains(statement, writes)) throw notSupported('a SELECT that changes tables is not supported', HINT);
  const into = as(statement, 'SelectStmt')?.intoClause;
  if (into && into.rel?.relpersistence !== 't')
    throw notSupported('SELECT INTO can only make a temporary table', 'Write CREATE TEMP TABLE … AS SELECT ….');
}

function checkSet(statement: Node): void {
  const set = as(statement, 'VariableSetStmt');
  const name = set?.name ?? '';
  if (set?.kind === 'VAR_RESET_ALL') return;
  if (name === 'SESSION CHARACTERISTICS' || name === 'TRANSACTION') return;
  const toDefault = set?.kind === 'VAR_RESET' || set?.kind === 'VAR_SET_DEFAULT';
  if ((name === 'role' || name === 'session_authorization') && (toDefault || constantText(set?.args?.[0]) === 'none'))
    return;
  checkSetting(name, toDefault ? undefined : constantText(set?.args?.[0]));
}

/** A setting's value as it stands in SET. */
export function constantText(node: Node | undefined): string | undefined {
  const constant = as(node, 'A_Const');
  if (!constant) return undefined;
  return constant.sval?.sval ?? constant.fval?.fval ?? (constant.ival ? String(constant.ival.ival ?? 0) : undefined);
}

function checkTransaction(statement: Node): void {
  const kind = as(statement, 'TransactionStmt')?.kind ?? '';
  if (/PREPARE|PREPARED/.test(kind)) throw notSupported('prepared transactions are not supported', 'Use COMMIT.');
}

function checkCopy(statement: Node, isView: (name: string) => boolean): void {
  const copy = as(statement, 'CopyStmt');
  if (copy?.is_from) throw notSupported('COPY FROM is not supported', HINT);
  if (copy?.is_program || copy?.filename)
    throw new TenureError('FORBIDDEN', 'COPY can only write to STDOUT', { hint: HINT });
  if (copy?.relation && isView(copy.relation.relname ?? ''))
    throw notSupported(
      'COPY of a view is not supported',
      `Write COPY (SELECT … FROM ${copy.relation.relname}) TO STDOUT.`,
    );
  checkInner(copy?.query, isView);
}

function checkTemporary(
  relation: { relpersistence?: string; schemaname?: string; relname?: string } | undefined,
  isView: (name: string) => boolean,
): void {
  const temporary = relation?.relpersistence === 't' || /^pg_temp/.test(relation?.schemaname ?? '');
  if (!temporary) throw notSupported('only temporary tables can be made here', 'Write CREATE TEMP TABLE ….');
  // It would hide the view from Postgres and not from the door.
  if (isView(relation?.relname ?? '')) throw new SqlError('42P07', `relation "${relation?.relname}" already exists`);
}

const SPOKEN: Readonly<Record<string, string>> = {
  DoStmt: 'DO',
  LockStmt: 'LOCK',
  CallStmt: 'CALL',
  NotifyStmt: 'NOTIFY',
};

function refused(tag: string): TenureError {
  const words =
    SPOKEN[tag] ??
    tag
      .replace(/Stmt$/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toUpperCase();
  return notSupported(`${words} is not supported`, HINT);
}
