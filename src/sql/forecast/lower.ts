import { rowsFrom } from '../block/row-layout.js';
import { PG_TYPES } from '../catalogue/types.js';
import { as, build, functionName, mapNodes, type Node, namesOf, type SelectStmt } from '../query/ast.js';
import { isAggregate } from '../query/functions.js';
import { notSupported } from '../query/sql-error.js';
import type { Template } from '../query/template.js';
import { askedColumns } from './asked-columns.js';
import { describedColumns, type FigureColumn, type ForecastRelation } from './relation.js';
import { type AskForecast, ForecastRows } from './rows.js';

export interface ForecastEnvironment {
  readonly relations: ReadonlyMap<string, ForecastRelation>;
  readonly template: Template;
  readonly ask: AskForecast;
}

/** The relation that a range names, where it is one of ours. */
export function relationNamed(
  range: { readonly schemaname?: string; readonly relname?: string } | undefined,
  relations: ReadonlyMap<string, ForecastRelation>,
): ForecastRelation | undefined {
  if (!range || ![undefined, 'public'].includes(range.schemaname)) return undefined;
  return relations.get(range.relname ?? '');
}

/**
 * A statement with each forecast relation in it replaced by a sub-select over rows that are asked when it runs. Dimensions
 * that the select names make the cells; those that it does not name are null, and a star alone shows the total.
 */
export function lowerForecasts(statement: Node, environment: ForecastEnvironment): Node {
  const hidden = cteNames(statement);
  const relations = new Map([...environment.relations].filter(([name]) => !hidden.has(name)));
  const within = { ...environment, relations };
  const selectIn = (node: Node): Node | undefined => {
    const select = as(node, 'SelectStmt');
    return select ? { SelectStmt: lowerSelect(select, within, statement, selectIn) } : undefined;
  };
  return mapNodes(statement, selectIn);
}

function lowerSelect(
  select: SelectStmt,
  environment: ForecastEnvironment,
  statement: Node,
  selectIn: (node: Node) => Node | undefined,
): SelectStmt {
  const found: ForecastRelation[] = [];
  const fromClause = (select.fromClause ?? []).map(
    (item) =>
      mapNodes({ item }, (node) => {
        if ('SelectStmt' in node) return selectIn(node);
        const range = as(node, 'RangeVar');
        const relation = relationNamed(range, environment.relations);
        if (!range || !relation) return undefined;
        found.push(relation);
        return rangeOf(range, relation, select, statement, environment);
      }).item,
  );
  const { fromClause: _from, larg, rarg, ...rest } = select;
  const lowered = mapNodes(rest, (node) => selectIn(node) ?? guarded(node, columnsOf(found)));
  return {
    ...lowered,
    ...(select.fromClause ? { fromClause } : {}),
    ...(larg ? { larg: lowerSelect(larg, environment, statement, selectIn) } : {}),
    ...(rarg ? { rarg: lowerSelect(rarg, environment, statement, selectIn) } : {}),
  };
}

function columnsOf(found: readonly ForecastRelation[]): ReadonlyMap<string, FigureColumn> {
  return new Map(found.flatMap(({ columns }) => [...columns]));
}

function rangeOf(
  range: { readonly relname?: string; readonly alias?: { readonly aliasname?: string; readonly colnames?: Node[] } },
  relation: ForecastRelation,
  select: SelectStmt,
  statement: Node,
  { template, ask }: ForecastEnvironment,
): Node {
  if (range.alias?.colnames)
    throw notSupported(
      `${relation.name} cannot have its columns renamed in FROM`,
      'Rename them in the select list: its names say by what the forecast is made.',
    );
  const alias = range.alias?.aliasname ?? relation.name;
  const { names, isWhole } = askedColumns(select, relation, alias, statement);
  const by = relation.dimensions.map(({ name }) => name).filter((name) => names.has(name));
  const figures = [...relation.columns.values()].filter(({ name }) => isWhole || names.has(name));
  const rows = new ForecastRows(relation, by, figures, ask);
  const first = template.reserve(rows.parameters);
  template.add(first, rows);
  const typeOf = (type: keyof typeof PG_TYPES) => PG_TYPES[type].name;
  const known = new Set(rows.columns.map(({ name }) => name));
  const subquery: SelectStmt = {
    targetList: describedColumns(relation)
      .filter(({ name }) => isWhole || known.has(name))
      .map(({ name, type }) =>
        build.target(known.has(name) ? build.column(name) : build.cast(build.nothing(), typeOf(type)), name),
      ),
    fromClause: [rowsFrom(rows.columns, first, ({ type }) => typeOf(type))],
    op: 'SETOP_NONE',
    limitOption: 'LIMIT_OPTION_DEFAULT',
  };
  return { RangeSubselect: { subquery: { SelectStmt: subquery }, alias: { aliasname: alias } } };
}

/**
 * Sums of intervals are no intervals of sums, and ratios do not add up: an aggregate of such a column over more than one row
 * is null. MEASURE of a column is its sum.
 */
function guarded(node: Node, columns: ReadonlyMap<string, FigureColumn>): Node | undefined {
  const call = as(node, 'FuncCall');
  if (!call || call.over) return undefined;
  const name = functionName(call);
  const [argument, second] = call.args ?? [];
  const column = second ? undefined : columns.get(namesOf(as(argument, 'ColumnRef')?.fields).at(-1) ?? '');
  if (!column || !argument || !(isAggregate(call) || name === 'measure') || COUNTS.has(name)) return undefined;
  const plain = name === 'measure' ? build.call('sum', [argument], filterOf(call)) : node;
  if (column.adds && (name === 'sum' || name === 'measure')) return plain;
  if (name !== 'sum' && name !== 'avg' && name !== 'measure') return undefined;
  const count = build.call('count', [argument], filterOf(call));
  const one = build.operator('<=', count, build.integer(1));
  return { CaseExpr: { args: [{ CaseWhen: { expr: one, result: plain } }] } };
}

const COUNTS: ReadonlySet<string> = new Set(['count', 'array_agg', 'any_value']);

const filterOf = ({ agg_filter }: { agg_filter?: Node }) => (agg_filter ? { agg_filter } : {});

function cteNames(statement: Node): ReadonlySet<string> {
  const names = new Set<string>();
  mapNodes(statement, (node) => {
    const name = as(node, 'CommonTableExpr')?.ctename;
    if (name !== undefined) names.add(name);
    return undefined;
  });
  return names;
}
