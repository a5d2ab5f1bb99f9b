import type { Cell, FilterInput } from '../api/types.js';
import type { Evidence } from './evidence.js';
import type { ForecastAnswer, ForecastCell, ForecastPoint } from './forecast-document.js';
import type { GridModel, Line } from './grid-model.js';
import { pathFilters } from './questions.js';
import { slicerFilter } from './slicer-conditions.js';
import { axisOf, type BrowseState, type Level, type Path, pathKey } from './state.js';

/** The level of the band that is drawn. */
const BAND = 0.95;

/** What one measure's forecast is asked by. */
export interface AheadQuestion {
  readonly view: string;
  readonly measures: readonly (string | null)[];
  readonly by: readonly string[];
  readonly filters: readonly FilterInput[];
  readonly months: number;
}

const isTime = (level: Level): boolean => level.granularity !== undefined;

/** The state as months ahead can stand in it: months alone on the columns, as a line where nothing is drawn. */
export function arrangedForAhead(state: BrowseState, time: string, ahead: number): BrowseState {
  if (ahead === 0) return { ...state, ahead };
  const chart = state.chart === 'none' ? 'line' : state.chart;
  if (showsMonths(state, time)) return { ...state, ahead, chart };
  const rows = state.rows.levels.some(isTime)
    ? axisOf(state.rows.levels.filter((level) => !isTime(level)))
    : state.rows;
  const columns = axisOf([{ name: time, granularity: 'month' }]);
  return { ...state, rows, columns, ahead, chart, sort: null, compare: 'none' };
}

function showsMonths({ rows, columns }: BrowseState, time: string | null): boolean {
  const [level, ...others] = columns.levels;
  return (
    time !== null &&
    level?.name === time &&
    level.granularity === 'month' &&
    others.length === 0 &&
    !rows.levels.some(isTime)
  );
}

/** The question for the months ahead of what is shown; null where they have no place. Conditions on time do not cut the history. */
export function aheadQuestion(state: BrowseState, time: string | null, model: GridModel | null): AheadQuestion | null {
  if (state.ahead === 0 || !model || !showsMonths(state, time)) return null;
  const start = state.rows.root.length;
  const deepest = Math.max(start, ...model.rows.map(({ path, kind }) => (kind === 'member' ? path.length : 0)));
  return {
    view: state.view,
    measures: state.values.map(({ measure, arguments: given }) => (Object.keys(given).length > 0 ? null : measure)),
    by: state.rows.levels.slice(start, deepest).map(({ name }) => name),
    filters: [
      ...state.slicers.flatMap((slicer) => (slicer.member === time ? [] : (slicerFilter(slicer) ?? []))),
      ...pathFilters(state.rows, state.rows.root),
    ],
    months: state.ahead,
  };
}

/** What stands behind a figure of a month ahead. */
export interface AheadOf {
  readonly answer: ForecastAnswer;
  readonly cell: ForecastCell;
  readonly point: ForecastPoint;
}

export interface AheadModel extends GridModel {
  readonly aheadOf: (row: Line, column: Line, measure: number) => AheadOf | null;
}

/** The grid with a column for each month ahead, before the total's, which stays that of what is known. */
export function withAhead(
  model: GridModel,
  root: Path,
  answers: readonly (ForecastAnswer | null)[],
  labelOf: (month: string) => string,
): AheadModel {
  const cells = answers.map((answer) => new Map(answer?.cells.map((cell) => [pathKey(cell.path), cell])));
  const first = answers.find((answer) => answer?.cells.length)?.cells[0];
  const months = (first?.points ?? []).filter(({ isForecast }) => isForecast).map(({ month }) => month);
  const ahead = months.map(
    (month): Line => ({
      key: `ahead ${month}`,
      path: [month],
      label: labelOf(month),
      depth: 1,
      kind: 'member',
      expandable: false,
      open: false,
      ahead: true,
    }),
  );
  const total = model.columns.filter(({ kind }) => kind === 'total');
  const aheadOf = (row: Line, column: Line, measure: number): AheadOf | null => {
    const answer = answers[measure];
    if (!column.ahead || !answer || (row.kind !== 'member' && row.kind !== 'total')) return null;
    const cell = cells[measure]?.get(pathKey(row.path.slice(root.length)));
    const month = column.path[0];
    const point = cell?.points.find((one) => one.isForecast && one.month === month);
    return cell && point ? { answer, cell, point } : null;
  };
  return {
    ...model,
    columns: [...model.columns.filter(({ kind }) => kind !== 'total'), ...ahead, ...total],
    value: (row, column, measure): Cell | undefined =>
      column.ahead ? (aheadOf(row, column, measure)?.point.value ?? null) : model.value(row, column, measure),
    before: (row, column, measure) => (column.ahead ? null : model.before(row, column, measure)),
    evidence: (row, column, measure) =>
      column.ahead ? bandOf(aheadOf(row, column, measure)) : model.evidence(row, column, measure),
    aheadOf,
  };
}

/** What stands behind a figure of any grid, where that is of a month ahead. */
export const aheadOf = (model: GridModel, row: Line, column: Line, measure: number): AheadOf | null =>
  column.ahead && 'aheadOf' in model ? (model as AheadModel).aheadOf(row, column, measure) : null;

/** The interval stands where that of a known figure does. */
function bandOf(found: AheadOf | null): Evidence | null {
  const interval = found?.point.intervals.find(({ level }) => level === BAND);
  return interval ? { count: null, small: false, low: interval.low, high: interval.high } : null;
}
