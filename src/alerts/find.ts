import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import { forecast } from '../insight/forecast/forecast.js';
import type { Cell } from '../semantic/contract/answer.js';
import type { CatalogView } from '../semantic/contract/catalog.js';
import { filterSaid, type WordedFilter } from '../semantic/contract/operator-words.js';
import type { Filter, SemanticQuery } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { atOneSnapshot } from '../semantic/pivot/pivot-snapshot.js';
import type { AlertDefinition, Finding } from './alert.js';

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

export interface Found {
  readonly snapshot: string;
  readonly finding: Finding;
}

const TRIES = 3;

/**
 * The latest complete month against the interval of the forecast that is made without it. Throws what a forecast throws: the
 * measure may have none.
 */
async function findOutside(
  semantic: SemanticService,
  alert: AlertDefinition,
  principal: Principal,
  signal: AbortSignal | undefined,
): Promise<Found> {
  if (Object.keys(alert.arguments).length > 0)
    throw new TenureError('WRONG_USE', `${alert.measure} takes arguments and has no forecast.`);
  const filters = alert.filters.map(filterSaid);
  const question = { view: alert.view, measure: alert.measure, filters, today: new Date().toISOString().slice(0, 10) };
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const [without, known] = [
      await forecast(semantic, { ...question, months: 1, levels: [alert.threshold], holdOut: 1 }, principal, signal),
      await forecast(semantic, { ...question, months: 1 }, principal, signal),
    ];
    const [snapshot, other] = [without, known].map(({ receipts }) => receipts[0]?.snapshot ?? '');
    if (snapshot === undefined || snapshot !== other) continue;
    const ahead = without.cells[0]?.points.find(({ isForecast }) => isForecast);
    const last = known.cells[0]?.points.findLast(({ isForecast }) => !isForecast);
    const value = last?.value ?? null;
    const interval = last?.month === ahead?.month ? ahead?.intervals[0] : undefined;
    if (!last || value === null || !interval) return { snapshot, finding: { month: last?.month ?? null, value } };
    return {
      snapshot,
      finding: { month: last.month, value, isOutside: value < interval.low || value > interval.high },
    };
  }
  throw new TenureError('OVERLOADED', 'New data is being published just now. Ask again in a moment.');
}

/**
 * Asks an alert's slice as its owner: the value of the latest month that the owner may see in the view. Errors of the
 * question (a member that is gone or hidden, a time-out) are thrown.
 */
export async function find(
  semantic: SemanticService,
  alert: AlertDefinition,
  principal: Principal,
  signal?: AbortSignal,
): Promise<Found> {
  const view = await viewOf(semantic, alert, principal);
  if (alert.when === 'outside') return findOutside(semantic, alert, principal, signal);
  const options = signal ? { signal } : {};
  const { result } = await atOneSnapshot(semantic, principal, options, async (ask): Promise<Found> => {
    const month = view.timeDimension === null ? null : await latestMonth(ask, alert, view.timeDimension);
    const filters = alert.filters.map(filterSaid);
    const answer = await ask({
      view: alert.view,
      measures: [{ name: alert.measure, as: 'value', arguments: alert.arguments }],
      filters: month === null ? filters : [...filters, inMonth(month)],
    });
    const cell = answer.rows[0]?.[0];
    const { snapshot } = answer.receipt;
    if (month?.first === null) return { snapshot, finding: { month: null, value: null } };
    return { snapshot, finding: { month: month?.first ?? null, value: numberOf(cell) } };
  });
  return result;
}

interface Month {
  readonly time: string;
  /** `YYYY-MM-01`; null where the owner sees no month at all. */
  readonly first: string | null;
}

type Ask = (query: SemanticQuery) => Promise<{ readonly rows: readonly (readonly Cell[])[] }>;

async function latestMonth(ask: Ask, { view }: AlertDefinition, time: string): Promise<Month> {
  const { rows } = await ask({
    view,
    dimensions: [{ name: time, granularity: 'month', as: 'month' }],
    order: [{ by: 'month', direction: 'desc', nulls: 'last' }],
    limit: 1,
  });
  const first = rows[0]?.[0];
  return { time, first: typeof first === 'string' ? first.slice(0, 10) : null };
}

function inMonth({ time, first }: Month): Filter {
  const from = first ?? '1970-01-01';
  const [year = 0, month = 0] = from.split('-').map(Number);
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  return { member: time, operator: 'between', values: [from, last] };
}

/** The view, when the owner may see it and the alert is one that can be asked; else why not. */
async function viewOf(semantic: SemanticService, alert: AlertDefinition, principal: Principal): Promise<CatalogView> {
  const { views } = await semantic.catalog(principal);
  const view = views.find(({ name }) => name === alert.view);
  if (!view) throw new TenureError('UNKNOWN_VIEW', `There is no view ${alert.view} for you.`);
  const measure = view.measures.find(({ name }) => name === alert.measure);
  if (!measure) throw new TenureError('UNKNOWN_MEMBER', `${view.name} has no measure ${alert.measure} for you.`);
  if (!NUMERIC.has(measure.type))
    throw new TenureError('BAD_REQUEST', `${measure.name} is no number: an alert needs one to compare.`);
  if (mentions(alert.filters, view.timeDimension))
    throw new TenureError('BAD_REQUEST', `An alert follows the latest month: leave out ${view.timeDimension}.`);
  return view;
}

function mentions(filters: readonly WordedFilter[], member: string | null): boolean {
  return filters.some((filter) => {
    if ('and' in filter) return mentions(filter.and, member);
    if ('or' in filter) return mentions(filter.or, member);
    return filter.member === member;
  });
}

function numberOf(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}
