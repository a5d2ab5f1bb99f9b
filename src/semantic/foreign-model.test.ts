import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, SHOP_MODEL, withModel } from '../../test/support/foreign-shop.js';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
let small: SmallWarehouse;
let semantic: Semantic;

const open = (model: string) => withModel(model, (modelDir) => semanticOver(small, { modelDir, timeZone: 'UTC' }));

beforeAll(async () => {
  small = await openSmallWarehouse(5, 2);
  await fillShop(small.warehouse, 50);
  semantic = await open(SHOP_MODEL);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const rows = async (query: SemanticQuery) =>
  (await semantic.ask(query, admin)).rows.map((row) => row.map(String)).sort();
const engine = async (sql: string) =>
  (await small.warehouse.query({ text: sql })).rows.map((row) => row.map(String)).sort();

describe("somebody else's model", () => {
  it('shows its cubes and views to the administrator, and to nobody else', async () => {
    const { views } = await semantic.catalog(admin);
    expect(views.map(({ name }) => name).sort()).toEqual(['LineItems', 'Orders', 'OrdersOverview', 'Users']);
    const view = views.find(({ name }) => name === 'OrdersOverview');
    expect(view?.measures.find(({ name }) => name === 'totalPrice')?.type).toBe('decimal');
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
          { name: 'Count' },
          { name: 'totalPrice' },
          { name: 'Quantity' },
          { name: 'averagePrice' },
          { name: 'paid' },
        ],
        dimensions: [{ name: 'Country' }],
      }),
    ).toEqual(
      await engine(`
        SELECT country, count(), sum(price), any(q.quantity), toFloat64(sum(price)) / count(), countIf(status = 'Paid')
        FROM shop.orders AS o JOIN shop.users AS u ON u.id = o.user_id
        JOIN (SELECT u.country AS c, sum(l.quantity) AS quantity FROM shop.line_items AS l JOIN shop.orders AS o ON o.id = l.order_id
              JOIN shop.users AS u ON u.id = o.user_id GROUP BY c) AS q ON q.c IS NOT DISTINCT FROM u.country
        GROUP BY country`),
    );
  });

  it('segments, approximate counts, filters and buckets in a time zone', async () => {
    expect(
      await rows({
        view: 'Orders',
        measures: [{ name: 'Count' }, { name: 'aboutBuyers' }],
        dimensions: [{ name: 'createdAt', granularity: 'day' }],
        segments: ['isOpen'],
        filters: [{ member: 'createdAt', operator: 'gte', values: ['2024-02-29'] }],
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
        measures: [{ name: 'Count' }],
      }),
    ).toEqual(await engine('SELECT upper(status), count() FROM shop.orders GROUP BY status'));
  });
});

describe('stock measures over other months', () => {
  let history: Semantic;
  beforeAll(async () => {
    history = await open(SHOP_MODEL.replace('SELECT * FROM shop.orders', 'SELECT * FROM shop.history'));
  });
  afterAll(() => history.close());

  const names = ['totalPrice', 'priceOfThreeMonths', 'paidThisYear', 'priceYearBefore'];
  const measures = names.map((name) => ({ name }));
  const dimensions = [{ name: 'createdAt', granularity: 'month' }] as const;
  const asked = async (view: string, filters: SemanticQuery['filters'] = []) =>
    (await history.ask({ view, measures, dimensions, filters }, admin)).rows.map((row) => row.map(String)).sort();
  /** Every month by going through the orders of all months, in whole cents. */
  const byHand = async (from: string, to: string) => {
    const { rows: orders } = await small.warehouse.query({
      text: "SELECT toYear(created_at) * 12 + toMonth(created_at) - 1, toInt64(price * 100), status = 'Paid' FROM shop.history",
    });
    const all = orders.map(([month, cents, paid]) => ({
      month: Number(month),
      cents: Number(cents),
      paid: Number(paid),
    }));
    const price = (first: number, last: number) => {
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
        price(month, month),
        price(month - 2, month),
        String(all.filter((o) => o.paid && o.month <= month && o.month >= month - (month % 12)).length),
        price(month - 12, month - 12),
      ])
      .sort();
  };

  it.each(['Orders', 'OrdersOverview'])('rolling, to date and a year before, in %s', async (view) => {
    expect(await asked(view)).toEqual(await byHand('0000', '9999'));
  });

  it('months asked do not hide the months before; parts of months are refused', async () => {
    const filter = (values: string[]) => [{ member: 'createdAt', operator: 'between', values }] as const;
    expect(await asked('Orders', filter(['2024-01-01', '2024-03-31']))).toEqual(
      await byHand('2024-01-01', '2024-03-31'),
    );
    expect(await asked('Orders', filter(['2024-02-01', '2024-02-29']))).toEqual(
      await byHand('2024-02-01', '2024-02-29'),
    );
    for (const part of [
      ['2024-01-15', '2024-03-31'],
      ['2024-02-01', '2024-02-28'],
      ['2024-01-01', '2024-04-29'],
    ])
      await expect(asked('Orders', filter(part))).rejects.toMatchObject({ kind: 'NOT_SUPPORTED' });
    await expect(history.ask({ view: 'Orders', measures }, admin)).rejects.toMatchObject({ kind: 'WRONG_USE' });
  });

  it('the measures they are made of are nobody’s to ask', async () => {
    await expect(
      history.ask({ view: 'Orders', measures: [{ name: 'priceOfThreeMonths_of_month' }] }, admin),
    ).rejects.toMatchObject({ kind: 'UNKNOWN_MEMBER' });
  });
});

describe('a model that the engine refuses', () => {
  it.each([
    ['sql: price, type: sum', 'sql: amonut, type: sum', /shop\.yml:19: Orders\.totalPrice: .*amonut/],
    ['toFloat64({totalPrice}) / nullif', '{totalPrice} / nullif', /shop\.yml:21: .*loses digits/],
    [
      '{join_path: Orders.Users, includes: [Country]}',
      '{join_path: Orders.Users, includes: [Contry]}',
      /shop\.yml:\d+/,
    ],
  ])('%s → %s', async (right, wrong, message) => {
    await expect(open(SHOP_MODEL.replace(right, wrong))).rejects.toMatchObject({
      kind: 'MODEL',
      message: expect.stringMatching(message),
    });
  });
});
