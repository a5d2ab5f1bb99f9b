import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, run, without } from '../../support/sql/clients.js';
import { openTestDoor, PASSWORD, type TestDoor } from '../../support/sql/test-door.js';

let test: TestDoor;
const CLIENT_FOLDER = path.resolve('test/contract/sql/clients');

beforeAll(async () => {
  test = await openTestDoor();
});
afterAll(() => test?.close());

function psql(commands: string, user = 'analyst', options = '') {
  const target = `host=127.0.0.1 port=${test.door.port} dbname=tenure user=${user} ${options}`;
  return run(CLIENTS.psql, ['-X', '-A', '-t', target], commands, { PGPASSWORD: PASSWORD });
}

function nodeClient(user = 'analyst', password = PASSWORD, more: pg.ClientConfig = {}) {
  return new pg.Client({ host: '127.0.0.1', port: test.door.port, database: 'tenure', user, password, ...more });
}

describe.skipIf(without('psql'))('psql', () => {
  it('describes a view with types, comments and key, lists databases, views as tables, and functions', async () => {
    const { out, err } = await psql(
      '\\pset tuples_only off\n\\d churn\n\\d+ churn\n\\l\n\\df\n\\dt\n\\dn\n\\dT\n\\du\n',
    );
    expect(err).toBe('');
    expect(out).toMatch(/^public\|churn\|table\|/m);
    expect(out).toMatch(/"churn_key" PRIMARY KEY, btree \(customer_id, month\)/);
    expect(out).toMatch(/^public\|churn_risk\|double precision\|horizon_months integer DEFAULT/m);
    expect(out).toMatch(/^province\|text/m);
    expect(out).toMatch(/^churn_rate\|double precision/m);
    expect(out).toContain('ask MEASURE(churn_rate)');
    expect(out).toMatch(/^tenure\|/m);
    expect(out).toMatch(/^public\|measure\|anyelement\|anyelement\|agg/m);
    expect(out).not.toContain('tenure_sql_');
  });

  it('signs in with and without TLS, with channel binding, and with nothing else', async () => {
    for (const options of ['sslmode=disable', 'sslmode=require', 'sslmode=require channel_binding=require'])
      expect((await psql('select 1', 'analyst', options)).out.trim()).toBe('1');
    const wrong = await run(
      CLIENTS.psql,
      ['-X', `host=127.0.0.1 port=${test.door.port} dbname=tenure user=analyst`],
      '',
      {
        PGPASSWORD: 'wrong',
      },
    );
    expect(wrong.err).toContain('password authentication failed for user "analyst"');
    for (const user of ['tenure', 'postgres', 'tenure_bi', 'nobody'])
      expect((await psql('select 1', user)).err).toContain(`password authentication failed for user "${user}"`);
    const other = await run(
      CLIENTS.psql,
      ['-X', `host=127.0.0.1 port=${test.door.port} dbname=postgres user=analyst`],
      '',
      {
        PGPASSWORD: PASSWORD,
      },
    );
    expect(other.err).toContain('database "postgres" does not exist');
  });

  it('asks, in transactions, cursors, COPY, PREPARE and temporary tables', async () => {
    const { out, err } = await psql(`
      begin; declare c cursor for select tier, sum(churned) from churn group by 1 order by 1;
      fetch 1 from c; move 1 from c; fetch all from c; close c; commit;
      copy (select tier, sum(churned) from churn group by 1 order by 1) to stdout csv;
      prepare p(text) as select sum(churned) from churn where tier = $1; execute p('Gold');
      create temp table mine as select tier, sum(churned) as n from churn group by 1;
      select sum(n) from mine;
      select sum(churned) from churn;
      start transaction read only; select sum(churned) from churn; rollback;`);
    expect(err).toBe('');
    const lines = out.trim().split('\n');
    const total = lines.at(-1) === 'ROLLBACK' ? lines.at(-2) : undefined;
    expect(lines.filter((line) => line === total)).toHaveLength(3);
    expect(lines).toContain('SELECT 3');
    expect(lines.filter((line) => /^Bronze[|,]/.test(line))).toHaveLength(2);
  });

  it('explains with blocks, layer and what is left to Postgres; SQL only for who may see it', async () => {
    const question = 'explain select tier, measure(churn_rate) from churn group by 1';
    const { out } = await psql(question);
    expect(out).toMatch(/Block 1: view churn {2}\(layer=\S+ rows=3/);
    expect(out).toContain('FROM');
    expect(out).toContain('Nothing is left to Postgres');
    expect((await psql(question, 'executive')).out).not.toContain('customer_month');
    const { out: mixed } = await psql(
      "explain select lower(tier), sum(churned) / 2 from churn where translate(province, 'S', 's') = 'sichuan' and left(city, 1) = 'C' group by 1",
    );
    expect(mixed).toContain('Dimensions: e_0 = lowerUTF8(translateUTF8(tier');
    expect(mixed).toMatch(/Filters: .*\(leftUTF8\(city, 1\) = "C"\)/);
    expect(mixed).toMatch(/Decided by Postgres .*\n {2}the condition translate\(province, 'S', 's'\) = 'sichuan'/);
    expect(mixed).toContain('Finished by Postgres over these rows');
    const { out: having } = await psql(
      'explain select tier, measure(churn_rate) from churn group by 1 having measure(churn_rate) > 0.01 order by 2 limit 2',
    );
    expect(having).toMatch(/Having: .*isFinite/);
    expect(having).toContain('Nothing is left to Postgres');
  });
});

describe.skipIf(without('java', 'jdbc'))('pgJDBC', () => {
  it.each(['extended', 'simple', 'extendedForPrepared'])('in %s mode', async (mode) => {
    const source = path.join(CLIENT_FOLDER, 'Jdbc.java');
    const args = ['-cp', CLIENTS.jdbc, source, String(test.door.port), 'analyst', PASSWORD, mode];
    const { out, err } = await run(CLIENTS.java, args);
    expect(err).toBe('');
    expect(out).toContain('table churn TABLE');
    expect(out).toContain('key churn customer_id 1');
    expect(out).toContain('key churn month 2');
    expect(out).toContain('column churn_rate float8');
    expect(out).toContain('product PostgreSQL 16');
    expect(out).toMatch(/^row Bronze 0\.\d+ \d+ 2024-01-01$/m);
    expect(out).toMatch(/^fetched \d{2,}$/m);
    expect(out).toContain('all fetched true');
    expect(out).toContain('refused 42803');
    expect(out).toContain('cancelled 57014');
  });
});

describe.skipIf(without('python', 'psycopg2', 'sqlalchemy'))('psycopg2 and SQLAlchemy', () => {
  it('ask with parameters, named cursors, savepoints and reflected tables', async () => {
    const script = path.join(CLIENT_FOLDER, 'python_clients.py');
    const { out, err } = await run(CLIENTS.python, [script, String(test.door.port), 'analyst', PASSWORD]);
    expect(err).toBe('');
    expect(out).toMatch(/^psycopg2 \[\('Gold', \d+\), \('Silver', \d+\)\] \['tier', 'measure'\]$/m);
    expect(out).toMatch(/^named 3 \d{2,}$/m);
    expect(out).toContain('refused 42803');
    expect(out).toContain('unknown 42703');
    expect(out).toContain('after savepoint (3,)');
    expect(out).toContain("tables True ['information_schema', 'public']");
    expect(out).toContain("key ['customer_id', 'month']");
    expect(out).toContain('comment Churn.');
    expect(out).toContain('reflected DATE DOUBLE_PRECISION BIGINT');
    expect(out).toContain('core 2');
  });
});

describe.skipIf(without('isql'))('psqlODBC', () => {
  it.each(['0', '1'])('lists tables and columns and asks, declare-fetch %s', async (declareFetch) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'tenure-odbc-'));
    const lines = [
      '[tenure]',
      'Driver=PostgreSQL Unicode',
      'Servername=127.0.0.1',
      `Port=${test.door.port}`,
      'Database=tenure',
    ];
    lines.push('SSLmode=require', `UseDeclareFetch=${declareFetch}`, 'Fetch=2', '');
    await writeFile(path.join(folder, 'odbc.ini'), lines.join('\n'));
    // Its password must be ASCII here: isql reads its arguments in the locale's encoding.
    const commands =
      'help churn\nselect tier, sum(churned) from churn group by 1 order by 1\nselect avg(churn_rate) from churn\n';
    const { out } = await run(CLIENTS.isql, ['tenure', 'analyst', PASSWORD, '-b', '-d,', '-x0x09'], commands, {
      ODBCINI: path.join(folder, 'odbc.ini'),
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
    });
    await rm(folder, { recursive: true });
    expect(out).toMatch(/churn_rate/);
    expect(out).toMatch(/Bronze\W+\d+/);
    expect(out).toMatch(/Silver\W+\d+/);
  });
});

describe.skipIf(without('python', 'odbc'))('the ODBC driver manager', () => {
  it.each(['0', '1'])(
    'asks SQLTables, SQLColumns and SQLPrimaryKeys and reads all rows, declare-fetch %s',
    async (fetch) => {
      const script = path.join(CLIENT_FOLDER, 'odbc_client.py');
      const rows = 'select customer_id, month, revenue from churn';
      const args = [script, String(test.door.port), 'analyst', PASSWORD, fetch, rows];
      const { out, err } = await run(CLIENTS.python, args, '', { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' });
      expect(err).toBe('');
      expect(out).toContain('table public churn TABLE');
      expect(out).toContain('column churn_rate float8');
      expect(out).toContain('key customer_id 1\nkey month 2');
      const { rows: truth } = await test.small.warehouse.query({ text: 'SELECT count() FROM tenure.customer_month' });
      expect(out).toContain(`counted ${truth[0]?.[0]}`);
      expect(out).toContain('refused 42803');
    },
  );
});

describe.skipIf(without('pgcli'))('pgcli', () => {
  it('completes from the catalogue and asks', async () => {
    const { out, err } = await run(CLIENTS.pgcli, ['--less-chatty', '-l'], '', {
      PGPASSWORD: PASSWORD,
      PGHOST: '127.0.0.1',
      PGPORT: String(test.door.port),
      PGUSER: 'analyst',
      PGDATABASE: 'tenure',
      TERM: 'dumb',
    });
    expect(`${out}${err}`).toMatch(/\btenure\b/);
  });

  it('reads names, types and functions to complete them, describes, and asks', async () => {
    const script = path.join(CLIENT_FOLDER, 'pgcli_client.py');
    const { out, err } = await run(CLIENTS.python, [script, String(test.door.port), 'analyst', PASSWORD]);
    expect(err).toBe('');
    expect(out).toContain('table True\nviews []');
    expect(out).toMatch(/^columns \d{2,} \['date', 'double precision'\]$/m);
    expect(out).toContain("function ['churn_risk', 'measure']\ndatabases ['tenure']");
    expect(out).toMatch(/^ran select \['tier', 'measure'\] 3 \('Bronze', \d+\)$/m);
    expect(out).toMatch(/^ran \\d \['Column', 'Type'\] \d{2,} \('month', 'date'/m);
    expect(out).toMatch(/^ran \\dt \['Schema', 'Name'\] 2 \('public', 'churn', 'table'/m);
    expect(out).toContain('refused 42803');
  });
});

describe('node pg', () => {
  it('asks with parameters in both formats and reads types', async () => {
    const client = nodeClient('analyst', PASSWORD, { ssl: { rejectUnauthorized: false } });
    await client.connect();
    const text =
      'select tier, sum(churned), measure(customers), min(month) from churn where month >= $1 group by 1 order by 1';
    const first = await client.query({ name: 'a', text, values: ['2024-03-01'], rowMode: 'array' });
    const again = await client.query({ name: 'a', text, values: ['2024-03-01'], rowMode: 'array' });
    expect(first.rows).toEqual(again.rows);
    expect(first.fields.map(({ dataTypeID }) => dataTypeID)).toEqual([25, 1700, 20, 1082]);
    const numbers = 'select tier, measure(customers), measure(churn_rate) from churn group by 1 order by 1';
    const asText = await client.query({ text: numbers, rowMode: 'array' });
    const asBinary = await client.query({ text: numbers, rowMode: 'array', binary: true } as pg.QueryArrayConfig);
    expect(asBinary.rows.map(([tier, n, rate]) => [tier, String(n), rate])).toEqual(asText.rows);
    await client.end();
  });

  it('cancels a question while it runs', async () => {
    const client = nodeClient();
    await client.connect();
    const slow = client.query('select count(*) from generate_series(1, 2000000000)');
    slow.catch(() => undefined);
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const cancel = () => {
      const other = new pg.Client({ host: '127.0.0.1', port: test.door.port }) as unknown as {
        connection: {
          connect(port: number, host: string): void;
          cancel(pid: number, key: number): void;
          on(e: string, f: () => void): void;
        };
      };
      other.connection.on('connect', () => other.connection.cancel(processID, secretKey));
      other.connection.connect(test.door.port, '127.0.0.1');
    };
    // A request to cancel that comes before the statement is lost, as with Postgres: it is sent until it is heard.
    const cancelling = setInterval(cancel, 300);
    await expect(slow.finally(() => clearInterval(cancelling))).rejects.toMatchObject({ code: '57014' });
    const next = () => client.query('select 1 as one').then(({ rows }) => rows, String);
    await expect.poll(next, { timeout: 30_000 }).toEqual([{ one: 1 }]);
    await client.end();
  });

  it('gives NULL for a sum of nothing and refuses what would be wrong', async () => {
    const client = nodeClient();
    await client.connect();
    const { rows } = await client.query(
      "select sum(churned) s, measure(churn_rate) r, count(*) n, measure(customers) c from churn where tier = 'none'",
    );
    expect(rows).toEqual([{ s: null, r: null, n: '0', c: '0' }]);
    const refused: [string, string][] = [
      ['select avg(churn_rate) from churn', '42803'],
      ['select sum(customers) from churn', '42803'],
      ['select measure(province) from churn', '42803'],
      ['select sum(churned) from churn where churn_rate > 0.1', '42803'],
      ['select sum(churned * revenue) from churn', '0A000'],
      ['select * from churn for update', '0A000'],
      ['select c.province from churn c join value v on v.province = c.province', '0A000'],
      ['select province from churn c where exists (select 1 from value v where v.province = c.province)', '0A000'],
      ['select (select measure(arpu) from value where value.tier = c.tier) from churn c group by tier', '0A000'],
      ['select churn_rat from churn', '42703'],
      ['select * from chur', '42P01'],
      ['selec 1', '42601'],
      ["insert into churn(province) values ('x')", '55000'],
      ['select ctid from churn', '42703'],
      ['select customer_id, month, province, measure(churn_rate) from churn group by customer_id, month', '42803'],
      ['do $$ begin end $$', '0A000'],
      ['create table t(a int)', '0A000'],
      ['create function f() returns int language sql as $$ select 1 $$', '0A000'],
      ['alter role tenure_bi superuser', '0A000'],
      ['set role tenure', '42501'],
      ["set session_authorization = 'tenure'", '42501'],
      ["select set_config('role', 'tenure', false)", '42501'],
      ['select pg_sleep(1)', '42501'],
      ["select pg_read_file('/etc/passwd')", '42501'],
      ["select lo_import('/etc/passwd')", '42501'],
      ['select * from pg_stat_activity', '42501'],
      ['select * from pg_authid', '42501'],
      ["select query_to_xml('select * from churn', true, true, '')", '42501'],
      ['select pg_terminate_backend(1)', '42501'],
      ['select pg_advisory_lock(1)', '42501'],
      ["update pg_settings set setting = '1' where name = 'work_mem'", '42501'],
      ['listen x', '0A000'],
      ['copy churn to stdout', '0A000'],
      ["copy (select 1) to '/tmp/x'", '42501'],
      ["copy (select 1) to program 'id'", '42501'],
      ['create temp table churn(a int)', '42P07'],
      ['select 1; drop table pg_class', '42501'],
    ];
    for (const [text, code] of refused) await expect(client.query(text), text).rejects.toMatchObject({ code });
    await client.end();
  });
});
