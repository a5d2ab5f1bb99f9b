import type { Cell } from '../../semantic/answer.js';
import type { GroupedDimension, RowField } from './grouping.js';
import { type PlannedQuestion, placeOf, sameMeasure } from './question.js';

/** A field of the rows to be made, and what it holds in one of them. */
export interface RowCell {
  readonly key: string;
  /** The object's key where the field stands in one. */
  readonly object: string | undefined;
  readonly read: (row: readonly Cell[]) => unknown;
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
      case 'dimension': {
        const [at, { complete }] = [dimensionAt(field.column), field];
        return { key, object: undefined, read: (row) => complete(row[at] ?? null) };
      }
      case 'measure': {
        const place = measures.findIndex((measure) => sameMeasure(measure, field.column));
        const [at, { complete }] = [columns.get(`m${place}`) ?? -1, field];
        return { key, object: field.object, read: (row) => complete(row[at] ?? null) };
      }
      case 'typename':
        return { key, object: field.object, read: () => field.value };
      case 'member': {
        if (!innermost) return { key, object: undefined, read: () => null };
        const at = dimensionAt(innermost);
        const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : String(cell));
        return {
          key,
          object: undefined,
          read: (row) => field.show({ level: innermost.name, value: text(row[at]) }),
        };
      }
      case 'drill':
        return { key, object: undefined, read: () => [] };
    }
  });
}

/** One row by response keys. */
export function placeCells(cells: readonly RowCell[], row: readonly Cell[]): Record<string, unknown> {
  const placed: Record<string, unknown> = {};
  for (const { key, object, read } of cells) {
    if (object === undefined) placed[key] = read(row);
    else {
      placed[object] ??= {};
      (placed[object] as Record<string, unknown>)[key] = read(row);
    }
  }
  return placed;
}

/**
 * All rows as JSON, for fields that stand in no object. Answers of many rows are written from their columns, since making each
 * row and going through it again takes several times as long.
 */
export function writeRows(cells: readonly RowCell[], rows: readonly (readonly Cell[])[]): string {
  const writers = cells.map(({ key, read }, place) => {
    const texts = new Map<string, string>();
    const before = `${place === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    return (row: readonly Cell[]) => before + jsonOf(read(row), texts);
  });
  let all = '[';
  for (const [index, row] of rows.entries()) {
    if (index > 0) all += ',';
    for (const write of writers) all += write(row);
    all += '}';
  }
  return `${all}]`;
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
