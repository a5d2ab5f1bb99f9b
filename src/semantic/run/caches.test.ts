import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../../test/support/small-warehouse.js';
import type { Principal } from '../../access/principal.js';
import type { SemanticQuery } from '../contract/query.js';
import type { Semantic } from '../create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const manager = (province: string): Principal => ({
  user: province,
  groups: ['manager'],
  provinces: [province],
  accountManagers: [],
});
const total: SemanticQuery = { view: 'churn', measures: [{ name: 'customer_months' }] };

let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(60, 4);
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

describe('kept answers', () => {
  it('serve the same question again, and nobody with another policy', async () => {
    const first = await semantic.ask(total, admin);
    const again = await semantic.ask(total, { ...admin, user: 'somebody else' });
    expect(again.rows).toEqual(first.rows);
    expect(again.receipt).toMatchObject({ cached: true, layer: first.receipt.layer, snapshot: first.receipt.snapshot });
    const provinces = ['510000', '440000', '110000'];
    const own = await Promise.all(provinces.map((province) => semantic.ask(total, manager(province))));
    expect(own.every(({ receipt }) => !receipt.cached)).toBe(true);
    const counts = await small.warehouse.query({
      text: `SELECT toString(intDiv(district_code, 10000) * 10000) AS p, sum(active) FROM tenure.customer_month GROUP BY p`,
    });
    const byProvince = new Map(counts.rows.map(([province, count]) => [province, Number(count)]));
    expect(own.map(({ rows }) => rows[0]?.[0])).toEqual(provinces.map((province) => byProvince.get(province)));
  });

  it('one plan serves other numbers of the same form, with their own answers', async () => {
    const asked = async (over: number | string, revenue: number) => {
      const { columns, rows, receipt } = await semantic.ask(
        {
          view: 'churn',
          dimensions: [{ name: 'province' }],
          measures: [{ name: 'customer_months' }],
          filters: [
            { member: 'revenue', operator: 'lte', values: [revenue] },
            { member: 'customer_months', operator: 'gt', values: [over] },
          ],
          order: [{ by: 'province', direction: 'asc' }],
        },
        admin,
      );
      expect(columns.map(({ name }) => name)).toEqual(['province', 'customer_months']);
      return { rows, sql: receipt.sql };
    };
    const byHand = async (over: number, revenue: number) => {
      const text = `SELECT dictGet('tenure.region', 'province_en', district_code) AS province, toInt64(sum(active)) AS n
        FROM tenure.customer_month GROUP BY province HAVING n > ${over} AND sum(revenue) <= ${revenue} ORDER BY province`;
      return (await small.warehouse.query({ text })).rows.map(([province, n]) => [province, Number(n)]);
    };
    const [few, many, half] = [await asked(1, 400), await asked(4, 90_000), await asked('6.5', 90_000)];
    expect(few.rows).toEqual(await byHand(1, 400));
    expect(many.rows).toEqual(await byHand(4, 90_000));
    expect(half.rows).toEqual(await byHand(6.5, 90_000));
    expect(new Set([few, many, half].map(({ rows }) => rows.length)).size).toBeGreaterThan(1);
    expect(many.sql).toBe(few.sql);
    expect(half.sql).not.toBe(few.sql);
  });

  it('one plan serves other values, with their own answers', async () => {
    const tier = (name: string) =>
      semantic.ask({ ...total, filters: [{ member: 'tier', operator: 'equals', values: [name] }] }, admin);
    const rows = await Promise.all(
      ['Gold', 'Silver', 'Bronze', 'nothing'].map(async (name) => (await tier(name)).rows[0]?.[0]),
    );
    const expected = await Promise.all(
      ['Gold', 'Silver', 'Bronze', 'nothing'].map(async (name) => {
        const text = 'SELECT sum(active) FROM tenure.customer_month WHERE tier = {name:String}';
        return Number((await small.warehouse.query({ text, params: { name } })).rows[0]?.[0]);
      }),
    );
    expect(rows).toEqual(expected);
    expect(new Set(rows).size).toBeGreaterThan(2);
  });

  it('go with what is published, and the snapshot of the answer with them', async () => {
    const before = await semantic.ask(total, admin);
    await small.warehouse.command(
      {
        text: "INSERT INTO tenure.customer_month (month, customer_key, customer_id, active) VALUES ('2024-01-01', 1, 'new', 1)",
      },
      { lane: 'batch' },
    );
    expect((await semantic.ask(total, admin)).receipt.cached).toBe(true);
    const snapshot = await small.gate.publish({ runId: 'test', swaps: [], dictionaries: [] });
    const after = await semantic.ask(total, admin);
    expect(after.receipt).toMatchObject({ cached: false, snapshot: snapshot.id });
    expect(after.rows).toEqual([[Number(before.rows[0]?.[0]) + 1]]);
    await expect(semantic.ask({ ...total, asOf: before.receipt.snapshot }, admin)).rejects.toMatchObject({
      kind: 'SNAPSHOT_GONE',
    });
    expect((await semantic.ask({ ...total, asOf: snapshot.id }, admin)).rows).toEqual(after.rows);
  });

  it('who asks while data are published gets one snapshot or the other', async () => {
    const answers = Array.from({ length: 12 }, (_unused, index) =>
      semantic.ask({ ...total, filters: [{ member: 'tier', operator: 'notEquals', values: [`x${index}`] }] }, admin),
    );
    const published = small.gate.publish({ runId: 'test 2', swaps: [], dictionaries: [] });
    const [{ id }, ...all] = await Promise.all([published, ...answers]);
    for (const { receipt } of all) expect([id, String(Number(id) - 1)]).toContain(receipt.snapshot);
  });
});

describe('streams', () => {
  it('give the rows of ask in batches, with the receipt at the end', async () => {
    const query: SemanticQuery = {
      view: 'churn',
      measures: [{ name: 'customer_months' }],
      dimensions: [{ name: 'customer_id' }, { name: 'month' }],
      order: [
        { by: 'customer_id', direction: 'asc' },
        { by: 'month', direction: 'asc' },
      ],
      limit: 50,
    };
    const asked = await semantic.ask(query, admin);
    const rows: unknown[] = [];
    let names: string[] = [];
    const receipt = await semantic.stream(query, admin, {
      columns: (columns) => {
        names = columns.map(({ name }) => name);
      },
      rows: (batch) => {
        rows.push(...batch);
      },
    });
    expect(names).toEqual(['customer_id', 'month', 'customer_months']);
    expect(rows).toEqual(asked.rows);
    expect(receipt).toMatchObject({ complete: false, snapshot: asked.receipt.snapshot });
  });
});
