import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, openSmallApp, type SmallApp } from '../../support/small-app.js';
import { overTheWire } from '../../support/sql/over-the-wire.js';

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly cutBecause: string | null;
  readonly command: string;
}

interface Refusal {
  readonly error: {
    readonly code: string;
    readonly sqlState?: string;
    readonly message: string;
    readonly hint?: string;
    readonly position?: number;
  };
}

describe('POST /sql, the page’s way through the SQL door', () => {
  let app: SmallApp;
  beforeAll(async () => {
    app = await openSmallApp();
  }, 300_000);
  afterAll(() => app?.close());

  async function post(user: string | null, body: unknown, signal?: AbortSignal): Promise<Response> {
    return fetch(`${app.url}/sql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(user ? { authorization: `Bearer ${await app.tokenOf(user)}` } : {}),
      },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  }
  const answered = async (user: string, sql: string, maxRows?: number) => {
    const response = await post(user, { sql, ...(maxRows ? { maxRows } : {}) });
    expect(response.status, await response.clone().text()).toBe(200);
    return (await response.json()) as Answer;
  };
  const refused = async (user: string, sql: string) => {
    const response = await post(user, { sql });
    expect(response.status).toBe(400);
    return ((await response.json()) as Refusal).error;
  };
  const atTheDoor = (user: string, sql: string) =>
    overTheWire({ sqlPort: app.sqlPort, password: DEMO_PASSWORD }, user, sql);

  it('answers what the SQL port answers, for each role by its own policy', async () => {
    for (const user of ['admin', 'analyst', 'executive', 'manager.sichuan'])
      for (const sql of [
        'select province, measure(churn_rate) as rate, sum(churned) as n from churn group by 1 order by 1',
        'select upper(tier) as t, sum(customer_months) / 2 as half from churn group by 1 order by 1',
        'select 1 as one, null::text as nothing, true as yes',
      ])
        expect((await answered(user, sql)).rows, `${user}: ${sql}`).toEqual(await atTheDoor(user, sql));
    const { columns } = await answered(
      'analyst',
      'select month, province, measure(churned) as n from churn group by 1, 2',
    );
    expect(columns.map(({ type }) => type)).toEqual(['date', 'text', 'bigint']);
  });

  it('takes no more rows than asked for, and says so', async () => {
    const all = await answered('analyst', 'select city, month, sum(customer_months) from churn group by 1, 2');
    expect(all).toMatchObject({ cutBecause: null, command: `SELECT ${all.rows.length}` });
    const some = await answered('analyst', 'select city, month, sum(customer_months) from churn group by 1, 2', 7);
    expect(some.rows).toHaveLength(7);
    expect(some.cutBecause).toBe('more than 7 rows');
    const exact = await answered('analyst', 'select tier, sum(churned) from churn group by 1', 3);
    expect(exact.rows).toHaveLength(3);
    expect(exact.cutBecause).toBeNull();
  });

  it('says where a statement is wrong, and what to write instead', async () => {
    expect(await refused('analyst', 'select province from churn wher tier = 1')).toMatchObject({
      sqlState: '42601',
      position: 'select province from churn wher '.length + 1,
    });
    expect(await refused('analyst', 'select provinc from churn')).toMatchObject({ sqlState: '42703', position: 8 });
    expect(await refused('analyst', "select '四川省', provinc from churn")).toMatchObject({ position: 15 });
    const wrongUse = await refused('analyst', 'select avg(churn_rate) from churn');
    expect(wrongUse).toMatchObject({ sqlState: '42803' });
    expect(wrongUse.hint).toContain('MEASURE(churn_rate)');
    expect(await refused('analyst', 'select 1; select 2')).toMatchObject({ sqlState: '42601' });
    expect(await refused('analyst', 'copy (select tier from churn) to stdout')).toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    expect((await refused('executive', 'select month from quarantine')).sqlState).toBe('42P01');
  });

  it('refuses who is not signed in, and writes nothing', async () => {
    expect((await post(null, { sql: 'select 1' })).status).toBe(401);
    expect((await post('analyst', { sql: 1 })).status).toBe(400);
    for (const sql of ['create table t (a int)', 'drop view churn', 'set role postgres'])
      expect((await post('analyst', { sql })).status, sql).toBeGreaterThanOrEqual(400);
  });

  it('explains with the layer, and stops what nobody waits for any more', async () => {
    const { columns, rows } = await answered('analyst', 'explain select province, sum(churned) from churn group by 1');
    expect(columns[0]?.name).toBe('QUERY PLAN');
    expect(rows.map(([line]) => line).join('\n')).toMatch(/Block 1: view churn {2}\(layer=/);
    const stopped = new AbortController();
    const slow = post('analyst', { sql: 'select count(*) from generate_series(1, 2000000000) as g' }, stopped.signal);
    await expect.poll(async () => running()).toBe(1);
    stopped.abort();
    await expect(slow).rejects.toThrow();
    await expect.poll(async () => running(), { timeout: 15_000 }).toBe(0);
  });

  async function running(): Promise<number> {
    const { rows } = await app.pool.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where application_name = 'Tenure page' and state = 'active'",
    );
    return rows[0]?.n ?? -1;
  }
});
