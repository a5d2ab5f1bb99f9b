import { VISIBLE_DATABASE } from '../catalogue/template.js';
import { isAggregated } from './aggregated.js';
import { as, build, functionName, type Node, namesOf, type SelectStmt } from './ast.js';
import { figureName } from './figure-name.js';
import { isAggregate, measureCalled } from './functions.js';
import { memberOf, type Names, openScope, resolve, type Scope } from './scope.js';
import { eachSelect } from './select-walk.js';

/**
 * Mends, in place, what tools write and Postgres would refuse over our relations: a bare measure in a grouped question
 * becomes MEASURE(…), a call of a measure with FILTER too, an unquoted name finds the member or view that differs from it in case alone, and the database's
 * visible name in front of a relation goes. Returns whether anything was changed.
 */
export function repair(statement: Node, names: Names): boolean {
  let changed = false;
  const mark = () => {
    changed = true;
  };
  eachSelect(statement, names, (select, inner) => {
    for (const item of select.fromClause ?? []) repairRelations(item, inner, mark);
    const scope = openScope(select, inner);
    if (!scope) return;
    const outputs = new Set((select.targetList ?? []).map((node) => outputName(node)));
    // Only GROUP BY, ORDER BY and DISTINCT ON know the names of the output.
    const none = new Set<string>();
    visitOwn(inputClauses(select), (node) => repairColumn(node, scope, none, mark));
    visitOwn(outputClauses(select), (node) => repairColumn(node, scope, outputs, mark));
    if (isAggregated(select, scope)) {
      leaveMeasuresOut(select, scope, mark);
      wrapMeasures(select, scope, mark);
    }
  });
  return changed;
}

function repairRelations(item: Node, names: Names, mark: () => void): void {
  const join = as(item, 'JoinExpr');
  if (join?.larg) repairRelations(join.larg, names, mark);
  if (join?.rarg) repairRelations(join.rarg, names, mark);
  const range = as(item, 'RangeVar');
  if (!range) return;
  if (range.catalogname === VISIBLE_DATABASE) {
    delete range.catalogname;
    mark();
  }
  const name = range.relname ?? '';
  if (range.schemaname !== undefined && range.schemaname !== 'public') return;
  if (names.views.has(name) || names.ctes.has(name)) return;
  const found = onlyCaseDiffers(name, names.views.keys());
  if (found === undefined) return;
  range.relname = found;
  range.alias ??= { aliasname: name };
  mark();
}

function repairColumn(node: Node, scope: Scope, outputs: ReadonlySet<string>, mark: () => void): void {
  const fields = as(node, 'ColumnRef')?.fields;
  if (fields?.length === 4 && as(fields[0], 'String')?.sval === VISIBLE_DATABASE) {
    fields.shift();
    mark();
  }
  if (!fields || resolve(node, scope)) return;
  const names = namesOf(fields);
  const last = as(fields.at(-1), 'String');
  if (!last || names.length > 2 || (names.length === 1 && outputs.has(names[0] ?? ''))) return;
  const qualifier = as(fields[0], 'String');
  if (names.length === 2 && qualifier && qualifier.sval !== scope.alias) {
    if (qualifier.sval?.toLowerCase() !== scope.alias.toLowerCase()) return;
    qualifier.sval = scope.alias;
    mark();
  }
  if (scope.columns.has(last.sval ?? '')) return;
  const found = onlyCaseDiffers(last.sval ?? '', scope.columns.keys());
  if (found === undefined) return;
  last.sval = found;
  mark();
}

function onlyCaseDiffers(name: string, known: Iterable<string>): string | undefined {
  const folded = name.toLowerCase();
  const [found, second] = [...known].filter((candidate) => candidate.toLowerCase() === folded);
  return second === undefined ? found : undefined;
}

/**
 * GROUP BY dimension, measure, as tools write that group by all they show: the measure has one value in each group of the
 * dimensions, so it makes no groups of its own. Measures alone stay, and are refused.
 */
function leaveMeasuresOut(select: SelectStmt, scope: Scope, mark: () => void): void {
  const items = select.groupClause ?? [];
  const isMeasure = (item: Node): boolean => {
    const position = as(item, 'A_Const')?.ival?.ival;
    const target = position === undefined ? undefined : as(select.targetList?.[position - 1], 'ResTarget')?.val;
    const member = memberOf(resolve(target ?? item, scope));
    return member !== undefined && scope.view.measures.some(({ name }) => name === member);
  };
  const kept = items.filter((item) => !isMeasure(item));
  if (kept.length === 0 || kept.length === items.length) return;
  select.groupClause = kept;
  mark();
}

/** In a grouped question a measure stands for its value, as Tableau's and Power BI's own grouping expects. */
function wrapMeasures(select: SelectStmt, scope: Scope, mark: () => void): void {
  const isMeasureColumn = (node: Node) => {
    const member = memberOf(resolve(node, scope));
    return member !== undefined && scope.view.measures.some(({ name }) => name === member);
  };
  const outputs = new Set((select.targetList ?? []).map((node) => outputName(node)));
  const wrap = (node: Node) => {
    const call = as(node, 'FuncCall');
    // To Postgres churn_risk(3) is no aggregate, so FILTER has to stand behind MEASURE.
    if (call?.agg_filter && measureCalled(call, scope.view)) {
      const { agg_filter, ...plain } = call;
      replaceInPlace(node, build.call('measure', [{ FuncCall: plain }], { agg_filter }));
      mark();
    }
    if (!('ColumnRef' in node) || !isMeasureColumn(node)) return;
    const copy = { ...node };
    replaceInPlace(node, build.call('measure', [copy]));
    mark();
  };
  for (const node of select.targetList ?? []) {
    const target = as(node, 'ResTarget');
    if (!target?.val) continue;
    const name = figureName(target.val);
    visitOutsideAggregates(target.val, wrap);
    if (target.name === undefined && figureName(target.val) !== name) target.name = name;
  }
  visitOutsideAggregates(select.havingClause, wrap);
  for (const node of select.sortClause ?? []) {
    const sort = as(node, 'SortBy');
    const names = namesOf(as(sort?.node, 'ColumnRef')?.fields);
    if (names.length === 1 && outputs.has(names[0] ?? '')) continue;
    visitOutsideAggregates(sort?.node, wrap);
  }
}

function visitOutsideAggregates(value: unknown, visit: (node: Node) => void): void {
  visitOwn(value, visit, (node) => {
    const call = as(node, 'FuncCall');
    return call !== undefined && !call.over && (isAggregate(call) || functionName(call) === 'measure');
  });
}

/** Visits expressions without going into sub-selects; `stop` leaves out what is inside a node. */
function visitOwn(value: unknown, visit: (node: Node) => void, stop: (node: Node) => boolean = () => false): void {
  if (Array.isArray(value)) {
    for (const item of value) visitOwn(item, visit, stop);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const node = value as Node;
  if ('SelectStmt' in node || stop(node)) return;
  const children = Object.values(value);
  visit(node);
  for (const child of children) visitOwn(child, visit, stop);
}

function inputClauses({ targetList, whereClause, havingClause, windowClause }: SelectStmt): unknown[] {
  return [targetList, whereClause, havingClause, windowClause];
}

function outputClauses({ groupClause, sortClause, distinctClause }: SelectStmt): unknown[] {
  return [groupClause, sortClause, distinctClause];
}

function outputName(node: Node): string {
  const target = as(node, 'ResTarget');
  return target?.name ?? figureName(target?.val);
}

function replaceInPlace(node: Node, by: Node): void {
  const record = node as Record<string, unknown>;
  for (const key of Object.keys(record)) delete record[key];
  Object.assign(record, by);
}
