import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

let test: TestDoor;
let session: pg.Client;

beforeAll(async () => {
  test = await openTestDoor();
  session = await signIn(test.door.port);
});
afterAll(async () => {
  await session?.end();
  await test?.close();
});

const rowsOf = async (sql: string, from = session) =>
  (await from.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.map((row) => JSON.stringify(row));

it.each([
  'select city, sum(churned) from churn group by 1 order by 2 desc',
  'select city, sum(churned) from churn group by 1',
  'select tenure_band, sum(churned) from churn group by 1',
  'select month, customer_id, tier from churn',
  'select customer_id from churn order by tier',
  'select upper(city) c, sum(churned) from churn group by 1 order by 2',
  'select upper(tenure_band) c, tenure_band, sum(joined) from churn group by 1, 2 order by 3',
  'select * from (select city, sum(churned) n from churn group by 1) t order by n desc',
  'select city, sum(churned) n from churn group by 1 union all select province, sum(churned) from churn group by 1 order by 2',
  'select distinct city, tier from churn order by tier',
  'select * from churn',
  "select tier, city, date_trunc('quarter', month) q, measure(churn_rate) from churn group by 1, 2, 3 order by 4",
])('pages of it hold every row once: %s', async (sql) => {
  const all = await rowsOf(sql);
  const size = Math.max(3, Math.floor(all.length / 6));
  const pages = [await rowsOf(`${sql} limit ${size}`)];
  for (let offset = size; offset < all.length; offset += size)
    pages.push(await rowsOf(`${sql} limit ${size} offset ${offset}`));
  expect(pages.flat().sort()).toEqual(all.sort());
});

it('a download of single rows is not sorted; a page is, the first one too', async () => {
  const { warehouse } = test.small;
  const asked: string[] = [];
  const { streamText } = warehouse;
  warehouse.streamText = (statement, options) => {
    asked.push(statement.text);
    return streamText.call(warehouse, statement, options);
  };
  try {
    for (const end of ['limit 1000000', 'limit 1000000 offset 0', 'limit 1000000 offset 1000000', 'limit 900000'])
      await session.query(`select month, tier, revenue from churn ${end}`);
    await session.query('select month, tier, revenue from churn order by month limit 1000000');
  } finally {
    warehouse.streamText = streamText;
  }
  expect(asked.map((text) => text.includes('ORDER BY'))).toEqual([false, true, true, true, true]);
});

it('a preview shows of each measure what the view’s own key gives it, or nothing', async () => {
  const catalog = await test.semantic.catalog({
    user: 'analyst',
    groups: ['analyst'],
    provinces: [],
    accountManagers: [],
  });
  const row = (rows: readonly Record<string, unknown>[]) => rows[0] ?? {};
  for (const view of catalog.views) {
    const first = row((await session.query(`select * from ${view.name} limit 1`)).rows);
    if (view.key.length === 0 || Object.keys(first).length === 0) continue;
    const found = (
      await session.query(`select ${view.key.map((key) => `${key}::text`).join(', ')} from ${view.name} limit 1`)
    ).rows;
    const key = view.key.map((name) => `${name}::text = '${String(row(found)[name])}'`).join(' and ');
    const shown = row((await session.query(`select * from ${view.name} where ${key}`)).rows);
    const plain = view.measures.filter(({ perRow }) => perRow).map(({ name }) => name);
    const grouped = `select ${plain.map((name) => `measure(${name}) as ${name}`).join(', ')} from ${view.name}
      where ${key} group by ${view.key.join(', ')}`;
    expect(Object.fromEntries(plain.map((name) => [name, shown[name]])), view.name).toEqual(
      row((await session.query(grouped)).rows),
    );
    for (const { name, perRow } of view.measures) if (!perRow) expect(shown[name], `${view.name}.${name}`).toBeNull();
  }
});

it('a role without rows sees groups in a preview, and is refused single rows', async () => {
  const executive = await signIn(test.door.port, 'executive');
  expect((await executive.query('select * from churn limit 3')).rows).toHaveLength(3);
  await expect(executive.query('select tier from churn limit 3')).rejects.toMatchObject({ code: '42501' });
  await executive.end();
});

it('spreads and percentiles of dimensions are those of the rows', async () => {
  await session.query('create temp table plain as select tier, household_size from churn');
  const asked = `select tier, round(stddev(household_size)::numeric, 9), round(var_pop(household_size)::numeric, 9),
    percentile_cont(0.3) within group (order by household_size), percentile_disc(0.3) within group (order by household_size)
    from churn group by 1 order by 1`;
  expect(await rowsOf(asked)).toEqual(await rowsOf(asked.replace('from churn', 'from plain')));
});

it('a measure in GROUP BY makes no groups; any aggregate means the measure where the session says so', async () => {
  const right = await rowsOf('select tier, measure(churn_rate) from churn group by 1 order by 1');
  expect(await rowsOf('select tier, churn_rate from churn group by tier, churn_rate order by 1')).toEqual(right);
  expect(await rowsOf('select tier, churn_rate from churn group by 1, 2 order by 1')).toEqual(right);
  await expect(session.query('select churn_rate from churn group by churn_rate')).rejects.toMatchObject({
    code: '42803',
  });
  const lenient = await signIn(test.door.port, 'analyst', { options: '-c tenure.any_aggregate=on' });
  const summed = 'select tier, sum(churn_rate) from churn group by 1 order by 1';
  expect(await rowsOf(summed, lenient)).toEqual(right);
  await lenient.query('set tenure.any_aggregate = off');
  await expect(lenient.query(summed)).rejects.toMatchObject({ code: '42803' });
  await lenient.end();
});
