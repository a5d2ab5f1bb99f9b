import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillShop, SHOP_MODEL, withModel } from '../../support/foreign-shop.js';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

// Points in time grouped by what only Postgres decides, with measures that do not add up; booleans held as numbers; floats.

let test: TestDoor;
let session: pg.Client;

const MODEL = SHOP_MODEL.replace(
  '- {name: Price,',
  `- {name: isBig, sql: "toUInt8(price > 100)", type: boolean}
      - {name: ratio, sql: "toFloat64(price)", type: number}
      - {name: Price,`,
);

beforeAll(async () => {
  test = await withModel(MODEL, (modelDir) =>
    openTestDoor({}, { size: [5, 2], modelDir, prepare: (warehouse) => fillShop(warehouse, 3000) }),
  );
  session = await signIn(test.door.port, 'admin');
  await session.query('create temp table plain as select "createdAt", "Price", "isBig", ratio from "OrdersOverview"');
});
afterAll(async () => {
  await session?.end();
  await test?.close();
});

const rowsOf = async (sql: string) =>
  (await session.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.map((row) =>
    JSON.stringify(row.map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(12)) : cell))),
  );

it.each([
  `(date_trunc('week', "createdAt" + interval '1 day') - interval '1 day')`,
  'floor(extract(epoch from "createdAt") / 3600) * 3600',
  `to_timestamp(floor(extract(epoch from "createdAt") / 86400) * 86400) at time zone 'UTC'`,
  `to_char("createdAt" at time zone 'Asia/Shanghai', 'HH24:00')`,
  `to_char("createdAt" at time zone 'UTC' at time zone 'America/New_York', 'YYYY-MM-DD')`,
  '"createdAt"::time',
  `extract(epoch from "createdAt")::bigint / 300 * 300`,
])('averages by %s are those of the rows', async (key) => {
  const own = `select ${key} k, measure("averagePrice")::float8 from "OrdersOverview" group by 1 order by 1`;
  const plain = `select ${key} k, avg("Price")::float8 from plain group by 1 order by 1`;
  expect(await rowsOf(own)).toEqual(await rowsOf(plain));
});

it.each([
  '"isBig"',
  'not "isBig"',
  '"isBig" is not true',
  '"isBig" = false',
  'ratio in (10.25, 11.25)',
  'ratio not in (10.25)',
])('rows where %s are those of Postgres', async (condition) => {
  const count = (from: string) => rowsOf(`select count(*)::int from ${from} where ${condition}`);
  expect(await count('"OrdersOverview"')).toEqual(await count('plain'));
});
