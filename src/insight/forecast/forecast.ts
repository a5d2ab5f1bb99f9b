import type { Principal } from '../../access/principal.js';
import type { CellForecast, CellsForecast } from '../../analytics/forecast/cells.js';
import { type ForecastMonth, LEVELS } from '../../analytics/forecast/forecast.js';
import { ratioMonths } from '../../analytics/forecast/ratio.js';
import type { SeriesKind } from '../../analytics/forecast/scale.js';
import { TenureError } from '../../errors/errors.js';
import { nearestNames } from '../../errors/nearest.js';
import type { CatalogMeasure, CatalogView } from '../../semantic/contract/catalog.js';
import type { SemanticService } from '../../semantic/contract/service.js';
import { atOneSnapshot } from '../../semantic/pivot/pivot-snapshot.js';
import { Fits } from './fit.js';
import { type CellHistory, firstDay, type History, historyOf, timeOf } from './history.js';
import type { ForecastAnswer, ForecastBasis, ForecastCell, ForecastPoint, ForecastQuestion } from './question.js';
import { isPlain, questionOf, seriesOf } from './series.js';

const MOST_MONTHS = 120;
const DEFAULT_MONTHS = 12;
/** Kept with the service whose answers they are made of. */
const fitsOf = new WeakMap<SemanticService, Fits>();

/** Cells whose months ahead are known, before they are joined with their history. */
interface Made {
  readonly cells: readonly Pick<ForecastCell, 'backTest' | 'parameters' | 'notes'>[];
  readonly months: readonly (readonly (Omit<ForecastMonth, 'value'> & { readonly value: number | null })[])[];
  readonly isCoherent: boolean;
  readonly kind: SeriesKind;
  readonly gaps: number;
}

/**
 * Months ahead of a plain measure of any cells, as the caller: made of the caller's rows, at one snapshot. Cells add up to
 * those that they are part of, where their history does.
 */
export async function forecast(
  semantic: SemanticService,
  question: ForecastQuestion,
  principal: Principal,
  signal?: AbortSignal,
): Promise<ForecastAnswer> {
  const { months: horizon = DEFAULT_MONTHS, levels = LEVELS } = question;
  requireSizes(question, horizon, levels);
  const { view, measure } = await membersOf(semantic, question, principal);
  const parts = partsOf(view, measure);
  const names = [measure.name, ...(parts ? parts.map(({ name }) => name) : [])];
  const { result: history, receipts } = await atOneSnapshot(semantic, principal, signal ? { signal } : {}, (ask) =>
    historyOf(ask, view, names, question),
  );
  const { provinces, accountManagers } = principal;
  const limitedTo = { provinces, accountManagers };
  if (!history) {
    const basis = { kind: 'amount', first: null, last: null, monthsUsed: 0, leftOut: null, gaps: 0 } as const;
    return { cells: [], isCoherent: false, receipts, basis: { ...basis, ratioOf: null, limitedTo } };
  }
  const sorted = [...levels].sort((a, b) => a - b);
  const fits = fitsOf.get(semantic) ?? new Fits();
  fitsOf.set(semantic, fits);
  const isRatio = parts !== undefined && history.cells.every(dividesExactly);
  const made = isRatio
    ? await ratioAhead(fits, history, measure, parts, horizon, sorted, signal)
    : await valuesAhead(fits, history, measure, horizon, sorted, signal);
  const basis: ForecastBasis = {
    kind: made.kind,
    first: firstDay(history.start),
    last: firstDay(history.start + history.months - 1),
    monthsUsed: history.months,
    leftOut: history.leftOut,
    gaps: made.gaps,
    ratioOf: isRatio ? { numerator: parts[0].name, denominator: parts[1].name } : null,
    limitedTo,
  };
  const cells = history.cells.map((cell, c) => ({
    path: cell.path,
    ...(made.cells[c] as Made['cells'][number]),
    points: [...known(cell, history), ...ahead(made.months[c] as Made['months'][number])],
  }));
  return { cells, isCoherent: made.isCoherent, basis, receipts };
}

function requireSizes({ holdOut = 0 }: ForecastQuestion, horizon: number, levels: readonly number[]): void {
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > MOST_MONTHS)
    throw new TenureError('BAD_REQUEST', `months must be a whole number from 1 to ${MOST_MONTHS}.`);
  if (!Number.isInteger(holdOut) || holdOut < 0 || holdOut > MOST_MONTHS)
    throw new TenureError('BAD_REQUEST', `holdOut must be a whole number from 0 to ${MOST_MONTHS}.`);
  if (levels.length === 0 || levels.length > 10 || !levels.every((level) => level > 0 && level < 1))
    throw new TenureError('BAD_REQUEST', 'levels are one to ten numbers between 0 and 1.');
}

/** What the caller may not see does not exist here; whether a dimension may be grouped by, the question itself tells. */
async function membersOf(semantic: SemanticService, question: ForecastQuestion, principal: Principal) {
  const { views } = await semantic.catalog(principal);
  const view = views.find(({ name }) => name === question.view);
  if (!view) throw new TenureError('UNKNOWN_VIEW', `There is no view ${question.view} for you.`);
  timeOf(view);
  const measure = view.measures.find(({ name }) => name === question.measure);
  if (!measure) {
    const [near] = nearestNames(
      question.measure,
      view.measures.map(({ name }) => name),
    );
    throw new TenureError('UNKNOWN_MEMBER', `${view.name} has no measure ${question.measure} for you.`, {
      ...(near ? { hint: `Did you mean ${near}?` } : {}),
    });
  }
  if (!isPlain(measure))
    throw new TenureError('WRONG_USE', `${measure.name} has no value of each month by itself to forecast from.`, {
      hint: 'Forecast the measure that it is made of.',
    });
  const by = question.by ?? [];
  if (new Set(by).size !== by.length) throw new TenureError('BAD_REQUEST', 'A dimension makes cells once.');
  for (const name of by) {
    const dimension = view.dimensions.find((one) => one.name === name);
    if (!dimension) throw new TenureError('UNKNOWN_MEMBER', `${view.name} has no dimension ${name} for you.`);
    if (dimension.grain !== null)
      throw new TenureError('WRONG_USE', `A forecast goes by month already: leave out ${name}.`);
  }
  return { view, measure };
}

type Parts = readonly [CatalogMeasure, CatalogMeasure];

function partsOf({ measures }: CatalogView, { ratio }: CatalogMeasure): Parts | undefined {
  const of = (part: string | undefined) => measures.find(({ name }) => name === part);
  const [above, below] = [of(ratio?.numerator), of(ratio?.denominator)];
  return above && below && isPlain(above) && isPlain(below) ? [above, below] : undefined;
}

/** Whether the measure is its numerator over its denominator and no more: a factor or a 1 − … would be lost. */
function dividesExactly({ values: [own = [], above = [], below = []] }: CellHistory): boolean {
  return own.every((value, t) => {
    const quotient = (above[t] as number) / (below[t] as number);
    return Number.isNaN(value) || !Number.isFinite(quotient) || Math.abs(value - quotient) <= 1e-9 * Math.abs(quotient);
  });
}

async function valuesAhead(
  fits: Fits,
  history: History,
  measure: CatalogMeasure,
  horizon: number,
  levels: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Made> {
  const { cells, gaps } = seriesOf(history, measure, ({ values }) => values[0] ?? []);
  const question = questionOf(cells, measure, history, horizon, levels);
  const { cells: fitted, isCoherent } = await fits.fitTree(question, signal);
  return {
    cells: fitted.map(({ backTest, model, notes }) => ({ backTest, notes, parameters: { series: model } })),
    months: fitted.map(({ months }) => months),
    isCoherent,
    kind: question.kind,
    gaps,
  };
}

async function ratioAhead(
  fits: Fits,
  history: History,
  measure: CatalogMeasure,
  parts: Parts,
  horizon: number,
  levels: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Made> {
  const own = seriesOf(history, measure, ({ values }) => values[0] ?? []);
  const question = questionOf(own.cells, measure, history, horizon, levels);
  const [above, below] = parts.map((part, p) => ({
    part,
    series: seriesOf(history, part, ({ values }) => values[1 + p] ?? []),
  })) as [PartSeries, PartSeries];
  const fitPart = ({ part, series }: PartSeries): Promise<CellsForecast> =>
    fits.fitTree(questionOf(series.cells, part, history, horizon, levels), signal);
  const numerator = await fitPart(above);
  const denominator = await fitPart(below);
  const ratio = await fits.fit(question, signal);
  const at = (fit: CellsForecast, c: number) => fit.cells[c] as CellForecast;
  return {
    cells: ratio.cells.map(({ backTest, model, notes }, c) => ({
      backTest,
      notes,
      parameters: { series: model, numerator: at(numerator, c).model, denominator: at(denominator, c).model },
    })),
    months: ratio.cells.map(({ months }, c) =>
      ratioMonths(at(numerator, c).months, at(denominator, c).months, months, question.kind),
    ),
    isCoherent: numerator.isCoherent && denominator.isCoherent,
    kind: question.kind,
    gaps: own.gaps,
  };
}

interface PartSeries {
  readonly part: CatalogMeasure;
  readonly series: ReturnType<typeof seriesOf>;
}

function known({ values }: CellHistory, { start }: History): ForecastPoint[] {
  return (values[0] ?? []).flatMap((value, t) =>
    Number.isNaN(value) ? [] : [{ month: firstDay(start + t), isForecast: false, value, intervals: [] }],
  );
}

function ahead(months: Made['months'][number]): ForecastPoint[] {
  return months.map(({ month, value, intervals }) => ({
    month: `${month}-01`,
    isForecast: true,
    value,
    intervals,
  }));
}
