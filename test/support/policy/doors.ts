import pg from 'pg';
import { fieldName, typeName } from '../../../src/graphql/naming.js';
import { DEMO_PASSWORD, type SmallApp } from '../small-app.js';
import type { Question } from './question.js';

/** Groups by their dimensions' values: the measures in the order asked. */
export type Groups = ReadonlyMap<string, readonly (number | null)[]>;

/** Asks a question as a user through one door. */
export type Door = (question: Question, user: string) => Promise<Groups>;

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect of an answer
  readonly body: any;
}

export function groupsOf(rows: readonly (readonly unknown[])[], dimensions: number): Groups {
  return new Map(
    rows.map((row) => [
      JSON.stringify(row.slice(0, dimensions).map(keyOf)),
      row.slice(dimensions).map((value) => (value === null || value === undefined ? null : Number(value))),
    ]),
  );
}

/** Dates come with and without a time of midnight. */
const keyOf = (value: unknown) =>
  value === null || value === undefined ? null : String(value).replace(/[T ]00:00:00(\.000)?(\+00)?$/, '');

export function callers(app: SmallApp) {
  const headers = async (user: string) => ({
    'content-type': 'application/json',
    authorization: `Bearer ${await app.tokenOf(user)}`,
  });
  return {
    async graphql(query: string, user: string, variables: object = {}): Promise<Reply> {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: await headers(user),
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, body: await response.json() };
    },
    async rest(route: 'load' | 'sql' | 'meta', user: string, query?: object): Promise<Reply> {
      const response = await fetch(`${app.url}/cubejs-api/v1/${route}`, {
        method: query ? 'POST' : 'GET',
        headers: await headers(user),
        ...(query ? { body: JSON.stringify({ query }) } : {}),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

export function doorsOf(app: SmallApp): Readonly<Record<'graphql' | 'pivot' | 'rest' | 'sql', Door>> {
  const { graphql, rest } = callers(app);
  return {
    async graphql({ view, dimensions, measures, filter }, user) {
      const fields = dimensions.map(
        ({ name, granularity }) => fieldName(name) + (granularity ? `(granularity: ${granularity})` : ''),
      );
      const { body } = await graphql(
        `query ($where: ${typeName(view)}Where) {
          ${view}(where: $where) { rows { ${[...fields, ...measures.map(fieldName)].join(' ')} } receipt { complete } }
        }`,
        user,
        { where: filter && { [fieldName(filter.member)]: whereOf(filter) } },
      );
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      const rows: Record<string, unknown>[] = body.data[view].rows;
      const names = [...dimensions.map(({ name }) => fieldName(name)), ...measures.map(fieldName)];
      return groupsOf(
        rows.map((row) => names.map((name) => row[name])),
        dimensions.length,
      );
    },

    async pivot({ view, dimensions, measures, filter }, user) {
      const rows = dimensions.slice(0, -1);
      const input = {
        view,
        rows,
        columns: dimensions.slice(-1),
        measures: measures.map((name) => ({ name })),
        filters: filter ? [filter] : [],
      };
      const { body } = await graphql(
        'query ($input: PivotInput!) { pivot(input: $input) { rows { path } columns { path } cells } }',
        user,
        { input },
      );
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      const { pivot } = body.data as { pivot: { rows: Axis; columns: Axis; cells: unknown[][] } };
      const leaves = pivot.rows.flatMap(({ path }, r) =>
        pivot.columns.flatMap((column, c) => {
          const values = (pivot.cells[r] ?? []).slice(c * measures.length, (c + 1) * measures.length);
          const isLeaf = path.length === rows.length && column.path.length === 1;
          return isLeaf && values.some((value) => value !== null) ? [[...path, ...column.path, ...values]] : [];
        }),
      );
      return groupsOf(leaves, dimensions.length);
    },

    async rest({ view, dimensions, measures, filter }, user) {
      const buckets = dimensions.filter(({ granularity }) => granularity);
      const { body } = await rest('load', user, {
        measures: measures.map((name) => `${view}.${name}`),
        dimensions: dimensions.filter(({ granularity }) => !granularity).map(({ name }) => `${view}.${name}`),
        timeDimensions: buckets.map(({ name, granularity }) => ({ dimension: `${view}.${name}`, granularity })),
        filters: filter
          ? [
              {
                member: `${view}.${filter.member}`,
                operator: filter.operator === 'in' ? 'equals' : filter.operator,
                ...(filter.values.length > 0 ? { values: filter.values } : {}),
              },
            ]
          : [],
        limit: 10_000,
      });
      if (!body.data) throw new Error(JSON.stringify(body));
      const names = [
        ...dimensions.map(({ name, granularity }) => `${view}.${name}${granularity ? `.${granularity}` : ''}`),
        ...measures.map((name) => `${view}.${name}`),
      ];
      const rows: Record<string, unknown>[] = body.data;
      return groupsOf(
        rows.map((row) => names.map((name) => row[name])),
        dimensions.length,
      );
    },

    async sql({ view, dimensions, measures, filter }, user) {
      const columns = dimensions.map(({ name, granularity }) =>
        granularity ? `date_trunc('${granularity}', ${name})` : name,
      );
      const text = `SELECT ${[...columns.map((column) => `${column}::text`), ...measures.map((name) => `MEASURE(${name})`)].join(', ')}
        FROM ${view} ${filter ? `WHERE ${conditionOf(filter)}` : ''} GROUP BY ${columns.map((_, place) => place + 1).join(', ')}`;
      const rows = await asUser(app, user, (client) => client.query({ text, rowMode: 'array' }));
      return groupsOf(rows.rows as unknown[][], dimensions.length);
    },
  };
}

/** A connection of a BI tool, for one piece of work. */
export async function asUser<T>(app: SmallApp, user: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: app.sqlPort,
    database: 'tenure',
    user,
    password: DEMO_PASSWORD,
    ssl: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function conditionOf({ member, operator, values }: NonNullable<Question['filter']>): string {
  const quoted = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  switch (operator) {
    case 'equals':
    case 'in':
      return `${member} IN (${quoted.join(', ')})`;
    case 'notEquals':
      return `(${member} <> ${quoted[0]} OR ${member} IS NULL)`;
    case 'contains':
      return `${member} ILIKE '%' || ${quoted[0]} || '%'`;
    case 'set':
      return `${member} IS NOT NULL`;
    case 'notSet':
      return `${member} IS NULL`;
    case 'inDateRange':
      return `${member} BETWEEN ${quoted[0]} AND ${quoted[1]}`;
  }
}

type Axis = readonly { readonly path: readonly unknown[] }[];

function whereOf({ operator, values }: NonNullable<Question['filter']>): object {
  if (operator === 'set' || operator === 'notSet') return { set: operator === 'set' };
  const isList = operator === 'in' || operator === 'inDateRange';
  return { [operator]: isList ? values : values[0] };
}
