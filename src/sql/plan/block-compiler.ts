import type { Cell } from '../../semantic/answer.js';
import type { CatalogDimension } from '../../semantic/catalog.js';
import { PG_TYPES } from '../catalogue/types.js';
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
import { Block, type BlockDimension, type Decision, rowsFrom } from './block.js';
import { type Bucket, bucketUse, commonBucket, togetherTellApart } from './buckets.js';
import { type Condition, type ConditionNames, compileCondition } from './condition.js';
import type { Constants } from './constants.js';
import { ignoresRepeats, isAggregate, measureCalled, ownSpellings } from './functions.js';
import { type MeasureUse, measureUse } from './measure-call.js';
import { measureValue } from './measure-value.js';
import { PART_COLUMN, type Part, ROWS, type RowColumn } from './part.js';
import type { Ask, RunContext } from './planned.js';
import { baseColumn, inline, memberOf, type Scope, targetsOf } from './scope.js';
import { notSupported, SqlError, wrongUse } from './sql-error.js';
import { Template } from './template.js';
import { arrayOf, int4Array } from './values.js';

export interface BlockEnvironment {
  readonly template: Template;
  readonly constants: Constants;
  readonly ask: Ask;
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
    if (dimensions.length === 0 && this.parts.every(({ measures, extra }) => measures.length + extra.length === 0))
      dimensions.push(this.anyDimension());
    const block = new Block({
      view: scope.view,
      dimensions,
      parts: this.parts,
      condition,
      segments,
      decisions: this.decisions,
      ungrouped: !this.aggregated && !grouped,
      mayMerge: this.aggregated ? this.mayMerge(dimensions) : undefined,
      limit: this.limit(grouped, dimensions),
      ask: environment.ask,
    });
    const first = environment.template.reserve(block.parameters);
    environment.template.add(first, block);
    return { ...rewritten, fromClause: [rowsFrom(block.columns, first, ({ type }) => PG_TYPES[type].name)] };
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
    if ('ColumnRef' in node) throw this.unknownColumn(node);
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
    if (!ignoresRepeats(call)) throw this.countsRows(call);
    return this.aggregateOfDimensions(call);
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

  private aggregateOfMeasure(call: FuncCall, [use]: MeasureUse[]): Node {
    const spelled = `${functionName(call)}${call.agg_distinct ? ' distinct' : ''}`;
    const [argument] = call.args ?? [];
    const exact = measureUse(argument, this.scope.view, this.environment.constants);
    if (!exact || call.args?.length !== 1) throw this.rowArithmetic(use);
    if (!ownSpellings(exact.measure).includes(spelled)) throw this.wrongAggregate(exact, spelled);
    return this.valueOf(exact, this.partOfFilter(call.agg_filter), spelled);
  }

  private aggregateOfDimensions(call: FuncCall): Node {
    const part = this.part(undefined, canonical(call));
    const own = (node: Node): Node =>
      mapNodes(node, (inner) => {
        const member = memberOf(inner);
        if (member !== undefined) return this.extraColumn(part, member);
        if ('ColumnRef' in inner) throw this.unknownColumn(inner);
        return undefined;
      });
    const ofPart = build.operator('=', build.column(ROWS, PART_COLUMN), build.integer(part.number));
    const filter = call.agg_filter ? build.and([ofPart, own(call.agg_filter)]) : ofPart;
    const aggregate: FuncCall = {
      ...call,
      args: (call.args ?? []).map(own),
      agg_filter: filter,
      ...(call.agg_order ? { agg_order: call.agg_order.map(own) } : {}),
    };
    return { FuncCall: aggregate };
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
        if ('ColumnRef' in inner) throw this.unknownColumn(inner);
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
    if (!dimension || this.aggregated)
      throw notSupported('the statement asks nothing of the view', 'Select a dimension or MEASURE(measure).');
    return { column: this.dimensionColumn(dimension.name), dimension, granularity: undefined };
  }

  /**
   * Whether the statement's groups may be wider than the engine's, as a question to Postgres over the rows that came;
   * undefined when the keys surely tell all rows apart.
   */
  private mayMerge(dimensions: readonly BlockDimension[]) {
    const keys = this.keys();
    const sets = (this.select.groupClause ?? []).some((item) => 'GroupingSet' in item);
    if (sets) return async () => true;
    const clear = dimensions.every(({ dimension, granularity }) =>
      togetherTellApart(keys, dimension.name, granularity, dimension.grain ?? 'day'),
    );
    if (clear) return undefined;
    const columns: RowColumn[] = dimensions.map(({ column, dimension }) => ({ name: column, type: dimension.type }));
    const template = new Template();
    const first = template.reserve(columns.length + 1);
    const rows = (key: Node) =>
      mapNodes(key, (inner) => {
        const member = memberOf(inner);
        return member === undefined ? undefined : build.column(ROWS, this.dimensionColumn(member));
      });
    const statement: Node = {
      SelectStmt: {
        op: 'SETOP_NONE',
        distinctClause: [{} as Node],
        targetList: keys.length > 0 ? keys.map((key) => build.target(rows(key))) : [build.target(build.integer(1))],
        fromClause: [rowsFrom(columns, first, ({ type }) => PG_TYPES[type].name)],
      },
    };
    return async (cells: readonly (readonly Cell[])[], context: RunContext) => {
      const arrays = columns.map(({ type }, at) =>
        arrayOf(
          type,
          cells.map((row) => row[at] ?? null),
        ),
      );
      const found = await context.evaluate(template.text(statement, context.parameterCount), [
        ...arrays,
        int4Array(cells.map(() => 0)),
      ]);
      return found.length < cells.length;
    };
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

  private limit(_grouped: boolean, _dimensions: readonly BlockDimension[]): undefined {
    return undefined;
  }

  // --- refusals ----------------------------------------------------------------------------------------------------

  private unknownColumn(node: Node): SqlError {
    const column = as(node, 'ColumnRef');
    const name = (column?.fields ?? []).map((field) => as(field, 'String')?.sval ?? '*').join('.');
    const { view } = this.scope;
    return new SqlError('42703', `column "${name}" does not exist in view ${view.name}`, {
      hint: 'Only columns of the view itself can be used here; a sub-select over a view cannot refer to the outer query.',
    });
  }

  private wrongAggregate({ measure }: MeasureUse, spelled: string): Error {
    const own = ownSpellings(measure).map((name) =>
      name === 'count distinct' ? `COUNT(DISTINCT ${measure.name})` : `${name.toUpperCase()}(${measure.name})`,
    );
    const right = [`MEASURE(${measure.name})`, ...own].join(' or ');
    return wrongUse(`${spelled.toUpperCase()} of the measure ${measure.name} is not what it means`, `Write ${right}.`);
  }

  private rowArithmetic(use: MeasureUse | undefined): Error {
    const name = use?.measure.name ?? 'measure';
    return notSupported(
      `${name} is a measure: it has no value a row, so it cannot be part of an expression inside an aggregate`,
      `Calculate with the aggregated value, as in MEASURE(${name}) * 2, or use MEASURE(${name}) FILTER (WHERE …).`,
    );
  }

  private countsRows(call: FuncCall): Error {
    const { view } = this.scope;
    const count = view.measures.find(({ aggregation }) => aggregation === 'count');
    return notSupported(
      `${functionName(call).toUpperCase()} over rows of ${view.name} is not supported`,
      `Write ${count ? `MEASURE(${count.name})` : 'a measure of the view'}, or COUNT(DISTINCT dimension).`,
    );
  }
}

function hasSegment(condition: Condition): boolean {
  if (condition.kind === 'segment') return true;
  return (condition.kind === 'and' || condition.kind === 'or') && condition.parts.some(hasSegment);
}
