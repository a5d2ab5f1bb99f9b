import type { Granularity, Scalar } from '../api/types.js';
import type { ChartKind } from './chart-kinds.js';

/** A level on an axis: a dimension, for time with its bucket. */
export interface Level {
  readonly name: string;
  readonly granularity?: Granularity;
}

/** Raw values of an axis' levels from the first one down; [] is the grand total. */
export type Path = readonly Scalar[];
export type AxisName = 'rows' | 'columns';

export interface Axis {
  readonly levels: readonly Level[];
  /** How many levels are unfolded below the root without asking for single members. */
  readonly depth: number;
  /** Drilled into this member: everything outside it is left out. */
  readonly root: Path;
  /** Members unfolded beyond `depth`. */
  readonly open: readonly Path[];
  /** Members folded although `depth` would unfold them. */
  readonly shut: readonly Path[];
}

export interface Value {
  readonly measure: string;
  readonly arguments: Readonly<Record<string, number | string>>;
}

export interface Slicer {
  readonly member: string;
  readonly granularity?: Granularity;
  readonly mode: 'in' | 'notIn' | 'range';
  /** For a range: [from, to], both included. */
  readonly values: readonly Scalar[];
}

/** Rows are sorted among their siblings, so children stay below their parent. */
export interface Sort {
  /** Index in `values`; -1 sorts by name. */
  readonly value: number;
  readonly column: Path;
  readonly direction: 'asc' | 'desc';
}

export interface Top {
  readonly count: number;
  readonly value: number;
  readonly others: boolean;
}

export const LOOKS = ['plain', 'heat', 'bars'] as const;
export type Look = (typeof LOOKS)[number];
export const COMPARISONS = ['none', 'previous', 'lastYear'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Everything that the page shows, and nothing that the server said: it fits in the address bar. */
export interface BrowseState {
  readonly view: string;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly values: readonly Value[];
  readonly slicers: readonly Slicer[];
  readonly sort: Sort | null;
  readonly top: Top | null;
  readonly look: Look;
  readonly chart: ChartKind;
  readonly compare: Comparison;
  /** Months ahead that are shown as forecasts beside those known. */
  readonly ahead: number;
}

export const axisOf = (levels: readonly Level[]): Axis => ({ levels, depth: 1, root: [], open: [], shut: [] });

export function emptyState(view: string): BrowseState {
  return {
    view,
    rows: axisOf([]),
    columns: axisOf([]),
    values: [],
    slicers: [],
    sort: null,
    top: null,
    look: 'plain',
    chart: 'none',
    compare: 'none',
    ahead: 0,
  };
}

export const pathKey = (path: Path): string => JSON.stringify(path);
export const samePath = (a: Path, b: Path): boolean => pathKey(a) === pathKey(b);
export const isWithin = (path: Path, ancestor: Path): boolean =>
  path.length >= ancestor.length && samePath(path.slice(0, ancestor.length), ancestor);
export const levelKey = (level: Level): string =>
  level.granularity ? `${level.name}.${level.granularity}` : level.name;

/** Whether the children of this member are shown. */
export function isOpen(axis: Axis, path: Path): boolean {
  if (path.length >= axis.levels.length) return false;
  if (path.length <= axis.root.length) return samePath(path, axis.root);
  if (axis.shut.some((one) => samePath(one, path))) return false;
  return path.length - axis.root.length < axis.depth || axis.open.some((one) => samePath(one, path));
}

/** Unfolds a folded member and folds an unfolded one, in place. */
export function toggled(axis: Axis, path: Path): Axis {
  const without = (paths: readonly Path[]) => paths.filter((one) => !samePath(one, path));
  if (isOpen(axis, path)) {
    const unfolded = path.length - axis.root.length < axis.depth;
    const open = axis.open.filter((one) => !isWithin(one, path));
    return { ...axis, open, shut: unfolded ? [...axis.shut, path] : axis.shut };
  }
  if (path.length >= axis.levels.length) return axis;
  const shut = without(axis.shut);
  return path.length - axis.root.length < axis.depth
    ? { ...axis, shut }
    : { ...axis, shut, open: [...without(axis.open), path] };
}

/** The axis with other levels: what was unfolded stays so as far as the first levels are the same. */
export function withLevels(axis: Axis, levels: readonly Level[]): Axis {
  let same = 0;
  while (same < levels.length && same < axis.levels.length) {
    const [before, after] = [axis.levels[same], levels[same]];
    if (!before || !after || levelKey(before) !== levelKey(after)) break;
    same++;
  }
  const keep = (path: Path) => path.length <= same && path.length < levels.length;
  const rootKept = axis.root.length <= same && axis.root.length < levels.length;
  if (!rootKept) return axisOf(levels);
  return {
    levels,
    root: axis.root,
    depth: Math.max(1, Math.min(axis.depth, levels.length - axis.root.length)),
    open: axis.open.filter(keep),
    shut: axis.shut.filter(keep),
  };
}
