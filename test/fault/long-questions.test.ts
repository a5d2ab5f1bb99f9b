import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, openSmallApp, type SmallApp } from '../support/small-app.js';

// Planning takes the one thread that all doors share. Long questions are planned in work that grows with their length, or
// refused; others are answered meanwhile.

let app: SmallApp;
let client: pg.Client;
let token: string;

beforeAll(async () => {
  app = await openSmallApp();
  token = await app.tokenOf('analyst');
  client = await signedIn();
}, 120_000);
afterAll(async () => {
  await client?.end();
  await app?.close();
});

async function signedIn(): Promise<pg.Client> {
  const made = new pg.Client({
    host: '127.0.0.1',
    port: app.sqlPort,
    user: 'analyst',
    password: DEMO_PASSWORD,
    database: 'tenure',
  });
  await made.connect();
  return made;
}

const many = (count: number, make: (at: number) => string, between: string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(between);
const customers = async (condition: string) =>
  (await client.query(`SELECT MEASURE(customers) AS n FROM churn WHERE ${condition}`)).rows[0]?.n as string;
const outcome = (sql: string) =>
  client.query(sql).then(
    () => 'answered',
    (error: pg.DatabaseError) => error.code,
  );

/** Asks for /healthz again and again while the work goes on, and once for a coarse figure by a second session. */
async function meanwhile(
  other: pg.Client,
  work: () => Promise<unknown>,
): Promise<{ healthy: number; answered: number }> {
  let ends = false;
  let healthy = 0;
  let answered = 0;
  const done = work().finally(() => {
    ends = true;
  });
  const figure = other.query('SELECT MEASURE(customers) FROM churn').then(() => {
    if (!ends) answered++;
  });
  while (!ends) {
    const { status } = await fetch(`${app.url}/healthz`);
    if (status === 200 && !ends) healthy++;
  }
  await Promise.all([done, figure]);
  return { healthy, answered };
}

describe('questions of great length', () => {
  it('let others be answered, of whoever asks one after the other', { timeout: 120_000 }, async () => {
    const other = await signedIn();
    const outcomes = new Set<unknown>();
    const seen = await meanwhile(other, async () => {
      for (let turn = 0; turn < 4; turn++)
        for (const condition of [
          `province NOT IN (${many(100_000, (at) => `'${turn}x${at}'`, ',')})`,
          `household_size IN (${many(100_000, (at) => String(turn + at), ',')})`,
          many(5000, (at) => `province = '${turn}x${at}'`, ' OR '),
        ])
          outcomes.add(await outcome(`SELECT MEASURE(customers) FROM churn WHERE ${condition}`));
    });
    await other.end();
    expect(outcomes).toEqual(new Set(['answered']));
    expect(seen.healthy).toBeGreaterThanOrEqual(10);
    expect(seen.answered).toBe(1);
  });

  it('finds the rows of long lists', { timeout: 120_000 }, async () => {
    const all = await customers('true');
    const sichuan = await customers("province = 'Sichuan'");
    const known = await customers('household_size IS NOT NULL');
    const texts = many(20_000, (at) => `'x''${at}'`, ', ');
    const numbers = many(20_000, (at) => String(at), ', ');
    expect(await customers(`province IN (${texts}, 'Sichuan')`)).toBe(sichuan);
    expect(await customers(`province NOT IN (${texts})`)).toBe(all);
    expect(await customers(`household_size IN (${numbers})`)).toBe(known);
    expect(await customers(`household_size NOT IN (${numbers})`)).toBe('0');
    expect(await customers(`upper(province) IN (${texts}, 'SICHUAN')`)).toBe(sichuan);
    expect(await customers(`${many(5000, (at) => `province = 'x${at}'`, ' OR ')} OR province = 'Sichuan'`)).toBe(
      sichuan,
    );
    expect(await customers(many(5000, (at) => `province <> 'x${at}'`, ' AND '))).toBe(all);
    expect(await customers(`${many(3000, (at) => `lower(city) = 'x${at}'`, ' OR ')} OR true`)).toBe(all);
    expect(await customers(many(100, (at) => `lower(city) <> 'x${at}'`, ' AND '))).toBe(all);
  });

  it.each([
    [
      'pairs',
      `SELECT MEASURE(customers) FROM churn WHERE ${many(2500, (at) => `(province = 'x${at}' AND city = 'y')`, ' OR ')}`,
    ],
    [
      'depth',
      `SELECT MEASURE(customers) FROM churn WHERE ${many(600, (at) => `lower(city) = 'x${at}' OR (city > 'a' AND (`, '')}true${'))'.repeat(600)}`,
    ],
    [
      'filters',
      `SELECT ${many(300, (at) => `MEASURE(customers) FILTER (WHERE city = 'x${at}') AS c${at}`, ',')} FROM churn`,
    ],
    [
      'alternatives',
      `SELECT CASE ${many(2000, (at) => `WHEN province = 'x${at}' THEN 'y${at}'`, ' ')} END AS k, MEASURE(customers) FROM churn GROUP BY 1`,
    ],
    ['columns', `SELECT ${many(1000, (at) => `MEASURE(customers) + ${at} AS c${at}`, ',')} FROM churn`],
    ['unions', many(300, () => 'SELECT MEASURE(customers) FROM churn', ' UNION ALL ')],
    [
      'conditions on groups',
      `SELECT province FROM churn GROUP BY 1 HAVING ${many(2000, (at) => `MEASURE(customers) <> ${at}`, ' AND ')}`,
    ],
    ['keys', `SELECT MEASURE(customers) FROM churn GROUP BY ${many(300, (at) => `province || 'x${at}'`, ',')}`],
  ])('refuses what stays too much to plan: %s', async (_, sql) => {
    expect(await outcome(sql)).toBe('54001');
  });

  it('answers what tools write: some hundred alternatives, columns and SELECTs', async () => {
    const answered = [
      `SELECT CASE province ${many(400, (at) => `WHEN 'x${at}' THEN 'y${at}'`, ' ')} END AS k, MEASURE(customers) FROM churn GROUP BY 1`,
      `SELECT ${many(200, (at) => `MEASURE(customers) + ${at} AS c${at}`, ',')} FROM churn`,
      many(50, () => 'SELECT MEASURE(customers) FROM churn', ' UNION ALL '),
    ];
    for (const sql of answered) expect(await outcome(sql)).toBe('answered');
  });

  it('answers long lists at the other doors, and refuses what is too much there', { timeout: 60_000 }, async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const graphql = async (where: unknown) => {
      const query = 'query ($where: ChurnWhere) { churn(where: $where) { rows { customers } } }';
      const body = JSON.stringify({ query, variables: { where } });
      return (await fetch(`${app.url}/graphql`, { method: 'POST', headers, body })).json();
    };
    const rest = async (filters: unknown[]) => {
      const body = JSON.stringify({ query: { measures: ['churn.customers'], filters } });
      const response = await fetch(`${app.url}/cubejs-api/v1/load`, { method: 'POST', headers, body });
      return [response.status, (await response.json()) as { readonly data?: unknown }] as const;
    };
    const values = [...Array.from({ length: 40_000 }, (_, at) => `x${at}`), 'Sichuan'];
    const sichuan = await customers("province = 'Sichuan'");
    expect(await graphql({ province: { in: values } })).toEqual({
      data: { churn: { rows: [{ customers: Number(sichuan) }] } },
    });
    const either = values.slice(-5000).map((value) => ({ province: { equals: value } }));
    expect(await graphql({ or: either })).toEqual({ data: { churn: { rows: [{ customers: Number(sichuan) }] } } });
    const pairs = values.slice(0, 2500).map((value) => ({ province: { equals: value }, city: { equals: value } }));
    expect(await graphql({ or: pairs })).toMatchObject({ errors: [{ extensions: { code: 'TOO_COMPLEX' } }] });
    const [status, listed] = await rest([{ member: 'churn.province', operator: 'equals', values }]);
    expect([status, JSON.stringify(listed.data)]).toEqual([200, `[{"churn.customers":"${sichuan}"}]`]);
    const terms = values
      .slice(0, 5000)
      .map((value) => ({ member: 'churn.province', operator: 'equals', values: [value] }));
    expect((await rest([{ or: terms }]))[0]).toBe(413);
  });
});
