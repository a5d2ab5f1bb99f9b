import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoadEngines, openLoadEngines } from '../../test/support/load-engines.js';
import { trialFile } from '../../test/support/trial-data.js';

let engines: LoadEngines;
beforeAll(async () => {
  engines = await openLoadEngines();
});
afterAll(() => engines?.close());

const write = (name: string, text: string) => {
  const file = path.join(engines.directory, name);
  writeFileSync(file, text);
  return file;
};
const load = (name: string, files: string[], key: string[] = []) => engines.etl.table({ name, files, key });

it('is loaded whole, with the types of its values, as one publication', async () => {
  const orders = write('orders.csv', 'id;Order Date;amount;note\n1;2024-01-05;1.5;a\n2;2024-01-06;2;\n');
  const result = await load('orders', [orders]);
  expect(result).toMatchObject({ table: 'tables.orders', rows: 2 });
  expect(result.columns.map(({ name }) => name)).toEqual(['id', 'Order Date', 'amount', 'note']);
  expect(await engines.rows('SELECT sum(amount), toString(max(`Order Date`)) FROM tables.orders')).toEqual([
    ['3.5', '2024-01-06'],
  ]);
  expect((await engines.gate.current()).id).toBe(result.snapshotId);
  await load('orders', [write('later.csv', 'id;Order Date;amount;note\n3;2024-01-07;7;c\n')]);
  expect(await engines.rows('SELECT id FROM tables.orders')).toEqual([['3']]);
  expect((await engines.etl.status())[0]).toMatchObject({
    source: 'table tables.orders',
    state: 'published',
    rowsLoaded: 1,
  });
});

it('with a key: rows take the place of those of the same key, and what is no key is refused', async () => {
  await load('shop.items', [write('i.json', '[{"id": 1, "v": "a"}, {"id": 2, "v": "b"}]')], ['id']);
  expect(
    await load(
      'shop.items',
      [write('i2.json', '[{"id": 2, "v": "c"}, {"id": 3, "v": "d"}, {"id": 3, "v": "d"}]')],
      ['id'],
    ),
  ).toMatchObject({ rows: 3 });
  expect(await engines.rows('SELECT id, v FROM shop.items ORDER BY id')).toEqual([
    ['1', 'a'],
    ['2', 'c'],
    ['3', 'd'],
  ]);
  await expect(
    load('shop.items', [write('i3.json', '[{"id": 4, "v": "c"}, {"id": 4, "v": "d"}]')], ['id']),
  ).rejects.toMatchObject({ kind: 'SOURCE' });
  await expect(load('shop.items', [write('i4.json', '[{"id": 4, "w": "c"}]')], ['id'])).rejects.toMatchObject({
    kind: 'SOURCE',
    message: expect.stringMatching(/w is new/),
  });
  expect(await engines.rows('SELECT count() FROM shop.items')).toEqual([['3']]);
});

it.each(['tenure.fact_bill', 'system.parts', 'a b', 'x; DROP'])('%s is no table for this', async (name) => {
  await expect(load(name, [write('t.csv', 'a,b\n1,2\n')])).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
});

const facts = trialFile('foodmart/sales_fact_1997.csv');
it.skipIf(!facts)("foodmart's sales", async () => {
  expect(await load('sales', [facts ?? ''])).toMatchObject({ rows: 86_837 });
  expect(await engines.rows('SELECT round(sum(store_sales), 2), sum(unit_sales) FROM tables.sales')).toEqual([
    ['565238.13', '266773'],
  ]);
});
