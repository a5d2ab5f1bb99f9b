import { type OutputMember, outputMembers, refuseHiddenMembers } from './members.cjs';
import type { NormalizedQuery, RawRow, TransformRequest } from './request.cjs';
import { wireTime } from './times.cjs';

/** A column that is the same in every row, or one made from another member's values. */
interface OutputColumn {
  readonly name: string;
  readonly valueOf: (row: RawRow) => unknown;
}

export type TransformedData =
  | readonly Readonly<Record<string, unknown>>[]
  | { readonly members: readonly string[]; readonly dataset: readonly (readonly unknown[])[] }
  | { readonly members: readonly string[]; readonly columns: readonly (readonly unknown[])[] };

/** Rows of a driver as the client of `/load` expects them: by member name, in the format asked for. */
export function transformRows(request: TransformRequest, rows: readonly RawRow[]): TransformedData {
  refuseHiddenMembers(request);
  refuseCut(request.query, rows.length);
  const first = rows[0];
  const columns = first === undefined ? [] : outputColumns(request, Object.keys(first));
  const names = columns.map((column) => column.name);
  switch (request.resType) {
    case 'compact':
      return { members: names, dataset: rows.map((row) => columns.map((column) => column.valueOf(row))) };
    case 'columnar':
      return { members: names, columns: columns.map((column) => rows.map((row) => column.valueOf(row))) };
    default:
      return rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, column.valueOf(row)])));
  }
}

/** Rows of an answer without a limit, and the highest limit. The environment sets Cube's own default one higher. */
const MOST_ROWS = 50_000;

/** Refuses an answer that Cube's default limit has cut: nothing in it would say so. A limit of the query's own may cut. */
function refuseCut({ limit }: NormalizedQuery, rows: number): void {
  if (rows <= MOST_ROWS || (typeof limit === 'number' && limit <= MOST_ROWS)) return;
  throw new CutAnswerError();
}

/** `type` is what Cube's gateway answers with status 400 and the message. */
class CutAnswerError extends Error {
  readonly type = 'UserError';

  constructor() {
    super(`The answer has more than ${MOST_ROWS} rows: ask with a limit (and offset), or by another door.`);
  }
}

function outputColumns(request: TransformRequest, aliases: readonly string[]): OutputColumn[] {
  const members = outputMembers(request, aliases);
  const columns = members.map((member) => ({ name: member.member, valueOf: reader(member) }));
  const extra = extraColumn(request, members);
  return extra ? [...columns, extra] : columns;
}

function reader({ alias, type }: OutputMember): (row: RawRow) => unknown {
  if (type === 'time') return (row) => wireTime(row[alias] ?? null);
  return (row) => {
    const value = row[alias] ?? null;
    return value instanceof Date && type === '' ? wireTime(value) : value;
  };
}

/** `compareDateRange` of a comparison, `time.month` of a blended query. */
function extraColumn(request: TransformRequest, members: readonly OutputMember[]): OutputColumn | undefined {
  if (request.queryType === 'compareDateRangeQuery') {
    const range = comparedRange(request.query);
    return { name: 'compareDateRange', valueOf: () => range };
  }
  if (request.queryType === 'blendingQuery') {
    const { dimension, granularity } = blendedTimeDimension(request.query);
    const source = members.find((member) => member.member === `${dimension}.${granularity}`);
    return source && { name: `time.${granularity}`, valueOf: reader(source) };
  }
  return undefined;
}

function comparedRange(query: NormalizedQuery): string {
  const range = query.timeDimensions?.[0]?.dateRange;
  if (!range) throw new Error('A comparison of date ranges needs a time dimension with a dateRange.');
  if (range.length < 2) throw new Error(`A comparison of date ranges needs two dates, not ${String(range[0])}.`);
  return range.join(' - ');
}

function blendedTimeDimension(query: NormalizedQuery): { readonly dimension: string; readonly granularity: string } {
  const first = query.timeDimensions?.[0];
  if (!first?.granularity) throw new Error('A blended query needs a time dimension with a granularity.');
  return { dimension: first.dimension, granularity: first.granularity };
}
