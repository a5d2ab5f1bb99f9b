import { as, build, canonical, type FuncCall, functionName, mapNodes, type Node, namesOf, walk } from '../query/ast.js';
import { isConstant } from '../query/constants.js';
import { ignoresRepeats, ownSpellings } from '../query/functions.js';
import { memberOf } from '../query/scope.js';
import { wrongUse } from '../query/sql-error.js';
import type { BlockConditions } from './block-conditions.js';
import { compileSubLink } from './block-environment.js';
import type { BlockRequest } from './block-request.js';
import { engineAggregate } from './engine-aggregates.js';
import { isWholeNumber } from './expression-facts.js';
import type { MeasureUse } from './measure-call.js';
import { type Part, ROWS } from './part.js';
import { peel } from './peel.js';
import { percentile } from './percentiles.js';
import { countsRows, rowArithmetic, unknownColumn, wrongAggregate } from './refusals.js';

interface Spread {
  readonly population: boolean;
  readonly root: boolean;
}

const SPREADS: Readonly<Record<string, Spread | undefined>> = {
  variance: { population: false, root: false },
  var_samp: { population: false, root: false },
  var_pop: { population: true, root: false },
  stddev: { population: false, root: true },
  stddev_samp: { population: false, root: true },
  stddev_pop: { population: true, root: true },
};

/** Calls of MEASURE, of measures with arguments and of Postgres's own aggregates, rewritten over a block's rows. */
export class BlockAggregates {
  constructor(
    private readonly request: BlockRequest,
    private readonly conditions: BlockConditions,
  ) {}

  measureFunction(call: FuncCall): Node {
    const { request } = this;
    const { view } = request.scope;
    const part = this.conditions.partOf(call.agg_filter);
    const called = functionName(call) === 'measure' ? undefined : request.measureUse({ FuncCall: call });
    const [argument] = call.args ?? [];
    const use = called ?? request.measureUse(argument);
    if (use) return request.valueOf(use, part, 'measure');
    const member = memberOf(argument);
    if (member !== undefined && request.dimension(member))
      throw wrongUse(`${member} is a dimension, not a measure`, `Write ${member} and GROUP BY ${member}.`);
    throw wrongUse('MEASURE() takes a measure of the view', `Write MEASURE(${view.measures[0]?.name ?? 'measure'}).`);
  }

  aggregate(call: FuncCall): Node {
    const measures = this.measuresIn([...(call.args ?? []), ...(call.agg_order ?? [])]);
    if (measures.length > 0) return this.ofMeasure(call, measures);
    const share = percentile(call, this.request, this.conditions);
    if (share) return share;
    const computed = engineAggregate(call, this.request, this.conditions);
    if (computed) return computed;
    if (ignoresRepeats(call)) return this.ofDimensions(call);
    return this.ofRows(call);
  }

  private measuresIn(args: readonly Node[] | undefined): MeasureUse[] {
    const found: MeasureUse[] = [];
    walk(args, (node) => {
      const use = this.request.measureUse(node);
      if (use) found.push(use);
      return !use;
    });
    return found;
  }

  private ofMeasure(call: FuncCall, measures: MeasureUse[]): Node {
    const { request } = this;
    const spelled = `${functionName(call)}${call.agg_distinct ? ' distinct' : ''}`;
    const [argument] = call.args ?? [];
    const peeled = argument && call.args?.length === 1 ? peel(argument, spelled) : undefined;
    const use = peeled && request.measureUse(peeled.measure);
    const sides = peeled && !use ? this.sumOfSides(call, peeled.measure) : undefined;
    if (sides) return sides;
    if (!peeled || !use) throw rowArithmetic(measures.map(({ measure }) => measure));
    const lenient = request.environment.anyAggregate && ['sum', 'avg', 'min', 'max'].includes(spelled);
    if (!lenient && !ownSpellings(use.measure).includes(spelled)) throw wrongAggregate(use.measure, spelled);
    const conditions = [...peeled.conditions, ...(call.agg_filter ? [call.agg_filter] : [])];
    const part = this.conditions.partOf(conditions.length > 0 ? build.and(conditions) : undefined);
    const value = peeled.around(request.valueOf(use, part, spelled));
    if (!peeled.zeroElse) return value;
    // ELSE 0: a group without a matching row sums to 0, but nothing at all still sums to NULL.
    const zero = build.coalesce(value, build.integer(0));
    if (request.select.groupClause) return zero;
    const main = request.mainPart;
    const rows = build.call('sum', [build.column(ROWS, request.rowCount(main))], { agg_filter: request.isPart(main) });
    return { CaseExpr: { args: [{ CaseWhen: { expr: build.operator('>', rows, build.integer(0)), result: zero } }] } };
  }

  /** SUM(a ± b) as SUM(a) ± SUM(b), which is the same where neither is ever NULL in a row. */
  private sumOfSides(call: FuncCall, argument: Node): Node | undefined {
    const { request } = this;
    const sum = as(argument, 'A_Expr');
    const operator = namesOf(sum?.name).at(-1) ?? '';
    if (functionName(call) !== 'sum' || call.agg_distinct || call.args?.[0] !== argument) return undefined;
    if (sum?.kind !== 'AEXPR_OP' || (operator !== '+' && operator !== '-') || !sum.lexpr || !sum.rexpr)
      return undefined;
    const sides = [sum.lexpr, sum.rexpr].map((side) => {
      const inner = peel(side, 'sum');
      const use = inner && inner.conditions.length === 0 ? request.measureUse(inner.measure) : undefined;
      const { engineType, aggregation } = use?.measure ?? {};
      const never = engineType !== undefined && !engineType.startsWith('Nullable(') && aggregation === 'sum';
      return never || (use && inner?.zeroElse)
        ? this.ofMeasure({ ...call, args: [side] }, use ? [use] : [])
        : undefined;
    });
    const [left, right] = sides;
    return left && right && build.operator(operator, left, right);
  }

  /** Aggregates that give the same however often a value comes: over the distinct values. */
  private ofDimensions(call: FuncCall): Node {
    const part = this.request.part(undefined, canonical(call));
    const own = (node: Node) => this.overPart(node, part);
    const isPart = this.request.isPart(part);
    return {
      FuncCall: {
        ...call,
        args: (call.args ?? []).map(own),
        agg_filter: call.agg_filter ? build.and([isPart, own(call.agg_filter)]) : isPart,
        ...(call.agg_order ? { agg_order: call.agg_order.map(own) } : {}),
      },
    };
  }

  /** COUNT, SUM and AVG over dimensions: each distinct value as often as there are rows of it. */
  private ofRows(call: FuncCall): Node {
    const { request } = this;
    const name = functionName(call);
    const [argument] = call.args ?? [];
    const spread = SPREADS[name];
    if ((!spread && !['count', 'sum', 'avg'].includes(name)) || (call.args?.length ?? 0) > 1 || call.agg_order)
      throw countsRows(call, request.scope.view);
    const part = request.part(undefined, `rows ${canonical([call.args, call.agg_filter])}`);
    const rows = build.column(ROWS, request.rowCount(part));
    const value = argument && this.overPart(argument, part);
    const filters = [request.isPart(part)];
    if (call.agg_filter) filters.push(this.overPart(call.agg_filter, part));
    if (value && !isConstant(value)) filters.push(build.isNotNull(value));
    const over = { agg_filter: build.and(filters) };
    const count = build.call('sum', [rows], over);
    if (name === 'count') return build.cast(build.coalesce(count, build.integer(0)), 'bigint');
    if (!value) throw countsRows(call, request.scope.view);
    if (spread && argument) return this.spread(spread, value, rows, over, this.isFloat(argument));
    const sum = build.call('sum', [build.operator('*', value, rows)], over);
    if (name === 'avg') return build.operator('/', sum, count);
    const whole = isWholeNumber(argument) || request.translator.translate(argument)?.type === 'int4';
    return whole ? build.cast(sum, 'bigint') : sum;
  }

  private isFloat(argument: Node): boolean {
    return this.request.translator.translate(argument)?.type === 'float8';
  }

  /** Variance by exact sums, as Postgres computes it of numerics: (n Σx² − (Σx)²) / (n (n − 1)), or / n² of the population. */
  private spread({ population, root }: Spread, value: Node, rows: Node, over: Partial<FuncCall>, float: boolean): Node {
    const exact = build.cast(value, 'numeric');
    const times = (...factors: Node[]) => factors.reduce((left, right) => build.operator('*', left, right));
    const sum = (node: Node) => build.call('sum', [node], over);
    const count = sum(rows);
    const above = build.operator(
      '-',
      times(count, sum(times(exact, exact, rows))),
      times(sum(times(exact, rows)), sum(times(exact, rows))),
    );
    const below = times(count, population ? count : build.operator('-', count, build.integer(1)));
    const variance = build.operator('/', above, build.nullIf(below, build.integer(0)));
    const found = root ? build.call('sqrt', [variance]) : variance;
    return float ? build.cast(found, 'double precision') : found;
  }

  /** An expression over dimensions that only this part asks for. */
  private overPart(node: Node, part: Part): Node {
    const { request } = this;
    return mapNodes(node, (inner) => {
      const member = memberOf(inner);
      if (member !== undefined) return request.extraColumn(part, member);
      if ('ColumnRef' in inner) throw unknownColumn(inner, request);
      const link = as(inner, 'SubLink');
      const { environment } = request;
      return link && compileSubLink(link, environment, environment.template, (test) => this.overPart(test, part));
    });
  }
}
