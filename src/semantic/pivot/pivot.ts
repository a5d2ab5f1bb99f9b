import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import type { AnswerColumn, Cell, Receipt } from '../contract/answer.js';
import { isOneOf } from '../contract/catalog.js';
import type { AskOptions, SemanticService } from '../contract/service.js';
import { withoutMeasureFilters } from '../plan/computed/measure-filter.js';
import { type Axis, buildAxis } from './pivot-axis.js';
import type { AxisMember, PivotAnswer, PivotQuery, PivotTop } from './pivot-query.js';
import { askCells, type CellLookup } from './pivot-questions.js';
import { atOneSnapshot } from './pivot-snapshot.js';
import { askOthers, chooseTop, keptFilter, type TopChoice } from './pivot-top.js';

const MOST_LEVELS = 8;
const MOST_QUESTIONS = 36;
const MOST_CELLS = 500_000;

/**
 * Answers a pivot. Every subtotal is a question of its own: r row levels × c column levels are (r + 1)(c + 1) questions
 * issued together, plus one wave before them for top-N. Nothing is added up here, so ratios and distinct counts are
 * right at each level. Conditions on measures choose the members of the rows by their totals, or of the columns where there are
 * no rows; cells, others and the grand total are of all rows.
 */
export async function askPivot(
  semantic: Pick<SemanticService, 'ask' | 'catalog'>,
  query: PivotQuery,
  principal: Principal,
  options: AskOptions = {},
): Promise<PivotAnswer> {
  checkSize(query);
  const language = options.language ?? 'en';
  const view = (await semantic.catalog(principal)).views.find(({ name }) => name === query.view);
  const whole = { ...query, filters: withoutMeasureFilters(query.filters ?? [], isOneOf(view?.measures)) };
  const { result, receipts } = await atOneSnapshot(semantic, principal, options, async (ask) => {
    const top = query.top ? await chooseTop(ask, query, query.top) : undefined;
    const [cells, others] = await Promise.all([
      askCells(ask, query, whole, top && keptFilter(query, top)),
      top ? askOthers(ask, whole, top) : undefined,
    ]);
    const rows = buildAxis(query.rows, cells.at('rows'), rowOrder(query, cells, top), others?.parents, language);
    const columns = buildAxis(query.columns, cells.at('columns'), undefined, undefined, language);
    return { rows, columns, measures: named(query, cells.columns), cells: fill(rows, columns, cells, others?.cells) };
  });
  return { ...result, receipts: query.top ? rankedReceipts(receipts, query.top) : receipts };
}

/**
 * The first question of a top-N only ranks. That its own limit cut it is no loss where the others stand in the answer;
 * where they do not, the receipt says in the words of the request what is left out.
 */
function rankedReceipts(receipts: readonly Receipt[], top: PivotTop): Receipt[] {
  const [ranking, ...rest] = receipts;
  if (!ranking) return [];
  const isCut = !ranking.complete && (top.level ?? 0) === 0;
  if (!isCut) return [ranking, ...rest];
  const why = top.others ? null : `Only the top ${top.count} by ${top.by} are shown, without the others.`;
  return [{ ...ranking, complete: why === null, incompleteBecause: why }, ...rest];
}

function checkSize({ rows, columns, measures }: PivotQuery): void {
  if (measures.length === 0) throw new TenureError('BAD_REQUEST', 'A pivot needs a measure.');
  if (rows.length + columns.length > MOST_LEVELS || (rows.length + 1) * (columns.length + 1) > MOST_QUESTIONS)
    throw new TenureError('TOO_LARGE', `A pivot has ${MOST_LEVELS} levels at most. Take some away or expand members.`);
}

function named({ measures }: PivotQuery, columns: readonly AnswerColumn[]): AnswerColumn[] {
  return columns.map((column, place) => ({
    ...column,
    name: measures[place]?.as ?? measures[place]?.name ?? column.name,
  }));
}

/** How siblings are sorted: by a measure at a column, or undefined to leave them in the engine's order. */
function rowOrder(query: PivotQuery, cells: CellLookup, top: TopChoice | undefined) {
  const { order } = query;
  const kept = (path: readonly Cell[]) => top === undefined || top.keeps(path);
  if (!order) return { keeps: kept };
  const place = query.measures.findIndex(({ name, as }) => (as ?? name) === order.by);
  if (place < 0) throw new TenureError('UNKNOWN_MEMBER', `order: ${order.by} is not a measure of this pivot.`);
  const value = (path: readonly Cell[]) => cells.values(path, order.column ?? [])?.[place] ?? null;
  const sign = order.direction === 'asc' ? 1 : -1;
  return {
    keeps: kept,
    compare(one: readonly Cell[], other: readonly Cell[]): number {
      const [a, b] = [value(one), value(other)];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * (Number(a) - Number(b));
    },
  };
}

function fill(rows: Axis, columns: Axis, cells: CellLookup, others: CellLookup | undefined): Cell[][] {
  const width = cells.columns.length;
  if (rows.length * columns.length * width > MOST_CELLS)
    throw new TenureError('TOO_LARGE', `This pivot has more than ${MOST_CELLS} cells. Filter it or take fewer levels.`);
  const nothing = Array.from({ length: width }, () => null);
  const valuesOf = (row: AxisMember, column: AxisMember) =>
    row.isOthers ? others?.values(row.path.slice(0, -1), column.path) : cells.values(row.path, column.path);
  return rows.map((row) => columns.flatMap((column) => valuesOf(row, column) ?? nothing));
}
