import { incompleteMonth } from '../../analytics/forecast/complete-months.js';
import { type CalendarDate, type Month, monthText, readDate } from '../../analytics/month.js';
import { TenureError } from '../../errors/errors.js';
import type { Cell as Member, SemanticAnswer } from '../../semantic/contract/answer.js';
import type { CatalogView } from '../../semantic/contract/catalog.js';
import type { Ask } from '../../semantic/pivot/pivot-snapshot.js';
import type { ForecastQuestion } from './question.js';

/** Cells of all levels together; a fit takes about a millisecond. */
export const MOST_CELLS = 2000;
const MONTH = 'month of the forecast';

/** What one cell held in every month, by measure; NaN where there was nothing. */
export interface CellHistory {
  readonly path: readonly Member[];
  readonly values: readonly (readonly number[])[];
}

export interface History {
  readonly cells: readonly CellHistory[];
  readonly start: Month;
  readonly months: number;
  /** As 2026-03-01. */
  readonly leftOut: string | null;
}

/**
 * The measures by month, of all together and by every prefix of `by`: each level is asked of the engine and not added up.
 * Null where the caller sees no month. Throws TOO_LARGE for more cells than can be fitted.
 */
export async function historyOf(
  ask: Ask,
  view: CatalogView,
  measures: readonly string[],
  { by = [], filters = [], holdOut = 0, today }: ForecastQuestion,
): Promise<History | null> {
  const time = timeOf(view);
  const question = (dimensions: readonly string[], granularity: 'day' | 'month') =>
    ask({
      view: view.name,
      dimensions: [{ name: time.name, granularity, as: MONTH }, ...dimensions.map((name) => ({ name }))],
      measures: measures.map((name) => ({ name })),
      filters,
    });
  const [days, ...levels] = await Promise.all([
    // Where rows have days, they tell how far the last month goes.
    time.grain === 'month' ? null : question([], 'day'),
    ...[...by, null].map((_, depth) => question(by.slice(0, depth), 'month')),
  ]);
  for (const answer of levels) requireWhole(answer);
  const dated = (days?.receipt.complete ? days : levels[0])?.rows ?? [];
  const dates = dated.flatMap(([date]) => (date === null ? [] : [dateOf(date as Member, days !== null)]));
  const left = incompleteMonth(dates, today);
  const kept = [...new Set(dates.map(({ month }) => month))].filter((month) => month !== left).sort((a, b) => a - b);
  const used = kept.slice(0, kept.length - holdOut);
  const [start, last] = [used[0], used.at(-1)];
  if (start === undefined || last === undefined) return null;
  const months = last - start + 1;
  const cells = levels.flatMap((answer, depth) =>
    cellsOf(answer, depth, measures.length, start, months, by.slice(0, depth), view),
  );
  if (cells.length > MOST_CELLS)
    throw new TenureError('TOO_LARGE', `There are ${cells.length} cells to forecast; at most ${MOST_CELLS} are.`, {
      hint: 'Choose fewer dimensions, or a condition that leaves fewer members.',
    });
  return { cells, start, months, leftOut: left === null ? null : firstDay(left) };
}

export const firstDay = (month: Month): string => `${monthText(month)}-01`;

/** The dimension whose months a view's forecasts go by. Throws WRONG_USE where it has none. */
export function timeOf(view: CatalogView) {
  const time = view.dimensions.find(({ name }) => name === view.timeDimension);
  if (time?.grain && !time.masked) return time;
  throw new TenureError('WRONG_USE', `${view.name} has no months to forecast by.`);
}

function requireWhole({ receipt }: SemanticAnswer): void {
  if (receipt.complete) return;
  throw new TenureError('TOO_LARGE', `There are too many cells: ${receipt.incompleteBecause}.`, {
    hint: 'Choose fewer dimensions, or a condition that leaves fewer members.',
  });
}

function dateOf(cell: Member, withDay: boolean): CalendarDate {
  const date = readDate(String(cell));
  return withDay ? date : { month: date.month, day: null };
}

function cellsOf(
  { rows }: SemanticAnswer,
  depth: number,
  measures: number,
  start: Month,
  months: number,
  by: readonly string[],
  view: CatalogView,
): CellHistory[] {
  const found = new Map<string, { path: readonly Member[]; values: number[][] }>();
  for (const row of rows) {
    if (row[0] === null || row[0] === undefined) continue;
    const at = readDate(String(row[0])).month - start;
    if (at < 0 || at >= months) continue;
    const path = row.slice(1, 1 + depth);
    const key = JSON.stringify(path);
    const cell = found.get(key) ?? {
      path,
      values: Array.from({ length: measures }, () => Array.from({ length: months }, () => Number.NaN)),
    };
    found.set(key, cell);
    for (let m = 0; m < measures; m++) {
      const value = row[1 + depth + m];
      if (value !== null && value !== undefined) (cell.values[m] as number[])[at] = Number(value);
    }
  }
  return [...found.values()].sort((a, b) => byMembers(a.path, b.path, by, view));
}

/** In the order that the model gives members, then by their text. */
function byMembers(a: readonly Member[], b: readonly Member[], by: readonly string[], view: CatalogView): number {
  for (const [i, name] of by.entries()) {
    const order = view.dimensions.find((one) => one.name === name)?.order ?? [];
    const [left, right] = [String(a[i] ?? ''), String(b[i] ?? '')];
    if (left === right) continue;
    const place = (text: string) => (order.includes(text) ? order.indexOf(text) : order.length);
    return place(left) - place(right) || (left < right ? -1 : 1);
  }
  return 0;
}
