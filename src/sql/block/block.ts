import type { Cell } from '../../semantic/contract/answer.js';
import type { CatalogView } from '../../semantic/contract/catalog.js';
import type { Expression } from '../../semantic/contract/expression.js';
import type { DimensionRef, Filter, SemanticQuery } from '../../semantic/contract/query.js';
import type { Node } from '../query/ast.js';
import type { Values } from '../query/constant.js';
import { rollUpOf, surelyRollsUp } from '../query/functions.js';
import type { Ask } from '../query/planned.js';
import type { BoundValue, RunContext } from '../query/run-context.js';
import { notSupported } from '../query/sql-error.js';
import type { RunnableBlock } from '../query/template.js';
import { expressionOf } from '../translate/expression-of.js';
import type { Translated } from '../translate/types.js';
import type { Condition } from './condition.js';
import { type Decision, DistinctValues, type Merging } from './distinct-values.js';
import { NEVER, toFilter } from './filters.js';
import type { BlockKey, Part, RowColumn } from './part.js';
import type { Limit } from './push-limit.js';
import type { Representatives } from './representatives.js';
import { COUNT_ROWS } from './row-count.js';
import { MAX_BLOCK_ROWS, type PartRows, RowLayout, tooManyRows } from './row-layout.js';

export interface BlockParts {
  readonly view: CatalogView;
  readonly keys: readonly BlockKey[];
  readonly parts: readonly Part[];
  /** Positions of the keys of each grouping set that is asked for itself. */
  readonly sets: readonly (readonly number[])[] | undefined;
  readonly condition: Condition;
  readonly segments: readonly string[];
  readonly decisions: ReadonlyMap<Node, Decision>;
  readonly ungrouped: boolean;
  /**
   * The statement's groups may be wider than the engine's: then only measures that roll up are right. For each member
   * that the keys may not tell apart: the keys over it alone, or 'mixed' when they mix members.
   */
  readonly merging: ReadonlyMap<string, Merging | 'mixed'>;
  readonly aggregated: boolean;
  readonly limit: Limit | undefined;
  /** HAVING as a condition on the answer's columns; Postgres applies it once more. */
  readonly having: Translated | undefined;
  readonly ask: Ask;
}

type Conditions = readonly (Filter | true)[];
type Mapped = ReadonlyMap<string, Representatives>;

/** Asks a block's questions and lays their rows out as arrays, a column each. */
export class Block implements RunnableBlock {
  private readonly layout: RowLayout;
  private readonly distinct: DistinctValues;

  constructor(private readonly block: BlockParts) {
    this.layout = new RowLayout(block.keys, block.parts, block.sets !== undefined);
    this.distinct = new DistinctValues(block.view, block.decisions, block.ask);
  }

  get columns(): readonly RowColumn[] {
    return this.layout.columns;
  }

  get parameters(): number {
    return this.columns.length + 1;
  }

  async run(context: RunContext, values: Values): Promise<readonly BoundValue[]> {
    const { block } = this;
    const main = await this.filterOf(block.condition, context, values);
    const mapped = main === NEVER ? new Map<string, Representatives>() : await this.represent(context);
    const sets = block.sets ?? [[...block.keys.keys()]];
    const answers: PartRows[] = [];
    for (const part of block.parts) {
      const own =
        part.condition === undefined || main === NEVER ? true : await this.filterOf(part.condition, context, values);
      if (main === NEVER || own === NEVER) continue;
      for (const [set, keys] of sets.entries()) {
        const rows = await this.askPart(part, keys, [main, own], mapped, context, values);
        answers.push({ part, keys, set, rows });
      }
    }
    const fillers = block.sets ? [...block.sets.entries()].flatMap(([set, keys]) => (keys.length ? [] : [set])) : [];
    return this.layout.lay(answers, fillers);
  }

  /** The main part's question with this order and page, when the statement is that question and no more. */
  async question(
    context: RunContext,
    values: Values,
    page: Pick<SemanticQuery, 'order' | 'limit' | 'offset'>,
  ): Promise<SemanticQuery | undefined> {
    const main = await this.filterOf(this.block.condition, context, values);
    const [part] = this.block.parts;
    if (main === NEVER || !part) return undefined;
    const keys = [...this.block.keys.keys()];
    const { limit: _cap, order: _none, ...query } = this.query(part, keys, [main], new Map(), values, undefined);
    return { ...query, ...page };
  }

  private filterOf(condition: Condition, context: RunContext, values: Values) {
    return toFilter(condition, values, this.block.view, {
      decide: (predicate) => this.distinct.decide(predicate, context, values),
      list: (predicate) => this.distinct.list(predicate, context, values),
    });
  }

  private async askPart(
    part: Part,
    keys: readonly number[],
    conditions: Conditions,
    mapped: Mapped,
    context: RunContext,
    values: Values,
  ): Promise<readonly (readonly Cell[])[]> {
    const { limit, ask } = this.block;
    const wanted = limit?.rows(values);
    const query = this.query(part, keys, conditions, mapped, values, wanted);
    if (wanted === 0 || (query.dimensions?.length === 0 && query.measures?.length === 0)) return [];
    const answer = await ask(query, context.signal);
    if (!answer.receipt.complete && (wanted === undefined || wanted > MAX_BLOCK_ROWS)) throw tooManyRows();
    // The engine's sum over no rows is 0, Postgres's is NULL.
    if (this.countsAll(part, keys) && Number(answer.rows[0]?.at(-1) ?? 0) === 0) return [];
    if (mapped.size === 0) return answer.rows;
    const turn = keys.map((key) => mapped.get(this.block.keys[key]?.column ?? ''));
    return answer.rows.map((row) => row.map((cell, at) => turn[at]?.of(cell) ?? (turn[at] ? null : cell)));
  }

  /** One group over all rows: without rows there is no value, only a count of 0. */
  private countsAll(part: Part, keys: readonly number[]): boolean {
    return this.block.aggregated && keys.length === 0 && part.extra.length === 0;
  }

  private query(
    part: Part,
    keys: readonly number[],
    conditions: Conditions,
    mapped: Mapped,
    values: Values,
    wanted: number | undefined,
  ): SemanticQuery {
    const { view, segments, ungrouped, limit, having } = this.block;
    const counting = this.countsAll(part, keys) && part.measures.length > 0;
    const countsOnly = keys.length + part.extra.length === 0 && part.measures.every(({ expression }) => expression);
    const [anchor] = countsOnly && part.measures.length > 0 ? view.measures : [];
    return {
      view: view.name,
      dimensions: [
        ...keys.flatMap((key) => this.keyRef(this.block.keys[key], mapped, values)),
        ...part.extra.map(({ column, dimension }) => ({ name: dimension.name, as: column })),
      ],
      measures: [
        ...part.measures.map(({ column, measure, arguments: given, expression }) =>
          expression
            ? { name: column, expression: known(expression, values) }
            : { name: measure.name, as: column, arguments: given(values) },
        ),
        // Cube finds the tables by the members, and a bare count() names none.
        ...(anchor ? [{ name: anchor.name, as: 'anchor' }] : []),
        ...(counting ? [{ name: 'rows_of_all', expression: known(COUNT_ROWS, values) }] : []),
      ],
      filters: conditions.filter((filter) => filter !== true),
      segments,
      ...(having ? { having: [known(having, values)] } : {}),
      limit: wanted === undefined ? MAX_BLOCK_ROWS : Math.min(wanted, MAX_BLOCK_ROWS),
      ...(limit && wanted !== undefined ? { order: limit.order } : {}),
      ...(ungrouped ? { ungrouped } : {}),
    };
  }

  private keyRef(key: BlockKey | undefined, mapped: Mapped, values: Values): DimensionRef[] {
    if (!key) return [];
    const { column } = key;
    if (key.kind === 'computed') return [{ name: column, expression: known(key.value, values) }];
    const represented = mapped.get(column);
    if (represented) return [{ name: column, expression: represented.expression }];
    const { granularity } = key;
    return [{ name: key.dimension.name, as: column, ...(granularity ? { granularity } : {}) }];
  }

  /**
   * Members whose values the statement's keys put together, with a value that stands for each group. Not needed when all
   * measures roll up: Postgres adds the engine's finer groups together then.
   */
  private async represent(context: RunContext): Promise<Mapped> {
    const { keys, parts, merging } = this.block;
    const mapped = new Map<string, Representatives>();
    const measures = parts.flatMap((part) => part.measures.map(({ measure }) => measure));
    if (merging.size === 0 || measures.every(surelyRollsUp)) return mapped;
    const fragile = measures.find((measure) => rollUpOf(measure) === undefined);
    for (const key of keys) {
      const merge = key.kind === 'member' ? merging.get(key.dimension.name) : undefined;
      if (key.kind !== 'member' || merge === undefined || (merge === 'mixed' && !fragile)) continue;
      if (merge === 'mixed')
        throw notSupported(
          `${fragile?.name} cannot be added up over the groups that this expression of several columns makes`,
          'Group by each of its columns alone.',
        );
      const found = await this.distinct.represent(key.dimension, key.granularity, merge, context);
      if (found) mapped.set(key.column, found);
    }
    return mapped;
  }
}

function known(value: Pick<Translated, 'parts'>, values: Values): Expression {
  const expression = expressionOf(value, values);
  if (expression) return expression;
  throw notSupported(
    'a constant of this statement is not one that the engine can compute with',
    'Use dates from 1970 to 2139, numbers of at most 18 digits, and DateStyle ISO.',
  );
}
