import type { FilterInput, Granularity, MeasureInput, PivotInput } from '../api/types.js';
import type { Block } from './block.js';
import type { Line } from './grid-model.js';
import { bucketLength, type Delta, dateOf, monthsBetween } from './period.js';
import { memberFilter, slicerFilter } from './slicer-conditions.js';
import { type Axis, type BrowseState, type Level, type Path, pathKey, type Slicer, type Value } from './state.js';

/** The members of an axis whose children are asked for, each with how many levels. */
export function unfoldings(axis: Axis): readonly { readonly path: Path; readonly levels: readonly Level[] }[] {
  const start = axis.root.length;
  const root = { path: axis.root, levels: axis.levels.slice(start, start + axis.depth) };
  const hidden = (path: Path) =>
    axis.shut.some((one) => one.length < path.length && pathKey(path.slice(0, one.length)) === pathKey(one));
  const opened = axis.open.filter((path) => {
    if (path.length < start + axis.depth || path.length >= axis.levels.length || hidden(path)) return false;
    if (pathKey(path.slice(0, start)) !== pathKey(axis.root)) return false;
    for (let length = start + axis.depth; length < path.length; length++)
      if (!axis.open.some((one) => pathKey(one) === pathKey(path.slice(0, length)))) return false;
    return true;
  });
  return [root, ...opened.map((path) => ({ path, levels: axis.levels.slice(path.length, path.length + 1) }))];
}

export const columnName = (at: number): string => `m${at}`;

export const measureInput = (value: Value, at: number): MeasureInput => ({
  name: value.measure,
  ...(Object.keys(value.arguments).length > 0 ? { arguments: value.arguments } : {}),
  as: columnName(at),
});

const levelInput = (level: Level) =>
  level.granularity ? { name: level.name, granularity: level.granularity } : { name: level.name };

export function pathFilters(axis: Axis, path: Path, back: Delta | null = null): FilterInput[] {
  return path.flatMap((value, i) => {
    const level = axis.levels[i];
    return level ? [memberFilter(level, value, back)] : [];
  });
}

export const slicerFilters = (state: BrowseState, back: Delta | null = null): FilterInput[] =>
  state.slicers.flatMap((slicer) => slicerFilter(slicer, back) ?? []);

/** How far back the comparison of this block lies; null where there is nothing to compare with. */
export function comparisonDelta(state: BrowseState, levels: readonly Level[]): Delta | null {
  if (state.compare === 'none') return null;
  if (state.compare === 'lastYear') return { count: 12, unit: 'month' };
  const onAxis = levels.filter((level) => level.granularity).at(-1)?.granularity;
  if (onAxis) return bucketLength(onAxis);
  const range = state.slicers.find((slicer) => slicer.mode === 'range' && slicer.values.length === 2);
  if (range)
    return { count: monthsBetween(dateOf(range.values[0] ?? ''), dateOf(range.values[1] ?? '')), unit: 'month' };
  const single = state.slicers.find(
    (slicer) => slicer.granularity && slicer.mode === 'in' && slicer.values.length === 1,
  );
  return single?.granularity ? bucketLength(single.granularity as Granularity) : null;
}

/** The questions of a grid; `beside` are measures that no column shows. */
export function blocks(state: BrowseState, beside: readonly MeasureInput[] = []): readonly Block[] {
  if (state.values.length === 0) return [];
  const found: Block[] = [];
  for (const rows of unfoldings(state.rows))
    for (const columns of unfoldings(state.columns)) {
      found.push(block(state, rows, columns, null, beside));
      const back = comparisonDelta(state, [...levelsDownTo(state.rows, rows), ...levelsDownTo(state.columns, columns)]);
      if (back) found.push(block(state, rows, columns, back, beside));
    }
  return found;
}

type Unfolding = ReturnType<typeof unfoldings>[number];

const levelsDownTo = (axis: Axis, at: Unfolding) => axis.levels.slice(0, at.path.length + at.levels.length);

/** The questions for what top-N leaves out below each parent, once it is known which members are kept. */
export function othersBlocks(
  state: BrowseState,
  lines: readonly Line[],
  beside: readonly MeasureInput[] = [],
): readonly Block[] {
  return lines.flatMap((line) => {
    const level = state.rows.levels[line.path.length];
    if (line.kind !== 'others' || !line.leftOut || !level) return [];
    const slicer: Slicer = {
      member: level.name,
      ...(level.granularity ? { granularity: level.granularity } : {}),
      mode: 'notIn',
      values: line.leftOut,
    };
    const rows = { path: line.path, levels: [] };
    return unfoldings(state.columns).flatMap((columns) => {
      const back = comparisonDelta(state, levelsDownTo(state.columns, columns));
      const question = (period: Delta | null) => leftOut(block(state, rows, columns, period, beside), slicer);
      return back ? [question(null), question(back)] : [question(null)];
    });
  });
}

function leftOut(asked: Block, left: Slicer): Block {
  const filter = slicerFilter(left, asked.back);
  return {
    ...asked,
    key: `${asked.key}+${JSON.stringify(left.values)}`,
    others: true,
    input: { ...asked.input, filters: filter ? [...asked.input.filters, filter] : asked.input.filters },
  };
}

function block(
  state: BrowseState,
  rows: Unfolding,
  columns: Unfolding,
  back: Delta | null,
  beside: readonly MeasureInput[],
): Block {
  const input: PivotInput = {
    view: state.view,
    rows: rows.levels.map(levelInput),
    columns: columns.levels.map(levelInput),
    measures: [...state.values.map(measureInput), ...beside],
    filters: [
      ...slicerFilters(state, back),
      ...pathFilters(state.rows, rows.path, back),
      ...pathFilters(state.columns, columns.path, back),
    ],
  };
  return {
    key: `${pathKey(rows.path)}×${pathKey(columns.path)}${back ? '<' : ''}`,
    rowPath: rows.path,
    columnPath: columns.path,
    rowLevels: rows.levels,
    columnLevels: columns.levels,
    input,
    back,
    others: false,
  };
}
