import type { SemanticAnswer } from '../../semantic/contract/answer.js';
import type { Expression } from '../../semantic/contract/expression.js';
import type { Filter, SemanticQuery } from '../../semantic/contract/query.js';
import type { BoundValue, Finish } from '../query/run-context.js';

export interface AskedBlock {
  readonly query: SemanticQuery;
  readonly answer: SemanticAnswer;
  /** What a question is for whose rows are no part of the answer. */
  readonly purpose?: string | undefined;
}

const TEXT_ARRAY = 1009;
const JSON_TYPE = 114;

/**
 * The rows of EXPLAIN: each question to the semantic layer with its SQL and layer, and what was left to Postgres; `finish`
 * is undefined when the engine's rows are the answer as they come.
 */
export function explanation(
  blocks: readonly AskedBlock[],
  finish: Finish | undefined,
  parameterCount: number,
  format: 'text' | 'json',
): Finish {
  const decided = blocks.flatMap(({ purpose }) => (purpose === undefined ? [] : [`  ${purpose}`]));
  const lines = [
    ...blocks.flatMap((block, at) => blockLines(at + 1, block)),
    ...(decided.length > 0
      ? ['Decided by Postgres over distinct values, having no expression of the engine', ...decided]
      : []),
    ...(finish
      ? ['Finished by Postgres over these rows, bound as arrays', `  ${finish.sql}`]
      : ['Nothing is left to Postgres: the rows go to the client as the engine gives them']),
  ];
  if (format === 'json') return asJson(blocks, lines, parameterCount);
  const array: BoundValue = {
    typeOid: TEXT_ARRAY,
    value: `{${lines.map((line) => `"${line.replace(/["\\]/g, '\\$&')}"`).join(',')}}`,
  };
  return { sql: `SELECT unnest($${parameterCount + 1}::text[]) AS "QUERY PLAN"`, values: [array] };
}

/** One document in the form of Postgres's own: a plan whose parts are the questions. */
function asJson(blocks: readonly AskedBlock[], lines: readonly string[], parameterCount: number): Finish {
  const plans = blocks.map(({ query, answer: { rows, receipt } }) => ({
    'Node Type': 'Custom Scan',
    'Custom Plan Provider': 'Tenure',
    'Relation Name': query.view,
    Layer: receipt.layer,
    'Actual Rows': rows.length,
    'Rows Read': receipt.rowsRead,
    'Actual Total Time': receipt.durationMs,
    Snapshot: receipt.snapshot,
    SQL: receipt.sql,
  }));
  const plan = { 'Node Type': 'Result', Plans: plans, Output: lines };
  const value = JSON.stringify([{ Plan: plan }]);
  return { sql: `SELECT $${parameterCount + 1}::json AS "QUERY PLAN"`, values: [{ typeOid: JSON_TYPE, value }] };
}

function blockLines(number: number, { query, answer: { rows, receipt } }: AskedBlock): string[] {
  const list = (label: string, values: readonly string[]) =>
    values.length > 0 ? [`  ${label}: ${values.join(', ')}`] : [];
  const own = (name: string, expression: Expression | undefined) =>
    expression === undefined ? name : `${name} = ${expressionText(expression)}`;
  return [
    `Block ${number}: view ${query.view}  (layer=${receipt.layer} rows=${rows.length} read=${receipt.rowsRead} time=${receipt.durationMs.toFixed(1)} ms${receipt.cached ? ' cached' : ''})`,
    ...list(
      'Dimensions',
      (query.dimensions ?? []).map(({ name, granularity, expression }) =>
        own(granularity ? `${name} by ${granularity}` : name, expression),
      ),
    ),
    ...list(
      'Measures',
      (query.measures ?? []).map(({ name, expression, arguments: given }) => {
        const list = Object.entries(given ?? {}).map(([key, value]) => `${key} => ${value}`);
        return own(list.length > 0 ? `${name}(${list.join(', ')})` : name, expression);
      }),
    ),
    ...list('Filters', (query.filters ?? []).map(filterText)),
    ...list('Having', (query.having ?? []).map(expressionText)),
    ...list('Segments', query.segments ?? []),
    ...list(
      'Order',
      (query.order ?? []).map(({ by, direction }) => `${by} ${direction}`),
    ),
    ...(query.limit === undefined ? [] : [`  Limit: ${query.limit}`]),
    `  Snapshot: ${receipt.snapshot}`,
    ...(receipt.sql === null ? [] : ['  SQL:', ...receipt.sql.split('\n').map((line) => `    ${line}`)]),
  ];
}

function filterText(filter: Filter): string {
  if ('expression' in filter) return expressionText(filter.expression);
  if ('and' in filter) return `(${filter.and.map(filterText).join(' and ')})`;
  return JSON.stringify(filter);
}

/** An expression of the engine with its bound values written out, for people to read. */
function expressionText({ parts }: Expression): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('value' in part) return JSON.stringify(part.value);
      if ('modelSql' in part) return part.modelSql;
      return 'column' in part ? part.column : [part.member, part.granularity].filter(Boolean).join('.');
    })
    .join('');
}
