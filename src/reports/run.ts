import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import type { Receipt, SemanticAnswer } from '../semantic/contract/answer.js';
import type { CatalogView } from '../semantic/contract/catalog.js';
import { filterSaid, type WordedFilter } from '../semantic/contract/operator-words.js';
import type { ArgumentValue, MeasureRef, SemanticQuery } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { askPivot } from '../semantic/pivot/pivot.js';
import type { Level, PivotAnswer, PivotQuery } from '../semantic/pivot/pivot-query.js';
import { type Ask, atOneSnapshot, mergeReceipts } from '../semantic/pivot/pivot-snapshot.js';
import { calculatedColumns, checkedExpression } from './calculated.js';
import type { CalculatedMember, MemberCondition, ReportDocument, ReportItem, ReportQuestion } from './document.js';
import { earlier, latestPeriods, type MemberConditions, resolveLatest } from './periods.js';

export type ParameterValues = Readonly<Record<string, string | number>>;

export interface ItemAnswer {
  readonly page: number;
  readonly item: number;
  readonly title: string;
  readonly kind: ReportItem['kind'];
  readonly text: string | null;
  readonly answer: SemanticAnswer | null;
  /** Of a table with nested axes, in place of `answer`. */
  readonly pivot: ItemPivot | null;
  /** The same of the period that a card is compared with; null where there is none. */
  readonly before: SemanticAnswer | null;
  /** Why there is no answer, such as a member that the reader may not see; the other items are answered all the same. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface ItemPivot extends PivotAnswer {
  /** Titles of the levels of the rows, from outer to inner. */
  readonly rowTitles: readonly string[];
}

/** What an item's figures come from; null where it has none. */
export function receiptOf({ answer, pivot }: Pick<ItemAnswer, 'answer' | 'pivot'>): Receipt | null {
  return answer?.receipt ?? (pivot && mergeReceipts(pivot.receipts));
}

export interface RunOptions {
  readonly parameters?: ParameterValues;
  readonly signal?: AbortSignal;
  readonly language?: 'en' | 'zh';
}

/** Asks everything that a report asks of one snapshot, as the reader: the reader's policy decides what is in it. */
export async function runReport(
  semantic: SemanticService,
  document: ReportDocument,
  principal: Principal,
  options: RunOptions = {},
): Promise<ItemAnswer[]> {
  const parameters = parameterValues(document, options.parameters ?? {});
  const views = new Map((await semantic.catalog(principal)).views.map((view) => [view.name, view]));
  const asked = {
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.language ? { language: options.language } : {}),
  };
  const asPivot = async (query: PivotQuery, ask: Ask): Promise<ItemPivot> => {
    const answer = await askPivot({ ask, catalog: (who) => semantic.catalog(who) }, query, principal, asked);
    const view = viewOf(query.view, views);
    const titleOf = ({ name }: Level) =>
      view.dimensions.find((one) => one.name === name)?.title[options.language ?? 'en'] ?? name;
    const measures = calculatedColumns(answer.measures, query.view, document.calculated);
    return { ...answer, measures, rowTitles: query.rows.map(titleOf) };
  };
  const { result } = await atOneSnapshot(semantic, principal, asked, (ask) => {
    const periods = new Map<string, Promise<string | null>>();
    return Promise.all(
      document.pages.flatMap(({ filters, items }, page) =>
        items.map(async (one, item): Promise<ItemAnswer> => {
          const head = { page, item, kind: one.kind, title: one.kind === 'text' ? '' : one.title };
          const nothing = { text: null, answer: null, pivot: null, before: null, error: null };
          if (one.kind === 'text') return { ...head, ...nothing, text: one.text };
          try {
            const put = (conditions: MemberConditions) =>
              queryOf(one.question, document, conditions, views, parameters);
            const held = await resolveLatest(
              conditionsOf(one.question, filters, views),
              latestPeriods(one.question.view, ask, periods),
            );
            if (one.kind === 'table' && one.pivot) {
              const query = pivotOf(put(held), one.pivot.across);
              return { ...head, ...nothing, pivot: await asPivot(query, ask) };
            }
            const past = one.kind === 'card' && one.compareWith ? earlier(held, one.compareWith) : null;
            const [now, before] = await Promise.all([ask(put(held)), past && ask(put(past))]);
            const named = (answer: SemanticAnswer) => ({
              ...answer,
              columns: calculatedColumns(answer.columns, one.question.view, document.calculated),
            });
            return { ...head, ...nothing, answer: named(now), before: before && named(before) };
          } catch (error) {
            if (!(error instanceof TenureError) || error.kind === 'CANCELLED') throw error;
            return { ...head, ...nothing, error: { code: error.kind, message: error.message } };
          }
        }),
      ),
    );
  });
  return result;
}

function viewOf(name: string, views: ReadonlyMap<string, CatalogView>): CatalogView {
  const view = views.get(name);
  if (!view) throw new TenureError('UNKNOWN_VIEW', `There is no view ${name} for you.`);
  return view;
}

/** The item's own conditions and those of its page whose members its view has. */
function conditionsOf(
  question: ReportQuestion,
  pageFilters: ReportDocument['pages'][number]['filters'],
  views: ReadonlyMap<string, CatalogView>,
) {
  const view = viewOf(question.view, views);
  const own = new Set([...view.dimensions, ...view.measures].map((member) => member.name));
  const fits = pageFilters.filter((one) =>
    'or' in one ? one.or.every(({ member }) => own.has(member)) : own.has(one.member),
  );
  return [...fits, ...question.filters];
}

/** The question of one item, with parameters and calculated members put in. */
function queryOf(
  question: ReportQuestion,
  document: Pick<ReportDocument, 'calculated'>,
  conditions: MemberConditions,
  views: ReadonlyMap<string, CatalogView>,
  parameters: ParameterValues,
): SemanticQuery {
  const view = viewOf(question.view, views);
  const calculated = document.calculated.filter((one) => one.view === question.view);
  return {
    view: question.view,
    measures: question.measures.map((measure) => measureOf(measure, calculated, view, parameters)),
    dimensions: question.dimensions.map(({ name, granularity }) => ({ name, ...(granularity ? { granularity } : {}) })),
    filters: conditions.map((condition) => filterSaid(wordedOf(condition, parameters))),
    // Rows that the report does not order come in the order of its dimensions.
    order: [...question.order, ...unordered(question)],
    limit: question.limit,
  };
}

function unordered({ dimensions, order }: ReportQuestion): SemanticQuery['order'] & object {
  return dimensions.flatMap(({ name }) =>
    order.some(({ by }) => by === name) ? [] : [{ by: name, direction: 'asc' as const }],
  );
}

/** The same question with its first dimensions over the columns; rows are ordered by a measure, or as the engine has them. */
function pivotOf({ view, measures = [], dimensions = [], filters = [], order = [] }: SemanticQuery, across: number) {
  const by = order.find((one) => measures.some(({ name, as }) => (as ?? name) === one.by));
  return {
    view,
    measures,
    filters,
    columns: dimensions.slice(0, across),
    rows: dimensions.slice(across),
    ...(by ? { order: { by: by.by, direction: by.direction } } : {}),
  } satisfies PivotQuery;
}

function measureOf(
  { name, arguments: given, as }: ReportQuestion['measures'][number],
  calculated: readonly CalculatedMember[],
  view: CatalogView,
  parameters: ParameterValues,
): MeasureRef {
  const member = calculated.find((one) => one.name === name);
  if (member) return { name: as ?? name, expression: checkedExpression(member, view) };
  const values = Object.entries(given ?? {}).map(
    ([key, value]) => [key, argumentOf(key, resolved(value, parameters))] as const,
  );
  return { name, ...(as ? { as } : {}), ...(values.length > 0 ? { arguments: Object.fromEntries(values) } : {}) };
}

function wordedOf(condition: MemberConditions[number], parameters: ParameterValues): WordedFilter {
  if ('or' in condition) return { or: condition.or.map((one) => wordedOf(one, parameters)) };
  const { member, operator, values } = condition;
  return { member, operator, ...(values ? { values: values.map((value) => resolved(value, parameters)) } : {}) };
}

function resolved(value: NonNullable<MemberCondition['values']>[number], parameters: ParameterValues) {
  if (typeof value !== 'object' || value === null) return value;
  const chosen = parameters[value.parameter];
  if (chosen === undefined) throw new TenureError('BAD_REQUEST', `The report has no parameter ${value.parameter}.`);
  return chosen;
}

function argumentOf(name: string, value: string | number | boolean | null): ArgumentValue {
  if (value === null) throw new TenureError('BAD_REQUEST', `The argument ${name} needs a value.`);
  return value;
}

function parameterValues(document: ReportDocument, given: ParameterValues): ParameterValues {
  const unknown = Object.keys(given).find((name) => !document.parameters.some((one) => one.name === name));
  if (unknown !== undefined) throw new TenureError('BAD_REQUEST', `The report has no parameter ${unknown}.`);
  return Object.fromEntries(
    document.parameters.map(({ name, type, default: fallback }) => {
      const value = given[name] ?? fallback;
      if (type === 'number' && !Number.isFinite(Number(value)))
        throw new TenureError('BAD_REQUEST', `${name} must be a number.`);
      if (type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(String(value)))
        throw new TenureError('BAD_REQUEST', `${name} must be a day such as 2025-12-01.`);
      return [name, type === 'number' ? Number(value) : String(value)];
    }),
  );
}
