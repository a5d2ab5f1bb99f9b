import net from 'node:net';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_USERS } from '../../../src/access/demo-users.js';
import { frame } from '../../../src/sql/wire/write.js';
import { RawClient } from '../../support/sql/raw-client.js';
import { openTestDoor, PASSWORD, signIn, type TestDoor } from '../../support/sql/test-door.js';

let test: TestDoor;

beforeAll(async () => {
  test = await openTestDoor();
});
afterAll(() => test?.close());

const client = (user: string) => signIn(test.door.port, user);

async function stillAnswers(): Promise<void> {
  const probe = await client('analyst');
  expect((await probe.query('select count(distinct tier)::int as n from churn')).rows).toEqual([{ n: 3 }]);
  await probe.end();
}

it('shows a manager the own provinces alone, however the question is nested', async () => {
  const sichuan = await client('manager.sichuan');
  const all = await client('analyst');
  const number = async (from: pg.Client, sql: string) =>
    Number((await from.query({ text: sql, rowMode: 'array' })).rows[0]?.[0]);
  const truth = await number(all, "select sum(churned) from churn where province_code = '510000'");
  const asked = [
    'select sum(churned) from churn',
    'select sum(n) from (select province, sum(churned) as n from churn group by 1) t',
    'with t as (select city, sum(churned) as n from churn group by 1) select sum(n) from t',
    'select (select sum(churned) from churn)',
    'select sum(churned) from churn where province in (select province from churn)',
    "select sum(churned) from churn where province = 'Guangdong' or province <> 'Guangdong'",
    'select max(n) from (select sum(churned) as n from churn union all select sum(churned) from churn) u',
    'select sum(churned) from (select * from churn) v',
    'select a.n from (select sum(churned) as n from churn) a join (select sum(churned) as n from churn) b on a.n = b.n',
  ];
  for (const sql of asked) expect(await number(sichuan, sql), sql).toBe(truth);
  expect((await sichuan.query('select distinct province from churn')).rows).toEqual([{ province: 'Sichuan' }]);
  expect((await sichuan.query("select province from churn where province = 'Beijing'")).rows).toEqual([]);
  await sichuan.end();
  await all.end();
});

it('gives every user a catalogue of the members that the policy shows, and nothing of the others', async () => {
  const columns = new Map<string, Set<string>>();
  for (const { name } of DEMO_USERS) {
    const session = await client(name);
    const { rows } = await session.query(
      "select table_name || '.' || column_name as c from information_schema.columns where table_schema = 'public'",
    );
    columns.set(name, new Set(rows.map(({ c }) => String(c))));
    const catalogue = await test.semantic.catalog({
      user: name,
      groups: DEMO_USERS.find((user) => user.name === name)?.groups ?? [],
      provinces: name === 'manager.sichuan' ? ['510000'] : [],
      accountManagers: name === 'service' ? ['AM01'] : [],
    });
    const visible = catalogue.views.flatMap((view) =>
      [...view.dimensions, ...view.measures, ...view.segments].map((member) => `${view.name}.${member.name}`),
    );
    const [ahead, own] = [/_forecast\./, /^(?!.*_forecast\.)/].map((like) =>
      [...(columns.get(name) ?? [])].filter((column) => like.test(column)),
    );
    expect(own?.sort()).toEqual(visible.sort());
    // Months ahead are of members that the caller sees.
    const months = new Set(catalogue.views.flatMap((view) => [`${view.name}.month`, `${view.name}.is_forecast`]));
    for (const column of ahead ?? []) {
      const plain = column.replace('_forecast.', '.');
      const measure = plain.replace(/_(forecast|low|high)(_80)?$/, '');
      expect(months.has(plain) || visible.includes(plain) || visible.includes(measure), column).toBe(true);
    }
    await session.end();
  }
  expect(columns.get('analyst')).toContain('churn.customer_id');
  expect(columns.get('executive')).not.toContain('churn.customer_id');
  const executive = await client('executive');
  for (const sql of [
    'select customer_id from churn',
    'select count(distinct customer_id) from churn',
    "select sum(churned) from churn where customer_id = 'C000001'",
    'select churn.customer_id from churn',
    'select c."customer_id" from (select * from churn) c',
  ])
    await expect(executive.query(sql), sql).rejects.toMatchObject({ code: '42703' });
  await executive.end();
});

it('survives any bytes before and after the sign-in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 80 }), async (bytes) => {
      await new Promise<void>((resolve) => {
        const socket = net.connect(test.door.port, '127.0.0.1', () => socket.end(Buffer.from(bytes)));
        socket.on('error', () => resolve());
        socket.on('close', () => resolve());
        socket.resume();
        setTimeout(() => socket.destroy(), 300).unref();
      });
    }),
    { numRuns: 60 },
  );
  const message = fc.tuple(fc.constantFrom(...'PBDECSHQFXdcfpZ!'), fc.uint8Array({ maxLength: 30 }));
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 8 }), async (messages) => {
      const raw = await RawClient.connect(test.door.port, 'analyst', PASSWORD, 'tenure');
      raw.send(...messages.map(([type, body]) => frame(type, Buffer.from(body))));
      await new Promise((resolve) => setTimeout(resolve, 5));
      raw.close();
    }),
    { numRuns: 40 },
  );
  await stillAnswers();
});

it('answers or refuses any statement that the grammar can make, and goes on', async () => {
  const session = await client('manager.sichuan');
  const column = fc.constantFrom(
    'province',
    'tier',
    'month',
    'churned',
    'churn_rate',
    'customers',
    'household_size',
    'paperless',
    'nothing',
    '*',
  );
  const literal = fc.constantFrom(
    "'Gold'",
    "'x''y'",
    'NULL',
    '1',
    '-2.5',
    "date '2024-02-29'",
    'true',
    '$$q$$',
    "'\\'",
    "E'\\x27'",
  );
  const call = fc.constantFrom(
    'upper',
    'sum',
    'measure',
    'count',
    'max',
    'avg',
    'date_trunc',
    'length',
    'coalesce',
    'row_number',
    'churn_risk',
    'array_agg',
  );
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3 },
      column,
      literal,
      fc.tuple(call, tie('expression')).map(([name, inner]) => `${name}(${inner})`),
      fc
        .tuple(
          tie('expression'),
          fc.constantFrom('+', '=', '<>', '||', 'and', 'or', 'like', 'is distinct from'),
          tie('expression'),
        )
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('expression').map((inner) => `case when ${inner} is null then ${inner} end`),
      tie('expression').map((inner) => `(select ${inner} from churn)`),
      tie('expression').map((inner) => `${inner} over (order by tier)`),
    ),
  }));
  const usual = fc.constantFrom(
    'tier',
    'sum(churned)',
    'measure(churn_rate)',
    'count(distinct month)',
    'upper(tier)',
    'count(*)',
  );
  const statement = fc
    .record({
      targets: fc.array(fc.oneof(usual, expression), { minLength: 1, maxLength: 2 }),
      from: fc.constantFrom(
        'churn',
        '(select * from churn) c',
        'churn c',
        '(select tier, sum(churned) churned from churn group by 1) c',
        'churn, value',
      ),
      where: fc.option(expression, { freq: 1 }),
      group: fc.option(fc.constantFrom('1', '1, 2', 'tier', 'rollup (tier)', '()')),
      tail: fc.constantFrom('', ' order by 1', ' limit 3', ' offset 1', ' order by 1 desc nulls last limit 2'),
    })
    .map(
      ({ targets, from, where, group, tail }) =>
        `select ${targets.join(', ')} from ${from}${where ? ` where ${where}` : ''}${group ? ` group by ${group}` : ''}${tail}`,
    );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(statement, async (sql) => {
      try {
        const { rows } = await session.query({ text: sql, rowMode: 'array' });
        answered++;
        // Nothing of another province, whatever was asked.
        expect(JSON.stringify(rows)).not.toMatch(/Guangdong|Beijing/);
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        expect(code, `${sql}: ${String(error)}`).toMatch(/^[0-9A-Z]{5}$/);
        expect(code, `${sql}: ${String(error)}`).not.toBe('XX000');
      }
    }),
    { numRuns: 120 },
  );
  expect(answered).toBeGreaterThan(5);
  await session.end();
  await stillAnswers();
});

it('slows the guessing of passwords and caps connections', async () => {
  const wrong = () =>
    new pg.Client({
      host: '127.0.0.1',
      port: test.door.port,
      user: 'executive',
      password: 'wrong',
      database: 'tenure',
    }).connect();
  const codes: string[] = [];
  for (let attempt = 0; attempt < 7; attempt++)
    await wrong().catch((error: { code: string }) => codes.push(error.code));
  expect(codes.slice(0, 4)).toEqual(['28P01', '28P01', '28P01', '28P01']);
  expect(codes.at(-1)).toBe('53300');
});
