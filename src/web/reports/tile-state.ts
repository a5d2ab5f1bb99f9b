import type { CatalogMeasure, CatalogView } from '../api/types.js';
import { reportChartOf } from '../pivot/chart-kinds.js';
import { dimensionOf, isTime } from '../pivot/fields.js';
import { slicerFilter, slicerOf } from '../pivot/slicer-conditions.js';
import { axisOf, type BrowseState, emptyState, type Level, type Slicer, type Value } from '../pivot/state.js';
import type { CalculatedMember, Condition, MemberCondition, Question, TableTile, Tile } from './report.js';

/** A view with the report's calculated members among its measures, so that they are chosen like any other. */
export function withCalculated(view: CatalogView, calculated: readonly CalculatedMember[]): CatalogView {
  const own = calculated.filter((one) => one.view === view.name);
  if (own.length === 0) return view;
  const measures = own.map(
    ({ name, title, expression, unit, format }): CatalogMeasure => ({
      name,
      title: { en: title, zh: title },
      description: expression,
      type: 'float',
      aggregation: 'number',
      additivity: 'non-additive',
      unit: unit ?? (format === 'currency' ? 'currency' : null),
      format: format ?? null,
      arguments: [],
      drillMembers: [],
    }),
  );
  return { ...view, measures: [...view.measures, ...measures] };
}

/** A question as the browser's shelves show it. What they cannot show (parameters, latest periods) stays in `rest`. */
export interface OnShelves {
  readonly state: BrowseState;
  readonly rest: readonly Condition[];
}

export function onShelves(question: Question, view: CatalogView, across = 0): OnShelves {
  const slicers: Slicer[] = [];
  const rest: Condition[] = [];
  for (const condition of question.filters) {
    const slicer = slicerIn(condition, view);
    if (slicer && !slicers.some((one) => one.member === slicer.member)) slicers.push(slicer);
    else rest.push(condition);
  }
  const values = question.measures.map(
    ({ name, arguments: given }): Value => ({
      measure: name,
      arguments: Object.fromEntries(
        Object.entries(given ?? {}).filter(
          (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
        ),
      ),
    }),
  );
  return {
    state: {
      ...emptyState(question.view),
      rows: axisOf(question.dimensions.slice(across)),
      columns: axisOf(question.dimensions.slice(0, across)),
      values,
      slicers,
    },
    rest,
  };
}

function slicerIn(condition: Condition, view: CatalogView): Slicer | null {
  if ('latest' in condition) return null;
  return slicerOf(condition, (member) => {
    const dimension = dimensionOf(view, member);
    if (!dimension) return undefined;
    return isTime(dimension) ? (dimension.grain === 'month' ? 'month' : 'day') : null;
  });
}

/** The conditions that slicers stand for. */
export function conditionsOf(slicers: readonly Slicer[]): readonly Condition[] {
  return slicers.flatMap((slicer): Condition[] => {
    const filter = slicerFilter(slicer);
    if (!filter) return [];
    if (filter.or) return [{ or: filter.or as readonly MemberCondition[] }];
    return (filter.and ?? [filter]) as readonly MemberCondition[] as Condition[];
  });
}

/** The question that the shelves ask, with the order and limit it had as far as they still fit. */
export function offShelves({ state, rest }: OnShelves, before: Pick<Question, 'order' | 'limit'>): Question {
  const dimensions = [...state.columns.levels, ...state.rows.levels];
  const names = new Set([...dimensions.map(({ name }) => name), ...state.values.map(({ measure }) => measure)]);
  const measures = state.values.map(({ measure, arguments: given }) => ({
    name: measure,
    ...(Object.keys(given).length > 0 ? { arguments: given } : {}),
  }));
  return {
    view: state.view,
    dimensions,
    measures: measures.filter((one, i) => measures.findIndex(({ name }) => name === one.name) === i),
    filters: [...rest, ...conditionsOf(state.slicers)],
    order: before.order.filter(({ by }) => names.has(by)),
    limit: before.limit,
  };
}

/** A pivot's tile as the browser's grid shows it: everything unfolded, sorted as the report says. */
export function pivotState({ question, pivot }: TableTile): BrowseState {
  const { view, dimensions, measures, order } = question;
  const across = pivot?.across ?? 0;
  const unfolded = (levels: readonly Level[]) => ({ ...axisOf(levels), depth: levels.length });
  const [by] = order;
  const value = measures.findIndex(({ name, as }) => (as ?? name) === by?.by);
  return {
    ...emptyState(view),
    rows: unfolded(dimensions.slice(across)),
    columns: unfolded(dimensions.slice(0, across)),
    values: measures.map(({ name }) => ({ measure: name, arguments: {} })),
    sort: by && value >= 0 ? { value, column: [], direction: by.direction } : null,
  };
}

/** Time runs forward; otherwise the largest come first. */
export function usualOrder(question: Question): Question['order'] {
  const time = question.dimensions.find(({ granularity }) => granularity);
  if (time) return [{ by: time.name, direction: 'asc' }];
  const [measure] = question.measures;
  return measure && question.dimensions.length > 0 ? [{ by: measure.name, direction: 'desc' }] : [];
}

/** What the browser shows as a tile of a report: its chart if it draws one that reports have, else its nested table. */
export function tileOfBrowse(state: BrowseState, title: string): Tile {
  const unfolded = (axis: BrowseState['rows']) => axis.levels.slice(axis.root.length, axis.root.length + axis.depth);
  const rootSlicers = [state.rows, state.columns].flatMap(({ root, levels }) =>
    root.flatMap((value, i): Slicer[] => {
      const level = levels[i];
      return level ? [{ member: level.name, ...granularityOf(level), mode: 'in', values: [value] }] : [];
    }),
  );
  const chart = reportChartOf(state.chart);
  // A chart has its first dimension along the axis, which are the browser's columns.
  const [across, down] = [unfolded(state.columns), unfolded(state.rows)];
  const nested = !chart && across.length + Math.max(0, down.length - 1) > 0;
  const levels = chart ? [...across.slice(-1), ...down.slice(-1)] : [...across, ...down];
  const asked = offShelves(
    {
      state: {
        ...state,
        columns: axisOf([]),
        rows: axisOf(nested ? levels : withoutCoarser(levels)),
        slicers: [...state.slicers, ...rootSlicers],
      },
      rest: [],
    },
    { order: [], limit: 1000 },
  );
  const sorted = state.sort && state.sort.value >= 0 ? state.values[state.sort.value] : undefined;
  const order = sorted && state.sort ? [{ by: sorted.measure, direction: state.sort.direction }] : usualOrder(asked);
  const question = { ...asked, order };
  if (chart) return { kind: 'chart', title, chart, question };
  return { kind: 'table', title, question, ...(nested ? { pivot: { across: across.length } } : {}) };
}

const granularityOf = ({ granularity }: Level) => (granularity ? { granularity } : {});

/** One bucket of a time dimension is enough: its finest says the coarser ones. */
const withoutCoarser = (levels: readonly Level[]): readonly Level[] =>
  levels.filter((level, i) => !level.granularity || !levels.slice(i + 1).some(({ name }) => name === level.name));
