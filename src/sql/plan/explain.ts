import type { SemanticAnswer } from '../../semantic/answer.js';
import type { SemanticQuery } from '../../semantic/query.js';
import type { BoundValue, Finish } from './planned.js';

export interface AskedBlock {
  readonly query: SemanticQuery;
  readonly answer: SemanticAnswer;
}

const TEXT_ARRAY = 1009;

/** The rows of EXPLAIN: each question to the semantic layer with its SQL and layer, and what was left to Postgres. */
export function explanation(blocks: readonly AskedBlock[], finish: Finish, parameterCount: number): Finish {
  const lines = [
    ...blocks.flatMap(({ query, answer }, at) => blockLines(at + 1, query, answer)),
    'Finished by Postgres over these rows, bound as arrays',
    `  ${finish.sql}`,
  ];
  const array: BoundValue = {
    typeOid: TEXT_ARRAY,
    value: `{${lines.map((line) => `"${line.replace(/["\\]/g, '\\$&')}"`).join(',')}}`,
  };
  return { sql: `SELECT unnest($${parameterCount + 1}::text[]) AS "QUERY PLAN"`, values: [array] };
}

function blockLines(number: number, query: SemanticQuery, { rows, receipt }: SemanticAnswer): string[] {
  const list = (label: string, values: readonly string[]) =>
    values.length > 0 ? [`  ${label}: ${values.join(', ')}`] : [];
  const own = (name: string, expression: unknown) => (expression === undefined ? name : `${name} (an expression)`);
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
    ...list(
      'Filters',
      (query.filters ?? []).map((filter) => JSON.stringify(filter)),
    ),
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
