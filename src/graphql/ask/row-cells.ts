import type { Cell } from '../../semantic/contract/answer.js';
import type { Complete, GroupedDimension, RowField } from './grouping.js';
import { type PlannedQuestion, placeOf, sameMeasure } from './question.js';

type Row = readonly Cell[];

/** A field of the rows to be made, and what it holds in one of them. */
export interface RowCell {
  readonly key: string;
  /** The object's key where the field stands in one. */
  readonly object: string | undefined;
  /** The place of its cell in a row; −1 where it has none. */
  readonly at: number;
  /** The same text in every row, or what becomes of the cell. */
  readonly shown: string | Complete;
}

/** Where the fields of a selection find their values in the answer's rows, in the order selected. */
export function cellsOf(
  fields: readonly RowField[],
  { dimensions, measures }: Pick<PlannedQuestion, 'dimensions' | 'measures'>,
  columns: ReadonlyMap<string, number>,
  innermost: GroupedDimension | undefined,
): RowCell[] {
  const dimensionAt = (dimension: GroupedDimension) => columns.get(`d${placeOf(dimension, dimensions)}`) ?? -1;
  return fields.map((field): RowCell => {
    const { key } = field;
    switch (field.kind) {
      case 'dimension':
        return { key, object: undefined, at: dimensionAt(field.column), shown: field.complete };
      case 'measure': {
        const place = measures.findIndex((measure) => sameMeasure(measure, field.column));
        return { key, object: field.object, at: columns.get(`m${place}`) ?? -1, shown: field.complete };
      }
      case 'typename':
        return { key, object: field.object, at: -1, shown: field.value };
      case 'member': {
        if (!innermost) return { key, object: undefined, at: -1, shown: () => null };
        const shown = (cell: Cell) => field.show({ level: innermost.name, value: cell === null ? null : String(cell) });
        return { key, object: undefined, at: dimensionAt(innermost), shown };
      }
      case 'drill':
        return { key, object: undefined, at: -1, shown: () => [] };
    }
  });
}

const read = ({ at, shown }: RowCell, row: Row) => (typeof shown === 'string' ? shown : shown(row[at] ?? null));

/** One row by response keys. */
export function placeCells(cells: readonly RowCell[], row: Row): Record<string, unknown> {
  const placed: Record<string, unknown> = {};
  for (const cell of cells) {
    const { key, object } = cell;
    if (object === undefined) placed[key] = read(cell, row);
    else {
      placed[object] ??= {};
      (placed[object] as Record<string, unknown>)[key] = read(cell, row);
    }
  }
  return placed;
}

interface Written {
  readonly cells: readonly RowCell[];
  readonly text: string;
}

/** The latest selection of an answer and its text: one text an answer, so that memory stays in proportion to the kept rows. */
const writtenOf = new WeakMap<readonly Row[], Written>();

/**
 * All rows as JSON, for fields that stand in no object: written once for a selection as long as the rows themselves are kept,
 * since the result cache gives the same rows to whoever asks again.
 */
export function writeRows(cells: readonly RowCell[], rows: readonly Row[]): string {
  const known = writtenOf.get(rows);
  if (known && areSame(known.cells, cells)) return known.text;
  const text = jsonOfRows(cells, rows);
  writtenOf.set(rows, { cells, text });
  return text;
}

function areSame(some: readonly RowCell[], others: readonly RowCell[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ key, at, shown }, place) => {
      const other = others[place];
      return other?.key === key && other.at === at && other.shown === shown;
    })
  );
}

/**
 * Answers of many rows are written from their columns: making each row and going through it again takes several times as long.
 * Rows are joined at once, which makes one piece of text: one that grows by `+=` stays in pieces that every reader goes through.
 */
function jsonOfRows(cells: readonly RowCell[], rows: readonly Row[]): string {
  const writers = cells.map((cell, place) => {
    const texts = new Map<string, string>();
    const before = `${place === 0 ? '{' : ','}${JSON.stringify(cell.key)}:`;
    return (row: Row) => before + jsonOf(read(cell, row), texts);
  });
  const texts = rows.map((row) => {
    let text = '';
    for (const write of writers) text += write(row);
    return `${text}}`;
  });
  return `[${texts.join(',')}]`;
}

const MOST_TEXTS = 10_000;

/** A value as JSON; a column's texts, which repeat, are escaped once. */
function jsonOf(value: unknown, known: Map<string, string>): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  const text = known.get(value);
  if (text !== undefined) return text;
  const made = JSON.stringify(value);
  if (known.size < MOST_TEXTS) known.set(value, made);
  return made;
}
