import { TenureError } from '../../src/errors/errors.js';
import { WarehouseError } from '../../src/warehouse/engine-error.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { ALLOWED_FUNCTIONS } from './functions.js';
import { asExpression } from './mapping.js';
import type { Source } from './read-source.js';

const FRAME = [
  'SelectWithUnionQuery (children 1)',
  'ExpressionList (children 1)',
  'SelectQuery (children 2)',
  'ExpressionList (children 1)',
];
const END = [
  'TablesInSelectQuery (children 1)',
  'TablesInSelectQueryElement (children 1)',
  'TableExpression (children 1)',
  'TableIdentifier system.one',
];

/** The engine's types of a source's expressions over its columns, which are all text. */
export type ExpressionTypes = ReadonlyMap<string, string>;

/**
 * Refuses every mapping that is not one expression over the source's columns and the allowed functions, or whose types do not
 * fit. The engine's own parser and analyser say so, so that there is no second grammar to fool.
 */
export async function checkExpressions(source: Source, warehouse: Warehouse): Promise<void> {
  await expressionTypes(source, warehouse);
}

/** Checks every mapping and tells its type. Throws SOURCE as `checkExpressions` does. */
export async function expressionTypes(source: Source, warehouse: Warehouse): Promise<ExpressionTypes> {
  const { spec } = source;
  const columns = [...spec.columns, ...(spec.as_of ? ['as_of'] : [])];
  const types = new Map<string, string>();
  for (const [index, load] of spec.loads.entries()) {
    const check = async (at: readonly (string | number)[], from: string) => {
      const expression = asExpression(from, { columns });
      if (types.has(expression)) return;
      const wrong = await whatIsWrong(expression, new Set(columns), warehouse);
      if (wrong) throw source.problem(['loads', index, ...at], `${from}: ${wrong}`);
      const typing = await typeOf(expression, columns, warehouse);
      if ('wrong' in typing) throw source.problem(['loads', index, ...at], `${from}: ${typing.wrong}`);
      types.set(expression, typing.type);
    };
    for (const part of ['map', 'attributes'] as const)
      for (const [name, mapping] of Object.entries(load[part] ?? {}))
        await check([part, name], typeof mapping === 'string' ? mapping : mapping.from);
    if (load.where) await check(['where'], load.where);
  }
  return types;
}

async function whatIsWrong(
  expression: string,
  columns: ReadonlySet<string>,
  warehouse: Warehouse,
): Promise<string | null> {
  if (expression.replaceAll(/`[^`]*`/g, '').includes('{')) return 'braces are not allowed';
  let tree: string[];
  try {
    const { rows } = await warehouse.query(
      { text: `SELECT explain FROM (EXPLAIN AST SELECT (\n${expression}\n))` },
      { lane: 'batch' },
    );
    tree = rows.map(([line]) => String(line).trim());
  } catch (error) {
    if (!(error instanceof TenureError)) throw error;
    return notAnExpression(expression, columns);
  }
  // The engine puts an expression without a FROM over system.one.
  if (
    FRAME.some((line, index) => tree[index] !== line) ||
    END.some((line, index) => tree.at(index - END.length) !== line)
  )
    return 'it must be one expression';
  for (const line of tree.slice(FRAME.length, -END.length)) {
    const [kind, name = ''] = line.split(' ');
    if (kind === 'ExpressionList' || kind === 'Literal') continue;
    if (kind === 'Function' && ALLOWED_FUNCTIONS.has(name)) continue;
    if (kind === 'Function') return `the function ${name} is not allowed in a mapping`;
    if (kind === 'Identifier') {
      const column = line.slice('Identifier '.length);
      if (columns.has(column)) continue;
      return `${column} is not a column of this source. ${meant(expression, column, columns)}`;
    }
    return `${line.slice(0, 60)} is not allowed in a mapping`;
  }
  return null;
}

/** Names that stand in an expression only in backticks. */
function oddNames(expression: string, columns: ReadonlySet<string>): string[] {
  const bare = expression.replaceAll(/`[^`]*`|'(?:[^'\\]|\\.|'')*'/g, ' ');
  return [...columns].filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && bare.includes(name));
}

function notAnExpression(expression: string, columns: ReadonlySet<string>): string {
  const [odd] = oddNames(expression, columns);
  if (odd) return `not an expression: write the column as \`${odd}\`, in backticks, since its name is no plain word`;
  return `not an expression. Write a column, a text in single quotes ('…'), or a function of them, such as concat(a, '-', b)`;
}

function meant(expression: string, column: string, columns: ReadonlySet<string>): string {
  const [odd] = oddNames(expression, columns);
  if (odd) return `If ${odd} is meant, write \`${odd}\`, in backticks.`;
  const like = [...columns].find((name) => name.toLowerCase().trim() === column.toLowerCase().trim());
  if (like) return `Write ${like}: capitals count.`;
  return `It has ${[...columns].join(', ')}. A text stands in single quotes: '${column}'.`;
}

/** Codes of the engine that speak of a value that cannot be read, not of the expression. */
const OF_VALUES = new Set([6, 27, 32, 38, 41, 72, 131, 153, 321, 349, 407]);

/** Computes the expression over a row without values, which tells its type, and over one with some, which shows what does not fit. */
async function typeOf(
  expression: string,
  columns: readonly string[],
  warehouse: Warehouse,
): Promise<{ type: string } | { wrong: string }> {
  let type = '';
  for (const value of ['NULL', "'1'"]) {
    const texts = columns.map((name) =>
      name === 'as_of'
        ? "materialize(toDate('2024-01-01')) AS as_of"
        : `CAST(materialize(${value}), 'Nullable(String)') AS ${asExpression(name, { columns })}`,
    );
    const over = `FROM (SELECT ${texts.join(', ')})`;
    try {
      const { rows } = await warehouse.query(
        { text: `SELECT toTypeName(x), toString(x) FROM (SELECT (\n${expression}\n) AS x ${over})` },
        { lane: 'batch' },
      );
      type ||= String(rows[0]?.[0]);
    } catch (error) {
      if (!(error instanceof WarehouseError)) throw error;
      if (error.kind !== 'ENGINE' || OF_VALUES.has(error.engineCode ?? 0)) continue;
      return { wrong: wrongTypes(error) };
    }
  }
  return { type };
}

function wrongTypes({ engineCode, engineText }: WarehouseError): string {
  const said = (
    /(?:DB::Exception: )?(.*?)(?:: In scope|: while|: While|\. \(|\n|$)/s.exec(engineText)?.[1] ?? engineText
  ).slice(0, 200);
  if (engineCode === 386 || engineCode === 43 || engineCode === 53)
    return `texts and numbers do not go together here (${said}). Every column of a source is text: compare it with a text, such as churn = '1', or make it a number first, such as toInt64OrNull(churn) = 1 or toFloat64OrNull(amount) / 60`;
  return said;
}
