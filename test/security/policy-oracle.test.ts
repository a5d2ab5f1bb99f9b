import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asUser, callers, type Door, doorsOf, type Groups, groupsOf } from '../support/policy/doors.js';
import { LABELS } from '../support/policy/labels.js';
import {
  countOf,
  DIMENSIONS,
  dimensionsOf,
  type Question,
  questionOver,
  sqlOf,
  type ViewName,
} from '../support/policy/question.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

/** Whose rows each demo user may see, chosen by hand in plain SQL. */
const ROWS: Readonly<Record<string, string>> = {
  admin: '1',
  analyst: '1',
  executive: '1',
  'manager.sichuan': "dictGet('tenure.region', 'province_code', district_code) = 510000",
  service: "account_manager_code = 'AM-44-1'",
};
/** Service has the subjects customers, billing and service; the others have all. */
const viewsOf = (user: string): readonly ViewName[] =>
  user === 'service' ? ['billing'] : ['churn', 'value', 'billing', 'risk_history'];
const ROLES = Object.keys(ROWS);
const RUNS = process.env.TENURE_LONG_TESTS ? 60 : 5;
const SEED = process.env.TENURE_TEST_SEED ? {} : { seed: 20_241_122 };

let app: SmallApp;
let doors: Readonly<Record<string, Door>>;
let call: ReturnType<typeof callers>;
beforeAll(async () => {
  app = await openSmallApp();
  for (const text of LABELS) await app.warehouse.command({ text }, { lane: 'batch' });
  doors = doorsOf(app);
  call = callers(app);
});
afterAll(() => app?.close());

async function byHand(asked: Question, user: string): Promise<Groups> {
  const { rows } = await app.warehouse.query({ text: sqlOf(asked, ROWS[user] ?? '0') });
  return groupsOf(rows, asked.dimensions.length);
}

async function count(text: string): Promise<number> {
  return Number((await app.warehouse.query({ text })).rows[0]?.[0]);
}

/** Equal groups; figures to a relative 1e-9. */
function expectSame(found: Groups, wanted: Groups): void {
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [key, values] of wanted)
    for (const [place, value] of values.entries()) {
      const seen = found.get(key)?.[place] ?? null;
      if (value === null || seen === null) expect(seen, key).toBe(value);
      else
        expect(Math.abs(seen - value), `${key}: ${seen}, by hand ${value}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(value)),
        );
    }
}

describe.each(['graphql', 'pivot', 'rest', 'sql'])('random questions at %s', (door) => {
  it.each(ROLES)('as %s: the rows of the policy and no others', async (user) => {
    await fc.assert(
      fc.asyncProperty(questionOver(viewsOf(user)), async (asked) => {
        const [found, wanted] = await Promise.all([doors[door]?.(asked, user), byHand(asked, user)]);
        expectSame(found ?? new Map(), wanted);
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    );
  });
});

it('the questions draw every dimension that these subjects of months have in common and that earlier scores have, but for names in Chinese and those of customers', async () => {
  const { views } = await app.semantic.catalog({ user: 'a', groups: ['admin'], provinces: [], accountManagers: [] });
  const namesOf = (view: string) =>
    views
      .find(({ name }) => name === view)
      ?.dimensions.filter(({ sorts }) => !sorts)
      .map(({ name }) => name) ?? [];
  const OTHERS = ['customer_id', 'account_manager_code', 'household_size', 'paperless', 'national_id'];
  const drawn = (names: readonly string[]) => names.filter((name) => !name.endsWith('_zh') && !OTHERS.includes(name));
  const shared = namesOf('churn').filter(
    (name) => namesOf('value').includes(name) && namesOf('billing').includes(name),
  );
  expect([...dimensionsOf('churn')].sort()).toEqual(drawn(shared).sort());
  expect([...dimensionsOf('risk_history')].sort()).toEqual(drawn(namesOf('risk_history')).sort());
});

describe('rows behind a number', () => {
  const rowsOf = async (asked: Question, user: string) => {
    const filters = asked.filter ? [asked.filter] : [];
    const { body } = await call.graphql(
      'query ($input: DrillThroughInput!) { drillThrough(input: $input) { rows hasMore } }',
      user,
      { input: { view: asked.view, filters, columns: ['province', 'month'], first: 10_000 } },
    );
    return body;
  };

  it.each(['admin', 'analyst', 'manager.sichuan', 'service'])('are those of the policy for %s', async (user) => {
    await fc.assert(
      fc.asyncProperty(questionOver(viewsOf(user)), async (asked) => {
        const { data, errors } = await rowsOf(asked, user);
        expect(errors).toBeUndefined();
        expect(data.drillThrough.rows.length).toBe(await count(countOf(asked, ROWS[user] ?? '0')));
      }),
      { numRuns: 5, ...SEED },
    );
  });

  it('are not there for an executive, at any door', async () => {
    const { errors } = await rowsOf(
      { view: 'churn', dimensions: [{ name: 'tier' }], measures: ['customers'] },
      'executive',
    );
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
    const rest = await call.rest('load', 'executive', { dimensions: ['churn.tier'], ungrouped: true });
    expect([rest.status, rest.body.code]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('value lists', () => {
  it.each(ROLES)('hold for %s what the rows of the policy hold', async (user) => {
    for (const dimension of ['province', 'city', 'plan', 'contract'] as const) {
      const { body } = await call.graphql(
        `query ($dimension: String!) { values(view: "${viewsOf(user)[0]}", dimension: $dimension) { values { value count } } }`,
        user,
        { dimension },
      );
      const { rows } = await app.warehouse.query({
        text: `SELECT ${DIMENSIONS[dimension]} v, uniqExactIf(customer_key, active = 1) FROM tenure.customer_month WHERE ${ROWS[user]} GROUP BY v`,
      });
      const pairs = (list: readonly (readonly [unknown, unknown])[]) =>
        list.map(([value, n]) => `${value} ${n}`).sort();
      expect(
        pairs(body.data.values.values.map((each: { value: unknown; count: unknown }) => [each.value, each.count])),
      ).toEqual(pairs(rows.map(([value, n]) => [value, n] as const)));
    }
  });
});

describe('customers', () => {
  const PERSONAL = ['customer_name', 'phone_number', 'email', 'national_id'];
  const NOW = "valid_to = toDate('2100-01-01')";
  /** Whose customers each user sees, as they are now, by hand. */
  const CUSTOMERS: Readonly<Record<string, string>> = {
    admin: '1',
    analyst: '1',
    'manager.sichuan': "dictGet('tenure.region', 'province_code', district_code) = 510000",
    service: "account_manager_code = 'AM-44-1'",
  };
  const records = (user: string) =>
    call.graphql(
      '{ customers { records(first: 1000) { customerId customerName phoneNumber email nationalId } receipt { complete } } }',
      user,
    );

  it.each(Object.entries(CUSTOMERS))(
    'are for %s those of the policy, with personal fields shown or masked',
    async (user, rows) => {
      const { rows: wanted } = await app.warehouse.query({
        text: `SELECT customer_id, customer_name, phone_number, email, text_attributes['national_id'] FROM tenure.dim_customer WHERE ${NOW} AND ${rows} ORDER BY customer_id`,
      });
      const { body } = await records(user);
      expect(body.errors).toBeUndefined();
      const found = body.data.customers.records.map((record: object) => Object.values(record)).sort();
      expect(found.map(([id]: unknown[]) => id)).toEqual(wanted.map(([id]) => id));
      expect(wanted.length).toBeGreaterThan(10);
      const shown = user === 'admin' || user === 'service';
      if (shown) expect(found).toEqual(wanted);
      else
        for (const [place, record] of found.entries())
          for (const column of [1, 2, 3, 4]) expect(record[column]).not.toBe(wanted[place]?.[column]);
    },
  );

  it('are one by one as the policy lets them be seen, and otherwise not there', async () => {
    const query =
      '{ customer(id: "C000000") { id customers { records { customerName province } } billing { rows { month } } } }';
    const [admin, analyst, service, manager] = await Promise.all(
      ['admin', 'analyst', 'service', 'manager.sichuan'].map(
        async (user) => (await call.graphql(query, user)).body.data,
      ),
    );
    expect(admin.customer.customers.records).toEqual([
      { customerName: 'Name of C000000', province: expect.any(String) },
    ]);
    expect(analyst.customer.customers.records).toEqual([{ customerName: '***', province: expect.any(String) }]);
    expect(service.customer.billing.rows.length).toBeGreaterThan(0);
    expect(manager.customer.customers.records[0].customerName).toBe('***');
    const elsewhere = await call.graphql('{ customer(id: "C000003") { id } }', 'manager.sichuan');
    expect(elsewhere.body.data).toEqual({ customer: null });
    const others = await call.graphql('{ customer(id: "C000001") { id } }', 'service');
    expect(others.body.data).toEqual({ customer: null });
    const rest = await call.rest('load', 'service', { dimensions: ['customers.customer_id'], limit: 10_000 });
    expect(rest.body.data.length).toBe(
      await count(`SELECT count() FROM tenure.dim_customer WHERE ${NOW} AND ${CUSTOMERS.service}`),
    );
  });

  it.each(['analyst', 'manager.sichuan'])(
    'cannot be filtered, grouped, ordered or counted by what is masked for %s',
    async (user) => {
      const input = { view: 'customers', columns: [], measures: [{ name: 'known_customers' }] };
      const drill = { view: 'customers', cell: [] };
      const generic = (field: string, type: string, value: object) =>
        call.graphql(`query ($input: ${type}!) { ${field}(input: $input) { __typename } }`, user, { input: value });
      for (const masked of PERSONAL) {
        const filter = { member: masked, operator: 'contains', values: ['C0000'] };
        const camel = masked.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
        const replies = [
          await call.graphql(`{ customers { rows { ${camel} knownCustomers } } }`, user),
          await call.graphql(
            `{ customers(where: {${camel}: {contains: "C0000"}}) { total { knownCustomers } } }`,
            user,
          ),
          await call.graphql(
            `{ customers(where: {or: [{${camel}: {set: false}}, {tier: {set: true}}]}) { records { customerId } } }`,
            user,
          ),
          await call.graphql(`query ($d: String!) { values(view: "customers", dimension: $d) { countedBy } }`, user, {
            d: masked,
          }),
          await generic('pivot', 'PivotInput', { ...input, rows: [{ name: masked }] }),
          await generic('pivot', 'PivotInput', { ...input, rows: [], filters: [filter] }),
          await generic('drillThrough', 'DrillThroughInput', {
            ...drill,
            columns: ['customer_id'],
            filters: [{ or: [filter] }],
          }),
          await generic('drillThrough', 'DrillThroughInput', {
            ...drill,
            columns: ['customer_id', masked],
            orderBy: [{ by: masked, direction: 'asc' }],
          }),
          await call.rest('load', user, {
            measures: ['customers.known_customers'],
            dimensions: [`customers.${masked}`],
          }),
          await call.rest('load', user, {
            measures: ['customers.known_customers'],
            filters: [{ ...filter, member: `customers.${masked}` }],
          }),
          await call.rest('load', user, {
            dimensions: ['customers.customer_id'],
            order: { [`customers.${masked}`]: 'asc' },
          }),
        ];
        for (const [place, { status, body }] of replies.entries()) {
          expect(body.code ?? body.errors?.[0].extensions.code, `${masked} ${place}`).toBe('FORBIDDEN');
          expect(status, `${masked} ${place}`).toBe(403);
        }
        for (const text of [
          `SELECT ${masked}, MEASURE(known_customers) FROM customers GROUP BY 1`,
          `SELECT MEASURE(known_customers) FROM customers WHERE ${masked} LIKE '%C0000%'`,
          `SELECT MEASURE(known_customers) FROM customers WHERE ${masked} > 'M' OR tier = 'Gold'`,
        ])
          await expect(
            asUser(app, user, (client) => client.query(text)),
            text,
          ).rejects.toThrow();
        // Where the SQL door sorts or counts fetched rows by itself it has but the masks, which are alike.
        const ask = (text: string) =>
          asUser(app, user, (client) => client.query({ text, rowMode: 'array' })).then(
            ({ rows }) => rows.map(([first]) => first as unknown),
            () => undefined,
          );
        const sorted = await ask(`SELECT customer_id FROM customers ORDER BY ${masked}, customer_id DESC`);
        if (sorted) expect(sorted).not.toEqual([...sorted].sort());
        const [counted] = (await ask(`SELECT count(DISTINCT ${masked}) FROM customers`)) ?? [];
        expect(Number(counted ?? 0)).toBeLessThanOrEqual(100);
      }
    },
  );
});

describe('catalogue, schema and errors', () => {
  const HIDDEN = ['customer_id', 'account_manager_code'];

  it('have for service its own subjects only, and in each of them nobody else’s customers', async () => {
    const { body } = await call.graphql('{ catalog { views { name dimensions { name } } } }', 'service');
    const views: { name: string; dimensions: { name: string }[] }[] = body.data.catalog.views;
    expect(views.map(({ name }) => name).sort()).toEqual(['billing', 'contact_log', 'customers', 'service']);
    for (const { name, dimensions } of views) {
      expect(dimensions.map((dimension) => dimension.name)).toContain('account_manager_code');
      const { body: list } = await call.graphql(
        'query ($view: String!) { values(view: $view, dimension: "account_manager_code") { values { value } } }',
        'service',
        { view: name },
      );
      for (const { value } of list.data.values.values) expect(['AM-44-1', 'AM-44-2', 'AM-44-3']).toContain(value);
    }
  });

  it('tell an executive nothing of personal members', async () => {
    const catalog = await call.graphql(
      '{ catalog { views { name dimensions { name } measures { name drillMembers } folders { members } } } }',
      'executive',
    );
    const schema = await call.graphql(
      '{ __schema { types { name fields { name } inputFields { name } } } }',
      'executive',
    );
    const meta = await call.rest('meta', 'executive');
    const unknown = await call.graphql(
      '{ churn(where: {customerI: {equals: "C000001"}}) { rows { customerI } } }',
      'executive',
    );
    const misspelt = await call.rest('load', 'executive', { dimensions: ['churn.customer_i'] });
    for (const hidden of [...HIDDEN, 'customerId', 'accountManagerCode', 'national_id', 'nationalId'])
      for (const told of [catalog, schema, meta, unknown, misspelt])
        expect(JSON.stringify(told.body)).not.toContain(hidden);
    expect(JSON.stringify((await call.rest('meta', 'admin')).body)).toContain('customer_id');
  });

  it.each(HIDDEN)('refuse an executive %s in any place, as they refuse what does not exist', async (hidden) => {
    const filter = { member: hidden, operator: 'equals', values: ['C000001'] };
    const pivot = { view: 'churn', rows: [], columns: [], measures: [{ name: 'customers' }], filters: [filter] };
    const replies = [
      await call.graphql('query ($input: PivotInput!) { pivot(input: $input) { cells } }', 'executive', {
        input: pivot,
      }),
      await call.graphql(
        'query ($d: String!) { values(view: "churn", dimension: $d) { values { value } } }',
        'executive',
        { d: hidden },
      ),
      await call.rest('load', 'executive', { dimensions: [`churn.${hidden}`] }),
      await call.rest('load', 'executive', {
        measures: ['churn.customers'],
        filters: [{ ...filter, member: `churn.${hidden}` }],
      }),
      await call.rest('load', 'executive', { measures: ['churn.customers'], order: { [`churn.${hidden}`]: 'asc' } }),
    ];
    for (const { status, body } of replies) {
      expect(status).toBe(400);
      expect(body.code ?? body.errors[0].extensions.code).toBe('UNKNOWN_MEMBER');
      expect(body.data ?? null).not.toEqual(expect.objectContaining({ data: expect.anything() }));
    }
  });

  it('show SQL to analysts and administrators only', async () => {
    const query = '{ churn { total { customers } receipt { sql } } }';
    for (const [user, sees] of [
      ['admin', true],
      ['analyst', true],
      ['executive', false],
      ['manager.sichuan', false],
    ] as const) {
      const { body } = await call.graphql(query, user);
      expect(typeof body.data.churn.receipt.sql === 'string', user).toBe(sees);
      const { status } = await call.rest('sql', user, { measures: ['churn.customers'] });
      expect(status === 200, user).toBe(sees);
    }
  });

  it('know nothing for a caller whose token names no role, or a role without its claim', async () => {
    for (const groups of [[], ['nobody'], ['manager'], ['service']]) {
      const user = { ...nobody, name: `nobody${groups.join('-')}`, groups };
      await app.users.add(user);
      const authorization = `Bearer ${await app.tokens.issue(user)}`;
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: '{ catalog { views { name } } }' }),
      });
      expect(((await response.json()) as { data: unknown }).data).toEqual({ catalog: { views: [] } });
      const rest = await fetch(`${app.url}/cubejs-api/v1/load?query={"measures":["churn.customers"]}`, {
        headers: { authorization },
      });
      expect(rest.status).toBeGreaterThanOrEqual(400);
    }
  });
});

const nobody = {
  verifier: `SCRAM-SHA-256$4096:c2FsdA==$${'A'.repeat(43)}=:${'A'.repeat(43)}=`,
  groups: [] as string[],
  provinces: [],
  accountManagers: [],
  disabled: false,
  demo: true,
  epoch: 0,
};
