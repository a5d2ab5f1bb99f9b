import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Warehouse } from '../../src/warehouse/warehouse.js';

/**
 * Somebody else's model, as Cube's users write them: mixed case, joins, segments, points in time, empty values, stock measures
 * over other months, no titles, no policies, pre-aggregations.
 */
export const SHOP_MODEL = `
cubes:
  - name: Orders
    sql: SELECT * FROM shop.orders
    joins:
      - name: LineItems
        relationship: one_to_many
        sql: "{CUBE}.id = {LineItems}.order_id"
      - name: Users
        relationship: many_to_one
        sql: "{CUBE}.user_id = {Users}.id"
    dimensions:
      - {name: Id, sql: id, type: number, primary_key: true, public: true}
      - {name: Status, sql: status, type: string}
      - {name: createdAt, sql: created_at, type: time}
      - {name: Price, sql: price, type: number}
    measures:
      - {name: Count, type: count, drill_members: [Id, Status]}
      - {name: totalPrice, sql: price, type: sum}
      - {name: totalTax, sql: tax, type: sum}
      - {name: averagePrice, sql: "toFloat64({totalPrice}) / nullif({Count}, 0)", type: number}
      - {name: Buyers, sql: user_id, type: count_distinct}
      - {name: aboutBuyers, sql: user_id, type: count_distinct_approx}
      - name: scaled
        sql: "toFloat64({totalPrice}) * 2"
        type: number
        meta:
          template: "toFloat64({totalPrice}) * {factor} + {plus}"
          arguments:
            - {name: factor, type: integer, default: 2, minimum: 1, maximum: 9}
            - {name: plus, type: number, default: 0}
      - {name: paid, type: count, filters: [{sql: "{CUBE}.status = 'Paid'"}]}
      - {name: priceOfThreeMonths, sql: price, type: sum, rolling_window: {trailing: 3 month}}
      - {name: paidThisYear, type: count, filters: [{sql: "{CUBE}.status = 'Paid'"}], rolling_window: {type: to_date, granularity: year}}
      - {name: priceYearBefore, multi_stage: true, sql: "{totalPrice}", type: number, time_shift: [{time_dimension: createdAt, interval: 1 year, type: prior}]}
    segments:
      - {name: isOpen, sql: "{CUBE}.status = 'open'"}
    pre_aggregations:
      - {name: main, measures: [Count], dimensions: [Status]}
  - name: LineItems
    sql_table: shop.line_items
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: product, sql: product, type: string}
    measures:
      - {name: Quantity, sql: quantity, type: sum}
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
      - {join_path: Orders.LineItems, includes: [Quantity, product]}
`;

/** The shop's tables: so many orders, one every 37 minutes, and orders of three years with a gap (`shop.history`). */
export async function fillShop(warehouse: Warehouse, orders: number): Promise<void> {
  const status = "['open', 'Paid', 'void'][1 + number % 3]";
  for (const text of [
    'CREATE DATABASE shop',
    "CREATE TABLE shop.orders (id UInt32, user_id UInt32, status LowCardinality(String), price Decimal(18, 2), tax Nullable(Decimal(18, 2)), created_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id",
    'CREATE TABLE shop.line_items (id UInt32, order_id UInt32, product String, quantity UInt32) ENGINE = MergeTree ORDER BY id',
    'CREATE TABLE shop.users (id UInt32, country Nullable(String)) ENGINE = MergeTree ORDER BY id',
    `INSERT INTO shop.orders SELECT number, number % 7, ${status}, 10.25 + number, if(number % 4 = 0, NULL, number / 10), addMinutes(toDateTime64('2024-02-28 20:00:00.250', 3, 'UTC'), number * 37) FROM numbers(${orders})`,
    'CREATE TABLE shop.history AS shop.orders',
    `INSERT INTO shop.history SELECT number, number % 7, ${status}, 1.25 * number, NULL, addDays(toDateTime64('2022-11-05 23:30:00', 3, 'UTC'), number * 9) FROM numbers(90) WHERE number NOT BETWEEN 20 AND 29`,
    `INSERT INTO shop.line_items SELECT number, number % 50, ['tea', 'rice', 'salt'][1 + number % 3], 1 + number % 4 FROM numbers(130)`,
    "INSERT INTO shop.users SELECT number, [NULL, 'CN', 'DE'][1 + number % 3] FROM numbers(7)",
  ])
    await warehouse.command({ text }, { lane: 'batch' });
}

/** Runs work with a directory that holds a model, which is read once. */
export async function withModel<T>(model: string, work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(path.join(tmpdir(), 'tenure-foreign-'));
  writeFileSync(path.join(directory, 'shop.yml'), model);
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
