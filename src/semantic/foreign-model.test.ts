import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { Semantic } from './create.js';
import type { SemanticQuery } from './query.js';

// Somebody else's model, as Cube's users write them: mixed case, joins, segments, no titles, no policies, pre-aggregations.
const MODEL = `
cubes:
  - name: Orders
    sql: SELECT * FROM shop.orders
    joins:
      - name: LineItems
        relationship: one_to_many
        sql: "{CUBE}.id = {LineItems}.order_id"
      - name: users
        relationship: many_to_one
        sql: "{CUBE}.user_id = {users}.id"
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: Status, sql: status, type: string}
      - {name: createdAt, sql: created_at, type: time}
    measures:
      - {name: count, type: count, drill_members: [id, Status]}
      - {name: totalAmount, sql: amount, type: sum}
      - {name: averageAmount, sql: "toFloat64({totalAmount}) / nullif({count}, 0)", type: number}
      - {name: buyers, sql: user_id, type: count_distinct_approx}
      - name: scaled
        sql: "toFloat64({totalAmount}) * 2"
        type: number
        meta:
          template: "toFloat64({totalAmount}) * {factor} + {plus}"
          arguments:
            - {name: factor, type: integer, default: 2, minimum: 1, maximum: 9}
            - {name: plus, type: number, default: 0}
      - {name: paid, type: count, filters: [{sql: "{CUBE}.status = 'paid'"}]}
      - {name: amountOfThreeMonths, sql: amount, type: sum, rolling_window: {trailing: 3 month}}
      - {name: paidThisYear, type: count, filters: [{sql: "{CUBE}.status = 'paid'"}], rolling_window: {type: to_date, granularity: year}}
      - {name: amountYearBefore, multi_stage: true, sql: "{totalAmount}", type: number, time_shift: [{time_dimension: createdAt, interval: 1 year, type: prior}]}
    segments:
      - {name: open, sql: "{CUBE}.status = 'open'"}
    pre_aggregations:
      - {name: main, measures: [count], dimensions: [Status]}
  - name: LineItems
    sql_table: shop.line_items
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: product, sql: product, type: string}
    measures:
      - {name: quantity, sql: quantity, type: sum}
  - name: users
    sql_table: shop.users
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: Country, sql: country, type: string}
views:
  - name: OrdersOverview
    cubes:
      - {join_path: Orders, includes: "*"}
      - {join_path: Orders.users, includes: [Country]}
      - {join_path: Orders.LineItems, includes: [quantity, product]}
`;

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
let small: SmallWarehouse;
let semantic: Semantic;
let modelDir: string;

const open = (directory: string) => semanticOver(small, { modelDir: directory, timeZone: 'UTC' });

beforeAll(async () => {
  small = await openSmallWarehouse(5, 2);
  for (const text of [
    'CREATE DATABASE shop',
    "CREATE TABLE shop.orders (id UInt32, user_id UInt32, status String, amount Decimal(18, 2), created_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id",
    'CREATE TABLE shop.line_items (id UInt32, order_id UInt32, product String, quantity UInt32) ENGINE = MergeTree ORDER BY id',
    'CREATE TABLE shop.users (id UInt32, country String) ENGINE = MergeTree ORDER BY id',
    `INSERT INTO shop.orders SELECT number, number % 7, ['open', 'paid'][1 + number % 2], 10.25 + number, addHours(toDateTime64('2024-02-28 20:00:00', 3, 'UTC'), number) FROM numbers(50)`,
    'CREATE TABLE shop.history AS shop.orders',
    `INSERT INTO shop.history SELECT number, number % 7, ['open', 'paid'][1 + number % 2], 1.25 * number, addDays(toDateTime64('2022-11-05 23:30:00', 3, 'UTC'), number * 9) FROM numbers(90) WHERE number NOT BETWEEN 20 AND 29`,
    `INSERT INTO shop.line_items SELECT number, number % 50, ['tea', 'rice', 'salt'][1 + number % 3], 1 + number % 4 FROM numbers(130)`,
    `INSERT INTO shop.users SELECT number, ['CN', 'DE'][1 + number % 2] FROM numbers(7)`,
  ]) {
    await small.warehouse.command({ text }, { lane: 'batch' });
  }
  modelDir = mkdtempSync(path.join(tmpdir(), 'tenure-foreign-'));
  writeFileSync(path.join(modelDir, 'shop.yml'), MODEL);
  semantic = await open(modelDir);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
  rmSync(modelDir, { recursive: true, force: true });
});

const rows = async (query: SemanticQuery) =>
  (await semantic.ask(query, admin)).rows.map((row) => row.map(String)).sort();
const engine = async (sql: string) =>
  (await small.warehouse.query({ text: sql })).rows.map((row) => row.map(String)).sort();

describe("somebody else's model", () => {
  it('shows its cubes and views to the administrator, and to nobody else', async () => {
    const { views } = await semantic.catalog(admin);
    expect(views.map(({ name }) => name).sort()).toEqual(['LineItems', 'Orders', 'OrdersOverview', 'users']);
    const view = views.find(({ name }) => name === 'OrdersOverview');
    expect(view?.measures.find(({ name }) => name === 'totalAmount')?.type).toBe('decimal');
    expect(view?.dimensions.find(({ name }) => name === 'createdAt')).toMatchObject({
      type: 'timestamp',
      grain: 'second',
    });
    for (const group of ['executive', 'analyst', 'manager']) {
      const other = { ...admin, groups: [group], provinces: ['510000'] };
      expect((await semantic.catalog(other)).views).toEqual([]);
    }
  });

  it('joins without counting twice', async () => {
    expect(
      await rows({
        view: 'OrdersOverview',
        measures: [
          { name: 'count' },
          { name: 'totalAmount' },
          { name: 'quantity' },
          { name: 'averageAmount' },
          { name: 'paid' },
        ],
        dimensions: [{ name: 'Country' }],
      }),
    ).toEqual(
      await engine(`
        SELECT country, count(), sum(amount), any(q.quantity), toFloat64(sum(amount)) / count(), countIf(status = 'paid')
        FROM shop.orders AS o JOIN shop.users AS u ON u.id = o.user_id
        JOIN (SELECT u.country AS c, sum(l.quantity) AS quantity FROM shop.line_items AS l JOIN shop.orders AS o ON o.id = l.order_id
              JOIN shop.users AS u ON u.id = o.user_id GROUP BY c) AS q ON q.c = u.country
        GROUP BY country`),
    );
  });

  it('segments, approximate counts, filters and buckets in a time zone', async () => {
    expect(
      await rows({
        view: 'Orders',
        measures: [{ name: 'count' }, { name: 'buyers' }],
        dimensions: [{ name: 'createdAt', granularity: 'day' }],
        segments: ['open'],
        filters: [{ member: 'createdAt', operator: 'afterOrOnDate', values: ['2024-02-29'] }],
        timeZone: 'Asia/Shanghai',
      }),
    ).toEqual(
      await engine(`
        SELECT concat(toString(toDate(created_at, 'Asia/Shanghai')), 'T00:00:00') AS day, count(), uniq(user_id) FROM shop.orders
        WHERE status = 'open' AND day >= '2024-02-29' GROUP BY day`),
    );
  });

  it('timestamps move with the time zone', async () => {
    const first = async (timeZone: string) =>
      (
        await semantic.ask(
          {
            view: 'Orders',
            dimensions: [{ name: 'createdAt' }],
            order: [{ by: 'createdAt', direction: 'asc' }],
            limit: 1,
            timeZone,
          },
          admin,
        )
      ).rows[0]?.[0];
    expect(String(await first('UTC'))).toMatch(/^2024-02-28T20:00:00/);
    expect(String(await first('Asia/Shanghai'))).toMatch(/^2024-02-29T04:00:00/);
  });

  it('a measure with arguments takes them, its defaults without, and refuses others', async () => {
    const scaled = async (given?: Record<string, number | string>) => {
      const measures = [{ name: 'scaled', ...(given ? { arguments: given } : {}) }];
      const { rows: answered, receipt } = await semantic.ask({ view: 'Orders', measures }, admin);
      return [answered[0]?.[0], receipt.definitions[0]?.arguments];
    };
    const total = 50 * 10.25 + (49 * 50) / 2;
    expect(await scaled()).toEqual([2 * total, { factor: 2, plus: 0 }]);
    expect(await scaled({ factor: 3, plus: 0.5 })).toEqual([3 * total + 0.5, { factor: 3, plus: 0.5 }]);
    for (const wrong of [{ factor: 10 }, { factor: '1) --' }, { plus: 'x' }, { other: 1 }] as Record<
      string,
      number | string
    >[]) {
      await expect(scaled(wrong)).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
    }
    const cast = [
      { name: 'a', arguments: { factor: 1 }, as: 'one' },
      { name: 'b', arguments: { factor: 2 }, as: 'two' },
    ];
    const both = cast.map((ref) => ({ ...ref, name: 'scaled' }));
    expect((await semantic.ask({ view: 'Orders', measures: both }, admin)).rows).toEqual([[total, 2 * total]]);
  });

  it('expressions work on mixed-case names', async () => {
    expect(
      await rows({
        view: 'OrdersOverview',
        dimensions: [{ name: 'up', expression: { parts: ['upper(', { member: 'Status' }, ')'] } }],
        measures: [{ name: 'count' }],
      }),
    ).toEqual(await engine('SELECT upper(status), count() FROM shop.orders GROUP BY status'));
  });
});

describe('stock measures over other months', () => {
  let history: Semantic;
  beforeAll(async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'tenure-history-'));
    writeFileSync(
      path.join(directory, 'shop.yml'),
      MODEL.replace('SELECT * FROM shop.orders', 'SELECT * FROM shop.history'),
    );
    history = await open(directory);
    rmSync(directory, { recursive: true, force: true });
  });
  afterAll(() => history.close());

  const names = ['totalAmount', 'amountOfThreeMonths', 'paidThisYear', 'amountYearBefore'];
  const measures = names.map((name) => ({ name }));
  const dimensions = [{ name: 'createdAt', granularity: 'month' }] as const;
  const asked = async (view: string, filters: SemanticQuery['filters'] = []) =>
    (await history.ask({ view, measures, dimensions, filters }, admin)).rows.map((row) => row.map(String)).sort();
  /** Every month by going through the orders of all months, in whole cents. */
  const byHand = async (from: string, to: string) => {
    const { rows: orders } = await small.warehouse.query({
      text: "SELECT toYear(created_at) * 12 + toMonth(created_at) - 1, toInt64(amount * 100), status = 'paid' FROM shop.history",
    });
    const all = orders.map(([month, cents, paid]) => ({
      month: Number(month),
      cents: Number(cents),
      paid: Number(paid),
    }));
    const amount = (first: number, last: number) => {
      const within = all.filter(({ month }) => month >= first && month <= last);
      return within.length === 0 ? 'null' : String(within.reduce((sum, { cents }) => sum + cents, 0) / 100);
    };
    return [...new Set(all.map(({ month }) => month))]
      .map((month) => ({
        month,
        day: new Date(Date.UTC(Math.floor(month / 12), month % 12)).toISOString().slice(0, 10),
      }))
      .filter(({ day }) => day >= from && day <= to)
      .map(({ month, day }) => [
        `${day}T00:00:00`,
        amount(month, month),
        amount(month - 2, month),
        String(all.filter((o) => o.paid && o.month <= month && o.month >= month - (month % 12)).length),
        amount(month - 12, month - 12),
      ])
      .sort();
  };

  it.each(['Orders', 'OrdersOverview'])('rolling, to date and a year before, in %s', async (view) => {
    expect(await asked(view)).toEqual(await byHand('0000', '9999'));
  });

  it('months asked do not hide the months before; parts of months are refused', async () => {
    const filter = (values: string[]) => [{ member: 'createdAt', operator: 'inDateRange', values }] as const;
    expect(await asked('Orders', filter(['2024-01-01', '2024-03-31']))).toEqual(
      await byHand('2024-01-01', '2024-03-31'),
    );
    await expect(asked('Orders', filter(['2024-01-15', '2024-03-31']))).rejects.toMatchObject({
      kind: 'NOT_SUPPORTED',
    });
    await expect(history.ask({ view: 'Orders', measures }, admin)).rejects.toMatchObject({ kind: 'WRONG_USE' });
  });

  it('the measures they are made of are nobody’s to ask', async () => {
    await expect(
      history.ask({ view: 'Orders', measures: [{ name: 'amountOfThreeMonths_of_month' }] }, admin),
    ).rejects.toMatchObject({ kind: 'UNKNOWN_MEMBER' });
  });
});

describe('a model that the engine refuses', () => {
  it.each([
    ['sql: amount, type: sum', 'sql: amonut, type: sum', /shop\.yml:18: Orders\.totalAmount: .*amonut/],
    ['toFloat64({totalAmount}) / nullif', '{totalAmount} / nullif', /shop\.yml:19: .*loses digits/],
    [
      '{join_path: Orders.users, includes: [Country]}',
      '{join_path: Orders.users, includes: [Contry]}',
      /shop\.yml:\d+/,
    ],
  ])('%s → %s', async (right, wrong, message) => {
    const directory = mkdtempSync(path.join(tmpdir(), 'tenure-wrong-'));
    writeFileSync(path.join(directory, 'shop.yml'), MODEL.replace(right, wrong));
    await expect(open(directory)).rejects.toMatchObject({ kind: 'MODEL', message: expect.stringMatching(message) });
    rmSync(directory, { recursive: true, force: true });
  });
});
