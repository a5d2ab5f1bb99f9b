import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

// What a session makes in Postgres is its own: no other session finds it, of the same user either, and it has bounds.

let test: TestDoor;
let owner: pg.Client;

beforeAll(async () => {
  test = await openTestDoor();
  owner = new pg.Client(test.postgres.connection);
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await test?.close();
});

const client = (user = 'analyst') => signIn(test.door.port, user);

/** Runs the hostile statement and, until it ends, small questions of somebody else; how many were answered. */
async function answeredMeanwhile(hostile: Promise<unknown>): Promise<number> {
  const other = await client('executive');
  let ended = false;
  void hostile.catch(() => undefined).then(() => (ended = true));
  let answered = 0;
  while (!ended && answered < 50) {
    await other.query('select sum(churned) from churn');
    answered++;
  }
  await other.end();
  return answered;
}

const SECRET = `create temp table secret_figures as select city secret_city, measure(customers) n, measure(revenue) r
  from value group by 1`;

/** Everything that could tell of another session's temporary table, by catalogue, statistics, size and lock. */
const LOOKS = [
  "select * from pg_stats where tablename like 'secret%' or attname like 'secret%'",
  'select * from pg_stats_ext',
  'select * from pg_stats_ext_exprs',
  "select * from pg_class where relname like 'secret%'",
  "select * from pg_catalog.pg_attribute where attname like 'secret%'",
  "select * from pg_type where typname like '%secret%'",
  "select * from pg_tables where tablename like 'secret%'",
  "select * from pg_indexes where tablename like 'secret%'",
  "select * from information_schema.tables where table_name like 'secret%'",
  "select * from information_schema.columns where column_name like 'secret%'",
  "select * from pg_stat_all_tables where relname like 'secret%'",
  "select * from pg_stat_xact_all_tables where relname like 'secret%'",
  "select * from pg_statio_all_tables where relname like 'secret%'",
  "select * from pg_stat_all_indexes where relname like 'secret%'",
  "select * from pg_description where description like '%secret%'",
  "select * from pg_namespace where nspname ~ '^pg_temp_'",
  'select * from pg_locks where pid <> pg_backend_pid()',
  "select * from pg_prepared_statements where name like 'secret%'",
  "select * from pg_cursors where name like 'secret%'",
  "select 1 from generate_series(16384, 40000) as oid where oid::oid::regclass::text like '%secret%'",
  "select 1 from generate_series(16384, 40000) as oid where format_type(oid::oid, null) like '%secret%'",
  "select to_regclass('secret_figures') where to_regclass('secret_figures') is not null",
  'select * from pg_sequences',
  'select 1 from pg_depend d join pg_class c on c.oid = d.objid where c.relpersistence = $$t$$',
  'select 1 from pg_shdepend d where d.dbid <> 0 and d.classid = $$pg_class$$::regclass and d.objid in (select oid from pg_class where relpersistence = $$t$$)',
];
const REFUSED = [
  'select * from pg_stat_activity',
  'select * from pg_stat_database',
  'select * from pg_stat_progress_analyze',
  'select * from pg_stat_get_activity(null)',
  'select * from pg_statistic',
  'select * from pg_statistic_ext_data',
  'select pg_lock_status()',
  'select pg_stat_get_db_temp_bytes(1)',
  "select pg_tablespace_size('pg_default')",
  'copy pg_catalog.pg_database to stdout',
  'copy pg_shdepend to stdout',
  'select pg_advisory_lock(1)',
  'select lo_create(0)',
];

it('a session finds nothing of another one, of the same user or of another', async () => {
  const own = await client('manager.sichuan');
  await own.query(SECRET);
  await own.query('create index secret_index on secret_figures (secret_city)');
  await own.query('analyze secret_figures');
  await own.query('prepare secret_statement as select 1');
  expect((await own.query("select 1 from pg_stats where tablename = 'secret_figures'")).rowCount).toBeGreaterThan(1);
  expect((await own.query("select 1 from pg_class where relname = 'secret_figures'")).rowCount).toBe(1);
  await own.query('begin; declare secret_cursor cursor for select * from secret_figures');
  for (const user of ['manager.sichuan', 'analyst']) {
    const other = await client(user);
    const before = (await other.query("select pg_database_size('tenure')::int as size")).rows;
    for (const sql of LOOKS) expect((await other.query(sql)).rows, sql).toEqual([]);
    for (const sql of REFUSED) await expect(other.query(sql), sql).rejects.toMatchObject({ code: '42501' });
    await expect(other.query('select * from pg_temp_3.secret_figures limit 0')).rejects.toMatchObject({
      code: /42|3F/,
    });
    await own.query(
      'savepoint a; create temp table more_figures as select repeat(md5(g::text), 50) from generate_series(1, 500) g',
    );
    expect((await other.query("select pg_database_size('tenure')::int as size")).rows).toEqual(before);
    await own.query('rollback to a');
    await other.end();
  }
  await own.end();
});

it('the next session in the same place finds nothing of the one before', async () => {
  const first = await client();
  await first.query(SECRET.replace('secret_figures', 'left_over'));
  await first.query('analyze left_over');
  await first.end();
  // Databases are lent again once their session's backend has gone.
  for (let turn = 0; turn < 3; turn++) {
    const next = await client();
    expect((await next.query("select 1 from pg_class where relpersistence = 't'")).rows).toEqual([]);
    expect((await next.query("select 1 from pg_stats where tablename = 'left_over'")).rows).toEqual([]);
    expect((await next.query("select 1 from pg_namespace where nspname ~ 'temp'")).rows).toEqual([]);
    await next.end();
  }
});

it('says the signed-in name for the user, asks rights by it, and shows it in lists of roles', async () => {
  const session = await client('manager.sichuan');
  const { rows } = await session.query(
    `select current_user, session_user, user, current_role, has_schema_privilege('manager.sichuan', 'public', 'usage') as by_name,
       has_table_privilege(current_user, 'churn', 'select') as by_user, pg_has_role('manager.sichuan', 'usage') as role`,
  );
  const name = 'manager.sichuan';
  expect(rows).toEqual([
    {
      current_user: name,
      session_user: name,
      user: name,
      current_role: name,
      by_name: true,
      by_user: true,
      role: true,
    },
  ]);
  expect((await session.query('select rolname from pg_roles where rolname = current_user')).rowCount).toBe(1);
  expect((await session.query('select 1 from churn where province = current_user')).rows).toEqual([]);
  await session.query('create temp table mine (a int)');
  const owned = "select pg_get_userbyid(relowner) as owner from pg_class where relname = 'mine'";
  expect((await session.query(owned)).rows).toEqual([{ owner: name }]);
  await expect(session.query("select has_schema_privilege('nobody', 'public', 'usage')")).rejects.toMatchObject({
    code: '42704',
  });
  await expect(session.query("set tenure.signed_in = 'admin'")).rejects.toMatchObject({ code: '42501' });
  await session.end();
});

it('refuses what takes more memory, message or disk than one session may have, and the session goes on', async () => {
  const session = await client();
  for (const sql of [
    "select repeat('a', 1000000000)",
    "select repeat('a', 80000000)",
    "select repeat('a', 80000000) from generate_series(1, 20)",
    "select string_agg(repeat(md5(g::text), 100), '') from generate_series(1, 1000000) g",
    "copy (select repeat('a', 80000000)) to stdout",
    "select churned from churn where tier = (select repeat('a', 80000000) || tier from churn limit 1)",
    'create temp table wide as select repeat(md5(g::text), 58) from generate_series(1, 3000000) g',
    `${'select 1;'.repeat(1001)}`,
  ]) {
    await session.query(sql).then(
      ({ rows }) => expect(JSON.stringify(rows ?? []).length, sql.slice(0, 80)).toBeLessThan(1000),
      (error: { code?: string }) => expect(error.code, sql.slice(0, 80)).toBe('54000'),
    );
    expect((await session.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  }
  await expect(session.query(`select sum(churned)${'+1'.repeat(5000)} from churn`)).rejects.toMatchObject({
    code: '54001',
  });
  await session.query('create temp table small as select 1 as one');
  expect((await session.query('select * from small')).rows).toEqual([{ one: 1 }]);
  await session.end();
}, 120_000);

it('counts temporary tables', async () => {
  const session = await client();
  await session.query("select 'no more than 200'");
  const make = (first: number, last: number) =>
    session.query(
      Array.from({ length: last - first }, (_, at) => `create temp table t_${first + at} (a int)`).join(';'),
    );
  await make(0, 200);
  await expect(make(200, 201)).rejects.toMatchObject({ code: '54000' });
  await session.query('drop table t_0');
  await make(200, 201);
  await session.end();
});

it('others are answered while a statement computes, and it ends with the time it may have', async () => {
  const door = await test.another({ times: { statementMs: 6000 } });
  const session = await signIn(door.port);
  for (const wanted of ['0', "'10min'", '2000000', 'default'])
    await session.query(`set statement_timeout = ${wanted}`).then(async () => {
      expect((await session.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '6s' }]);
    });
  const hostile = session.query('select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b');
  const failed = expect(hostile).rejects.toMatchObject({ code: '57014' });
  expect(await answeredMeanwhile(hostile)).toBeGreaterThanOrEqual(10);
  await failed;
  await session.end();
  const started = await signIn(door.port, 'analyst', { options: '-c statement_timeout=0' });
  expect((await started.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '6s' }]);
  await started.end();
  await door.close();
}, 60_000);

it('what Postgres computes ends with its client', async () => {
  const running = async () => {
    const { rows } = await owner.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where usename = 'tenure_bi' and state = 'active'",
    );
    return rows[0]?.n;
  };
  const session = await client();
  session
    .query('select count(*) from (select tier from churn) a, (select tier from churn) b, generate_series(1, 100000) c')
    .catch(() => undefined);
  await expect.poll(running, { timeout: 10_000 }).toBe(1);
  (session as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
});

it('keeps a process of Postgres within its memory', async () => {
  const session = await client();
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
  const hostile = session.query(
    "select length(string_agg(repeat(md5(g::text), 100), '')) from generate_series(1, 1000000) g",
  );
  let peak = 0;
  const failed = expect(hostile).rejects.toMatchObject({ code: '54000' });
  let ended = false;
  void hostile.catch(() => (ended = true));
  while (!ended) {
    const status = await readFile(`/proc/${rows[0]?.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }
  await failed;
  expect(peak).toBeLessThanOrEqual(640 << 10);
  await session.end();
});
