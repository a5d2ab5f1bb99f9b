import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import type { AnswerColumn, Cell, Receipt } from '../contract/answer.js';
import { type CatalogView, isOneOf } from '../contract/catalog.js';
import type { Expression, ExpressionPart } from '../contract/expression.js';
import type { Filter, MeasureRef, Order } from '../contract/query.js';
import type { AskOptions, SemanticService } from '../contract/service.js';
import { closingQuestion } from '../plan/computed/closing-month.js';
import { withoutMeasureFilters } from '../plan/computed/measure-filter.js';
import { type Coordinate, memberFilter } from './pivot-cell.js';
import { type Ask, atOneSnapshot } from './pivot-snapshot.js';

/**
 * The rows behind a cell: its coordinates (none for the grand total), the filters of the question it came from. Of those, conditions
 * on measures chose the cell among others, and leave out none of its rows.
 */
export interface DrillThroughQuery {
  readonly view: string;
  /**
   * The cell's measure: only rows that add to it come, each with its part of a sum, or of a ratio's numerator and denominator;
   * its drill members are the columns when none are chosen. All rows come for other measures.
   */
  readonly measure?: string;
  readonly cell: readonly Coordinate[];
  readonly filters?: readonly Filter[];
  readonly segments?: readonly string[];
  /** Dimensions to show. */
  readonly columns?: readonly string[];
  readonly order?: readonly Order[];
  /** 100 if absent, 10,000 at most. */
  readonly first?: number;
  readonly offset?: number;
  readonly timeZone?: string;
  readonly asOf?: string;
}

export interface DrillThroughAnswer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether there are rows beyond this page. */
  readonly hasMore: boolean;
  /** One a question, as a pivot's. */
  readonly receipts: readonly Receipt[];
}

const PAGE = 100;
const LONGEST_PAGE = 10_000;

/** Asks for rows at the view's grain, within the caller's policy: what is masked comes masked, and sorts nothing. */
export async function drillThrough(
  semantic: Pick<SemanticService, 'ask' | 'catalog'>,
  query: DrillThroughQuery,
  principal: Principal,
  options: AskOptions = {},
): Promise<DrillThroughAnswer> {
  const first = query.first ?? PAGE;
  if (!Number.isInteger(first) || first < 1 || first > LONGEST_PAGE)
    throw new TenureError('BAD_REQUEST', `first: a page has between 1 and ${LONGEST_PAGE} rows.`);
  const view = (await semantic.catalog(principal)).views.find(({ name }) => name === query.view);
  const columns = query.columns?.length || !view ? (query.columns ?? []) : defaultColumns(view, query.measure);
  const masked = new Set(view?.dimensions.filter((dimension) => dimension.masked).map(({ name }) => name));
  const parts = contribution(view, query.measure, columns);
  const filters = [
    ...withoutMeasureFilters(query.filters ?? [], isOneOf(view?.measures)),
    ...query.cell.map(memberFilter),
  ];
  const { result: answer, receipts } = await atOneSnapshot(semantic, principal, options, async (ask) =>
    ask({
      view: query.view,
      ungrouped: true,
      dimensions: columns.map((name) => ({ name })),
      ...(parts ? { measures: parts.measures, having: [parts.adds] } : {}),
      filters: [...filters, ...(await closingFilter(ask, view, query, filters))],
      segments: query.segments ?? [],
      order: query.order ?? columns.filter((by) => !masked.has(by)).map((by) => ({ by, direction: 'asc' })),
      limit: first + 1,
      ...(query.offset === undefined ? {} : { offset: query.offset }),
      ...(query.timeZone === undefined ? {} : { timeZone: query.timeZone }),
      ...(query.asOf === undefined ? {} : { asOf: query.asOf }),
    }),
  );
  const shown = answer.columns.flatMap(({ role }, place) => (role === 'measure' && !parts?.shown ? [] : [place]));
  return {
    columns: shown.flatMap((place) => answer.columns[place] ?? []),
    rows: answer.rows.slice(0, first).map((row) => shown.map((place) => row[place] ?? null)),
    hasMore: answer.rows.length > first,
    receipts,
  };
}

/** Only rows of the last month asked add to what stands at its end. */
async function closingFilter(
  ask: Ask,
  view: CatalogView | undefined,
  { measure: name, timeZone, asOf }: DrillThroughQuery,
  filters: readonly Filter[],
): Promise<Filter[]> {
  const measure = view?.measures.find((known) => known.name === name);
  if (!measure?.closing || !view?.timeDimension) return [];
  const asked = closingQuestion(view.name, view.timeDimension, { filters, ...(timeZone ? { timeZone } : {}) });
  const { rows } = await ask({ ...asked, ...(asOf === undefined ? {} : { asOf }) });
  const month = new Date(Number(rows[0]?.[0] ?? 0) * 86_400_000).toISOString().slice(0, 10);
  return [{ member: view.timeDimension, operator: 'equals', values: [month] }];
}

interface Contribution {
  readonly measures: readonly MeasureRef[];
  /** Holds for rows that add to the measure. */
  readonly adds: Expression;
  /** A sum's part says something; what a distinct count counts is only a key. */
  readonly shown: boolean;
}

/** What a row adds to a sum, a count or a ratio, for measures where a row by itself adds anything. */
function contribution(
  view: CatalogView | undefined,
  name: string | undefined,
  columns: readonly string[],
): Contribution | undefined {
  const measure = view?.measures.find((known) => known.name === name);
  if (!measure) return undefined;
  const partOf = (of: string): MeasureRef & { readonly as: string } => ({
    name: of,
    as: columns.includes(of) ? `part of ${of}` : of,
  });
  const own = partOf(measure.name);
  const nothing = { value: 0, type: 'Int64' } as const;
  if (measure.ratio) {
    const parts = [measure.ratio.numerator, measure.ratio.denominator].map(partOf);
    const adds = parts.flatMap(({ as: column }, place): ExpressionPart[] => [
      place === 0 ? 'ifNull(' : ' OR ifNull(',
      { column },
      ', 0) != ',
      nothing,
    ]);
    return { measures: parts, adds: { parts: adds }, shown: true };
  }
  if (measure.aggregation === 'sum' || measure.closing)
    return { measures: [own], adds: { parts: [{ column: own.as }, ' != ', nothing] }, shown: true };
  if (measure.aggregation === 'countDistinct')
    return {
      measures: [own],
      adds: { parts: ['toString(', { column: own.as }, ') != ', { value: '0', type: 'String' }] },
      shown: false,
    };
  return undefined;
}

/** The measure's drill members, else the view's dimensions from the keys on, as many as are read at a glance. */
function defaultColumns(view: CatalogView, measure: string | undefined): string[] {
  const visible = new Set(view.dimensions.map(({ name }) => name));
  const members = view.measures.find(({ name }) => name === measure)?.drillMembers ?? [];
  const chosen = members.filter((name) => visible.has(name));
  if (chosen.length > 0) return chosen;
  const keysFirst = [...view.dimensions].sort((one, other) => Number(other.primaryKey) - Number(one.primaryKey));
  return keysFirst.slice(0, 8).map(({ name }) => name);
}
