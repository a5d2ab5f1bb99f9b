import type { Scalar } from '../api/types.js';
import { arrangedForAhead } from './ahead.js';
import type { ChartKind } from './chart-kinds.js';
import {
  type Axis,
  type AxisName,
  axisOf,
  type BrowseState,
  type Comparison,
  isWithin,
  type Level,
  type Look,
  levelKey,
  type Path,
  type Slicer,
  type Sort,
  type Top,
  toggled,
  type Value,
  withLevels,
} from './state.js';

export type Action =
  | { readonly type: 'show'; readonly state: BrowseState }
  | { readonly type: 'rotate' }
  | { readonly type: 'toggle'; readonly axis: AxisName; readonly path: Path }
  | { readonly type: 'unfoldTo'; readonly axis: AxisName; readonly depth: number }
  | { readonly type: 'drillTo'; readonly axis: AxisName; readonly path: Path }
  | { readonly type: 'place'; readonly axis: AxisName; readonly levels: readonly Level[]; readonly at?: number }
  | { readonly type: 'removeLevel'; readonly level: Level }
  | { readonly type: 'addValue'; readonly value: Value; readonly at?: number }
  | { readonly type: 'moveValue'; readonly from: number; readonly to: number }
  | { readonly type: 'removeValue'; readonly at: number }
  | { readonly type: 'setArguments'; readonly at: number; readonly arguments: Value['arguments'] }
  | { readonly type: 'setSlicer'; readonly slicer: Slicer }
  | { readonly type: 'removeSlicer'; readonly member: string }
  | { readonly type: 'keep' | 'exclude'; readonly level: Level; readonly values: readonly Scalar[] }
  | { readonly type: 'sort'; readonly sort: Sort | null }
  | { readonly type: 'top'; readonly top: Top | null }
  | { readonly type: 'look'; readonly look: Look }
  | { readonly type: 'chart'; readonly chart: ChartKind }
  | { readonly type: 'compare'; readonly compare: Comparison }
  | { readonly type: 'ahead'; readonly ahead: number; readonly time: string };

/** The next state of the browser; every gesture of the page is one of these. */
export function reduce(state: BrowseState, action: Action): BrowseState {
  switch (action.type) {
    case 'show':
      return action.state;
    case 'rotate':
      return { ...state, rows: state.columns, columns: state.rows, sort: null };
    case 'toggle':
      return { ...state, [action.axis]: toggled(state[action.axis], action.path) };
    case 'unfoldTo':
      return { ...state, [action.axis]: unfoldedTo(state[action.axis], action.depth) };
    case 'drillTo':
      return { ...state, ...drilledTo(state, action.axis, action.path) };
    case 'place':
      return placed(state, action.axis, action.levels, action.at);
    case 'removeLevel':
      return withoutLevels(state, [action.level]);
    case 'addValue': {
      const at = action.at ?? state.values.length;
      return { ...state, values: [...state.values.slice(0, at), action.value, ...state.values.slice(at)] };
    }
    case 'moveValue':
      return { ...state, values: moved(state.values, action.from, action.to), sort: null, top: null };
    case 'removeValue':
      return { ...state, values: state.values.filter((_, i) => i !== action.at), sort: null, top: null };
    case 'setArguments':
      return {
        ...state,
        values: state.values.map((value, i) => (i === action.at ? { ...value, arguments: action.arguments } : value)),
      };
    case 'setSlicer': {
      const at = state.slicers.findIndex((one) => one.member === action.slicer.member);
      const slicers =
        at < 0 ? [...state.slicers, action.slicer] : state.slicers.map((one, i) => (i === at ? action.slicer : one));
      return { ...state, slicers };
    }
    case 'removeSlicer':
      return { ...state, slicers: state.slicers.filter((one) => one.member !== action.member) };
    case 'keep':
    case 'exclude':
      return diced(state, action.type, action.level, action.values);
    case 'sort':
      return { ...state, sort: action.sort };
    case 'top':
      return { ...state, top: action.top };
    case 'look':
      return { ...state, look: action.look };
    case 'chart':
      return { ...state, chart: action.chart };
    case 'compare':
      return { ...state, compare: action.compare };
    case 'ahead':
      return arrangedForAhead(state, action.time, action.ahead);
  }
}

function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined) return list;
  const rest = list.filter((_, i) => i !== from);
  const at = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, at), item, ...rest.slice(at)];
}

function unfoldedTo(axis: Axis, depth: number): Axis {
  const deepest = axis.levels.length - axis.root.length;
  return { ...axis, depth: Math.max(1, Math.min(depth, deepest)), open: [], shut: [] };
}

function drilledTo(state: BrowseState, name: AxisName, path: Path): Partial<BrowseState> {
  const axis = state[name];
  if (path.length >= axis.levels.length) return {};
  const next: Axis = { ...axis, root: path, depth: 1, open: axis.open.filter((one) => isWithin(one, path)), shut: [] };
  return { [name]: next, ...(name === 'columns' ? { sort: null } : {}) };
}

/** Puts levels on an axis at a position, taking them off wherever they were. */
function placed(state: BrowseState, name: AxisName, levels: readonly Level[], at?: number): BrowseState {
  const keys = new Set(levels.map(levelKey));
  const target = state[name].levels;
  const before = target.slice(0, at ?? target.length).filter((level) => !keys.has(levelKey(level)));
  const after = target.slice(at ?? target.length).filter((level) => !keys.has(levelKey(level)));
  const cleared = withoutLevels(state, levels, name);
  return { ...cleared, [name]: withLevels(state[name], [...before, ...levels, ...after]), sort: null };
}

function withoutLevels(state: BrowseState, levels: readonly Level[], except?: AxisName): BrowseState {
  const keys = new Set(levels.map(levelKey));
  const strip = (axis: Axis, name: AxisName): Axis => {
    if (name === except || !axis.levels.some((level) => keys.has(levelKey(level)))) return axis;
    const left = axis.levels.filter((level) => !keys.has(levelKey(level)));
    return left.length > 0 ? withLevels(axis, left) : axisOf([]);
  };
  return { ...state, rows: strip(state.rows, 'rows'), columns: strip(state.columns, 'columns'), sort: null };
}

function diced(state: BrowseState, mode: 'keep' | 'exclude', level: Level, values: readonly Scalar[]): BrowseState {
  const before = state.slicers.find((one) => one.member === level.name && one.granularity === level.granularity);
  const slicer: Slicer = {
    member: level.name,
    ...(level.granularity ? { granularity: level.granularity } : {}),
    mode: mode === 'keep' ? 'in' : 'notIn',
    values,
  };
  if (mode === 'exclude' && before?.mode === 'in')
    return reduce(state, {
      type: 'setSlicer',
      slicer: { ...before, values: before.values.filter((value) => !values.includes(value)) },
    });
  if (mode === 'exclude' && before?.mode === 'notIn')
    return reduce(state, {
      type: 'setSlicer',
      slicer: { ...before, values: [...new Set([...before.values, ...values])] },
    });
  return reduce(state, { type: 'setSlicer', slicer });
}
