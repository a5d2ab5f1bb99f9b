import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/answer.js';
import type { CatalogDimension, CatalogView } from '../../semantic/catalog.js';
import type { Filter, Granularity, SemanticQuery } from '../../semantic/query.js';
import { build, type Node } from './ast.js';
import type { Condition, Values } from './condition.js';
import { type DecidePredicate, NEVER, requireDimension, toFilter } from './filters.js';
import { rollUpOf } from './functions.js';
import { PART_COLUMN, type Part, ROWS, type RowColumn } from './part.js';
import type { Ask, BoundValue, RunContext } from './planned.js';
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

export interface Limit {
  readonly order: NonNullable<SemanticQuery['order']>;
  /** Rows that are wanted at most, offset included. */
  readonly rows: (values: Values) => number | undefined;
}

/** A predicate's test as a statement over the values of its members. */
export interface Decision {
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
  readonly mayMerge: ((rows: readonly (readonly Cell[])[], context: RunContext) => Promise<boolean>) | undefined;
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
    const answers: (readonly (readonly Cell[])[])[] = [];
    for (const part of this.block.parts) {
      const own = part.condition === undefined || main === NEVER ? true : await filterOf(part.condition);
      answers.push(main === NEVER || own === NEVER ? [] : await this.askPart(part, [main, own], context, values));
    }
    await this.refuseMerging(answers, context);
    return this.lay(answers);
  }

  private async askPart(
    part: Part,
    conditions: readonly (Filter | true)[],
    context: RunContext,
    values: Values,
  ): Promise<readonly (readonly Cell[])[]> {
    const { view, dimensions, segments, ungrouped, limit, ask } = this.block;
    const wanted = limit?.rows(values);
    const query: SemanticQuery = {
      view: view.name,
      dimensions: [
        ...dimensions.map(({ column, dimension, granularity }) => ({
          name: dimension.name,
          as: column,
          ...(granularity ? { granularity } : {}),
        })),
        ...part.extra.map(({ column, dimension }) => ({ name: dimension.name, as: column })),
      ],
      measures: part.measures.map(({ column, measure, arguments: given }) => ({
        name: measure.name,
        as: column,
        arguments: given(values),
      })),
      filters: conditions.filter((filter) => filter !== true),
      segments,
      limit: wanted === undefined ? MAX_BLOCK_ROWS : Math.min(wanted, MAX_BLOCK_ROWS),
      ...(limit && wanted !== undefined ? { order: limit.order } : {}),
      ...(ungrouped ? { ungrouped } : {}),
    };
    if (wanted === 0) return [];
    const answer = await ask(query, context.signal);
    if (!answer.receipt.complete && (wanted === undefined || wanted > MAX_BLOCK_ROWS)) throw tooManyRows();
    return answer.rows;
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
      members.length === 0 ? [[]] : await this.distinct(dimensions, ask, context);
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

  private async distinct(dimensions: readonly CatalogDimension[], ask: Ask, context: RunContext) {
    const query: SemanticQuery = {
      view: this.block.view.name,
      dimensions: dimensions.map(({ name }) => ({ name })),
      limit: MAX_DECIDED,
    };
    const answer = await ask(query, context.signal);
    if (!answer.receipt.complete) throw tooManyValues(dimensions.map(({ name }) => name));
    return answer.rows;
  }

  private async refuseMerging(answers: readonly (readonly (readonly Cell[])[])[], context: RunContext): Promise<void> {
    const { mayMerge, parts } = this.block;
    const fragile = parts.flatMap(({ measures }) => measures).find(({ measure }) => rollUpOf(measure) === undefined);
    const [rows = []] = answers;
    if (!mayMerge || !fragile || rows.length < 2 || !(await mayMerge(rows, context))) return;
    throw notSupported(
      `${fragile.measure.name} cannot be added up over the groups that this expression makes`,
      `Group by dimensions or by date_trunc(), so that the model's own definition of ${fragile.measure.name} applies to each group.`,
    );
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
