import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../support/sql/test-door.js';

let test: TestDoor;
let client: pg.Client;
beforeAll(async () => {
  test = await openTestDoor({}, { size: [60, 4] });
  client = await signIn(test.door.port);
});
afterAll(async () => {
  await client?.end();
  await test?.close();
});

const refusal = (sql: string): Promise<pg.DatabaseError> =>
  client.query(sql).then(
    () => Promise.reject(new Error(`not refused: ${sql}`)),
    (error: pg.DatabaseError) => error,
  );

/** What a hint says to write, as a statement. */
const REWRITES: readonly (readonly [refused: string, written: RegExp, statement: (written: string) => string])[] = [
  ...[
    'select c.province, v.tier from churn c join value v on v.province = c.province',
    'select c.province from churn c, value v where v.tier = c.tier and c.month > v.month',
    'select sum(c.churned) from churn as c left join value using (city)',
    'select * from churn natural join value',
    'select a.churned from churn a join churn b on a.customer_id = b.customer_id',
  ].map((sql) => [sql, /: (SELECT .*)$/, (written: string) => written] as const),
  [
    'select c.tier from churn c where exists (select 1 from value v where v.tier = c.tier)',
    /: (.*), or join/,
    (written) => `select c.tier from churn c where ${written}`,
  ],
  [
    'select c.tier from churn c where exists (select 1 from value v where v.tier = c.tier)',
    /or join (.*)$/,
    (written) =>
      `select * from (select tier, sum(churned) from churn group by 1) as c join ${written} on c.tier = t.tier`,
  ],
  [
    'select tier, (select measure(arpu) from value v where v.tier = c.tier) from churn c group by tier',
    /or join (.*)$/,
    (written) => `select * from (select tier, sum(churned) from churn group by 1) as c join ${written} using (tier)`,
  ],
  [
    'select tier, sum(churned * revenue) from churn group by 1',
    /: (MEASURE.*)$/,
    (written) => `select tier, ${written} from churn group by 1`,
  ],
  ['select sum(churned * 2 + length(tier)) from churn', /: (MEASURE.*)$/, (written) => `select ${written} from churn`],
  ['copy churn to stdout', /Write (.*)\.$/, (written) => written.replace('…', 'tier')],
];

it.each(REWRITES)('%s is refused with a rewrite that runs', async (refused, written, statement) => {
  const { code, hint = '' } = await refusal(refused);
  expect({ code, hint }).toEqual({ code: '0A000', hint: expect.stringMatching(written) });
  const rewrite = statement(written.exec(hint)?.[1] ?? '');
  // Copied rows go nowhere with this client: that it begins is enough.
  if (/^copy/i.test(rewrite)) return expect(await refusal(`explain ${rewrite}`)).toMatchObject({ code: '42601' });
  await client.query(rewrite);
});

it.each([
  ['select tier::int from churn', '22P02'],
  ['select count(*) from churn where tier::int > 3', '22P02'],
  ["select (length(tier) || 'x')::bigint, sum(churned) from churn group by 1", '22P02'],
  ["select count(*) from churn where (length(tier) || '0000000000')::int > 3", '22003'],
  ["select count(*) from churn where (length(tier) || '0000000000')::bigint > 3", 'none'],
  ["select count(*) from churn where tier::date > '2024-01-01'", '22007'],
  ["select count(*) from churn where ('2024-13-' || length(tier))::date > '2024-01-01'", '22008'],
  ['select count(*) from churn where month > $$2024-02-30$$', '22008'],
  ['select count(*) from churn where month > $$soon$$', '22007'],
  ['select count(*) from churn where tier::numeric > 3', '22P02'],
  ['select count(*) from churn where tier::boolean', '22P02'],
  ['select 1 / (length(tier) - length(tier)), sum(churned) from churn group by 1', '22012'],
  ['select count(*) from churn where length(tier)::numeric / (length(tier) - length(tier)) > 3', '22012'],
  ['select count(*) from churn where household_size / 0.0::float8 > 3', '22012'],
  ['select count(*) from churn where household_size / (household_size - household_size) > 3', '22012'],
  ['select sum(churned) / (sum(churned) - sum(churned)) from churn', '22012'],
  ["select count(*) from churn where 'x' = (tier)::int", '22P02'],
])('%s fails as in Postgres, with %s', async (sql, code) => {
  if (code === 'none') await client.query(sql);
  else expect((await refusal(sql)).code).toBe(code);
});
