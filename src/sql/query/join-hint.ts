import type { CatalogView } from '../../semantic/contract/catalog.js';
import { as, type Node, namesOf, type SelectStmt, walk } from './ast.js';
import { type Names, viewOf } from './scope.js';

/**
 * What to write instead of a join of a view's rows: a join of groups, by the statement's own keys and measures where it names
 * them, else by those of the view.
 */
export function joinHint(select: SelectStmt, names: Names): string {
  const pairs = equalColumns(select);
  const sides = joinedViews(select, names).map(({ view, alias }, at) => {
    const compared = pairs.map((columns) => columns.find((column) => column[0] === alias)?.[1]);
    const key = [...compared, ...pairs.flat().map(([, name]) => name), view.dimensions[0]?.name].find(
      (name) => name !== undefined && view.dimensions.some((dimension) => dimension.name === name),
    );
    const asked = columnsOf(select).map(([, name]) => name);
    const measures = view.measures.filter((known) => known.arguments.length === 0);
    const measure = measures.find(({ name }) => asked.includes(name)) ?? measures[0];
    const figure = measure ? `MEASURE(${measure.name}) AS ${measure.name}` : 'COUNT(*) AS count';
    const column = quoted(key ?? 'dimension');
    return {
      text: `(SELECT ${column}, ${figure} FROM ${quoted(view.name)} GROUP BY ${column}) AS t${at + 1}`,
      on: `t${at + 1}.${column}`,
    };
  });
  const [first, second] = sides;
  if (!first) return 'Join grouped sub-selects.';
  const joined = second ? ` JOIN ${second.text} ON ${first.on} = ${second.on}` : '';
  return `Join groups instead of rows: SELECT * FROM ${first.text}${joined}`;
}

/** The same of a view in a sub-select that refers to the query around it. */
export function correlationHint(view: CatalogView, outer: readonly string[]): string {
  const [name = 'key'] = outer.slice(-1);
  const key = view.dimensions.find((dimension) => dimension.name === name) ?? view.dimensions[0];
  const measure = view.measures.find((known) => known.arguments.length === 0);
  const column = quoted(key?.name ?? 'dimension');
  const from = quoted(view.name);
  return [
    `Ask which there are: ${outer.map(quoted).join('.')} IN (SELECT ${column} FROM ${from} GROUP BY ${column})`,
    `or join (SELECT ${column}, MEASURE(${measure?.name ?? 'measure'}) FROM ${from} GROUP BY ${column}) AS t`,
  ].join(', ');
}

function joinedViews(select: SelectStmt, names: Names): { view: CatalogView; alias: string }[] {
  const found: { view: CatalogView; alias: string }[] = [];
  walk(select.fromClause, (node) => {
    const range = as(node, 'RangeVar');
    const view = range && viewOf(range, names);
    if (range && view) found.push({ view, alias: range.alias?.aliasname ?? view.name });
    return !('SelectStmt' in node);
  });
  return found;
}

type Column = readonly [qualifier: string | undefined, name: string];

function equalColumns(select: SelectStmt): Column[][] {
  const pairs: Column[][] = [];
  walk([select.fromClause, select.whereClause], (node) => {
    const join = as(node, 'JoinExpr');
    for (const name of namesOf(join?.usingClause)) pairs.push([[undefined, name]]);
    const test = as(node, 'A_Expr');
    if (test?.kind === 'AEXPR_OP' && namesOf(test.name).at(-1) === '=' && test.lexpr && test.rexpr)
      pairs.push([...columnsOf(test.lexpr), ...columnsOf(test.rexpr)]);
    return !('SelectStmt' in node);
  });
  return pairs.filter(({ length }) => length > 0);
}

function columnsOf(tree: unknown): Column[] {
  const found: Column[] = [];
  walk(tree, (node: Node) => {
    const fields = namesOf(as(node, 'ColumnRef')?.fields);
    const name = fields.at(-1);
    if (name !== undefined) found.push([fields.at(-2), name]);
  });
  return found;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
