import type { CubeFilter, CubeQuery } from '../../cube/sql.js';
import { TenureError } from '../../errors/errors.js';
import type { Expression } from '../contract/expression.js';
import type { Filter, MeasureRef, SemanticQuery } from '../contract/query.js';
import { notesOf } from '../model/member-notes.js';
import { looksBack } from '../model/period-kind.js';
import { requireMember, shortName, type View } from '../model/view.js';
import { besideQuestion, isBorrowed } from './beside.js';
import { closingOf } from './computed/closing-month.js';
import { isComputed, liftMeasureFilters } from './computed/measure-filter.js';
import { splitMonthFilters } from './computed/month-filter.js';
import { hiddenKey, hiddenKeys } from './computed/target.js';
import { cubeFilters } from './filter.js';
import { type IsMasked, refuseMasked } from './masked.js';
import { MemberExpressions } from './member-expression.js';
import { onePerMonth } from './one-per-month.js';
import { dimensionColumn, type Form, measureColumn } from './plan-columns.js';
import type { PlannedColumn } from './planned-column.js';
import { timeZoneOf } from './time-zone.js';

export interface Plan {
  readonly view: View;
  readonly columns: readonly PlannedColumn[];
  /** Columns of the inner statement that the answer does not show: what conditions compare, keys of targets. */
  readonly hidden: readonly PlannedColumn[];
  /** Conditions on columns, hidden ones too, after grouping. */
  readonly having: readonly Expression[];
  /** The months asked, where earlier ones are read too: name of the month's column and the filters on it. */
  readonly lookBack?: { readonly month: string; readonly filters: readonly Filter[] };
  readonly cube: CubeQuery;
  /** The same groups of another view, whose measures stand beside these. */
  readonly beside?: Plan;
  /** The last month of each bucket of time asked, for measures of what stands at a month's end. */
  readonly closing?: Plan;
}

/** What a caller's policy says of a view, as far as a plan depends on it. */
export interface ViewPolicy {
  readonly isMasked: IsMasked;
  /** Dimensions by which it leaves rows out. */
  readonly restrictedBy: readonly string[];
}

/** The form of a view's own measures, and of those of the view beside it. */
export interface Forms {
  readonly own: Form;
  readonly beside: Form;
}

/** Whether another form of the plan's own measures reads less where no projection answers. */
export function hasRowsForm({ columns, hidden }: Plan): boolean {
  return [...columns, ...hidden].some(
    ({ beside, definition }) => !beside && notesOf(definition?.meta).base_template !== undefined,
  );
}

/** Works out what to ask of Cube for a question, and which column of its answer is which of ours. */
export function planOf(
  view: View,
  query: SemanticQuery,
  defaultTimeZone: string,
  policyOf: (view: string) => ViewPolicy,
  forms: Forms = { own: 'states', beside: 'states' },
): Plan {
  const policy = policyOf(view.name);
  refuseMasked(view, query, policy.isMasked);
  const oneMonth = onePerMonth(view, query);
  const expressions = new MemberExpressions(view, oneMonth);
  const parts = { view, expressions, oneMonth, form: forms.own };
  const dimensions = (query.dimensions ?? []).map((ref) => dimensionColumn(parts, ref));
  const targets = { view, query, dimensions, restrictedBy: policy.restrictedBy };
  const lifted = liftMeasureFilters(query.filters ?? [], (name) => view.measures.has(name), isComputed(view));
  const question = besideQuestion(view, { ...query, filters: lifted.filters }, lifted.measures);
  const theirs: Forms = { own: forms.beside, beside: 'states' };
  const beside = question && planOf(question.view, question.query, defaultTimeZone, policyOf, theirs);
  const measureOf = (ref: MeasureRef) => besideColumn(ref, beside) ?? measureColumn(parts, targets, ref);
  const shown = (query.measures ?? []).map(measureOf);
  const compared = lifted.measures.map(measureOf);
  const columns = [...dimensions, ...shown];
  const own = [...shown, ...compared].filter((column) => !column.beside);
  if (dimensions.length + own.length === 0)
    throw new TenureError('BAD_REQUEST', 'A question needs at least one measure or dimension.');
  const keys = keyColumns(parts, policy, own);
  const hidden = [...compared, ...keys];
  refuseDuplicates([...columns, ...hidden]);
  const lookBack = lookBackOf(view, query, lifted.filters, dimensions, own);
  const { conditions, filters } = splitFilters(lookBack ? lookBack.others : lifted.filters);
  const segments = (query.segments ?? []).map((name) => requireMember<{ name: string }>(view, 'segment', name).name);
  const last = closingOf(view.name, notesOf(view.item.meta).time, query, { dimensions, measures: own });
  const cube: CubeQuery = {
    measures: unique([...own.map(({ asked }) => asked), ...anchorOf(view, query, beside)]),
    dimensions: unique([...dimensions, ...keys].filter(({ granularity }) => !granularity).map(({ asked }) => asked)),
    timeDimensions: bucketsOf(dimensions),
    filters: [...cubeFilters(view, filters), ...countedBy(view, query)],
    segments: [...segments, ...together(conditions).map((condition) => expressions.add(condition).json)],
    timezone: timeZoneOf(query, defaultTimeZone),
    ...(query.ungrouped ? { ungrouped: true } : {}),
  };
  return {
    view,
    columns,
    hidden,
    having: [...(query.having ?? []), ...lifted.having],
    ...(lookBack ? { lookBack } : {}),
    ...(beside ? { beside } : {}),
    ...(last ? { closing: planOf(view, last, defaultTimeZone, policyOf) } : {}),
    cube: expressions.used ? { ...cube, expressionValues: expressions.bound.values } : cube,
  };
}

/**
 * Cube finds tables by members, and an expression such as count() names none. Where all members asked are of the view beside,
 * a measure of the view's own tells Cube its table.
 */
function anchorOf(view: View, { measures = [], dimensions = [] }: SemanticQuery, beside: Plan | undefined): string[] {
  const isOwn = ({ name, expression }: MeasureRef) => !expression && !isBorrowed(view, name);
  if (!beside || dimensions.length > 0 || measures.some(isOwn)) return [];
  const anchor = [...view.measures].find(([name]) => !isBorrowed(view, name));
  return anchor ? [anchor[1].name] : [];
}

function besideColumn({ name, as }: MeasureRef, beside: Plan | undefined): PlannedColumn | undefined {
  const column = beside?.columns.find((known) => known.role === 'measure' && known.name === (as ?? name));
  return column && { ...column, beside: true };
}

/** Keys of targets of which only names were asked. One to one with the names, they split no group. */
function keyColumns(
  parts: Parameters<typeof dimensionColumn>[0],
  { isMasked }: ViewPolicy,
  measures: readonly PlannedColumn[],
): PlannedColumn[] {
  const keys = unique(measures.flatMap(({ target }) => hiddenKeys(target?.keys)));
  const masked = keys.find(isMasked);
  if (masked !== undefined)
    throw new TenureError('FORBIDDEN', `Targets are set by ${masked}, which is masked for you.`);
  return keys.map((name) => dimensionColumn(parts, { name, as: hiddenKey(name) }));
}

/** For measures over earlier months: the month's column and the filters on it, which then apply after them. */
function lookBackOf(
  view: View,
  query: SemanticQuery,
  filtered: readonly Filter[],
  dimensions: readonly PlannedColumn[],
  measures: readonly PlannedColumn[],
) {
  const backward = measures.filter(({ period }) => period && looksBack(period));
  if (backward.length === 0 || query.ungrouped) return undefined;
  const month = monthColumn(view, dimensions);
  const own = month?.definition?.aliasMember ?? month?.asked ?? '';
  const wrong = backward.find(
    ({ period }) => !month || (period?.time !== undefined && !own.endsWith(`.${period.time}`)),
  );
  if (!month || wrong) {
    const by = wrong?.period?.time ?? notesOf(view.item.meta).time ?? 'a time';
    throw new TenureError('WRONG_USE', `${wrong?.ref.name} looks at other months: group by ${by} by month to ask it.`);
  }
  const isMonth = notesOf(month.definition?.meta).grain === 'month';
  const { month: filters, others } = splitMonthFilters(filtered, shortName(month.asked), !isMonth);
  // They apply to the answer's months, but are refused like any others.
  cubeFilters(view, filters);
  return { month: month.name, filters, others };
}

/** The months of the grouping: by the view's time, or by the only time there is where the view does not say which. */
function monthColumn(view: View, dimensions: readonly PlannedColumn[]): PlannedColumn | undefined {
  const { time } = notesOf(view.item.meta);
  const times = dimensions.filter(({ definition }) => definition?.type === 'time');
  const isMonthly = ({ granularity, definition }: PlannedColumn) =>
    granularity === 'month' || (granularity === undefined && notesOf(definition?.meta).grain === 'month');
  if (time === undefined) return times.length === 1 ? times.find(isMonthly) : undefined;
  return times.find((column) => column.asked === `${view.name}.${time}` && isMonthly(column));
}

function bucketsOf(dimensions: readonly PlannedColumn[]): { dimension: string; granularity: string }[] {
  const buckets = dimensions.flatMap(({ asked, granularity, member }) =>
    granularity === undefined ? [] : [[member, { dimension: asked, granularity }] as const],
  );
  return [...new Map(buckets).values()];
}

/** Each segment costs Cube a look at all of the question's members, so many conditions are one. */
function together(conditions: readonly Expression[]): readonly Expression[] {
  if (conditions.length <= MOST_SEGMENTS) return conditions;
  return [{ parts: conditions.flatMap(({ parts }, at) => [at === 0 ? '(' : ' and (', ...parts, ')']) }];
}
const MOST_SEGMENTS = 20;

/** The conditions of measures as conditions on rows. */
function countedBy(view: View, query: SemanticQuery): CubeFilter[] {
  return (query.countedBy ?? []).map((name) => {
    if (isBorrowed(view, name))
      throw new TenureError('WRONG_USE', `${name} is of ${view.beside?.view.name}: its rows are there.`);
    return { member: requireMember<{ name: string }>(view, 'measure', name).name, operator: 'measureFilter' };
  });
}

/** Conditions by expression go to Cube as segments, which all hold; the others as its own filters. */
function splitFilters(filters: readonly Filter[]): { conditions: Expression[]; filters: Filter[] } {
  const conditions: Expression[] = [];
  const others: Filter[] = [];
  for (const filter of filters) {
    if ('expression' in filter) conditions.push(filter.expression);
    else if ('and' in filter && filter.and.some((inner) => 'expression' in inner || 'and' in inner)) {
      const inner = splitFilters(filter.and);
      conditions.push(...inner.conditions);
      others.push(...inner.filters);
    } else others.push(filter);
  }
  return { conditions, filters: others };
}

function refuseDuplicates(columns: readonly PlannedColumn[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name))
      throw new TenureError('BAD_REQUEST', `Two columns are called ${name}; give one another name (as).`);
    seen.add(name);
  }
}

export function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
