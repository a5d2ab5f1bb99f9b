import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, SHOP_MODEL, withModel } from '../support/foreign-shop.js';
import { httpOver } from '../support/http-over.js';
import { openTestDoor, signIn, type TestDoor } from '../support/sql/test-door.js';

let test: TestDoor;
let client: pg.Client;

beforeAll(async () => {
  test = await withModel(SHOP_MODEL, (modelDir) =>
    openTestDoor({}, { size: [5, 2], modelDir, prepare: (warehouse) => fillShop(warehouse, 30_000) }),
  );
  client = await signIn(test.door.port, 'admin');
});
afterAll(async () => {
  await client?.end();
  await test?.close();
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

describe('Cube REST and GraphQL over a foreign model in mixed case', () => {
  let http: Awaited<ReturnType<typeof httpOver>>;
  const admin = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
  beforeAll(async () => {
    http = await httpOver(test.semantic, admin);
  });
  afterAll(() => http?.close());

  const truth = async (sql: string) => (await test.small.warehouse.query({ text: sql })).rows;
  const byStatus = `SELECT status, count(), uniqExact(user_id), sum(price), toFloat64(sum(price)) / count() FROM ${JOINED}`;

  it('REST: members of views and cubes, segments, filters and joins', async () => {
    for (const view of ['OrdersOverview', 'Orders']) {
      const { status, body } = await http.rest({
        measures: [`${view}.Count`, `${view}.Buyers`, `${view}.totalPrice`, `${view}.averagePrice`],
        dimensions: [`${view}.Status`],
        filters: [{ member: `${view}.Price`, operator: 'gte', values: ['100.5'] }],
        order: { [`${view}.Status`]: 'asc' },
      });
      expect([status, body.error]).toEqual([200, undefined]);
      const rows = body.data.map((row: object) => Object.values(row).map(String));
      expect(rows).toEqual(
        (await truth(`${byStatus} WHERE price >= 100.5 GROUP BY status ORDER BY status`)).map((row) => row.map(String)),
      );
    }
    const { body } = await http.rest({
      measures: ['OrdersOverview.Count'],
      dimensions: ['OrdersOverview.Country'],
      segments: ['OrdersOverview.isOpen'],
      order: { 'OrdersOverview.Country': 'asc' },
    });
    expect(body.data.map((row: object) => Object.values(row).map(String))).toEqual(
      (
        await truth(`SELECT country, count() FROM ${JOINED} WHERE status = 'open' GROUP BY country ORDER BY country`)
      ).map((row) => row.map(String)),
    );
  });

  it('REST: members of cubes that the model joins', async () => {
    const { status, body } = await http.rest({
      measures: ['Orders.Count'],
      dimensions: ['Users.Country'],
      filters: [{ member: 'Users.Country', operator: 'notEquals', values: ['DE'] }],
      order: { 'Orders.Count': 'desc' },
    });
    expect([status, body.error]).toEqual([200, undefined]);
    const rows = await truth(
      `SELECT country, count() n FROM ${JOINED} WHERE country != 'DE' OR country IS NULL GROUP BY country ORDER BY n DESC, country NULLS LAST`,
    );
    expect(body.data.map((row: object) => Object.values(row).map(String))).toEqual(rows.map((row) => row.map(String)));
    expect((await http.rest({ measures: ['Orders.Count'], dimensions: ['Users.Nothing'] })).status).toBe(400);
  });

  it('REST: names in another case are nobody’s', async () => {
    for (const wrong of ['ordersoverview.Count', 'OrdersOverview.count']) {
      const { status } = await http.rest({ measures: [wrong] });
      expect(status).toBe(400);
    }
  });

  it('GraphQL: fields named after the members, segments, drill, totals, rows and their parts', async () => {
    const { body } = await http.graphql(`{ ordersOverview(segments: [isOpen], where: {price: {gte: 100.5}}) {
      rows { country count totalPrice averagePrice drill { status buyers } }
      total { count buyers totalTax }
      records(first: 2) { id status country } } }`);
    expect(body.errors).toBeUndefined();
    const where = "WHERE status = 'open' AND price >= 100.5";
    const { rows, total, records } = body.data.ordersOverview;
    expect(
      rows.map((row: Record<string, unknown>) => [row['country'], row['count'], Number(row['totalPrice'])]),
    ).toEqual(
      (
        await truth(
          `SELECT country, count(), sum(price) FROM ${JOINED} ${where} GROUP BY country ORDER BY country NULLS LAST`,
        )
      ).map(([country, ...numbers]) => [country, ...numbers.map(Number)]),
    );
    expect(rows[0].drill).toEqual([{ status: 'open', buyers: expect.any(Number) }]);
    const [[count, buyers, tax] = []] = await truth(
      `SELECT count(), uniqExact(user_id), sum(tax) FROM ${JOINED} ${where}`,
    );
    expect([total.count, total.buyers, Number(total.totalTax)]).toEqual([Number(count), Number(buyers), Number(tax)]);
    expect(records).toHaveLength(2);
    expect(records[0].status).toBe('open');
  });

  it('milliseconds of a point in time are kept at every door, shown and compared', async () => {
    const [[when = '', id] = []] = await truth(`SELECT toString(${LOCAL}), id FROM shop.orders WHERE id = 1234`);
    const iso = String(when).replace(' ', 'T');
    expect(iso).toMatch(/:\d\d\.250$/);
    const asText = { getTypeParser: () => (value: string) => value };
    const sql = async (condition: string) =>
      (
        await client.query({
          text: `SELECT "Id", "createdAt" FROM "Orders" WHERE ${condition}`,
          rowMode: 'array',
          types: asText,
        })
      ).rows;
    const shown = [[String(id), String(when).replace(/0$/, '')]];
    expect(await sql(`"createdAt" = '${when}'`)).toEqual(shown);
    expect(await sql(`"createdAt" >= '${when}' AND "createdAt" < '${String(when).replace('.250', '.251')}'`)).toEqual(
      shown,
    );
    expect(await sql(`"createdAt" > '${when}' AND "createdAt" < '${String(when).replace('.250', '.999')}'`)).toEqual(
      [],
    );
    expect(await sql(`"createdAt" = '${String(when).replace('.250', '')}'`)).toEqual([]);
    for (const operator of ['equals', 'inDateRange', 'afterOrOnDate']) {
      const { body } = await http.rest({
        dimensions: ['Orders.Id', 'Orders.createdAt'],
        filters: [{ member: 'Orders.createdAt', operator, values: operator === 'inDateRange' ? [iso, iso] : [iso] }],
        order: { 'Orders.createdAt': 'asc' },
        limit: 1,
      });
      expect([operator, body.data]).toEqual([operator, [{ 'Orders.Id': String(id), 'Orders.createdAt': iso }]]);
    }
    const { body } = await http.graphql(
      `{ orders(where: {createdAt: {inDateRange: ["${iso}", "${iso}"]}}) { records(first: 5) { id createdAt } } }`,
    );
    expect(body).toEqual({ data: { orders: { records: [{ id: Number(id), createdAt: iso }] } } });
  });

  it('GraphQL: rows behind a ratio have its parts, of the model alone', async () => {
    const { body } =
      await http.graphql(`{ drillThrough(input: {view: "OrdersOverview", measure: "averagePrice", columns: ["Id"],
      cell: [{name: "Country", value: "CN"}], first: 10000}) { columns { name } rows } }`);
    expect(body.errors).toBeUndefined();
    const { columns, rows } = body.data.drillThrough;
    expect(columns.map(({ name }: { name: string }) => name)).toEqual(['Id', 'totalPrice', 'Count']);
    const sum = (place: number) => rows.reduce((all: number, row: unknown[]) => all + Number(row[place]), 0);
    const [[mean, count] = []] = await truth(
      `SELECT toFloat64(sum(price)) / count(), count() FROM ${JOINED} WHERE country = 'CN'`,
    );
    expect(rows).toHaveLength(Number(count));
    expect(sum(1) / sum(2)).toBeCloseTo(Number(mean), 6);
  });
});
