import type { KeyPress } from '../pivot/act-keys.js';
import type { Line } from '../pivot/grid-model.js';
import type { GridLayout } from './grid-layout.js';

/** The grid's one focused cell: header rows count up from -headerRows to -1, column -1 is the rows' names. */
export interface Spot {
  readonly row: number;
  readonly column: number;
}

const PAGE = 12;

/** Where a key moves the focus in the treegrid, after the ARIA pattern of that name; null for a key that moves nothing. */
export function moved(event: KeyPress, at: Spot, rows: readonly Line[], layout: GridLayout): Spot | null {
  if (event.altKey) return null;
  const ends = event.ctrlKey || event.metaKey;
  const top = -layout.headerRows;
  const bottom = rows.length - 1;
  const right = layout.leaves.length - 1;
  const to = (row: number, column: number): Spot => ({
    row: Math.max(top, Math.min(bottom, row)),
    column: Math.max(row < 0 ? 0 : -1, Math.min(right, column)),
  });
  const line = at.row >= 0 ? rows[at.row] : undefined;
  switch (event.key) {
    case 'ArrowDown':
      return to(at.row + 1, at.column);
    case 'ArrowUp':
      return to(at.row - 1, at.column);
    case 'ArrowRight':
      return to(at.row, at.column + 1);
    case 'ArrowLeft':
      if (at.column === -1 && line) return to(parentRow(rows, at.row), -1);
      return to(at.row, at.column - 1);
    case 'Home':
      return to(ends ? 0 : at.row, -1);
    case 'End':
      return to(ends ? bottom : at.row, right);
    case 'PageDown':
      return to(at.row + PAGE, at.column);
    case 'PageUp':
      return to(Math.max(at.row - PAGE, at.row < 0 ? top : 0), at.column);
    default:
      return null;
  }
}

function parentRow(rows: readonly Line[], from: number): number {
  const depth = rows[from]?.depth ?? 0;
  for (let row = from - 1; row >= 0; row--) if ((rows[row]?.depth ?? 0) < depth) return row;
  return from;
}
