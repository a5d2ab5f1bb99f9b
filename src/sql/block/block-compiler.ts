import { PG_TYPES } from '../catalogue/types.js';
import { containsOutsideSelects, isMeasureFunction } from '../query/aggregated.js';
import { as, build, type Node, type SelectStmt } from '../query/ast.js';
import { isAggregate } from '../query/functions.js';
import { inline, type Scope, targetsOf } from '../query/scope.js';
import { notSupported, wrongUse } from '../query/sql-error.js';
import { Block } from './block.js';
import { BlockAggregates } from './block-aggregates.js';
import { BlockConditions } from './block-conditions.js';
import type { BlockEnvironment } from './block-environment.js';
import { BlockExpressions } from './block-expressions.js';
import { mergingOf } from './block-groups.js';
import { BlockPage } from './block-page.js';
import { BlockRequest } from './block-request.js';
import { rowsFrom } from './row-layout.js';
import { wholeRows } from './whole-rows.js';

/** Turns one select over a view into a select over the rows that the semantic layer gives. */
export function compileBlock(written: SelectStmt, scope: Scope, environment: BlockEnvironment): SelectStmt {
  refuseWhatHasNoMeaning(written, scope);
  const whole = wholeRows(written, scope);
  const select = whole ?? written;
  const request = new BlockRequest(select, scope, environment);
  const conditions = new BlockConditions(request);
  const expressions = new BlockExpressions(request, new BlockAggregates(request, conditions));
  const rewritten = rewriteClauses(request, expressions);
  const { condition, segments } = conditions.where();
  const keys = request.keys();
  const { aggregated, parts } = request;
  const asksNothing = keys.length === 0 && parts.every(({ measures, extra }) => measures.length + extra.length === 0);
  if (asksNothing && !aggregated) keys.push(request.anyKey());
  // A question that asks nothing still asks whether there are rows.
  if (asksNothing && aggregated) request.rowCount(request.mainPart);
  const merging = mergingOf(request, keys);
  const page = new BlockPage(request, keys, merging.size > 0);
  const distinct = !aggregated && select.distinctClause !== undefined && !readsMeasures(request);
  const block = new Block({
    view: scope.view,
    keys,
    parts,
    sets: request.sets(keys),
    condition,
    segments,
    decisions: conditions.decisions,
    // Who sees groups and no rows looks at the groups by all dimensions instead.
    ungrouped: !aggregated && !distinct && (whole === undefined || environment.seesRows),
    merging,
    aggregated,
    limit: page.limit(),
    having: page.having,
    ask: environment.ask,
  });
  const first = environment.template.reserve(block.parameters);
  environment.template.add(first, block);
  const ties = page.tieBreaks((key) => expressions.rewrite(key));
  const finished: SelectStmt = {
    ...rewritten,
    ...(ties.length > 0 ? { sortClause: [...(rewritten.sortClause ?? []), ...ties] } : {}),
    fromClause: [rowsFrom(block.columns, first, ({ type }) => PG_TYPES[type].name)],
  };
  const direct = page.direct(block);
  if (direct) environment.direct.set(finished, direct);
  return finished;
}

/** Every clause but FROM and WHERE over the block's rows. */
function rewriteClauses({ select, scope }: BlockRequest, expressions: BlockExpressions): SelectStmt {
  const targets = targetsOf(select, scope);
  const outputs = new Set(targets.map(({ name }) => name));
  const { whereClause: _where, groupClause, sortClause, windowClause, distinctClause, havingClause, ...rest } = select;
  const distinctItem = (item: Node) => (Object.keys(item).length ? expressions.outputFirst(item, outputs) : item);
  return {
    ...rest,
    targetList: targets.map(({ name, value }) => build.target(expressions.rewrite(value), name)),
    ...(groupClause ? { groupClause: expressions.groupClause(groupClause) } : {}),
    ...(sortClause ? { sortClause: sortClause.map((item) => expressions.sortItem(item, outputs)) } : {}),
    ...(windowClause ? { windowClause: windowClause.map((item) => expressions.rewrite(inline(item, scope))) } : {}),
    ...(distinctClause ? { distinctClause: distinctClause.map(distinctItem) } : {}),
    ...(havingClause ? { havingClause: expressions.rewrite(inline(havingClause, scope)) } : {}),
  };
}

function refuseWhatHasNoMeaning(select: SelectStmt, scope: Scope): void {
  if (select.lockingClause) throw notSupported('a view cannot be locked', 'Leave out FOR UPDATE and FOR SHARE.');
  const aggregates = (node: Node) => {
    const call = as(node, 'FuncCall');
    return call !== undefined && (isAggregate(call) || isMeasureFunction(call, scope));
  };
  if (select.whereClause && containsOutsideSelects(inline(select.whereClause, scope), aggregates))
    throw wrongUse('aggregates and measures are not allowed in WHERE', 'Write the condition on a measure in HAVING.');
}

function readsMeasures(request: BlockRequest): boolean {
  return targetsOf(request.select, request.scope).some(({ value }) =>
    containsOutsideSelects(value, (node) => request.measureUse(node) !== undefined),
  );
}
