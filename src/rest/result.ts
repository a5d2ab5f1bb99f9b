import { TenureError } from '../errors/errors.js';
import type { Cell, SemanticAnswer } from '../semantic/contract/answer.js';
import { annotationOf } from './annotation.js';
import type { NormalizedQuery, QueryType, ResponseFormat } from './normalized.js';
import { finestOf, MOST_ROWS, type OutputColumn, type Question } from './question.js';

/** A column of the result and how its value follows from a row of the answer. */
interface ResultColumn {
  readonly name: string;
  readonly valueOf: (row: readonly Cell[]) => unknown;
}

export interface Answered {
  readonly question: Question;
  readonly answer: SemanticAnswer;
  /** Rows without limit and offset, where they were asked for. */
  readonly total?: number;
}

/** One result of `/load`: https://cube.dev/docs/product/apis-integrations/rest-api/reference, and the answer's receipt. */
export function resultOf({ question, answer, total }: Answered, type: QueryType, dbType: string) {
  const { query } = question;
  const { receipt, rows } = answer;
  if (query.limit === undefined && !receipt.complete)
    throw new TenureError(
      'BAD_REQUEST',
      `The answer has more than ${MOST_ROWS} rows: ask with a limit (and offset), or by another door.`,
    );
  return {
    query: publicQuery(query, type),
    data: dataOf(resultColumns(question, type), rows, query.responseFormat),
    lastRefreshTime: receipt.freshness,
    annotation: annotationOf(question),
    dataSource: 'default',
    dbType,
    external: false,
    slowQuery: false,
    usedPreAggregations: {},
    ...(total === undefined ? {} : { total }),
    receipt,
  };
}

/** The query as the client reads it back. */
export function publicQuery(query: NormalizedQuery, type: QueryType) {
  const limit = query.limit ?? MOST_ROWS;
  return { ...query, limit, rowLimit: limit, queryType: type };
}

/** One query that describes all results together, for the client's pivot. */
export function pivotQueryOf(type: QueryType, queries: readonly NormalizedQuery[]): object {
  const [first] = queries;
  if (!first) throw new TenureError('INTERNAL', 'A result needs a query.');
  const shown = publicQuery(first, type);
  if (type === 'compareDateRangeQuery') return { ...shown, dimensions: ['compareDateRange', ...shown.dimensions] };
  if (type === 'regularQuery') return shown;
  const all = (names: (query: NormalizedQuery) => readonly string[]) => [...new Set(queries.flatMap(names))];
  return {
    ...shown,
    measures: all(({ measures }) => measures),
    dimensions: all(({ dimensions }) => dimensions),
    timeDimensions: [{ dimension: 'time', granularity: first.timeDimensions[0]?.granularity }],
  };
}

function resultColumns({ query, columns }: Question, type: QueryType): ResultColumn[] {
  const own = columns.map(({ member, isTime }, index) => ({ name: member, valueOf: reader(index, isTime) }));
  const named = (name: string, source: OutputColumn | undefined): ResultColumn[] => {
    const valueOf = own.find((column) => column.name === source?.member)?.valueOf;
    return valueOf ? [{ name, valueOf }] : [];
  };
  const times = new Set(query.timeDimensions.map(({ dimension }) => dimension));
  const bare = [...times].filter((time) => !query.dimensions.includes(time));
  return [
    ...own,
    // The bare name of a time is its finest bucket.
    ...bare.flatMap((time) => named(time, finestOf(time, columns))),
    ...extraOf(query, type, (member, name) =>
      named(
        name,
        columns.find((column) => column.member === member),
      ),
    ),
  ];
}

/** `compareDateRange` of a comparison, `time.month` of a blended query. */
function extraOf(
  { timeDimensions: [first] }: NormalizedQuery,
  type: QueryType,
  named: (member: string, name: string) => ResultColumn[],
): ResultColumn[] {
  if (type === 'compareDateRangeQuery' && first?.dateRange) {
    const range = first.dateRange.join(' - ');
    return [{ name: 'compareDateRange', valueOf: () => range }];
  }
  if (type === 'blendingQuery' && first?.granularity)
    return named(`${first.dimension}.${first.granularity}`, `time.${first.granularity}`);
  return [];
}

export function dataOf(columns: readonly ResultColumn[], rows: SemanticAnswer['rows'], format?: ResponseFormat) {
  const members = columns.map(({ name }) => name);
  switch (format) {
    case 'compact':
      return { members, dataset: rows.map((row) => columns.map(({ valueOf }) => valueOf(row))) };
    case 'columnar':
      return { members, columns: columns.map(({ valueOf }) => rows.map(valueOf)) };
    default:
      return rows.map((row) => Object.fromEntries(columns.map(({ name, valueOf }) => [name, valueOf(row)])));
  }
}

function reader(index: number, isTime: boolean): ResultColumn['valueOf'] {
  return (row) => (isTime ? wireTime(row[index] ?? null) : wireValue(row[index] ?? null));
}

/** Numbers leave as text, as of Cube: exact whatever their size. */
function wireValue(cell: Cell): unknown {
  return typeof cell === 'number' ? String(cell) : cell;
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?)?/;

/** Times leave as `YYYY-MM-DDTHH:mm:ss.SSS`, without a zone: the question was asked in the query's. */
export function wireTime(cell: Cell): unknown {
  const [, date, clock = '00:00:00', fraction = ''] = (typeof cell === 'string' && TIME.exec(cell)) || [];
  return date === undefined ? cell : `${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}
