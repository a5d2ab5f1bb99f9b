import type { Cell, ColumnInfo } from '../api/types.js';
import { unitBeside } from '../i18n/format.js';
import type { GridModel, Line } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { TileAnswer } from './report.js';

export type AnswerColumn = ColumnInfo & { readonly role: string };
/** How a member of a dimension is read. */
export type LabelOf = (column: AnswerColumn, cell: Cell) => string;

const line = (key: string, label: string, kind: Line['kind'] = 'member'): Line => ({
  key,
  path: [key],
  label,
  depth: kind === 'total' ? 0 : 1,
  kind,
  expandable: false,
  open: false,
});

/** Measures of an answer as the browser's charts and cards take them. */
export function answerMeasures(
  columns: readonly AnswerColumn[],
  additive: (name: string) => boolean,
  units: Readonly<Record<string, string>>,
): readonly ShownMeasure[] {
  return columns
    .filter(({ role }) => role === 'measure')
    .map((info) => {
      const unit = unitBeside(info.title, info, units);
      return {
        title: info.title,
        header: unit ? `${info.title} (${unit})` : info.title,
        info,
        additive: additive(info.name),
        good: null,
        evidenced: false,
      };
    });
}

/**
 * Flat rows as the model that the browser's charts draw: the first dimension along the axis, the others as series;
 * several measures of one dimension as series of their own. Time runs along its axis as time does, in whatever order the rows
 * come. For a scatter every row is a point.
 */
export function flatModel(answer: TileAnswer, scatter: boolean, labelOf: LabelOf): GridModel | null {
  const { columns, rows } = answer;
  if (!columns || !rows) return null;
  const at = (role: string) => columns.flatMap((column, i) => (column.role === role ? [i] : []));
  const [dimensions, measures] = [at('dimension'), at('measure')];
  const label = (row: readonly Cell[], indexes: readonly number[]) =>
    indexes
      .map((i) => {
        const column = columns[i];
        return column ? labelOf(column, row[i] ?? null) : '';
      })
      .join(' · ');
  const [axis, ...split] = dimensions;
  const series = scatter || axis === undefined ? dimensions : split;
  const onAxis = scatter || axis === undefined ? [] : [axis];
  const found = new Map<string, readonly Cell[]>();
  const rowLines = new Map<string, Line>();
  const columnLines = new Map<string, Line>();
  const keyOf = (row: readonly Cell[], indexes: readonly number[]) =>
    JSON.stringify(indexes.map((i) => row[i] ?? null));
  for (const row of rows) {
    const [r, c] = [keyOf(row, series), keyOf(row, onAxis)];
    if (!rowLines.has(r)) rowLines.set(r, line(r, label(row, series), series.length > 0 ? 'member' : 'total'));
    if (!columnLines.has(c)) columnLines.set(c, line(c, label(row, onAxis), onAxis.length > 0 ? 'member' : 'total'));
    found.set(`${r}|${c}`, row);
  }
  const eachMeasure = !scatter && series.length === 0 && measures.length > 1;
  const shownRows = eachMeasure
    ? measures.map((i) => line(String(i), columns[i]?.title ?? ''))
    : [...rowLines.values()];
  const value = (row: Line, column: Line, measure: number): Cell => {
    const index = eachMeasure ? Number(row.key) : measures[measure];
    const cells = found.get(`${eachMeasure ? '[]' : row.key}|${column.key}`);
    return index === undefined ? null : (cells?.[index] ?? null);
  };
  return {
    rows: shownRows,
    columns: isTime(columns[onAxis[0] ?? -1])
      ? [...columnLines.values()].sort((a, b) => a.key.localeCompare(b.key))
      : [...columnLines.values()],
    measures: measures.flatMap((i) => columns[i] ?? []),
    value,
    before: () => undefined,
    evidence: () => null,
    receipt: () => answer.receipt,
    receipts: answer.receipt ? [answer.receipt] : [],
    compared: false,
  };
}

const isTime = (column: AnswerColumn | undefined): boolean => column?.type === 'date' || column?.type === 'timestamp';

export interface CardFigures {
  readonly now: Cell;
  readonly before: Cell | undefined;
  /** The period that the figure is of, where the card asks a course; the course itself. */
  readonly period: string | null;
  readonly course: readonly (number | null)[];
}

/** A card's figure: the only row's, or the last period's of a course; compared with the period asked for, or found in it. */
export function cardFigures(
  { columns, rows, before }: TileAnswer,
  measure: number,
  compareWith: 'previous' | 'lastYear' | undefined,
): CardFigures | null {
  const index = columns?.findIndex((column, i) => column.role === 'measure' && ordinal(columns, i) === measure) ?? -1;
  if (!columns || !rows || index < 0) return null;
  const time = columns.findIndex((column) => column.role === 'dimension' && isTime(column));
  if (time < 0) return { now: rows[0]?.[index] ?? null, before: before?.[0]?.[index], period: null, course: [] };
  const course = [...rows].sort((a, b) => String(a[time]).localeCompare(String(b[time])));
  const last = course.at(-1);
  if (!last) return { now: null, before: undefined, period: null, course: [] };
  const period = String(last[time]).slice(0, 10);
  const wanted = `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
  const earlier =
    compareWith === 'lastYear' ? course.find((row) => String(row[time]).startsWith(wanted)) : course.at(-2);
  return {
    now: last[index] ?? null,
    before: compareWith && earlier ? earlier[index] : undefined,
    period,
    course: course.map((row) => (row[index] === null || row[index] === undefined ? null : Number(row[index]))),
  };
}

const ordinal = (columns: readonly AnswerColumn[], index: number): number =>
  columns.slice(0, index).filter(({ role }) => role === 'measure').length;
