import { calendarBucket } from '../cube/dialect/calendar.js';
import type { CubeMetaDimension, CubeMetaMeasure } from '../cube/meta.js';
import type { CubeQuery } from '../cube/sql.js';
import { TenureError } from '../errors/errors.js';
import { resolveArguments } from './computed/arguments.js';
import { liftMeasureFilters } from './computed/measure-filter.js';
import { splitMonthFilters } from './computed/month-filter.js';
import { looksBack, type Period } from './computed/period.js';
import { templateExpression, templateFor } from './computed/template.js';
import type { Expression } from './expression.js';
import { cubeFilters } from './filter.js';
import { type IsMasked, refuseMasked } from './masked.js';
import { MemberExpressions } from './member-expression.js';
import { argumentsOf, notesOf } from './member-notes.js';
import { onePerMonth } from './one-per-month.js';
import type { DimensionRef, Filter, MeasureRef, SemanticQuery } from './query.js';
import { requireMember, type View } from './view.js';

/** A column of the answer and the member of Cube's answer that it shows. */
export interface PlannedColumn {
  readonly role: 'dimension' | 'measure';
  readonly name: string;
  /** Full name in Cube's answer, with the granularity of a bucket; an expression's alias. */
  readonly member: string;
  /** What is sent to Cube: the member's name or a member expression. */
  readonly asked: string;
  /** The model's member; absent for an expression. */
  readonly definition?: CubeMetaDimension | CubeMetaMeasure;
  readonly granularity?: string;
  readonly ref: MeasureRef | DimensionRef;
  /** Arguments that the measure runs with, defaults included. */
  readonly arguments?: Readonly<Record<string, number | string>>;
  /** Made of another column over earlier months or the same parent; `asked` and `member` are then that one's. */
  readonly period?: Period;
}

export interface Plan {
  readonly view: View;
  readonly columns: readonly PlannedColumn[];
  /** Columns that conditions need and the answer does not show. */
  readonly hidden: readonly PlannedColumn[];
  /** Conditions on columns, after grouping. */
  readonly having: readonly Expression[];
  /** The months asked, where earlier ones are read too: name of the month's column and the filters on it. */
  readonly lookBack?: { readonly month: string; readonly filters: ReturnType<typeof splitMonthFilters>['month'] };
  readonly cube: CubeQuery;
}

/** Works out what to ask of Cube for a question, and which column of its answer is which of ours. */
export function planOf(view: View, query: SemanticQuery, defaultTimeZone: string, isMasked: IsMasked): Plan {
  refuseMasked(view, query, isMasked);
  const oneMonth = onePerMonth(view, query);
  const expressions = new MemberExpressions(view, oneMonth);
  const dimensions = (query.dimensions ?? []).map((ref) => dimensionColumn(view, ref, expressions));
  const measureOf = (ref: MeasureRef) => measureColumn(view, ref, oneMonth, expressions);
  const shown = (query.measures ?? []).map(measureOf);
  const columns = [...dimensions, ...shown];
  if (columns.length === 0) throw new TenureError('BAD_REQUEST', 'A question needs at least one measure or dimension.');
  refuseDuplicates(columns);
  const lifted = liftMeasureFilters(query.filters ?? [], (name) => view.measures.has(name));
  const hidden = lifted.measures.map(measureOf);
  const measures = [...shown, ...hidden];
  const lookBack = lookBackOf(view, { ...query, filters: lifted.filters }, dimensions, measures);
  const { conditions, filters } = splitFilters(lookBack ? lookBack.others : lifted.filters);
  const segments = (query.segments ?? []).map((name) => requireMember<{ name: string }>(view, 'segment', name).name);
  const cube: CubeQuery = {
    measures: unique(measures.map(({ asked }) => asked)),
    dimensions: unique(dimensions.filter(({ granularity }) => !granularity).map(({ asked }) => asked)),
    timeDimensions: bucketsOf(dimensions),
    filters: cubeFilters(view, filters),
    segments: [...segments, ...conditions.map((condition) => expressions.add(condition).json)],
    timezone: timeZoneOf(query, defaultTimeZone),
    ...(query.ungrouped ? { ungrouped: true } : {}),
  };
  const having = [...(query.having ?? []), ...lifted.having];
  const plan = { view, columns, hidden, having, ...(lookBack ? { lookBack } : {}) };
  return { ...plan, cube: expressions.used ? { ...cube, expressionValues: expressions.bound.values } : cube };
}

function dimensionColumn(view: View, ref: DimensionRef, expressions: MemberExpressions): PlannedColumn {
  const name = ref.as ?? ref.name;
  if (ref.expression) return expressionColumn('dimension', name, ref, expressions);
  const definition = requireMember<CubeMetaDimension>(view, 'dimension', ref.name);
  const asked = definition.name;
  const { granularity } = ref;
  if (granularity === undefined) return { role: 'dimension', name, member: asked, asked, definition, ref };
  if (definition.type !== 'time')
    throw new TenureError('WRONG_USE', `${ref.name} is not a time: it has no ${granularity}.`);
  const { grain } = notesOf(definition.meta);
  if (grain && calendarBucket('', grain, granularity) === undefined) {
    throw new TenureError('WRONG_USE', `${ref.name} is a ${grain}: it has no ${granularity}.`);
  }
  return { role: 'dimension', name, member: `${asked}.${granularity}`, asked, definition, granularity, ref };
}

function measureColumn(view: View, ref: MeasureRef, oneMonth: boolean, expressions: MemberExpressions): PlannedColumn {
  const name = ref.as ?? ref.name;
  if (ref.expression) return expressionColumn('measure', name, ref, expressions);
  const definition = requireMember<CubeMetaMeasure>(view, 'measure', ref.name);
  const notes = notesOf(definition.meta);
  const given = resolveArguments(ref.name, argumentsOf(notes), ref.arguments);
  if (notes.template !== undefined && Object.keys(ref.arguments ?? {}).length > 0) {
    const { json, alias } = expressions.add(
      templateExpression(ref.name, templateFor(ref.name, notes.template, given), given),
    );
    return { role: 'measure', name, member: alias, asked: json, definition, ref, arguments: given };
  }
  const source = sourceOf(view, notes.period?.of, definition, oneMonth);
  const column = {
    role: 'measure',
    name,
    member: source.name,
    asked: source.name,
    definition,
    ref,
    arguments: given,
  } as const;
  if (!notes.period) return column;
  const period: Period = { kind: notes.period.kind, base: `${name}__base`, months: Number(given['months'] ?? 1) };
  return { ...column, period };
}

/** What Cube is asked for a measure: itself, what it is made of, or a plain sum that is the same within one month. */
function sourceOf(view: View, of: string | undefined, definition: CubeMetaMeasure, oneMonth: boolean): CubeMetaMeasure {
  const base = of === undefined ? definition : view.hidden.get(of);
  if (!base) throw new TenureError('MODEL', `${definition.name} is made of ${of}, which its view does not include.`);
  const instead = oneMonth ? notesOf(base.meta).distinct?.instead : undefined;
  return (instead === undefined ? undefined : view.hidden.get(instead)) ?? base;
}

/** For measures over earlier months: the month's column and the filters on it, which then apply after them. */
function lookBackOf(
  view: View,
  query: SemanticQuery,
  dimensions: readonly PlannedColumn[],
  measures: readonly PlannedColumn[],
) {
  const backward = measures.find(({ period }) => period && looksBack(period));
  if (!backward || query.ungrouped) return undefined;
  const time = notesOf(view.item.meta).time;
  const month = dimensions.find(
    ({ asked, granularity }) =>
      asked === `${view.name}.${time}` && (granularity === undefined || granularity === 'month'),
  );
  if (time === undefined || !month) {
    throw new TenureError(
      'WRONG_USE',
      `${backward.name} looks at other months: group by ${time ?? 'a month'} to ask it.`,
    );
  }
  const { month: filters, others } = splitMonthFilters(query.filters ?? [], time);
  return { month: month.name, filters, others };
}

function expressionColumn(
  role: PlannedColumn['role'],
  name: string,
  ref: MeasureRef | DimensionRef,
  expressions: MemberExpressions,
): PlannedColumn {
  if (!ref.expression) throw new TenureError('INTERNAL', `${name} is no expression.`);
  const { json, alias } = expressions.add(ref.expression);
  return { role, name, member: alias, asked: json, ref };
}

function bucketsOf(dimensions: readonly PlannedColumn[]): { dimension: string; granularity: string }[] {
  const buckets = dimensions.flatMap(({ asked, granularity, member }) =>
    granularity === undefined ? [] : [[member, { dimension: asked, granularity }] as const],
  );
  return [...new Map(buckets).values()];
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

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

const zones = new Map<string, boolean>();

function timeZoneOf(query: SemanticQuery, fallback: string): string {
  const zone = query.timeZone ?? fallback;
  let known = zones.get(zone);
  if (known === undefined) {
    known = isTimeZone(zone);
    if (zones.size < 1000) zones.set(zone, known);
  }
  if (!known) throw new TenureError('BAD_REQUEST', `${zone} is not an IANA time zone such as Asia/Shanghai.`);
  return zone;
}

function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
