import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import type { AskOptions } from '../semantic/contract/service.js';
import type { Semantic } from '../semantic/create.js';
import { readQuery } from './cube-query.js';
import { normalized, type QueryType } from './normalized.js';
import { orderOf, type Question, questionOf } from './question.js';
import { type Answered, pivotQueryOf, publicQuery, resultOf } from './result.js';

/** The semantic layer as this door needs it. */
export type RestSemantic = Omit<Semantic, 'cube' | 'reload' | 'close'>;

interface Questions {
  readonly type: QueryType;
  readonly questions: readonly Question[];
}

async function questionsOf(semantic: RestSemantic, given: unknown, principal: Principal): Promise<Questions> {
  const { type, queries } = normalized(readQuery(given), semantic.timeZone);
  const model = await semantic.describe(principal);
  const questions = queries.map((query) => questionOf(query, model));
  if (questions.some(({ query }) => query.ungrouped)) semantic.roles().require(principal, 'rows');
  return { type, questions };
}

export interface Loading extends AskOptions {
  /** The client can read several results in one. */
  readonly takesMany: boolean;
}

/** The body of `/load`: one result, or those of a comparison or of a list with the query that pivots them together. */
export async function load(semantic: RestSemantic, given: unknown, principal: Principal, loading: Loading) {
  const { type, questions } = await questionsOf(semantic, given, principal);
  const { takesMany, ...asking } = loading;
  const [first] = questions;
  if (first === undefined || (type !== 'regularQuery' && !takesMany))
    throw new TenureError('BAD_REQUEST', `A ${type} has several results: ask it with queryType=multi.`);
  const results = await Promise.all(
    questions.map(async (question) => {
      const answer = await semantic.ask(question.asked, principal, asking);
      const counted = { question, answer };
      const total = question.query.total ? await totalOf(semantic, counted, principal, asking) : undefined;
      return resultOf({ ...counted, ...(total === undefined ? {} : { total }) }, type, 'clickhouse');
    }),
  );
  if (!takesMany) return results[0];
  const queries = questions.map(({ query }) => query);
  return { queryType: type, results, pivotQuery: pivotQueryOf(type, queries), slowQuery: false };
}

/** How many rows there are without limit and offset: those at hand where they are all, else counted as they pass. */
async function totalOf(
  semantic: RestSemantic,
  { question, answer }: Answered,
  principal: Principal,
  asking: AskOptions,
): Promise<number> {
  const { limit: _limit, offset, order: _order, ...all } = question.asked;
  if (!offset && answer.receipt.complete) return answer.rows.length;
  let rows = 0;
  const sink = { columns() {}, rows: (batch: readonly unknown[]) => void (rows += batch.length) };
  await semantic.stream({ ...all, limit: MOST_COUNTED }, principal, sink, asking);
  return rows;
}
const MOST_COUNTED = 100_000_000;

/** The body of `/dry-run`: what a query would be read as. A question that cannot be planned is refused. */
export async function dryRun(semantic: RestSemantic, given: unknown, principal: Principal) {
  const { type, questions } = await questionsOf(semantic, given, principal);
  await Promise.all(questions.map(({ asked }) => semantic.statement(asked, principal)));
  const queries = questions.map(({ query }) => query);
  return {
    queryType: type,
    normalizedQueries: queries.map((query) => publicQuery(query, type)),
    queryOrder: questions.map(({ query, columns }) =>
      orderOf(query, columns).map(([member, direction]) => ({ [member]: direction })),
    ),
    transformedQueries: [],
    pivotQuery: pivotQueryOf(type, queries),
  };
}

/** The body of `/sql`: the statement of each query, for whoever may see SQL. */
export async function sqlOf(semantic: RestSemantic, given: unknown, principal: Principal) {
  semantic.roles().require(principal, 'sql');
  const { type, questions } = await questionsOf(semantic, given, principal);
  const statements = await Promise.all(
    questions.map(async ({ asked, query, columns }) => {
      const { text, params, values, dataSource } = await semantic.statement(asked, principal);
      const sql = {
        sql: [text, values],
        params,
        order: Object.fromEntries(orderOf(query, columns)),
        dataSource,
        aliasNameToMember: Object.fromEntries(columns.map(({ member }) => [member, member])),
        preAggregations: [],
      };
      return { sql, dataSource };
    }),
  );
  return type === 'regularQuery' ? statements[0] : statements;
}
