import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read by tests that say what they expect of them
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

let app: SmallApp;
beforeAll(async () => {
  app = await openSmallApp();
});
afterAll(() => app?.close());

async function ask(
  query: string,
  user: string | undefined = 'analyst',
  variables = {},
  language = 'en',
): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      ...(user === undefined ? {} : { authorization: `Bearer ${await app.tokenOf(user)}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Omit<Answer, 'status'>;
  return { status: response.status, data: body.data, errors: body.errors ?? [] };
}

/** What plain SQL over the base table says, by hand. */
async function byHand(text: string): Promise<unknown[][]> {
  const { rows } = await app.warehouse.query({ text });
  return rows.map((row) => [...row]);
}

const PROVINCE = `dictGet('tenure.region', 'province_en', district_code)`;
const CITY = `dictGet('tenure.region', 'city_en', district_code)`;
const RATE = 'sum(churned) / nullIf(sum(active), 0)';

describe('a view field', () => {
  it('groups by what is selected, drills with one query a depth, and totals by the engine', async () => {
    const { data } = await ask(`{ churn {
      rows { province churnRate customers drill { city churnRate drill { district customers } } }
      total { churnRate customers }
      receipt { layer snapshot complete queries sql }
    } }`);
    const provinces = await byHand(
      `SELECT ${PROVINCE} p, ${RATE}, uniqExactIf(customer_key, active = 1) FROM tenure.customer_month GROUP BY p ORDER BY p`,
    );
    const cities = await byHand(
      `SELECT ${PROVINCE} p, ${CITY} c, ${RATE} FROM tenure.customer_month GROUP BY p, c ORDER BY p, c`,
    );
    const rows = data.churn.rows;
    expect(rows.map((row: Record<string, unknown>) => [row.province, row.churnRate, row.customers])).toEqual(
      provinces.map(([name, rate, customers]) => [name, rate, Number(customers)]),
    );
    const drilled = rows.flatMap((row: { province: string; drill: { city: string; churnRate: number }[] }) =>
      row.drill.map((child) => [row.province, child.city, child.churnRate]),
    );
    expect(drilled).toEqual(cities);
    const [[rate, customers] = []] = await byHand(
      `SELECT ${RATE}, uniqExactIf(customer_key, active = 1) FROM tenure.customer_month`,
    );
    expect(data.churn.total).toEqual({ churnRate: rate, customers: Number(customers) });
    expect(data.churn.receipt).toMatchObject({ complete: true, queries: 4 });
    expect(data.churn.receipt.sql.match(/GROUP BY/g)).toHaveLength(3);
  });

  it.each([
    ['plans', 'product_line', ['plan_family', 'plan'], 'dim_plan', 'plan_code', ['product_line', 'family', 'plan_en']],
    [
      'devices',
      'device_generation',
      ['device_brand', 'device'],
      'dim_device',
      'device_code',
      ['generation', 'brand', 'device_en'],
    ],
    ['customerTypes', 'customer_type', ['tier'], 'dim_tier', 'tier', ['customer_type', 'tier']],
  ])('drills %s to the last level in one request', async (by, top, below, table, key, columns) => {
    const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const nested = below.reduceRight((inner) => `drill(by: ${by}) { member { level value } customers ${inner} }`, '');
    const { data, errors } = await ask(`{ churn { rows { ${camel(top)} customers ${nested} } receipt { queries } } }`);
    expect(errors).toEqual([]);
    expect(data.churn.receipt.queries).toBe(1 + below.length);
    interface Level {
      readonly member: { readonly level: string; readonly value: string };
      readonly customers: number;
      readonly drill?: readonly Level[];
    }
    const leaves = (row: Level, path: readonly unknown[]): unknown[][] =>
      row.drill ? row.drill.flatMap((one) => leaves(one, [...path, one.member.value])) : [[...path, row.customers]];
    const found = data.churn.rows.flatMap((row: Level & Record<string, unknown>) => leaves(row, [row[camel(top)]]));
    const levels = columns.map((column) =>
      column === key ? `toString(c.${key})` : `ifNull(nullIf(d.${column}, ''), 'Unknown')`,
    );
    const wanted = await byHand(
      `SELECT ${levels.join(', ')}, uniqExactIf(c.customer_key, c.active = 1) FROM tenure.customer_month AS c
       LEFT JOIN tenure.${table} AS d ON d.${key} = c.${key} GROUP BY ${levels.join(', ')}`,
    );
    const lines = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.join(' | ')).sort();
    expect(lines(found)).toEqual(lines(wanted));
    expect(found.length).toBeGreaterThan(2);
  });

  it('takes the next level of the hierarchy when drill selects no dimension', async () => {
    const { data } = await ask(
      '{ churn(first: 1, orderBy: [{customers: desc}]) { rows { province drill(by: region, first: 2, orderBy: [{customers: desc}]) { member { level value } customers } } } }',
    );
    expect(data.churn.rows).toEqual([
      {
        province: 'Sichuan',
        drill: [
          { member: { level: 'city', value: 'Chengdu' }, customers: 140 },
          { member: { level: 'city', value: 'Mianyang' }, customers: 82 },
        ],
      },
    ]);
  });

  it('buckets time by an argument, under aliases too', async () => {
    const { data } = await ask(
      '{ churn { rows { q: month(granularity: quarter) y: month(granularity: year) churned } } }',
    );
    expect(data.churn.rows.map((row: Record<string, unknown>) => Object.values(row))).toEqual(
      (
        await byHand(
          'SELECT toStartOfQuarter(month) q, toStartOfYear(month) y, sum(churned) FROM tenure.customer_month GROUP BY q, y ORDER BY q',
        )
      ).map(([q, y, churned]) => [q, y, Number(churned)]),
    );
  });

  it('filters by dimensions before grouping and by measures after, with and, or and months', async () => {
    const { data } = await ask(`{ churn(where: {
      month: { inDateRange: ["2024-01", "2024-02"] },
      or: [{ province: { in: ["Sichuan"] } }, { and: [{ province: { equals: "Guangdong" } }, { tier: { equals: "Gold" } }] }],
      customerMonths: { gt: 30 }
    }) { rows { province tier customerMonths } total { customerMonths } } }`);
    const where = `month BETWEEN '2024-01-01' AND '2024-02-29' AND (${PROVINCE} = 'Sichuan' OR (${PROVINCE} = 'Guangdong' AND tier = 'Gold'))`;
    const groups = await byHand(
      `SELECT ${PROVINCE} p, toString(tier) t, sum(active) n FROM tenure.customer_month WHERE ${where} GROUP BY p, t HAVING n > 30 ORDER BY p, t`,
    );
    expect(data.churn.rows).toEqual(
      groups.map(([province, tier, n]) => ({ province, tier, customerMonths: Number(n) })),
    );
    const [[all] = []] = await byHand(`SELECT sum(active) FROM tenure.customer_month WHERE ${where}`);
    expect(data.churn.total.customerMonths).toBe(Number(all));
  });

  it('gives money exactly, as text', async () => {
    const { data } = await ask('{ churn { total { revenue } } }');
    const [[revenue] = []] = await byHand('SELECT toString(sum(revenue)) FROM tenure.customer_month');
    expect(Number(data.churn.total.revenue)).toBe(Number(revenue));
    expect(typeof data.churn.total.revenue).toBe('string');
  });
});

describe('rows that are made whole', () => {
  it('are what GraphQL makes of them field by field, in the order selected', async () => {
    const selection = `{ __typename churn(where: {month: {inDateRange: ["2024-01", "2024-02"]}}, orderBy: [{customers: desc}], first: 3) {
      plain: rows { kind: __typename revenue quarter: month(granularity: quarter) churnRate province customers }
      rows { a: customers ...Nested b: customers }
      records(first: 2) { month __typename customerId }
      total { churnRate __typename again: churnRate }
      receipt { __typename complete queries } } }
      fragment Nested on ChurnRow { member { __typename level v: value } province drill(first: 2) { city __typename revenue } }`;
    const made = await ask(selection);
    const completed = await ask(
      selection.replace('__typename churn', '__schema { queryType { name } } __typename churn'),
    );
    expect(made.errors).toEqual([]);
    const { __schema: asked, ...rest } = completed.data;
    expect(asked).toEqual({ queryType: { name: 'Query' } });
    expect(JSON.stringify(made.data)).toBe(JSON.stringify(rest));
    expect(Object.keys(made.data.churn.rows[0])).toEqual(['a', 'member', 'province', 'drill', 'b']);
    expect(made.data.churn.rows[0].member).toEqual({
      __typename: 'DrillMember',
      level: 'province',
      v: made.data.churn.rows[0].province,
    });
    expect(made.data.churn.total.__typename).toBe('ChurnTotal');
    expect(made.data.churn.records[0].__typename).toBe('ChurnRecord');
  });

  it('need no question where only their type is asked', async () => {
    const { data, errors } = await ask('{ churn { total { __typename } } __type(name: "ChurnTotal") { name } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ churn: { total: { __typename: 'ChurnTotal' } }, __type: { name: 'ChurnTotal' } });
  });
});

describe('errors', () => {
  it.each([
    ['{ churn { rows { provinc } } }', 400, 'UNKNOWN_MEMBER', /province/],
    ['{ chrun { rows { province } } }', 400, 'UNKNOWN_VIEW', /churn/],
    ['{ churn(where: {provinz: {equals: "x"}}) { rows { province } } }', 400, 'UNKNOWN_MEMBER', /province/],
    ['{ churn { rows { ', 400, 'BAD_REQUEST', /Syntax/],
    ['{ churn(asOf: "gone") { rows { province } } }', 410, 'SNAPSHOT_GONE', /gone/],
    ['{ churn(timeZone: "Mars") { rows { province } } }', 400, 'BAD_REQUEST', /Mars/],
    ['{ churn { receipt { layer } } }', 400, 'WRONG_USE', /rows/],
    ['{ churn(orderBy: [{city: asc}]) { rows { province } } }', 400, 'WRONG_USE', /city/],
    [`{ ${Array.from({ length: 80 }, (_, i) => `a${i}: me { user }`).join(' ')} }`, 413, 'TOO_LARGE', /limit/i],
    [`{ churn { rows { province ${'drill { city '.repeat(20)}${'}'.repeat(20)} } } }`, 413, 'TOO_LARGE', /depth/],
  ])('%s', async (query, status, code, message) => {
    const answer = await ask(query);
    expect(answer.status).toBe(status);
    expect(answer.errors[0]?.extensions.code).toBe(code);
    expect(answer.errors[0]?.message).toMatch(message);
  });

  it('takes one document a request, of limited length', async () => {
    const authorization = `Bearer ${await app.tokenOf('analyst')}`;
    const send = async (body: unknown) => {
      const headers = { 'content-type': 'application/json', authorization };
      const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
      return [response.status, await response.json()];
    };
    const one = { query: '{ me { user } }' };
    expect(await send(one)).toEqual([200, { data: { me: { user: 'analyst' } } }]);
    expect(await send([one, one])).toMatchObject([400, { errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
    const long = { query: `{ me { ${'user '.repeat(5000)} } }` };
    expect(await send(long)).toMatchObject([413, { errors: [{ extensions: { code: 'TOO_LARGE' } }] }]);
  });

  it('refuses a request of more questions than one may ask', async () => {
    const drills = (depth: number): string => (depth === 0 ? '' : `drill { city customers ${drills(depth - 1)} }`);
    const fields = Array.from(
      { length: 28 },
      (_, n) => `v${n}: churn { rows { province churned ${drills(1)} } total { churned } }`,
    );
    const answer = await ask(`{ ${fields.join(' ')} }`);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toContain('TOO_LARGE');
  });

  it('answers nobody who is not signed in, not even with the schema', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('refuses requests that another site could send', async () => {
    const authorization = `Bearer ${await app.tokenOf('analyst')}`;
    const form = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', authorization },
      body: JSON.stringify({ query: '{ me { user } }' }),
    });
    const get = await fetch(`${app.url}/graphql?query=${encodeURIComponent('{ me { user } }')}`, {
      headers: { authorization, accept: '*/*' },
    });
    expect([form.status, get.status]).toEqual([400, 400]);
  });
});

describe('the schema', () => {
  it('has no member that the caller may not see', async () => {
    const query = '{ churn { rows { customerId } } }';
    expect((await ask(query, 'executive')).errors[0]?.extensions.code).toBe('UNKNOWN_MEMBER');
    expect((await ask(query, 'admin')).errors).toEqual([]);
    const { data } = await ask('{ __type(name: "ChurnRow") { fields { name } } }', 'executive');
    expect(data.__type.fields.map(({ name }: { name: string }) => name)).not.toContain('customerId');
  });

  it("describes in the caller's language", async () => {
    const query = '{ catalog { views { name title } } __type(name: "ChurnRow") { fields { name description } } }';
    const { data } = await ask(query, 'analyst', {}, 'zh-CN,zh;q=0.9');
    expect(data.catalog.views).toContainEqual({ name: 'churn', title: '客户离网' });
    const rate = data.__type.fields.find(({ name }: { name: string }) => name === 'churnRate');
    expect(rate.description).toContain('离网率');
  });

  it('offers an example of every view that runs', async () => {
    const { data } = await ask('{ catalog { views { name example } } }', 'admin');
    for (const { example } of data.catalog.views) expect((await ask(example, 'admin')).errors).toEqual([]);
  });
});
