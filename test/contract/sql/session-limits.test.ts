import { once } from 'node:events';
import net from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_USERS } from '../../../src/access/demo-users.js';
import { makeVerifier } from '../../../src/access/scram-verifier.js';
import type { Semantic } from '../../../src/semantic/create.js';
import { openCatalogue } from '../../../src/sql/catalogue/catalogue.js';
import type { SqlDoor, SqlDoorOptions } from '../../../src/sql/door.js';
import type { UserRecord } from '../../../src/store/users.js';
import { openTestDoor, PASSWORD, signIn, type TestDoor } from '../../support/sql/test-door.js';

let test: TestDoor;

beforeAll(async () => {
  test = await openTestDoor();
});
afterAll(() => test?.close());

async function withDoor(options: Partial<SqlDoorOptions>, work: (door: SqlDoor) => Promise<void>): Promise<void> {
  const door = await test.another(options);
  try {
    await work(door);
  } finally {
    await door.close();
  }
}

/** The code of the error that ends a session from the server's side. */
async function endOf(session: pg.Client): Promise<string | undefined> {
  const [error] = (await once(session, 'error')) as [{ code?: string }];
  return error.code;
}

/** A semantic layer whose questions run until they are stopped; `stopped` says how often that was. */
function endless() {
  let stopped = 0;
  let begun = () => undefined as void;
  const running = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const never = (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => {
      begun();
      signal?.addEventListener('abort', () => {
        stopped++;
        reject(signal.reason);
      });
    });
  const semantic: Semantic = {
    ...test.semantic,
    ask: (_query, _principal, options) => never(options?.signal),
    stream: (_query, _principal, _sink, options) => never(options?.signal),
  };
  return { semantic, running, stopped: () => stopped };
}

const QUESTION = 'select tier, sum(churned) from churn group by 1';

it('a cancel request stops the question in the semantic layer', async () => {
  const slow = endless();
  await withDoor({ semantic: slow.semantic }, async (door) => {
    const session = await signIn(door.port);
    const question = expect(session.query(QUESTION)).rejects.toMatchObject({ code: '57014' });
    await slow.running;
    const { processID, secretKey } = session as unknown as { processID: number; secretKey: number };
    const request = Buffer.alloc(16);
    [16, 80877102, processID, secretKey].forEach((word, at) => request.writeInt32BE(word, at * 4));
    net.connect(door.port, '127.0.0.1').end(request);
    await question;
    expect(slow.stopped()).toBe(1);
    expect((await session.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await session.end();
  });
});

it('statement_timeout stops the question in the semantic layer, as it is set at the time', async () => {
  const slow = endless();
  await withDoor({ semantic: slow.semantic }, async (door) => {
    for (const [begin, settings] of [
      ['set statement_timeout = 200', {}],
      ["begin; set local statement_timeout = '200ms'", {}],
      ['select 1', { options: '-c statement_timeout=200' }],
    ] as const) {
      const session = await signIn(door.port, 'analyst', settings);
      await session.query(begin);
      await expect(session.query(QUESTION)).rejects.toMatchObject({
        code: '57014',
        message: 'canceling statement due to statement timeout',
      });
      await session.query('rollback');
      await session.end();
    }
    expect(slow.stopped()).toBe(3);
  });
});

it('a client that goes away stops its question', async () => {
  const slow = endless();
  await withDoor({ semantic: slow.semantic }, async (door) => {
    const session = await signIn(door.port);
    session.query(QUESTION).catch(() => undefined);
    await slow.running;
    (session as unknown as { connection: { stream: net.Socket } }).connection.stream.destroy();
    await expect.poll(slow.stopped).toBe(1);
  });
});

it('ends a session that is idle, or idle in a transaction for longer than it asked for', async () => {
  await withDoor({ times: { idleMs: 500 } }, async (door) => {
    expect(await endOf(await signIn(door.port))).toBe('57P05');
  });
  const session = await signIn(test.door.port);
  await session.query('set idle_in_transaction_session_timeout = 300');
  await session.query('begin');
  expect(await endOf(session)).toBe('25P03');
});

it('hangs up on who does not sign in in time', async () => {
  await withDoor({ times: { loginDeadlineMs: 300 } }, async (door) => {
    const socket = net.connect(door.port, '127.0.0.1');
    socket.resume();
    await once(socket, 'close');
  });
});

it.each([
  ['in all', { total: 2 }],
  ['from one address', { perAddress: 2 }],
  ['of one user', { perUser: 2 }],
])('caps connections %s, and gives a place back', async (_, limits) => {
  await withDoor({ limits }, async (door) => {
    const [first, second] = [await signIn(door.port), await signIn(door.port)];
    await expect(signIn(door.port)).rejects.toMatchObject({ code: '53300' });
    await first.end();
    await expect
      .poll(() =>
        signIn(door.port).then(
          (third) => third.end().then(() => 'in'),
          () => 'out',
        ),
      )
      .toBe('in');
    await second.end();
  });
});

it('ends sessions when the model changes what they see, outside transactions, and shows new ones the new views', async () => {
  let changed = false;
  const semantic: Semantic = {
    ...test.semantic,
    modelVersion: async () => (changed ? 'new' : 'old'),
    catalog: async (principal) => {
      const catalog = await test.semantic.catalog(principal);
      return changed ? { views: catalog.views.filter(({ name }) => name !== 'value') } : catalog;
    },
  };
  await withDoor({ semantic, times: { modelMs: 50 } }, async (door) => {
    const idle = await signIn(door.port);
    const busy = await signIn(door.port);
    const has = "select count(*)::int as n from pg_class where relname = 'value' and relkind = 'r'";
    expect((await idle.query(has)).rows).toEqual([{ n: 1 }]);
    await busy.query('begin');
    const ends = Promise.all([endOf(idle), endOf(busy)]);
    changed = true;
    expect(await endOf(idle)).toBe('57P01');
    expect((await busy.query(QUESTION)).rowCount).toBe(3);
    await busy.query('commit').catch(() => undefined);
    expect(await ends).toEqual(['57P01', '57P01']);
    const next = await signIn(door.port);
    expect((await next.query(has)).rows).toEqual([{ n: 0 }]);
    await next.end();
  });
});

it('ends every session of a user who is disabled, has other rights or another password, whatever it is doing, and nobody else’s', async () => {
  const verifier = await makeVerifier(PASSWORD);
  const accounts = new Map<string, UserRecord>(
    DEMO_USERS.map((user) => [user.name, { ...user, verifier, disabled: false, demo: true, epoch: 0 }]),
  );
  const change = (name: string, change: Partial<UserRecord>) => {
    const user = accounts.get(name);
    if (user) accounts.set(name, { ...user, ...change });
  };
  const slow = endless();
  const users = { find: async (name: string) => accounts.get(name) };
  await withDoor({ users, semantic: slow.semantic, times: { accountMs: 50 } }, async (door) => {
    const [idle, open, asking, other, manager] = await Promise.all([
      ...['analyst', 'analyst', 'analyst', 'admin', 'manager.sichuan'].map((name) => signIn(door.port, name)),
    ]);
    if (!idle || !open || !asking || !other || !manager) throw new Error('five sign in');
    await open.query('begin');
    const question = expect(asking.query(QUESTION)).rejects.toMatchObject({ code: '57P01' });
    await slow.running;
    const ends = Promise.all([endOf(idle), endOf(open)]);
    change('analyst', { disabled: true });
    expect(await ends).toEqual(['57P01', '57P01']);
    await question;
    await expect.poll(slow.stopped).toBe(1);
    change('manager.sichuan', { provinces: ['440000'] });
    expect(await endOf(manager)).toBe('57P01');
    const [stale, signedOut] = await Promise.all(['executive', 'service'].map((name) => signIn(door.port, name)));
    if (!stale || !signedOut) throw new Error('two sign in');
    change('executive', { verifier: await makeVerifier('another password') });
    expect(await endOf(stale)).toBe('57P01');
    change('service', { epoch: 1 });
    expect(await endOf(signedOut)).toBe('57P01');
    expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await other.end();
  });
});

it('refuses connections in the clear where TLS is required', async () => {
  const config = {
    host: '127.0.0.1',
    sqlPort: 0,
    dataDir: test.dataDir,
    timeZone: 'Asia/Shanghai',
    sqlTlsRequired: true,
  };
  await withDoor({ config }, async (door) => {
    await expect(signIn(door.port)).rejects.toMatchObject({ code: '28000' });
    const session = await signIn(door.port, 'analyst', { ssl: { rejectUnauthorized: false } });
    expect((await session.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await session.end();
  });
});

it('ends sessions in order when the server stops: after the statement or transaction that each is in', async () => {
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let asked = 0;
  const semantic: Semantic = {
    ...test.semantic,
    stream: async (...args) => {
      asked++;
      await finished;
      return test.semantic.stream(...args);
    },
    ask: async (...args) => {
      asked++;
      await finished;
      return test.semantic.ask(...args);
    },
  };
  await withDoor({ semantic }, async (door) => {
    const [idle, open, asking] = await Promise.all([1, 2, 3].map(() => signIn(door.port)));
    if (!idle || !open || !asking) throw new Error('three sign in');
    await open.query('begin');
    const question = asking.query(QUESTION);
    await expect.poll(() => asked).toBeGreaterThan(0);
    const ends = Promise.all([endOf(open), endOf(asking)]);
    const ended = endOf(idle);
    const drained = door.drain(60_000);
    expect(await ended).toBe('57P01');
    await expect(signIn(door.port)).rejects.toMatchObject({ code: '57P03' });
    finish();
    expect((await question).rowCount).toBe(3);
    await open.query('commit').catch(() => undefined);
    expect(await ends).toEqual(['57P01', '57P01']);
    await drained;
  });
});

it('no native read of a relation gets a silent empty answer', async () => {
  const session = await signIn(test.door.port);
  const { rows } = await session.query('select tenure_guard.real_database() as name');
  await session.end();
  const native = new pg.Client({ ...test.postgres.connection, database: rows[0].name });
  await native.connect();
  await native.query('set role tenure_bi');
  for (const sql of [
    'select count(*) from churn',
    'select * from churn',
    "select province from churn where customer_id = 'C000001' and month = '2024-01-01'",
    "select max(customer_id) from churn where customer_id > 'C'",
    'select min(month) from churn',
    'select exists (select from churn)',
    'select 1 where not exists (select from churn)',
    'select v.tier from (values (1)) one left join churn v on true',
    'select count(*) from churn a join churn b using (customer_id, month)',
    'select tier from churn group by tier',
    'create temp table copied as select * from churn',
    'select xmlelement(name x, (select count(*) from churn))',
  ])
    await expect(native.query(sql), sql).rejects.toMatchObject({ code: '0A000' });
  await native.end();
});

it('refuses an answer of more rows than the setting allows, and says how to raise it', async () => {
  const config = { host: '127.0.0.1', sqlPort: 0, dataDir: test.dataDir, timeZone: 'Asia/Shanghai', sqlMaxRows: 1000 };
  await withDoor({ config }, async (door) => {
    const session = await signIn(door.port);
    const rows = 'select customer_id, month from churn';
    expect((await session.query(`${rows} limit 1000`)).rows).toHaveLength(1000);
    for (const sql of [rows, `${rows} limit 1001`, `select province, month, tier from churn order by 1`])
      await expect(session.query(sql), sql).rejects.toMatchObject({
        code: '54000',
        hint: expect.stringContaining('TENURE_SQL_MAX_ROWS'),
      });
    await session.end();
  });
});

it('COPY gives Postgres’s binary format as well', async () => {
  const session = await signIn(test.door.port);
  const { stream } = (session as unknown as { connection: { stream: net.Socket } }).connection;
  const bytes: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => bytes.push(chunk));
  await session.query(`copy (${QUESTION}) to stdout (format binary)`);
  expect(Buffer.concat(bytes).includes(Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'))).toBe(true);
  expect(Buffer.concat(bytes).includes('Bronze')).toBe(true);
  await session.end();
});

it('says plainly that the Postgres account must be a superuser', async () => {
  const owner = new pg.Client(test.postgres.connection);
  await owner.connect();
  await owner.query("create role plain login createdb createrole password 'plain'");
  await owner.end();
  const opening = openCatalogue(
    { ...test.postgres.connection, user: 'plain', password: 'plain' },
    pino({ level: 'silent' }),
  );
  await expect(opening).rejects.toMatchObject({ kind: 'CONFIG', message: expect.stringContaining('superuser') });
});
