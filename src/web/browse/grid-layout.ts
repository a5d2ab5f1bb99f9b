import type { GridModel, Line } from './grid-model.js';
import { isWithin } from './state.js';

/** One narrow column of the grid: a measure of a column member, or its change against the compared period. */
export interface Leaf {
  readonly index: number;
  readonly line: Line;
  readonly lineIndex: number;
  readonly measure: number;
  readonly kind: 'value' | 'change';
  readonly left: number;
  readonly width: number;
}

/** A header cell over the leaves from `first` to `last`. */
export interface Span {
  readonly row: number;
  readonly rowSpan: number;
  readonly first: number;
  readonly last: number;
  readonly left: number;
  readonly width: number;
  readonly line: Line;
  /** The measure that it titles; null for a member. */
  readonly measure: number | null;
  readonly change: boolean;
}

export interface GridLayout {
  readonly leaves: readonly Leaf[];
  readonly spans: readonly Span[];
  readonly headerRows: number;
  readonly width: number;
}

export const CHANGE_WIDTH = 92;

/** Where each column and header cell lies. `measureWidths` are those of a value column per measure. */
export function gridLayout(model: GridModel, measureWidths: readonly number[], left: number): GridLayout {
  const { columns, compared } = model;
  const leaves: Leaf[] = [];
  let at = left;
  columns.forEach((line, lineIndex) => {
    measureWidths.forEach((width, measure) => {
      for (const kind of compared ? (['value', 'change'] as const) : (['value'] as const)) {
        const own = kind === 'change' ? CHANGE_WIDTH : width;
        leaves.push({ index: leaves.length, line, lineIndex, measure, kind, left: at, width: own });
        at += own;
      }
    });
  });
  const perLine = measureWidths.length * (compared ? 2 : 1);
  const memberRows = columns.some((line) => line.kind !== 'total')
    ? Math.max(...columns.map((line) => Math.max(1, line.depth)))
    : 0;
  const withMeasures = perLine > 1 || memberRows === 0;
  const spans = memberRows > 0 ? memberSpans(columns, leaves, perLine, memberRows) : [];
  if (withMeasures) spans.push(...measureSpans(leaves, memberRows));
  return { leaves, spans, headerRows: memberRows + (withMeasures ? 1 : 0), width: at };
}

function memberSpans(columns: readonly Line[], leaves: readonly Leaf[], perLine: number, memberRows: number): Span[] {
  return columns.map((line, i) => {
    let end = i;
    if (line.kind === 'member')
      while (end + 1 < columns.length) {
        const next = columns[end + 1];
        if (!next || next.kind === 'total' || next.depth <= line.depth || !isWithin(next.path, line.path)) break;
        end++;
      }
    const first = i * perLine;
    const last = (end + 1) * perLine - 1;
    const row = line.kind === 'total' ? 0 : line.depth - 1;
    return spanOf(leaves, {
      row,
      rowSpan: line.open ? 1 : memberRows - row,
      first,
      last,
      line,
      measure: null,
      change: false,
    });
  });
}

function measureSpans(leaves: readonly Leaf[], row: number): Span[] {
  return leaves.map((leaf) =>
    spanOf(leaves, {
      row,
      rowSpan: 1,
      first: leaf.index,
      last: leaf.index,
      line: leaf.line,
      measure: leaf.measure,
      change: leaf.kind === 'change',
    }),
  );
}

function spanOf(leaves: readonly Leaf[], span: Omit<Span, 'left' | 'width'>): Span {
  const [first, last] = [leaves[span.first], leaves[span.last]];
  const left = first?.left ?? 0;
  return { ...span, left, width: last ? last.left + last.width - left : 0 };
}

/** Wide enough for the title on two lines and for usual figures. */
export function columnWidth(title: string, several: boolean): number {
  const letters = [...title].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? 13 : 7), 0);
  return Math.min(168, Math.max(several ? 104 : 96, Math.ceil(letters / (several ? 1.4 : 2)) + 34));
}
