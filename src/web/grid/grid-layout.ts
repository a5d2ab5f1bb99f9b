import type { GridModel, Line } from '../pivot/grid-model.js';
import { isWithin } from '../pivot/state.js';

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
  /** The unfolded member's own column, beside those of its children. */
  readonly subtotal: boolean;
}

export interface GridLayout {
  readonly leaves: readonly Leaf[];
  readonly spans: readonly Span[];
  readonly headerRows: number;
  readonly width: number;
}

export const CHANGE_WIDTH = 92;

const MOST_STRETCH = 1.7;
const TWIST = 22;

/**
 * Where each column and header cell lies. `measureWidths` are those of a value column per measure; where the window is
 * wider than all columns they share what is left, up to a limit.
 */
export function gridLayout(
  model: GridModel,
  measureWidths: readonly number[],
  left: number,
  available = 0,
): GridLayout {
  const { columns, compared } = model;
  const natural = columns.map((line) => lineWidths(line, measureWidths, compared));
  const sum = natural.flat().reduce((total, width) => total + width, 0);
  const stretch = Math.max(1, Math.min(MOST_STRETCH, (available - left) / sum));
  const leaves: Leaf[] = [];
  let at = left;
  columns.forEach((line, lineIndex) => {
    measureWidths.forEach((_, measure) => {
      for (const kind of compared ? (['value', 'change'] as const) : (['value'] as const)) {
        const place = measure * (compared ? 2 : 1) + (kind === 'change' ? 1 : 0);
        const width = Math.floor((natural[lineIndex]?.[place] ?? 100) * stretch);
        leaves.push({ index: leaves.length, line, lineIndex, measure, kind, left: at, width });
        at += width;
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

/** A member with one column is as wide as its name needs. */
function lineWidths(line: Line, measureWidths: readonly number[], compared: boolean): number[] {
  const widths = measureWidths.flatMap((width) => (compared ? [width, CHANGE_WIDTH] : [width]));
  const named = textWidth(line.label) + 28 + (line.expandable ? TWIST : 0);
  return widths.length === 1 ? [Math.min(200, Math.max(widths[0] ?? 0, named))] : widths;
}

/** About how wide a text is in the page's type, without asking the document. */
export const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? 13.5 : 8.4), 0);

function memberSpans(columns: readonly Line[], leaves: readonly Leaf[], perLine: number, memberRows: number): Span[] {
  return columns.flatMap((line, i) => {
    let end = i;
    if (line.kind === 'member')
      while (end + 1 < columns.length) {
        const next = columns[end + 1];
        if (!next || next.kind === 'total' || next.depth <= line.depth || !isWithin(next.path, line.path)) break;
        end++;
      }
    const first = i * perLine;
    const row = line.kind === 'total' ? 0 : line.depth - 1;
    const unfolded = end > i;
    const plain = { line, measure: null, change: false, subtotal: false };
    const own = spanOf(leaves, {
      ...plain,
      row,
      rowSpan: unfolded ? 1 : memberRows - row,
      first,
      last: (end + 1) * perLine - 1,
    });
    if (!unfolded) return [own];
    const last = first + perLine - 1;
    return [
      own,
      spanOf(leaves, { ...plain, row: row + 1, rowSpan: memberRows - row - 1, first, last, subtotal: true }),
    ];
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
      subtotal: false,
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
  const letters = textWidth(title);
  return Math.min(168, Math.max(several ? 104 : 88, Math.ceil(letters / (several ? 1.4 : 2)) + 34));
}
