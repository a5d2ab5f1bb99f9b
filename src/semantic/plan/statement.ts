import type { CubeSql } from '../../cube/sql.js';
import { TenureError } from '../../errors/errors.js';
import { BoundValues } from '../contract/expression.js';
import type { SemanticQuery } from '../contract/query.js';
import { CLOSING_MONTH } from './computed/closing-month.js';
import { denseMonths, PRESENT } from './computed/dense-months.js';
import { monthCondition } from './computed/month-filter.js';
import { periodSql, presentSql } from './computed/period.js';
import { targetSql } from './computed/target.js';
import { havingSql } from './member-expression.js';
import { type Plan, unique } from './plan.js';
import { baseOf } from './planned-column.js';
import { orderBy, placeInClickHouse, placeInPostgres } from './row-order.js';

/** Rows of one answer at most, whatever is asked; and of one that is streamed, which takes no memory. */
export const ROW_CAP = 1_000_000;
export const STREAMED_ROW_CAP = 100_000_000;
/** Rows of an answer to a question without a limit. */
export const DEFAULT_ROWS = 100_000;

export interface Paging {
  readonly limit: number;
  readonly offset: number;
  /** The question named the limit itself. */
  readonly asked: boolean;
}

export function pagingOf({ limit, offset = 0 }: SemanticQuery, cap: number): Paging {
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new TenureError('BAD_REQUEST', 'The offset must be 0 or more.');
  if (limit === undefined) return { limit: DEFAULT_ROWS, offset, asked: false };
  if (!Number.isSafeInteger(limit) || limit < 0) throw new TenureError('BAD_REQUEST', 'The limit must be 0 or more.');
  if (limit > cap) throw new TenureError('TOO_LARGE', `An answer has at most ${cap} rows; ask for fewer, or export.`);
  return { limit, offset, asked: true };
}

/** A statement for the engine, with its parameters by name (ClickHouse) or by position (Postgres). */
export interface Statement {
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Cube's statements for a plan: its own, that of the view beside, and that for the last month asked. */
export type PlanSql = CubeSql & { readonly beside?: CubeSql; readonly closing?: CubeSql };

/** Cube's statement as a sub-select, with our columns, order and one row more than wanted, to know if there are more. */
export function statementOf(
  plan: Plan,
  sql: PlanSql,
  query: Pick<SemanticQuery, 'order' | 'limitBy'>,
  paging: Paging,
): Statement {
  const quote = sql.dataSource === 'store' ? quotePostgres : quoteClickHouse;
  const bound = new BoundValues();
  const answered = withComputed(plan, sql, withClosing(plan, sql, withBeside(plan, sql, quote), quote), bound, quote);
  const conditions = [...monthConditions(plan, bound, quote), ...havingConditions(plan, sql, bound, quote)];
  const names = plan.columns.map(({ name }) => quote(name)).join(', ');
  const isPlain = conditions.length === 0 && plan.hidden.length === 0 && !plan.columns.some(baseOf);
  const from = isPlain ? [answered] : [`SELECT ${names}\nFROM (${answered}) AS answered`, ...where(conditions)];
  const placeIn = sql.dataSource === 'store' ? placeInPostgres : placeInClickHouse;
  const order = orderBy(plan.columns, query.order ?? [], { quote, placeIn });
  const each = limitByOf(plan, sql, query, quote);
  const page = `LIMIT ${paging.limit + 1}${paging.offset > 0 ? ` OFFSET ${paging.offset}` : ''}`;
  const params = Object.fromEntries(bound.values.map((value, index) => [`h${index}`, value]));
  return {
    text: [...from, ...order, ...each, page].join('\n'),
    params: { ...sql.params, ...params, ...renamed('b', sql.beside)?.params, ...renamed('c', sql.closing)?.params },
  };
}

/** The plan's own rows with the measures of the view beside, which are null where that one has no such group. */
function withBeside(plan: Plan, sql: PlanSql, quote: (name: string) => string): string {
  const own = innerSelect(plan, sql, quote);
  const beside = renamed('b', sql.beside);
  if (!plan.beside || !beside) return own;
  const select = [...plan.columns, ...plan.hidden].map((column) => {
    const name = quote(baseOf(column) ?? column.name);
    return `${column.beside ? 'other' : 'own'}.${name} AS ${name}`;
  });
  return joined(unique(select), own, innerSelect(plan.beside, beside, quote, true), dimensionNames(plan).map(quote));
}

/** The rows with the last month of the bucket of time that each lies in. */
function withClosing(plan: Plan, sql: PlanSql, rows: string, quote: (name: string) => string): string {
  const closing = renamed('c', sql.closing);
  if (!plan.closing || !closing) return rows;
  const months = innerSelect(plan.closing, closing, quote);
  return joined(
    ['own.*', `other.${quote(CLOSING_MONTH)} AS ${quote(CLOSING_MONTH)}`],
    rows,
    months,
    dimensionNames(plan.closing).map(quote),
  );
}

/** Rows, each with those of others that are alike in the keys. */
function joined(select: readonly string[], own: string, other: string, keys: readonly string[]): string {
  const join = keys.length === 0 ? 'CROSS JOIN' : 'LEFT JOIN';
  const on = keys.map((key) => `own.${key} IS NOT DISTINCT FROM other.${key}`).join(' AND ');
  return [
    `SELECT ${select.join(', ')}`,
    `FROM (${own}) AS own`,
    `${join} (${other}) AS other${on === '' ? '' : ` ON ${on}`}`,
  ].join('\n');
}

function dimensionNames({ columns }: Plan): string[] {
  return columns.filter(({ role }) => role === 'dimension').map(({ name }) => name);
}

/** Parameters of a second statement have names of their own. */
function renamed(letter: 'b' | 'c', sql: CubeSql | undefined): CubeSql | undefined {
  if (!sql) return undefined;
  const { text, params, ...rest } = sql;
  return {
    ...rest,
    text: text.replace(/\{p(\d+):/g, `{${letter}$1:`),
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name.replace(/^p/, letter), value])),
  };
}

function innerSelect(plan: Plan, sql: CubeSql, quote: (name: string) => string, nullable = false): string {
  const aliases = new Map(Object.entries(sql.aliases).map(([alias, member]) => [member, alias]));
  const own = [...plan.columns, ...plan.hidden].filter(({ beside }) => !beside);
  const select = own.map((column) => {
    const { name, member, role, definition } = column;
    const alias = aliases.get(member) ?? (member.includes('.') ? undefined : member);
    if (alias === undefined) throw new TenureError('INTERNAL', `The plan lost the column ${name}.`);
    // Arrays cannot be null: a group without one has an empty array.
    const canBeNull = nullable && role === 'measure' && definition?.type !== 'string';
    return `${canBeNull ? `toNullable(${quote(alias)})` : quote(alias)} AS ${quote(baseOf(column) ?? name)}`;
  });
  return `SELECT ${select.join(', ')}\nFROM (${sql.text}) AS asked`;
}

/** Adds the columns that are made of others. Shares and ranks are of the rows asked, so months not asked go first. */
function withComputed(
  plan: Plan,
  sql: PlanSql,
  inner: string,
  bound: BoundValues,
  quote: (name: string) => string,
): string {
  const columns = [...plan.columns, ...plan.hidden].filter(baseOf);
  if (columns.length === 0) return inner;
  const dimensions = plan.columns.filter(({ role }) => role === 'dimension');
  const computed = columns.map(({ name, period, target }) => {
    if (target) return `${targetSql(target, bound, quote)} AS ${quote(name)}`;
    const text = period && periodSql(period, dimensions, plan.lookBack?.month, quote, plan.cube.ungrouped);
    return `${text} AS ${quote(name)}`;
  });
  const { lookBack } = plan;
  const dense =
    lookBack && !plan.cube.ungrouped && sql.dataSource === 'default'
      ? denseMonths(inner, { columns: [...plan.columns, ...plan.hidden], month: lookBack.month, quote })
      : undefined;
  if (!lookBack || dense === undefined) return `SELECT *, ${computed.join(', ')}\nFROM (${inner}) AS based`;
  const seen = columns.flatMap(({ period }) =>
    period ? (presentSql(period, dimensions, lookBack.month, quote) ?? []) : [],
  );
  const kept = [PRESENT, ...unique(seen)].map((one) => `${one} = 1`).join(' OR ');
  return `SELECT * FROM (\nSELECT *, ${computed.join(', ')}, ${kept} AS row_is_kept\nFROM (${dense}) AS based) AS seen WHERE row_is_kept`;
}

function monthConditions(plan: Plan, bound: BoundValues, quote: (name: string) => string): string[] {
  const { lookBack } = plan;
  return lookBack ? lookBack.filters.map((filter) => monthCondition(filter, quote(lookBack.month), bound)) : [];
}

function havingConditions(plan: Plan, sql: CubeSql, bound: BoundValues, quote: (name: string) => string): string[] {
  const { having } = plan;
  if (having.length > 0 && sql.dataSource === 'store') {
    throw new TenureError('NOT_SUPPORTED', 'Conditions on columns of views over the application store.');
  }
  const columns = new Set([...plan.columns, ...plan.hidden].map(({ name }) => name));
  return having.map((condition) => `(${havingSql(condition, columns, bound, quote)})`);
}

function where(conditions: readonly string[]): string[] {
  return conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`];
}

function limitByOf(
  { columns }: Plan,
  { dataSource }: CubeSql,
  { limitBy }: Pick<SemanticQuery, 'limitBy'>,
  quote: (name: string) => string,
): string[] {
  if (!limitBy || dataSource === 'store') return [];
  const { rows, columns: by } = limitBy;
  const known = new Set(columns.map(({ name }) => name));
  if (by.length === 0 || by.some((name) => !known.has(name)))
    throw new TenureError('BAD_REQUEST', 'A limit within groups needs columns of the answer.');
  if (!Number.isSafeInteger(rows) || rows < 1)
    throw new TenureError('BAD_REQUEST', 'A limit within groups is 1 or more.');
  return [`LIMIT ${rows} BY ${by.map(quote).join(', ')}`];
}

function quoteClickHouse(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

function quotePostgres(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
