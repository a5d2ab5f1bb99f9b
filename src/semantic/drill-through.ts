import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import type { AnswerColumn, Cell, Receipt } from './answer.js';
import type { CatalogView } from './catalog.js';
import type { Expression } from './expression.js';
import { type Coordinate, memberFilter } from './pivot-cell.js';
import type { Filter, Order } from './query.js';
import type { AskOptions, SemanticService } from './service.js';

/** The rows behind a cell: its coordinates (none for the grand total), the filters of the question it came from. */
export interface DrillThroughQuery {
  readonly view: string;
  /**
   * The cell's measure: only rows that add to it come, each with its part of a sum; its drill members are the columns when
   * none are chosen. All rows come for a ratio.
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
  readonly receipt: Receipt;
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
  const part = contribution(view, query.measure, columns);
  const answer = await semantic.ask(
    {
      view: query.view,
      ungrouped: true,
      dimensions: columns.map((name) => ({ name })),
      ...(part ? { measures: [{ name: part.measure, as: part.column }], having: [part.adds] } : {}),
      filters: [...(query.filters ?? []), ...query.cell.map(memberFilter)],
      segments: query.segments ?? [],
      order: query.order ?? columns.filter((by) => !masked.has(by)).map((by) => ({ by, direction: 'asc' })),
      limit: first + 1,
      ...(query.offset === undefined ? {} : { offset: query.offset }),
      ...(query.timeZone === undefined ? {} : { timeZone: query.timeZone }),
      ...(query.asOf === undefined ? {} : { asOf: query.asOf }),
    },
    principal,
    options,
  );
  const shown = answer.columns.flatMap(({ name }, place) => (name === part?.column && !part.shown ? [] : [place]));
  return {
    columns: shown.flatMap((place) => answer.columns[place] ?? []),
    rows: answer.rows.slice(0, first).map((row) => shown.map((place) => row[place] ?? null)),
    hasMore: answer.rows.length > first,
    receipt: answer.receipt,
  };
}

interface Contribution {
  readonly measure: string;
  readonly column: string;
  /** Holds for rows that add to the measure. */
  readonly adds: Expression;
  /** A sum's part says something; what a distinct count counts is only a key. */
  readonly shown: boolean;
}

/** What a row adds to a sum or a count, for measures where a row by itself adds anything. */
function contribution(
  view: CatalogView | undefined,
  name: string | undefined,
  columns: readonly string[],
): Contribution | undefined {
  const measure = view?.measures.find((known) => known.name === name);
  if (!measure) return undefined;
  const column = columns.includes(measure.name) ? 'part' : measure.name;
  if (measure.aggregation === 'sum')
    return {
      measure: measure.name,
      column,
      adds: { parts: [{ column }, ' != ', { value: 0, type: 'Int64' }] },
      shown: true,
    };
  if (measure.aggregation === 'countDistinct')
    return {
      measure: measure.name,
      column,
      adds: { parts: ['toString(', { column }, ') != ', { value: '0', type: 'String' }] },
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
