import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/contract/answer.js';
import { build, type Node } from '../query/ast.js';
import type { BoundValue } from '../query/run-context.js';
import { type BlockKey, PART_COLUMN, type Part, ROWS, type RowColumn, SET_COLUMN } from './part.js';
import { arrayOf, int4Array } from './values.js';

/** Rows of one block that Postgres finishes. Beyond it the statement fails: an answer is never cut. */
export const MAX_BLOCK_ROWS = 200_000;

/** The answer to one question of a block: a part's columns for the keys of one grouping set. */
export interface PartRows {
  readonly part: Part;
  /** Positions of the keys that the question had, in order; the others are NULL. */
  readonly keys: readonly number[];
  readonly set: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** How a block's rows lie in arrays, a column each: keys, the parts' own columns, and the grouping set if there are any. */
export class RowLayout {
  readonly columns: readonly RowColumn[];
  private readonly offsets: readonly number[];

  constructor(
    private readonly keys: readonly BlockKey[],
    private readonly parts: readonly Part[],
    private readonly sets: boolean,
  ) {
    const own = parts.map(({ extra, measures }) => [
      ...extra.map(({ column, dimension }) => ({ name: column, type: dimension.type })),
      ...measures.map(({ column, measure }) => ({ name: column, type: measure.type })),
    ]);
    let offset = keys.length;
    this.offsets = own.map(({ length }) => (offset += length) - length);
    this.columns = [
      ...keys.map(({ column, type }) => ({ name: column, type })),
      ...own.flat(),
      ...(sets ? [{ name: SET_COLUMN, type: 'integer' } as const] : []),
    ];
  }

  /** `fillers` are rows of no part that make a group of these sets even where nothing was found. */
  lay(answers: readonly PartRows[], fillers: readonly number[] = []): readonly BoundValue[] {
    const total = answers.reduce((sum, { rows }) => sum + rows.length, fillers.length);
    if (total > MAX_BLOCK_ROWS) throw tooManyRows();
    const cells: Cell[][] = this.columns.map(() => new Array<Cell>(total).fill(null));
    const numbers: number[] = [];
    const put = (column: number, cell: Cell | undefined) => {
      const cellsOf = cells[column];
      if (cellsOf) cellsOf[numbers.length] = cell ?? null;
    };
    const end = (set: number, part: number) => {
      if (this.sets) put(this.columns.length - 1, set);
      numbers.push(part);
    };
    for (const { part, keys, set, rows } of answers) {
      const offset = this.offsets[this.parts.indexOf(part)] ?? this.keys.length;
      const own = part.extra.length + part.measures.length;
      for (const row of rows) {
        keys.forEach((key, at) => put(key, row[at]));
        for (let at = 0; at < own; at++) put(offset + at, row[keys.length + at]);
        end(set, part.number);
      }
    }
    for (const set of fillers) end(set, NO_PART);
    return [...this.columns.map(({ type }, at) => arrayOf(type, cells[at] ?? [])), int4Array(numbers)];
  }
}

const NO_PART = -1;

export function tooManyRows(): TenureError {
  return new TenureError('TOO_LARGE', `The statement needs more than ${MAX_BLOCK_ROWS} rows of a view at once.`, {
    hint: 'Group by fewer or coarser dimensions, filter more, or use LIMIT.',
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
