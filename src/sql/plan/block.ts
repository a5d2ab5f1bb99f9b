import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/answer.js';
import type { CatalogDimension, CatalogView } from '../../semantic/catalog.js';
import type { Filter, Granularity, SemanticQuery } from '../../semantic/query.js';
import { build, type Node } from './ast.js';
import type { Condition, Values } from './condition.js';
import { type DecidePredicate, NEVER, requireDimension, toFilter } from './filters.js';
import { rollUpOf, surelyRollsUp } from './functions.js';
import { PART_COLUMN, type Part, ROWS, type RowColumn } from './part.js';
import type { Ask, BoundValue, RunContext } from './planned.js';
import type { Limit } from './push-limit.js';
import { type Representatives, representatives } from './representatives.js';
import { COUNT_ROWS } from './row-count.js';
import { notSupported } from './sql-error.js';
import type { RunnableBlock, Template } from './template.js';
import { arrayOf, int4Array } from './values.js';

/** Rows of one question that Postgres finishes. Beyond it the statement fails: an answer is never cut. */
export const MAX_BLOCK_ROWS = 200_000;
/** Values of a dimension that Postgres decides a predicate over. */
const MAX_DECIDED = 20_000;
const MAX_TRUE_TUPLES = 2_000;

export interface BlockDimension {
  readonly column: string;
  readonly dimension: CatalogDimension;
  readonly granularity: Granularity | undefined;
}

/** A predicate's test as a statement over the values of its members. */
export interface Decision {
  readonly statement: Node;
  readonly template: Template;
}

/** The statement's keys over one dimension, as a statement over its values that gives a text for each. */
export interface Merging {
  readonly statement: Node;
  readonly template: Template;
}

export interface BlockParts {
  readonly view: CatalogView;
  readonly dimensions: readonly BlockDimension[];
  readonly parts: readonly Part[];
  readonly condition: Condition;
  readonly segments: readonly string[];
  readonly decisions: ReadonlyMap<Node, Decision>;
  readonly ungrouped: boolean;
  /** The statement's groups may be wider than the engine's: then only measures that roll up are right. */
  /** For each dimension that the keys may not tell apart: the keys over it alone, or undefined when they mix dimensions. */
  readonly merging: ReadonlyMap<string, Merging | 'mixed'>;
  /** One group over all rows: without rows there is no value, only a count of 0. */
  readonly global: boolean;
  readonly limit: Limit | undefined;
  readonly ask: Ask;
}

/** Asks a block's questions and lays their rows out as arrays, a column each. */
export class Block implements RunnableBlock {
  readonly columns: readonly RowColumn[];

  constructor(private readonly block: BlockParts) {
    this.columns = [
      ...block.dimensions.map(({ column, dimension }) => ({ name: column, type: dimension.type })),
      ...block.parts.flatMap(({ extra, measures }) => [
        ...extra.map(({ column, dimension }) => ({ name: column, type: dimension.type })),
        ...measures.map(({ column, measure }) => ({ name: column, type: measure.type })),
      ]),
    ];
  }

  get parameters(): number {
    return this.columns.length + 1;
  }

  async run(context: RunContext, values: Values): Promise<readonly BoundValue[]> {
    const decide: DecidePredicate = (predicate) => this.decide(predicate, context, values);
    const filterOf = (condition: Condition) => toFilter(condition, values, this.block.view, decide);
    const main = await filterOf(this.block.condition);
    const mapped = main === NEVER ? new Map<string, Representatives>() : await this.represent(context);
    const answers: (readonly (readonly Cell[])[])[] = [];
    for (const part of this.block.parts) {
      const own = part.condition === undefined || main === NEVER ? true : await filterOf(part.condition);
      const nothing = main === NEVER || own === NEVER;
      answers.push(nothing ? [] : await this.askPart(part, [main, own], mapped, context, values));
    }
    return this.lay(answers);
  }

  /** The main part's question with this order and page, when the statement is that question and no more. */
  async question(
    context: RunContext,
    values: Values,
    page: Pick<SemanticQuery, 'order' | 'limit' | 'offset'>,
  ): Promise<SemanticQuery | undefined> {
    const decide: DecidePredicate = (predicate) => this.decide(predicate, context, values);
    const main = await toFilter(this.block.condition, values, this.block.view, decide);
    const [part] = this.block.parts;
    if (main === NEVER || !part) return undefined;
    const { limit: _cap, order: _none, ...query } = this.query(part, [main], new Map(), values, undefined);
    return { ...query, ...page };
  }

  private async askPart(
    part: Part,
    conditions: readonly (Filter | true)[],
    mapped: ReadonlyMap<string, Representatives>,
    context: RunContext,
    values: Values,
  ): Promise<readonly (readonly Cell[])[]> {
    const { dimensions, limit, ask, global } = this.block;
    const wanted = limit?.rows(values);
    const query = this.query(part, conditions, mapped, values, wanted);
    if (wanted === 0 || (query.dimensions?.length === 0 && query.measures?.length === 0)) return [];
    const answer = await ask(query, context.signal);
    if (!answer.receipt.complete && (wanted === undefined || wanted > MAX_BLOCK_ROWS)) throw tooManyRows();
    // The engine's sum over no rows is 0, Postgres's is NULL.
    if (global && part.extra.length === 0 && Number(answer.rows[0]?.at(-1) ?? 0) === 0) return [];
    if (mapped.size === 0) return answer.rows;
    const turn = dimensions.map(({ dimension }) => mapped.get(dimension.name));
    return answer.rows.map((row) => row.map((cell, at) => turn[at]?.of(cell) ?? (turn[at] ? null : cell)));
  }

  private query(
    part: Part,
    conditions: readonly (Filter | true)[],
    mapped: ReadonlyMap<string, Representatives>,
    values: Values,
    wanted: number | undefined,
  ): SemanticQuery {
    const { view, dimensions, segments, ungrouped, limit, global } = this.block;
    const counting = global && part.extra.length === 0 && part.measures.length > 0;
    const countsOnly =
      dimensions.length + part.extra.length === 0 && part.measures.every(({ expression }) => expression);
    const [anchor] = countsOnly && part.measures.length > 0 ? view.measures : [];
    return {
      view: view.name,
      dimensions: [
        ...dimensions.map(({ column, dimension, granularity }) => {
          const represented = mapped.get(dimension.name);
          if (represented) return { name: column, expression: represented.expression };
          return { name: dimension.name, as: column, ...(granularity ? { granularity } : {}) };
        }),
        ...part.extra.map(({ column, dimension }) => ({ name: dimension.name, as: column })),
      ],
      measures: [
        ...part.measures.map(({ column, measure, arguments: given, expression }) =>
          expression ? { name: column, expression } : { name: measure.name, as: column, arguments: given(values) },
        ),
        // Cube finds the tables by the members, and a bare count() names none.
        ...(anchor ? [{ name: anchor.name, as: 'anchor' }] : []),
        ...(counting ? [{ name: 'rows_of_all', expression: COUNT_ROWS }] : []),
      ],
      filters: conditions.filter((filter) => filter !== true),
      segments,
      limit: wanted === undefined ? MAX_BLOCK_ROWS : Math.min(wanted, MAX_BLOCK_ROWS),
      ...(limit && wanted !== undefined ? { order: limit.order } : {}),
      ...(ungrouped ? { ungrouped } : {}),
    };
  }

  /**
   * Dimensions whose values the statement's keys put together, with a value that stands for each group. Not needed when
   * all measures roll up: Postgres adds the engine's finer groups together then.
   */
  private async represent(context: RunContext): Promise<ReadonlyMap<string, Representatives>> {
    const { dimensions, parts, merging, ask } = this.block;
    const mapped = new Map<string, Representatives>();
    const measures = parts.flatMap((part) => part.measures.map(({ measure }) => measure));
    const fragile = measures.find((measure) => rollUpOf(measure) === undefined);
    if (measures.every(surelyRollsUp)) return mapped;
    for (const { dimension, granularity } of dimensions) {
      const merge = merging.get(dimension.name);
      if (merge === undefined) continue;
      if (merge === 'mixed' && !fragile) continue;
      if (merge === 'mixed')
        throw notSupported(
          `${fragile?.name} cannot be added up over the groups that this expression of several columns makes`,
          'Group by each of its columns alone.',
        );
      const cells = (await this.distinct([{ dimension, granularity }], ask, context)).map(([cell]) => cell ?? null);
      const found = await context.evaluate(merge.template.text(merge.statement, context.parameterCount), [
        arrayOf(dimension.type, cells),
        int4Array(cells.map((_, at) => at)),
      ]);
      const groups: string[] = [];
      for (const [number, key] of found) groups[Number(number)] = key ?? '';
      if (new Set(groups).size < cells.length)
        mapped.set(dimension.name, representatives(dimension, cells, groups, granularity));
    }
    return mapped;
  }

  /** Which values of a predicate's dimensions it is true for, by Postgres's own rules. */
  private async decide(
    { members, test }: Extract<Condition, { kind: 'predicate' }>,
    context: RunContext,
    values: Values,
  ): ReturnType<DecidePredicate> {
    const { view, ask } = this.block;
    const decision = this.block.decisions.get(test);
    if (!decision) throw new TenureError('INTERNAL', 'A predicate was not prepared.');
    const dimensions = members.map((name) => requireDimension(view, name));
    const tuples: readonly (readonly Cell[])[] =
      members.length === 0
        ? [[]]
        : await this.distinct(
            dimensions.map((dimension) => ({ dimension })),
            ask,
            context,
          );
    const inner = await decision.template.values(context, values);
    const arrays = dimensions.map(({ type }, at) =>
      arrayOf(
        type,
        tuples.map((tuple) => tuple[at] ?? null),
      ),
    );
    const rowNumbers = int4Array(tuples.map((_, at) => at));
    const bound = [...arrays, rowNumbers];
    const found = await context.evaluate(decision.template.text(decision.statement, context.parameterCount), [
      ...bound,
      ...inner.slice(bound.length),
    ]);
    if (found.length === tuples.length) return { true: tuples, all: true };
    if (members.length > 1 && found.length > MAX_TRUE_TUPLES) throw tooManyValues(members);
    return { all: false, true: found.map(([number]) => tuples[Number(number)] ?? []) };
  }

  private async distinct(
    wanted: readonly { readonly dimension: CatalogDimension; readonly granularity?: Granularity | undefined }[],
    ask: Ask,
    context: RunContext,
  ) {
    const query: SemanticQuery = {
      view: this.block.view.name,
      dimensions: wanted.map(({ dimension, granularity }) => ({
        name: dimension.name,
        ...(granularity ? { granularity } : {}),
      })),
      limit: MAX_DECIDED,
    };
    const answer = await ask(query, context.signal);
    if (!answer.receipt.complete) throw tooManyValues(wanted.map(({ dimension }) => dimension.name));
    return answer.rows;
  }

  private lay(answers: readonly (readonly (readonly Cell[])[])[]): readonly BoundValue[] {
    const { dimensions, parts } = this.block;
    const total = answers.reduce((sum, rows) => sum + rows.length, 0);
    if (total > MAX_BLOCK_ROWS) throw tooManyRows();
    const cells: Cell[][] = this.columns.map(() => new Array<Cell>(total).fill(null));
    const numbers: number[] = [];
    let row = 0;
    let offset = dimensions.length;
    parts.forEach(({ number, extra, measures }, at) => {
      const own = extra.length + measures.length;
      for (const answer of answers[at] ?? []) {
        for (let column = 0; column < dimensions.length; column++) put(cells[column], row, answer[column]);
        for (let column = 0; column < own; column++)
          put(cells[offset + column], row, answer[dimensions.length + column]);
        numbers.push(number);
        row++;
      }
      offset += own;
    });
    return [...this.columns.map(({ type }, at) => arrayOf(type, cells[at] ?? [])), int4Array(numbers)];
  }
}

function put(column: Cell[] | undefined, row: number, cell: Cell | undefined): void {
  if (column) column[row] = cell ?? null;
}

function tooManyRows(): TenureError {
  return new TenureError('TOO_LARGE', `The statement needs more than ${MAX_BLOCK_ROWS} rows of a view at once.`, {
    hint: 'Group by fewer or coarser dimensions, filter more, or use LIMIT.',
  });
}

function tooManyValues(members: readonly string[]): TenureError {
  return new TenureError('TOO_LARGE', `The condition on ${members.join(', ')} matches too many values to be decided.`, {
    hint: 'Compare the column itself with =, IN, <, > or BETWEEN.',
  });
}

/** `unnest(…) AS tenure_rows(…)` over the block's parameters, for FROM. */
export function rowsFrom(columns: readonly RowColumn[], first: number, typeName: (column: RowColumn) => string): Node {
  const parameters = [...columns.map((column) => `${typeName(column)}[]`), 'int4[]'];
  const args = parameters.map((type, at) => build.cast(build.parameter(first + at), type));
  const names = [...columns.map(({ name }) => name), PART_COLUMN];
  return {
    RangeFunction: {
      functions: [{ List: { items: [build.call('unnest', args), {} as Node] } }],
      alias: { aliasname: ROWS, colnames: names.map(build.string) },
    },
  };
}
