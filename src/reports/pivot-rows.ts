import type { AxisMember } from '../semantic/pivot/pivot-query.js';
import type { ItemPivot } from './run.js';
import { cellOf, type SheetCell, safe } from './sheet-cell.js';

export interface PivotRow {
  readonly cells: readonly SheetCell[];
  /** How deep the row is nested, from 0: that many outlines of a sheet hold it. */
  readonly depth: number;
}

const TOTAL = 'Total';

/**
 * A pivot as rows of a sheet: a column for each level of the rows, then the figures; above them a row for each level of the
 * columns, and one with the measures. A subtotal has the word for it at the level that it sums over.
 */
export function pivotRows({ rows, columns, measures, cells, rowTitles }: ItemPivot): PivotRow[] {
  const labels = labelsOf(columns);
  const columnLevels = Math.max(0, ...columns.map(({ level }) => level));
  const blank = rowTitles.map((): SheetCell => null);
  const heads = Array.from(
    { length: columnLevels },
    (_, at): PivotRow => ({
      depth: 0,
      cells: [
        ...blank,
        ...columns.flatMap((column, i) =>
          measures.map((_, m): SheetCell => (m === 0 ? named(labels[i] ?? [], column, at) : null)),
        ),
      ],
    }),
  );
  const titles = measures.map(({ title, unit }) => safe(unit ? `${title} (${unit})` : title));
  const rowLabels = labelsOf(rows);
  return [
    ...heads,
    { depth: 0, cells: [...rowTitles.map(safe), ...columns.flatMap(() => titles)] },
    ...rows.map((row, r) => ({
      depth: Math.max(0, row.level - 1),
      cells: [
        ...rowTitles.map((_, at) => named(rowLabels[r] ?? [], row, at)),
        ...(cells[r] ?? []).map((cell, c) => cellOf(cell, measures[c % measures.length])),
      ],
    })),
  ];
}

/** The labels of a member and those above it, from outer to inner: a parent always comes before its children. */
function labelsOf(members: readonly AxisMember[]): readonly (readonly string[])[] {
  const known = new Map(
    members.filter(({ isOthers }) => !isOthers).map(({ path, label }) => [JSON.stringify(path), label]),
  );
  return members.map(({ path, label }) =>
    path.map((_, at) => (at === path.length - 1 ? label : (known.get(JSON.stringify(path.slice(0, at + 1))) ?? ''))),
  );
}

function named(labels: readonly string[], { level }: AxisMember, at: number): SheetCell {
  if (at < level) return safe(labels[at] ?? '');
  return at === level ? TOTAL : null;
}
