import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, PASSWORD, type TestDoor } from '../../support/sql/test-door.js';

// Somebody else's model with names in mixed case, points in time, empty values and segments.
const MODEL = `
cubes:
  - name: Orders
    sql: SELECT * FROM shop.orders
    joins:
      - {name: Users, relationship: many_to_one, sql: "{CUBE}.user_id = {Users}.id"}
    dimensions:
      - {name: Id, sql: id, type: number, primary_key: true, public: true}
      - {name: Status, sql: status, type: string}
      - {name: createdAt, sql: created_at, type: time}
      - {name: Price, sql: price, type: number}
    measures:
      - {name: Count, type: count}
      - {name: totalPrice, sql: price, type: sum}
      - {name: totalTax, sql: tax, type: sum}
      - {name: averagePrice, sql: "toFloat64({totalPrice}) / nullif({Count}, 0)", type: number}
      - {name: Buyers, sql: user_id, type: count_distinct}
    segments:
      - {name: isOpen, sql: "{CUBE}.status = 'open'"}
  - name: Users
    sql_table: shop.users
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: Country, sql: country, type: string}
views:
  - name: OrdersOverview
    cubes:
      - {join_path: Orders, includes: "*"}
      - {join_path: Orders.Users, includes: [Country]}
`;

let test: TestDoor;
let client: pg.Client;
let modelDir: string;

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), 'tenure-foreign-sql-'));
  await writeFile(path.join(modelDir, 'shop.yml'), MODEL);
  test = await openTestDoor(
    {},
    {
      size: [5, 2],
      modelDir,
      prepare: async (warehouse) => {
        for (const text of [
          'CREATE DATABASE shop',
          "CREATE TABLE shop.orders (id UInt32, user_id UInt32, status LowCardinality(String), price Decimal(18, 2), tax Nullable(Decimal(18, 2)), created_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id",
          'CREATE TABLE shop.users (id UInt32, country Nullable(String)) ENGINE = MergeTree ORDER BY id',
          `INSERT INTO shop.orders SELECT number, number % 7, ['open', 'Paid', 'void'][1 + number % 3], 10.25 + number, if(number % 4 = 0, NULL, number / 10), addMinutes(toDateTime64('2024-02-27 20:00:00.250', 3, 'UTC'), number * 37) FROM numbers(30000)`,
          `INSERT INTO shop.users SELECT number, [NULL, 'CN', 'DE'][1 + number % 3] FROM numbers(7)`,
        ])
          await warehouse.command({ text }, { lane: 'batch' });
      },
    },
  );
  client = new pg.Client({
    host: '127.0.0.1',
    port: test.door.port,
    user: 'admin',
    password: PASSWORD,
    database: 'tenure',
  });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await test?.close();
  await rm(modelDir, { recursive: true, force: true });
});

const JOINED = 'shop.orders AS o LEFT JOIN shop.users AS u ON u.id = o.user_id';
const LOCAL = "toTimeZone(created_at, 'Asia/Shanghai')";
const text = (cell: unknown): string => {
  if (cell === null || cell === undefined) return 'NULL';
  if (cell instanceof Date)
    return new Date(cell.getTime() - cell.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const plain = String(cell)
    .replace('T', ' ')
    .replace(/(:00)?\.0+$/, '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain).toPrecision(12) : plain.replace(' 00:00:00', '');
};

async function same(sql: string, check: string): Promise<void> {
  const asText = { getTypeParser: () => (value: string) => value };
  const { rows } = await client.query({ text: sql, rowMode: 'array', types: asText });
  const truth = await test.small.warehouse.query({ text: check });
  const sorted = (all: readonly (readonly unknown[])[]) => all.map((row) => row.map(text).join(' | ')).sort();
  expect(rows.length, sql).toBeGreaterThan(0);
  expect(sorted(rows), sql).toEqual(sorted(truth.rows));
}

describe('statements of BI tools over a foreign model in mixed case', () => {
  it.each([
    [
      'Tableau: quoted',
      'SELECT "OrdersOverview"."Status" AS "Status", SUM("OrdersOverview"."totalPrice") AS "sum:totalPrice:ok", COUNT(DISTINCT "OrdersOverview"."Buyers") AS "ctd" FROM "public"."OrdersOverview" "OrdersOverview" GROUP BY 1',
      `SELECT status, sum(price), uniqExact(user_id) FROM shop.orders GROUP BY 1`,
    ],
    [
      'Superset: unquoted',
      'SELECT Status AS status, MEASURE(averagePrice) AS "AVG" FROM public.OrdersOverview WHERE Country IS NOT NULL GROUP BY Status ORDER BY "AVG" DESC LIMIT 10',
      `SELECT status, toFloat64(sum(price)) / count() FROM ${JOINED} WHERE country IS NOT NULL GROUP BY 1`,
    ],
    [
      'Power BI: nested, lower case and a CASE',
      `select case when "_"."country" is null then 'none' else upper("_"."country") end as "c", sum("_"."count") as "n" from (select Country as country, Count as count from OrdersOverview) "_" group by 1`,
      `SELECT coalesce(country, 'none') c, count() FROM ${JOINED} GROUP BY 1`,
    ],
    [
      'Metabase: days of a point in time in the operator’s zone',
      `SELECT CAST("public"."OrdersOverview"."createdAt" AS date) AS "day", "public"."OrdersOverview"."Status", MEASURE("public"."OrdersOverview"."averagePrice") FROM "public"."OrdersOverview" WHERE "public"."OrdersOverview"."createdAt" >= timestamp '2024-03-01 06:30:00' AND "public"."OrdersOverview"."createdAt" < timestamp '2024-03-09' GROUP BY CAST("public"."OrdersOverview"."createdAt" AS date), "public"."OrdersOverview"."Status"`,
      `SELECT toDate(${LOCAL}) d, status, toFloat64(sum(price)) / count() FROM shop.orders WHERE ${LOCAL} >= toDateTime64('2024-03-01 06:30:00', 3, 'Asia/Shanghai') AND ${LOCAL} < toDateTime64('2024-03-09 00:00:00', 3, 'Asia/Shanghai') GROUP BY 1, 2`,
    ],
    [
      'Looker: hour of day and month',
      `SELECT EXTRACT(HOUR FROM "OrdersOverview"."createdAt")::integer AS h, date_trunc('month', "OrdersOverview"."createdAt") AS m, COUNT(*) AS n FROM public."OrdersOverview" AS "OrdersOverview" GROUP BY 1, 2`,
      `SELECT toHour(${LOCAL}) h, toStartOfMonth(${LOCAL}) m, count() FROM shop.orders GROUP BY 1, 2`,
    ],
    [
      'Sigma: bins, distinct count and extremes of rows',
      `select floor("Price" / 1000) * 1000 as bin, count(distinct "Id") as n, min("Id"), max("Price"), avg("Id") from "OrdersOverview" group by 1`,
      `SELECT floor(price / 1000) * 1000 b, uniqExact(id), min(id), max(price), avg(id) FROM shop.orders GROUP BY 1`,
    ],
    [
      'psql: subtotals of what does not add up',
      `select "Status", "Country", measure("averagePrice"), grouping("Status", "Country") from "OrdersOverview" group by rollup ("Status", "Country")`,
      `SELECT toNullable(status) s, country c, toFloat64(sum(price)) / count(), 0 FROM ${JOINED} GROUP BY s, c UNION ALL SELECT toNullable(status) s, NULL, toFloat64(sum(price)) / count(), 1 FROM ${JOINED} GROUP BY s UNION ALL SELECT NULL, NULL, toFloat64(sum(price)) / count(), 3 FROM ${JOINED}`,
    ],
  ])('%s', async (_name, sql, check) => same(sql, check));
});

describe('segments are boolean columns', () => {
  it.each([
    [
      'alone and beside others',
      'select count(*) from "OrdersOverview" where "isOpen" and "Price" < 1000',
      "SELECT count() FROM shop.orders WHERE status = 'open' AND price < 1000",
    ],
    [
      'negated',
      'select count(*) from OrdersOverview where not isOpen',
      "SELECT count() FROM shop.orders WHERE status != 'open'",
    ],
    [
      'in OR',
      `select count(*) from OrdersOverview where isOpen or Country = 'CN'`,
      `SELECT count() FROM ${JOINED} WHERE status = 'open' OR country = 'CN'`,
    ],
    [
      'compared',
      'select count(*) from OrdersOverview where isOpen = true and "isOpen" is not false',
      "SELECT count() FROM shop.orders WHERE status = 'open'",
    ],
    [
      'in FILTER',
      'select measure(averagePrice) filter (where isOpen) from OrdersOverview',
      "SELECT toFloat64(sum(price)) / count() FROM shop.orders WHERE status = 'open'",
    ],
    [
      'in CASE',
      'select sum(case when "isOpen" then "totalPrice" else 0 end) from OrdersOverview',
      "SELECT sumIf(price, status = 'open') FROM shop.orders",
    ],
    [
      'as a group',
      `select case when isOpen then 'open' else 'closed' end as k, measure("Buyers") from OrdersOverview group by 1`,
      "SELECT if(status = 'open', 'open', 'closed') k, uniqExact(user_id) FROM shop.orders GROUP BY 1",
    ],
    [
      'selected',
      'select "isOpen"::text, count(*) from OrdersOverview group by "isOpen"',
      "SELECT if(status = 'open', 'true', 'false') k, count() FROM shop.orders GROUP BY 1",
    ],
  ])('%s', async (_name, sql, check) => same(sql, check));
});

describe('beyond the caps of distinct values', () => {
  it.each([
    [
      'a condition on a key',
      `select count(*) from "OrdersOverview" where "Id"::text like '%99'`,
      "SELECT count() FROM shop.orders WHERE toString(id) LIKE '%99'",
    ],
    [
      'a group of a key',
      'select "Id" % 10 as k, measure("averagePrice") from "OrdersOverview" group by 1',
      'SELECT id % 10 k, toFloat64(sum(price)) / count() FROM shop.orders GROUP BY 1',
    ],
    [
      'a point in time',
      `select count(*) from "OrdersOverview" where extract(hour from "createdAt") = 5`,
      `SELECT count() FROM shop.orders WHERE toHour(${LOCAL}) = 5`,
    ],
    [
      'a parameter of Postgres',
      `select count(*) from "OrdersOverview" where "Price" * 2 > (date '2024-01-02' - date '2023-01-02') * 10.5`,
      'SELECT count() FROM shop.orders WHERE price * 2 > 3832.5',
    ],
  ])('%s of 30,000 values', async (_name, sql, check) => same(sql, check));

  it('binds parameters into expressions, whatever they say', async () => {
    const count = async (pattern: string) =>
      (await client.query('select count(*) n from "OrdersOverview" where upper("Status") like $1', [pattern])).rows[0]
        .n;
    expect(await count('OP%')).toBe('10000');
    for (const hostile of ["' or 1=1 --", '`', '${process.exit()}', '\\\\', "'}) union all select 1", '{p0:String}'])
      expect(await count(hostile), hostile).toBe('0');
  });
});
