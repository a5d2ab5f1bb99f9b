import type { CatalogView, FilterInput } from '../api/types.js';
import { acrossState } from '../pivot/fields.js';
import { slicerFilters } from '../pivot/questions.js';
import type { AxisName, BrowseState, Level, Path, Slicer } from '../pivot/state.js';
import type { FocusedCell } from './use-cell.js';

/** A member as the cell that one asks about has it. */
export interface Coordinate {
  readonly level: Level;
  readonly value: Path[number];
}

export function coordinates(state: BrowseState, cell: FocusedCell): readonly Coordinate[] {
  const on = (axis: AxisName, path: Path) =>
    path.flatMap((value, i) => {
      const level = state[axis].levels[i];
      return level ? [{ level, value }] : [];
    });
  return [...on('rows', cell.row.path), ...on('columns', cell.column.path)];
}

export const questionFilters = (state: BrowseState): readonly FilterInput[] => slicerFilters(state);

/** The axis that can be drilled into from here: rows first, then columns. */
export function drillTarget(state: BrowseState, cell: FocusedCell): { axis: AxisName; path: Path } | null {
  const can = (axis: AxisName, path: Path) =>
    path.length > state[axis].root.length && path.length < state[axis].levels.length;
  if (can('rows', cell.row.path)) return { axis: 'rows', path: cell.row.path };
  if (!cell.onName && can('columns', cell.column.path)) return { axis: 'columns', path: cell.column.path };
  return null;
}

export const drillUpTarget = (state: BrowseState): { axis: AxisName; path: Path } | null => {
  if (state.rows.root.length > 0) return { axis: 'rows', path: state.rows.root.slice(0, -1) };
  return state.columns.root.length > 0 ? { axis: 'columns', path: state.columns.root.slice(0, -1) } : null;
};

/** The cell's own slice in another subject: its members become filters there. */
export function acrossFrom(state: BrowseState, cell: FocusedCell, to: CatalogView): BrowseState {
  const fixed = new Map(state.slicers.map((slicer) => [slicer.member, slicer]));
  for (const { level, value } of coordinates(state, cell)) {
    // Coarser time buckets and upper levels hold for the finer ones too; the finest of a member is what counts.
    const slicer: Slicer = {
      member: level.name,
      ...(level.granularity ? { granularity: level.granularity } : {}),
      mode: 'in',
      values: [value],
    };
    fixed.set(level.name, slicer);
  }
  return acrossState({ ...state, slicers: [...fixed.values()] }, to);
}
