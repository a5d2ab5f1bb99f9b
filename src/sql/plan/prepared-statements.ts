import { as, build, mapNodes, type Node } from '../query/ast.js';
import { parseStatements } from '../query/parser.js';
import type { RunContext } from '../query/run-context.js';

const TEXT = 25;

/** The EXECUTE in a statement: the statement itself, or the query of CREATE TEMP TABLE … AS EXECUTE. */
export function executeIn(node: Node): string | undefined {
  const inner = as(node, 'CreateTableAsStmt')?.query ?? node;
  return as(inner, 'ExecuteStmt')?.name;
}

/**
 * The statement with the query that SQL's own PREPARE prepared in place of EXECUTE, its arguments filled in. Postgres is
 * asked what it has under that name: it alone knows which PREPARE succeeded. Undefined when there is none.
 */
export async function lookThrough(node: Node, name: string, context: RunContext): Promise<Node | undefined> {
  const parameter = build.parameter(context.parameterCount + 1);
  const query = `SELECT statement FROM pg_catalog.pg_prepared_statements WHERE from_sql AND name = $${as(parameter, 'ParamRef')?.number}`;
  const [row] = await context.evaluate(query, [{ typeOid: TEXT, value: name }]);
  const text = row?.[0];
  if (text === undefined || text === null) return undefined;
  const prepared = parseStatements(text)
    .map((statement) => as(statement.node, 'PrepareStmt'))
    .findLast((statement) => statement?.name === name);
  if (!prepared?.query) return undefined;
  const create = as(node, 'CreateTableAsStmt');
  const execute = as(create?.query ?? node, 'ExecuteStmt');
  const filled = mapNodes(prepared.query, (inner) => {
    const number = as(inner, 'ParamRef')?.number;
    const value = number === undefined ? undefined : execute?.params?.[number - 1];
    if (number === undefined || value === undefined) return undefined;
    const typeName = as(prepared.argtypes?.[number - 1], 'TypeName');
    return typeName ? { TypeCast: { arg: value, typeName } } : value;
  });
  return create ? { CreateTableAsStmt: { ...create, query: filled } } : filled;
}
