import type { Cell, ColumnInfo } from '../api/types.js';
import { currencyOf, exactChange, isRatio } from '../i18n/format.js';
import type { GridModel, Line } from './grid-model.js';
import type { ShownMeasure } from './shown-measure.js';

/** A cell of an exported sheet: text, or a number with its Excel format. */
export type SheetCell = { readonly text: string } | { readonly number: number; readonly format: string } | null;

export interface Sheet {
  readonly rows: readonly (readonly SheetCell[])[];
  /** Cells to merge: first and last row and column, both included. */
  readonly merges: readonly { readonly row: number; readonly first: number; readonly last: number }[];
  /** Outline depth of each row, so that Excel folds the hierarchy as the page does. */
  readonly outline: readonly number[];
  readonly nameWidth: number;
}

export interface SheetHead {
  readonly title: string;
  /** Pairs of a name and what it is: filters, snapshot, time, user. */
  readonly facts: readonly (readonly [string, string])[];
  readonly rowTitle: string;
  readonly change: string;
  /** Heads the column that says which figures are of too few to read, and stands in it. */
  readonly few: string;
  /** Heads the columns beside a figure of a month ahead: that it is a forecast, and the ends of its 95% interval. */
  readonly ahead: { readonly forecast: string; readonly low: string; readonly high: string };
}

const text = (value: string): SheetCell => ({ text: value });

export function excelFormat(measure: ColumnInfo): string {
  if (isRatio(measure)) return '0.00%';
  if (measure.type === 'integer') return '#,##0';
  return currencyOf(measure) ? '#,##0.00' : '#,##0.00##';
}

function figure(cell: Cell | undefined, measure: ColumnInfo): SheetCell {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'object') return text(cell.map(String).join(' '));
  const value = Number(cell);
  return Number.isNaN(value) || typeof cell === 'boolean'
    ? text(String(cell))
    : { number: value, format: excelFormat(measure) };
}

/** The grid as it is seen: its lines in their order, its header as it is nested, what it was asked above it. */
export function sheetOf(model: GridModel, measures: readonly ShownMeasure[], head: SheetHead): Sheet {
  const headersOf = (line: Line) => measures.flatMap((measure) => besides(model, line, measure, head).map(text));
  const depth = Math.max(0, ...model.columns.map((line) => line.depth));
  const withMeasures = depth === 0 || model.columns.some((line) => headersOf(line).length > 1);
  const rows: SheetCell[][] = [[text(head.title)], ...head.facts.map(([name, what]) => [text(name), text(what)]), []];
  const merges: { row: number; first: number; last: number }[] = [];
  for (let level = 0; level < Math.max(depth, withMeasures ? 0 : 1); level++) {
    const names: SheetCell[] = [level === 0 ? text(head.rowTitle) : null];
    for (const line of model.columns) {
      const own = line.kind === 'total' ? level === 0 : line.depth === level + 1;
      const width = headersOf(line).length;
      const first = names.length;
      for (let k = 0; k < width; k++) names.push(own && k === 0 ? text(line.label) : null);
      if (own && width > 1) merges.push({ row: rows.length, first, last: first + width - 1 });
    }
    rows.push(names);
  }
  if (withMeasures) rows.push([depth === 0 ? text(head.rowTitle) : null, ...model.columns.flatMap(headersOf)]);
  const outline = rows.map(() => 0);
  let widest = head.rowTitle.length;
  for (const line of model.rows) {
    if (line.kind === 'loading' || line.kind === 'error') continue;
    const name = `${'   '.repeat(Math.max(0, line.depth - 1))}${line.label}`;
    widest = Math.max(widest, name.length);
    rows.push([text(name), ...lineCells(model, line, measures, head)]);
    outline.push(Math.max(0, line.depth - 1));
  }
  return { rows, merges, outline, nameWidth: Math.min(48, widest + 4) };
}

/** The heads of a measure's columns under a line: its figures, and what is said beside them. */
function besides(model: GridModel, column: Line, measure: ShownMeasure, head: SheetHead): string[] {
  const { forecast, low, high } = head.ahead;
  if (column.ahead) return [measure.header, forecast, low, high];
  return [measure.header, ...(model.compared ? [head.change] : []), ...(measure.evidenced ? [head.few] : [])];
}

function lineCells(model: GridModel, line: Line, measures: readonly ShownMeasure[], head: SheetHead): SheetCell[] {
  return model.columns.flatMap((column) =>
    measures.flatMap((measure, m) => {
      const now = model.value(line, column, m);
      const cell = figure(now, measure.info);
      if (column.ahead) {
        const band = model.evidence(line, column, m);
        const ends = [band?.low, band?.high].map((end) => figure(end, measure.info));
        return [cell, cell && text(head.ahead.forecast), ...ends];
      }
      const change = model.compared ? [changeCell(now, model.before(line, column, m), measure.info)] : [];
      const small = measure.evidenced ? [model.evidence(line, column, m)?.small ? text(head.few) : null] : [];
      return [cell, ...change, ...small];
    }),
  );
}

/** The change in full precision: points of a ratio, a share of what was, or the difference where a share would mislead. */
function changeCell(now: Cell | undefined, before: Cell | undefined, measure: ColumnInfo): SheetCell {
  const change = exactChange(now, before, measure);
  if (change === null) return null;
  const format = change.as === 'difference' ? '+#,##0.00;-#,##0.00;0.00' : '+0.00%;-0.00%;0.00%';
  return { number: change.size, format };
}

/** Text that a spreadsheet would run as a formula gets a quote before it; figures are figures and stay. */
export const safeText = (value: string): string => (/^(\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(value) ? `'${value}` : value);

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** RFC 4180 with a byte order mark, which Excel needs to read Chinese. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((cells) => cells.map(quoted).join(',')).join('\r\n')}\r\n`;

export const csvOf = (sheet: Sheet): string =>
  csvText(
    sheet.rows.map((cells) =>
      cells.map((cell) => (cell === null ? '' : 'number' in cell ? String(cell.number) : safeText(cell.text))),
    ),
  );
