import type { Line } from '../pivot/grid-model.js';
import type { GridLayout } from './grid-layout.js';

/** The grid's one focused cell: header rows count up from -headerRows to -1, column -1 is the rows' names. */
export interface Spot {
  readonly row: number;
  readonly column: number;
}

export type Press =
  | { readonly type: 'move'; readonly to: Spot }
  | { readonly type: 'toggle' | 'act' | 'select' | 'menu'; readonly at: Spot }
  | null;

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

const PAGE = 12;

/** What a key does in the treegrid, after the ARIA pattern of that name. */
export function press(event: Key, at: Spot, rows: readonly Line[], layout: GridLayout): Press {
  const ends = event.ctrlKey || event.metaKey;
  const top = -layout.headerRows;
  const bottom = rows.length - 1;
  const right = layout.leaves.length - 1;
  const to = (row: number, column: number): Press => ({
    type: 'move',
    to: { row: Math.max(top, Math.min(bottom, row)), column: Math.max(row < 0 ? 0 : -1, Math.min(right, column)) },
  });
  const line = at.row >= 0 ? rows[at.row] : undefined;
  switch (event.key) {
    case 'ArrowDown':
      return to(at.row + 1, at.column);
    case 'ArrowUp':
      return to(at.row - 1, at.column);
    case 'ArrowRight':
      if (at.column === -1 && line?.expandable && !line.open) return { type: 'toggle', at };
      return to(at.row, at.column + 1);
    case 'ArrowLeft':
      if (at.column === -1 && line?.open) return { type: 'toggle', at };
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
    case ' ':
      return { type: 'select', at };
    case 'Enter':
      return { type: 'act', at };
    case 'ContextMenu':
      return { type: 'menu', at };
    case 'F10':
      return event.shiftKey ? { type: 'menu', at } : null;
    default:
      return null;
  }
}

function parentRow(rows: readonly Line[], from: number): number {
  const depth = rows[from]?.depth ?? 0;
  for (let row = from - 1; row >= 0; row--) if ((rows[row]?.depth ?? 0) < depth) return row;
  return from;
}
