// Long for one reason: every clause of a select registers what it needs of the engine in the same tables of dimensions,
// parts and columns, and is rewritten against them in the same pass.
import type { CatalogDimension } from '../../semantic/catalog.js';
import { PG_TYPES } from '../catalogue/types.js';
import type { EncodedColumn } from '../encode/row-encoder.js';
import {
  as,
  build,
  canonical,
  type FuncCall,
  functionName,
  mapNodes,
  type Node,
  type SelectStmt,
  walk,
} from './ast.js';
import { Block, type BlockDimension, type Decision, type Merging, rowsFrom } from './block.js';
import { type Bucket, bucketUse, commonBucket, togetherTellApart } from './buckets.js';
import { type Condition, type ConditionNames, compileCondition } from './condition.js';
import { type Constants, isConstant } from './constants.js';
import type { DirectBlock } from './direct.js';
import { hasSegment, isWholeNumber, membersOf } from './expression-facts.js';
import { ignoresRepeats, isAggregate, measureCalled, ownSpellings } from './functions.js';
import { type MeasureUse, measureUse } from './measure-call.js';
import { measureValue } from './measure-value.js';
import { PART_COLUMN, type Part, ROWS, type RowColumn } from './part.js';
import { peel } from './peel.js';
import type { Ask } from './planned.js';
import { type Limit, pageOf, pushedLimit } from './push-limit.js';
import { countsRows, rowArithmetic, unknownColumn, wrongAggregate } from './refusals.js';
import { COUNT_ROWS, ROW_COUNT } from './row-count.js';
import { baseColumn, inline, memberOf, type Scope, targetsOf } from './scope.js';
import { notSupported, wrongUse } from './sql-error.js';
import { Template } from './template.js';

export interface BlockEnvironment {
  readonly template: Template;
  readonly constants: Constants;
  readonly ask: Ask;
  /** Statements that are one question as they stand. */
  readonly direct: WeakMap<SelectStmt, DirectBlock>;
  /** Compiles a sub-select that stands inside an expression. */
  subselect(select: Node, template: Template): Node;
}

/** Turns one select over a view into a select over the rows that the semantic layer gives. */
export function compileBlock(select: SelectStmt, scope: Scope, environment: BlockEnvironment): SelectStmt {
  return new BlockCompiler(select, scope, environment).compile();
}

export function isAggregated(select: SelectStmt, scope: Scope): boolean {
  if (select.groupClause || select.havingClause) return true;
  const aggregates = (node: Node) => {
    const call = as(node, 'FuncCall');
    return call !== undefined && !call.over && (isAggregate(call) || isMeasure(call, scope));
  };
  return containsOutsideSelects([select.targetList, select.sortClause], aggregates);
}

function isMeasure(call: FuncCall, scope: Scope): boolean {
  return functionName(call) === 'measure' || measureCalled(call, scope.view) !== undefined;
}

function containsOutsideSelects(value: unknown, test: (node: Node) => boolean): boolean {
  let found = false;
  walk(value, (node) => {
    if ('SelectStmt' in node) return false;
    if (test(node)) found = true;
    return !found;
  });
  return found;
}

class BlockCompiler {
  private readonly dimensionUses = new Map<string, Set<Bucket>>();
  private readonly parts: Part[] = [];
  private readonly decisions = new Map<Node, Decision>();
  private readonly aggregated: boolean;
  private columnCount = 0;

  constructor(
    private readonly select: SelectStmt,
    private readonly scope: Scope,
    private readonly environment: BlockEnvironment,
  ) {
    this.aggregated = isAggregated(select, scope);
  }

  compile(): SelectStmt {
    const { select, scope, environment } = this;
    this.refuseWhatHasNoMeaning();
    this.part(undefined);
    const grouped = !this.aggregated && select.distinctClause !== undefined && !this.readsMeasures();
    const outputs = new Set(targetsOf(select, scope).map(({ name }) => name));
    const rewritten: SelectStmt = {
      ...select,
      targetList: targetsOf(select, scope).map(({ name, value }) => build.target(this.expression(value), name)),
      ...this.optional('groupClause', (item) => this.groupItem(item)),
      ...this.optional('sortClause', (item) => this.sortItem(item, outputs)),
      ...this.optional('windowClause', (item) => this.expression(inline(item, scope))),
      ...this.optional('distinctClause', (item) => (Object.keys(item).length ? this.outputFirst(item, outputs) : item)),
      ...(select.havingClause ? { havingClause: this.expression(inline(select.havingClause, scope)) } : {}),
    };
    delete rewritten.whereClause;
    const { condition, segments } = this.where();
    const dimensions = this.dimensions();
    const empty =
      dimensions.length === 0 && this.parts.every(({ measures, extra }) => measures.length + extra.length === 0);
    if (empty && !this.aggregated) dimensions.push(this.anyDimension());
    // A question that asks nothing still asks whether there are rows.
    if (empty && this.aggregated) this.rowCount(this.mainPart());
    const merging = this.merging(dimensions);
    const block = new Block({
      view: scope.view,
      dimensions,
      parts: this.parts,
      condition,
      segments,
      decisions: this.decisions,
      ungrouped: !this.aggregated && !grouped,
      merging,
      global: this.aggregated && dimensions.length === 0,
      limit: this.limit(dimensions, merging),
      ask: environment.ask,
    });
    const first = environment.template.reserve(block.parameters);
    environment.template.add(first, block);
    const finished: SelectStmt = {
      ...rewritten,
      fromClause: [rowsFrom(block.columns, first, ({ type }) => PG_TYPES[type].name)],
    };
    const direct = this.direct(block, dimensions, merging);
    if (direct) environment.direct.set(finished, direct);
    return finished;
  }

  /** The statement as one question, when its columns are the engine's own and so are its order and page. */
  private direct(
    block: Block,
    dimensions: readonly BlockDimension[],
    merging: ReadonlyMap<string, unknown>,
  ): DirectBlock | undefined {
    const { select, scope, environment, parts } = this;
    if (
      parts.length !== 1 ||
      merging.size > 0 ||
      select.op !== 'SETOP_NONE' ||
      select.windowClause ||
      select.intoClause
    )
      return undefined;
    if (this.aggregated ? !select.groupClause || dimensions.length === 0 : select.distinctClause) return undefined;
    const names = block.columns.map(({ name }) => name);
    const columns: EncodedColumn[] = [];
    for (const { value } of targetsOf(select, scope)) {
      const at = names.indexOf(this.plainColumn(value, dimensions) ?? '');
      const type = block.columns[at]?.type;
      if (type === undefined) return undefined;
      columns.push({ at, type });
    }
    const page = pageOf(select, environment.constants, (key) => this.sortColumn(key, dimensions));
    if (!page || columns.length === 0) return undefined;
    return {
      columns,
      question: (context, values) => {
        const limit = page.limit(values);
        const offset = page.offset(values);
        const whole = { ...(limit === undefined ? {} : { limit }), ...(offset > 0 ? { offset } : {}) };
        return block.question(context, values, page.order.length > 0 ? { ...whole, order: page.order } : whole);
      },
    };
  }

  /** The engine's column that an output column is, as it stands. */
  private plainColumn(value: Node, dimensions: readonly BlockDimension[]): string | undefined {
    const member = memberOf(value);
    const dimension = dimensions.find((known) => known.dimension.name === member);
    if (dimension) return dimension.column;
    if (!this.aggregated && member !== undefined) return this.measureColumns.get(`${this.mainPart().number}|${member}`);
    return this.measureSorted(value);
  }

  private optional<K extends 'groupClause' | 'sortClause' | 'windowClause' | 'distinctClause'>(
    key: K,
    map: (item: Node) => Node,
  ): Partial<SelectStmt> {
    const items = this.select[key];
    return items ? { [key]: items.map(map) } : {};
  }

  private refuseWhatHasNoMeaning(): void {
    const { select, scope } = this;
    if (select.lockingClause) throw notSupported('a view cannot be locked', 'Leave out FOR UPDATE and FOR SHARE.');
    if (
      select.whereClause &&
      containsOutsideSelects(inline(select.whereClause, scope), (node) => {
        const call = as(node, 'FuncCall');
        return call !== undefined && (isAggregate(call) || isMeasure(call, scope));
      })
    )
      throw wrongUse('aggregates and measures are not allowed in WHERE', 'Write the condition on a measure in HAVING.');
  }

  private readsMeasures(): boolean {
    const { select, scope } = this;
    return targetsOf(select, scope).some(({ value }) =>
      containsOutsideSelects(value, (node) => measureUse(node, scope.view, this.environment.constants) !== undefined),
    );
  }

  /** The part of this condition and these columns beside the block's dimensions. */
  private part(condition: { key: string; condition: Condition } | undefined, alone = ''): Part {
    const key = `${condition?.key ?? ''}|${alone}`;
    const known = this.parts.find((part) => part.key === key);
    if (known) return known;
    const part: Part = { number: this.parts.length, key, condition: condition?.condition, extra: [], measures: [] };
    this.parts.push(part);
    return part;
  }

  private column(prefix: string): string {
    return `${prefix}${this.columnCount++}`;
  }

  // --- expressions -------------------------------------------------------------------------------------------------

  private expression(node: Node): Node {
    return mapNodes(node, (inner) => this.rewrite(inner));
  }

  private rewrite(node: Node): Node | undefined {
    const member = memberOf(node);
    if (member !== undefined) return this.memberValue(member);
    if ('ColumnRef' in node) throw unknownColumn(node, this.scope.view);
    const link = as(node, 'SubLink');
    if (link) return this.subLink(link, this.environment.template, (inner) => this.expression(inner));
    const call = as(node, 'FuncCall');
    if (!call) return undefined;
    const use = bucketUse(call);
    if (use && this.dimension(use.member)) {
      const column = this.useDimension(use.member, use.bucket);
      return mapNodes(node, (inner) => (memberOf(inner) === use.member ? column : undefined));
    }
    if (call.over) return undefined;
    if (this.aggregated && isMeasure(call, this.scope)) return this.measureFunction(call);
    return isAggregate(call) ? this.aggregate(call) : undefined;
  }

  private memberValue(member: string): Node {
    if (this.dimension(member)) return this.useDimension(member, 'raw');
    const use = measureUse(baseColumn(member), this.scope.view, this.environment.constants);
    if (!use) throw notSupported(`the segment ${member} can only be a condition`, `Write WHERE ${member}.`);
    if (!this.aggregated) return build.column(ROWS, this.measureColumn(this.mainPart(), use));
    return this.valueOf(use, this.mainPart(), 'measure');
  }

  private mainPart(): Part {
    return this.part(undefined);
  }

  private useDimension(member: string, bucket: Bucket): Node {
    const uses = this.dimensionUses.get(member) ?? new Set<Bucket>();
    this.dimensionUses.set(member, uses.add(bucket));
    return build.column(ROWS, this.dimensionColumn(member));
  }

  private dimensionColumn(member: string): string {
    return `d_${this.scope.view.dimensions.findIndex(({ name }) => name === member)}`;
  }

  private measureFunction(call: FuncCall): Node {
    const { view } = this.scope;
    const part = this.partOfFilter(call.agg_filter);
    if (functionName(call) !== 'measure') {
      const use = measureUse({ FuncCall: call }, view, this.environment.constants);
      if (use) return this.valueOf(use, part, 'measure');
    }
    const [argument] = call.args ?? [];
    const use = measureUse(argument, view, this.environment.constants);
    if (use) return this.valueOf(use, part, 'measure');
    const member = memberOf(argument);
    if (member !== undefined && this.dimension(member))
      throw wrongUse(`${member} is a dimension, not a measure`, `Write ${member} and GROUP BY ${member}.`);
    throw wrongUse('MEASURE() takes a measure of the view', `Write MEASURE(${view.measures[0]?.name ?? 'measure'}).`);
  }

  private aggregate(call: FuncCall): Node {
    const measures = this.measuresIn(call.args);
    if (measures.length > 0) return this.aggregateOfMeasure(call, measures);
    if (ignoresRepeats(call)) return this.aggregateOfDimensions(call);
    return this.aggregateOfRows(call);
  }

  /** COUNT, SUM and AVG over dimensions: each distinct value as often as there are rows of it. */
  private aggregateOfRows(call: FuncCall): Node {
    const name = functionName(call);
    const [argument] = call.args ?? [];
    if (!['count', 'sum', 'avg'].includes(name) || (call.args?.length ?? 0) > 1 || call.agg_order)
      throw countsRows(call, this.scope.view);
    const part = this.part(undefined, `rows ${canonical([call.args, call.agg_filter])}`);
    const rows = build.column(ROWS, this.rowCount(part));
    const value = argument && this.overPart(argument, part);
    const filters = [this.isPart(part)];
    if (call.agg_filter) filters.push(this.overPart(call.agg_filter, part));
    if (value && !isConstant(value)) filters.push(build.isNotNull(value));
    const over = { agg_filter: build.and(filters) };
    const count = build.call('sum', [rows], over);
    if (name === 'count') return build.cast(build.coalesce(count, build.integer(0)), 'bigint');
    if (!value) throw countsRows(call, this.scope.view);
    const sum = build.call('sum', [build.operator('*', value, rows)], over);
    if (name === 'avg') return build.operator('/', sum, count);
    return isWholeNumber(argument) ? build.cast(sum, 'bigint') : sum;
  }

  private isPart(part: Part): Node {
    return build.operator('=', build.column(ROWS, PART_COLUMN), build.integer(part.number));
  }

  /** An expression over dimensions that only this part asks for. */
  private overPart(node: Node, part: Part): Node {
    return mapNodes(node, (inner) => {
      const member = memberOf(inner);
      if (member !== undefined) return this.extraColumn(part, member);
      if ('ColumnRef' in inner) throw unknownColumn(inner, this.scope.view);
      const link = as(inner, 'SubLink');
      return link && this.subLink(link, this.environment.template, (test) => this.overPart(test, part));
    });
  }

  private rowCount(part: Part): string {
    const known = part.measures.find(({ measure }) => measure === ROW_COUNT);
    if (known) return known.column;
    const column = this.column('n_');
    part.measures.push({ column, measure: ROW_COUNT, arguments: () => ({}), expression: COUNT_ROWS });
    return column;
  }

  private measuresIn(args: readonly Node[] | undefined): MeasureUse[] {
    const found: MeasureUse[] = [];
    walk(args, (node) => {
      const use = measureUse(node, this.scope.view, this.environment.constants);
      if (use) found.push(use);
      return !use;
    });
    return found;
  }

  private aggregateOfMeasure(call: FuncCall, [first]: MeasureUse[]): Node {
    const { view } = this.scope;
    const spelled = `${functionName(call)}${call.agg_distinct ? ' distinct' : ''}`;
    const [argument] = call.args ?? [];
    const peeled = argument && call.args?.length === 1 ? peel(argument, spelled) : undefined;
    const use = peeled && measureUse(peeled.measure, view, this.environment.constants);
    if (!peeled || !use) throw rowArithmetic(first?.measure);
    if (!ownSpellings(use.measure).includes(spelled)) throw wrongAggregate(use.measure, spelled);
    const conditions = [...peeled.conditions, ...(call.agg_filter ? [call.agg_filter] : [])];
    const part = this.partOfFilter(conditions.length > 0 ? build.and(conditions) : undefined);
    const value = peeled.around(this.valueOf(use, part, spelled));
    if (!peeled.zeroElse) return value;
    // ELSE 0: a group without a matching row sums to 0, but nothing at all still sums to NULL.
    const zero = build.coalesce(value, build.integer(0));
    if (this.select.groupClause) return zero;
    const main = this.mainPart();
    const rows = build.call('sum', [build.column(ROWS, this.rowCount(main))], { agg_filter: this.isPart(main) });
    return { CaseExpr: { args: [{ CaseWhen: { expr: build.operator('>', rows, build.integer(0)), result: zero } }] } };
  }

  private aggregateOfDimensions(call: FuncCall): Node {
    const part = this.part(undefined, canonical(call));
    const own = (node: Node) => this.overPart(node, part);
    const filter = call.agg_filter ? build.and([this.isPart(part), own(call.agg_filter)]) : this.isPart(part);
    return {
      FuncCall: {
        ...call,
        args: (call.args ?? []).map(own),
        agg_filter: filter,
        ...(call.agg_order ? { agg_order: call.agg_order.map(own) } : {}),
      },
    };
  }

  private extraColumn(part: Part, member: string): Node {
    const dimension = this.dimension(member);
    if (!dimension) throw notSupported(`the segment ${member} can only be a condition`, `Write WHERE ${member}.`);
    const known = part.extra.find((extra) => extra.dimension.name === member);
    const column = known?.column ?? this.column('x_');
    if (!known) part.extra.push({ column, dimension });
    return build.column(ROWS, column);
  }

  private partOfFilter(filter: Node | undefined): Part {
    if (!filter) return this.mainPart();
    const condition = this.condition(filter);
    if (hasSegment(condition)) throw notSupported('a segment cannot be used in FILTER', 'Write the segment in WHERE.');
    return this.part({ key: canonical(filter), condition });
  }

  private valueOf(use: MeasureUse, part: Part, spelled: string): Node {
    return measureValue(use.measure, this.measureColumn(part, use), part.number, spelled);
  }

  private readonly measureColumns = new Map<string, string>();

  private measureColumn(part: Part, use: MeasureUse): string {
    const key = `${part.number}|${use.key}`;
    const known = this.measureColumns.get(key);
    if (known !== undefined) return known;
    const column = this.column('m_');
    this.measureColumns.set(key, column);
    part.measures.push({ column, measure: use.measure, arguments: use.arguments });
    return column;
  }

  private subLink(
    link: { subselect?: Node; testexpr?: Node },
    template: Template,
    expression: (node: Node) => Node,
  ): Node {
    const { subselect, testexpr } = link;
    return {
      SubLink: {
        ...link,
        ...(subselect ? { subselect: this.environment.subselect(subselect, template) } : {}),
        ...(testexpr ? { testexpr: expression(testexpr) } : {}),
      },
    };
  }

  // --- clauses -----------------------------------------------------------------------------------------------------

  /** In GROUP BY a name is a column of the input first, then an output. */
  private groupItem(item: Node): Node {
    const { scope } = this;
    const resolved = inline(item, scope);
    const member = memberOf(resolved);
    if (member !== undefined && !this.dimension(member))
      throw wrongUse(`${member} is no dimension to group by`, `Group by dimensions and select MEASURE(${member}).`);
    if ('GroupingSet' in item) return this.groupingSet(item);
    return 'ColumnRef' in resolved && member === undefined ? item : this.expression(resolved);
  }

  private groupingSet(item: Node): Node {
    const set = as(item, 'GroupingSet');
    return {
      GroupingSet: { ...set, ...(set?.content ? { content: set.content.map((inner) => this.groupItem(inner)) } : {}) },
    };
  }

  private sortItem(item: Node, outputs: ReadonlySet<string>): Node {
    const sort = as(item, 'SortBy');
    return sort?.node ? { SortBy: { ...sort, node: this.outputFirst(sort.node, outputs) } } : item;
  }

  /** In ORDER BY a bare name is an output first, a bare number its position. */
  private outputFirst(node: Node, outputs: ReadonlySet<string>): Node {
    const fields = as(node, 'ColumnRef')?.fields;
    const name = as(fields?.[0], 'String')?.sval;
    if (fields?.length === 1 && name !== undefined && outputs.has(name)) return node;
    if (as(node, 'A_Const')?.ival) return node;
    return this.expression(inline(node, this.scope));
  }

  private where(): { condition: Condition; segments: string[] } {
    const { select, scope } = this;
    const clauses = [...scope.where, ...(select.whereClause ? [inline(select.whereClause, scope)] : [])];
    const segments: string[] = [];
    const flatten = (condition: Condition): Condition[] => {
      if (condition.kind === 'and') return condition.parts.flatMap(flatten);
      if (condition.kind !== 'segment') return [condition];
      segments.push(condition.name);
      return [];
    };
    const parts = clauses.map((clause) => this.condition(clause)).flatMap(flatten);
    if (parts.some(hasSegment))
      throw notSupported('a segment can only be joined to other conditions by AND', 'Write WHERE segment AND ….');
    return { condition: { kind: 'and', parts }, segments };
  }

  private condition(node: Node): Condition {
    const { view } = this.scope;
    const names: ConditionNames = {
      constants: this.environment.constants,
      dimension: (member) => this.dimension(member),
      isSegment: (member) => view.segments.some(({ name }) => name === member),
      checkMembers: (members) => {
        for (const member of members) {
          if (this.dimension(member)) continue;
          if (view.segments.some(({ name }) => name === member))
            throw notSupported(`the segment ${member} can only stand alone in WHERE`, `Write WHERE ${member} AND ….`);
          throw wrongUse(`${member} is a measure: rows cannot be filtered by it`, `Write HAVING MEASURE(${member}) ….`);
        }
      },
    };
    const compiled = compileCondition(node, names);
    this.prepare(compiled);
    return compiled;
  }

  /** Predicates for Postgres become statements over their members' values. */
  private prepare(condition: Condition): void {
    if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.parts) this.prepare(part);
    if (condition.kind !== 'predicate' || this.decisions.has(condition.test)) return;
    const columns: RowColumn[] = condition.members.map((member, at) => ({
      name: `v_${at}`,
      type: this.dimension(member)?.type ?? 'string',
    }));
    const template = new Template();
    const first = template.reserve(columns.length + 1);
    const over = (node: Node): Node =>
      mapNodes(node, (inner) => {
        const member = memberOf(inner);
        if (member !== undefined) return build.column(ROWS, `v_${condition.members.indexOf(member)}`);
        if ('ColumnRef' in inner) throw unknownColumn(inner, this.scope.view);
        const link = as(inner, 'SubLink');
        return link ? this.subLink(link, template, over) : undefined;
      });
    const statement: Node = {
      SelectStmt: {
        op: 'SETOP_NONE',
        targetList: [build.target(build.column(ROWS, PART_COLUMN))],
        fromClause: [rowsFrom(columns, first, ({ type }) => PG_TYPES[type].name)],
        whereClause: over(condition.test),
      },
    };
    this.decisions.set(condition.test, { statement, template });
  }

  // --- the question ------------------------------------------------------------------------------------------------

  private dimension(member: string): CatalogDimension | undefined {
    return this.scope.view.dimensions.find(({ name }) => name === member);
  }

  private dimensions(): BlockDimension[] {
    return [...this.dimensionUses].flatMap(([member, uses]) => {
      const dimension = this.dimension(member);
      if (!dimension) return [];
      const granularity = this.aggregated ? commonBucket(dimension, uses) : undefined;
      return [{ column: this.dimensionColumn(member), dimension, granularity }];
    });
  }

  /** For questions that name no member: rows have to come from somewhere. */
  private anyDimension(): BlockDimension {
    const dimension = this.scope.view.dimensions.find(({ masked }) => !masked);
    if (!dimension) throw notSupported('the view has no dimension to read rows by', 'Select MEASURE(measure).');
    return { column: this.dimensionColumn(dimension.name), dimension, granularity: undefined };
  }

  /** How the keys put values of a dimension together, for each that they do not surely tell apart. */
  private merging(dimensions: readonly BlockDimension[]): ReadonlyMap<string, Merging | 'mixed'> {
    const merging = new Map<string, Merging | 'mixed'>();
    if (!this.aggregated) return merging;
    const keys = this.keys();
    const sets = (this.select.groupClause ?? []).some((item) => 'GroupingSet' in item);
    for (const { dimension, granularity } of dimensions) {
      const { name, grain } = dimension;
      if (!sets && togetherTellApart(keys, name, granularity, grain ?? 'day')) continue;
      const own = keys.filter((key) => membersOf(key).has(name));
      const mixed = sets || own.some((key) => membersOf(key).size > 1);
      merging.set(name, mixed ? 'mixed' : this.mergingBy(own, dimension));
    }
    return merging;
  }

  /** The number of each value's group, by Postgres's own notion of equal keys. */
  private mergingBy(keys: readonly Node[], dimension: CatalogDimension): Merging {
    const columns: RowColumn[] = [{ name: 'v_0', type: dimension.type }];
    const template = new Template();
    const first = template.reserve(columns.length + 1);
    const ordered = keys.map((key) => ({
      SortBy: { node: mapNodes(key, (node) => (memberOf(node) === undefined ? undefined : build.column(ROWS, 'v_0'))) },
    }));
    const rank = build.call('dense_rank', [], { over: { orderClause: ordered, frameOptions: 1058 } });
    const statement: Node = {
      SelectStmt: {
        op: 'SETOP_NONE',
        targetList: [build.target(build.column(ROWS, PART_COLUMN)), build.target(build.cast(rank, 'text'))],
        fromClause: [rowsFrom(columns, first, ({ type }) => PG_TYPES[type].name)],
      },
    };
    return { statement, template };
  }

  /** GROUP BY with positions and output names looked up, over members. */
  private keys(): Node[] {
    const { select, scope } = this;
    const targets = targetsOf(select, scope);
    return (select.groupClause ?? []).map((item) => {
      const position = as(item, 'A_Const')?.ival?.ival;
      if (position !== undefined) return targets[position - 1]?.value ?? item;
      const resolved = inline(item, scope);
      if (!('ColumnRef' in resolved) || memberOf(resolved) !== undefined) return resolved;
      const name = as(as(resolved, 'ColumnRef')?.fields?.[0], 'String')?.sval;
      return targets.find((target) => target.name === name)?.value ?? resolved;
    });
  }

  /** LIMIT for the engine, when there is one question whose rows are the statement's rows. */
  private limit(dimensions: readonly BlockDimension[], merging: ReadonlyMap<string, unknown>): Limit | undefined {
    const { select, environment } = this;
    const sets = (select.groupClause ?? []).some((item) => 'GroupingSet' in item);
    if (this.parts.length !== 1 || merging.size > 0 || sets || (this.aggregated && !select.groupClause))
      return undefined;
    return pushedLimit(select, environment.constants, (key) => this.sortColumn(key, dimensions));
  }

  private sortColumn(key: Node, dimensions: readonly BlockDimension[]): string | undefined {
    const { select, scope } = this;
    const targets = targetsOf(select, scope);
    const position = as(key, 'A_Const')?.ival?.ival;
    const fields = as(key, 'ColumnRef')?.fields;
    const name = fields?.length === 1 ? as(fields[0], 'String')?.sval : undefined;
    const named = name === undefined ? undefined : targets.find((target) => target.name === name)?.value;
    const value = (position === undefined ? named : targets[position - 1]?.value) ?? inline(key, scope);
    const call = as(value, 'FuncCall');
    const bucket = call && functionName(call) === 'date_trunc' ? bucketUse(call) : undefined;
    const member = memberOf(value) ?? bucket?.member;
    const dimension = dimensions.find((known) => known.dimension.name === member);
    if (dimension) {
      const sortable = !['json', 'array', 'boolean'].includes(dimension.dimension.type);
      const same = bucket === undefined || bucket.bucket === (dimension.granularity ?? dimension.dimension.grain);
      return sortable && same ? dimension.column : undefined;
    }
    return this.measureSorted(value);
  }

  /** The column of a measure that stands alone, however it is spelled. */
  private measureSorted(value: Node): string | undefined {
    const { view } = this.scope;
    const { constants } = this.environment;
    const call = as(value, 'FuncCall');
    if (call?.agg_filter || call?.over) return undefined;
    const spelled = call && (functionName(call) === 'measure' || isAggregate(call)) ? call.args?.[0] : value;
    if (call && spelled === value && measureCalled(call, view) === undefined) return undefined;
    const use = measureUse(spelled, view, constants);
    return use && this.measureColumns.get(`${this.mainPart().number}|${use.key}`);
  }
}
