import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../support/sql/test-door.js';

/** More points in time than Postgres would decide a condition over, most of them different. */
const CONTACTS = `
  INSERT INTO tenure.fact_contact
  SELECT customer_key, customer_id, concat('K', toString(n), '-', customer_id, toString(month)),
    (toDateTime(month, 'UTC') + toIntervalSecond(sipHash64(customer_id, month, n) % 2400000)) AS at,
    toDate(toTimeZone(at, 'Asia/Shanghai')), '', '', n = 1, n, 1.5, 0
  FROM tenure.customer_month ARRAY JOIN range(8) AS n`;

let test: TestDoor;
let door: pg.Client;
let plain: pg.Client;

beforeAll(async () => {
  const prepare: Parameters<typeof openTestDoor>[1] = {
    size: [250, 13],
    prepare: (warehouse) => warehouse.command({ text: CONTACTS }, { lane: 'batch' }),
  };
  test = await openTestDoor({}, prepare);
  door = await signIn(test.door.port);
  plain = new pg.Client(test.postgres.connection);
  await plain.connect();
  await plain.query('create temp table contact_log (contacted_at timestamp)');
  const { rows } = await test.small.warehouse.query({
    text: "SELECT toString(toTimeZone(contacted_at, 'Asia/Shanghai')) FROM tenure.fact_contact",
  });
  await plain.query('insert into contact_log select unnest($1::timestamp[])', [rows.map(([at]) => at)]);
  expect(new Set(rows.map(([at]) => at)).size).toBeGreaterThan(20_000);
});
afterAll(async () => {
  await door?.end();
  await plain?.end();
  await test?.close();
});

const asText = { getTypeParser: () => (value: string) => value };
const rowsOf = async (client: pg.Client, text: string) =>
  (await client.query<string[]>({ text, rowMode: 'array', types: asText })).rows.map((row) => row.join('|')).toSorted();

describe('points in time', () => {
  it.each([
    "date_trunc('hour', contacted_at)",
    "date_trunc('minute', contacted_at)",
    "date_trunc('day', contacted_at)",
    'extract(hour from contacted_at)',
    'extract(dow from contacted_at)',
    "to_char(contacted_at, 'HH24')",
    "to_char(contacted_at, 'YYYY-MM-DD HH24:MI')",
    "date_trunc('day', contacted_at at time zone 'Asia/Shanghai' at time zone 'UTC')",
    "(contacted_at at time zone 'Asia/Shanghai' at time zone 'America/New_York')::date",
    "date_trunc('hour', contacted_at + interval '90 minutes')",
    "contacted_at >= '2024-03-05 12:00' and contacted_at::date < '2024-04-01' or contacted_at is null",
    "case when extract(hour from contacted_at) < 12 then 'morning' else 'later' end",
    "contacted_at at time zone 'Asia/Shanghai'",
  ])('group by %s as in Postgres', async (key) => {
    expect(await rowsOf(door, `select ${key}, sum(contact_count) from contact_log group by 1`)).toEqual(
      await rowsOf(plain, `select ${key}, count(*) from contact_log group by 1`),
    );
  });

  it.each([
    "date_trunc('hour', contacted_at) = '2024-02-29 10:00'",
    'extract(minute from contacted_at) in (0, 30) and extract(second from contacted_at) < 30',
    "contacted_at at time zone 'Asia/Shanghai' at time zone 'Europe/Berlin' between '2024-03-31 00:00' and '2024-03-31 04:00'",
    "contacted_at at time zone 'Asia/Shanghai' > timestamptz '2024-03-31 02:30:00+02'",
    "contacted_at + interval '3 hours' > '2024-05-01' and to_char(contacted_at, 'HH24') = '23'",
    "not (contacted_at < '2024-05-01 06:30' or extract(dow from contacted_at) = 0)",
    "contacted_at in ('2024-02-29 10:00', '2024-03-01 00:00:01')",
  ])('are filtered by %s as in Postgres', async (condition) => {
    expect(await rowsOf(door, `select count(*) from contact_log where ${condition}`)).toEqual(
      await rowsOf(plain, `select count(*) from contact_log where ${condition}`),
    );
    const explained = await rowsOf(door, `explain select sum(contact_count) from contact_log where ${condition}`);
    expect(explained.join('\n')).not.toMatch(/decide|distinct values/);
  });

  it('are the smallest and largest of a group', async () => {
    expect(await rowsOf(door, 'select min(contacted_at), max(contacted_at) from contact_log')).toEqual(
      await rowsOf(plain, 'select min(contacted_at), max(contacted_at) from contact_log'),
    );
  });
});
