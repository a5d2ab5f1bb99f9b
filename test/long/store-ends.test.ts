import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open.js';
import type { PostgresConnection } from '../../src/store/store.js';
import { runProgram } from '../support/program.js';
import { scratchDirectory } from '../support/scratch.js';

const scratch = scratchDirectory();
const log = pino({ level: 'silent' });
const PROGRAM = 'test/support/programs/hold-store.ts';

/** Live processes whose command line names the directory. */
function processesOf(directory: string): number {
  return readdirSync('/proc').filter((entry) => {
    try {
      return (
        /^\d+$/.test(entry) &&
        entry !== String(process.pid) &&
        readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(directory)
      );
    } catch {
      return false;
    }
  }).length;
}

async function hold(dataDir: string) {
  const program = runProgram(PROGRAM, [dataDir]);
  return { program, connection: JSON.parse(await program.line()) as PostgresConnection };
}

const open = (dataDir: string) => openStore({ config: { dataDir, postgresUrl: undefined }, log });
const linuxOnly = it.skipIf(process.platform !== 'linux');

linuxOnly('leaves no process behind after kill -9, and loses nothing', async () => {
  const dataDir = path.join(scratch, 'killed');
  const { program, connection } = await hold(dataDir);
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE kept (a int)');
  await client.query('INSERT INTO kept VALUES (1), (2)');
  expect(processesOf(dataDir)).toBeGreaterThan(2);
  program.child.kill('SIGKILL');
  await program.ended();
  await expect.poll(() => processesOf(dataDir), { timeout: 10_000 }).toBe(0);
  const store = await open(dataDir);
  expect((await store.pool.query('SELECT count(*)::int AS n FROM kept')).rows).toEqual([{ n: 2 }]);
  await store.close();
});

linuxOnly('takes over when started again at once, or when the watch was killed too', async () => {
  const dataDir = path.join(scratch, 'watch');
  const { program } = await hold(dataDir);
  const postmaster = Number.parseInt(
    readFileSync(path.join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8'),
    10,
  );
  const shells = readdirSync('/proc').filter((entry) => {
    try {
      const line = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      return line.startsWith('/bin/sh') && line.includes(dataDir);
    } catch {
      return false;
    }
  });
  for (const shell of shells) process.kill(Number(shell), 'SIGKILL');
  program.child.kill('SIGKILL');
  await program.ended();
  expect(() => process.kill(postmaster, 0)).not.toThrow();
  const store = await open(dataDir);
  expect((await store.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await store.close();
  await expect.poll(() => processesOf(dataDir), { timeout: 10_000 }).toBe(0);
});

it('is not misled by a lock file whose process number belongs to somebody else now', async () => {
  const dataDir = path.join(scratch, 'shared');
  await (await open(dataDir)).close();
  const file = path.join(dataDir, 'postgres', 'data', 'postmaster.pid');
  writeFileSync(file, `${process.pid}\n${path.dirname(file)}\n1\n5432\n\n127.0.0.1\n`);
  const store = await open(dataDir);
  expect((await store.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await store.close();
});

linuxOnly('ends cleanly on SIGTERM', async () => {
  const dataDir = path.join(scratch, 'terminated');
  const { program } = await hold(dataDir);
  program.child.kill('SIGTERM');
  expect(await program.ended()).toMatchObject({ code: 0 });
  expect(processesOf(dataDir)).toBe(0);
  expect(existsSync(path.join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
});

it('lets nobody in without the password, and nobody from another address', async () => {
  const dataDir = path.join(scratch, 'shared');
  const store = await open(dataDir);
  const { connection } = store;
  const attempt = async (change: Partial<PostgresConnection>) => {
    const client = new pg.Client({ ...connection, ...change });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
  };
  await attempt({});
  for (const user of ['tenure', 'postgres', 'root'])
    await expect(attempt({ user, password: 'guess' })).rejects.toMatchObject({ code: '28P01' });
  await expect(attempt({ password: '' })).rejects.toThrow();
  const { rows } = await store.pool.query('SHOW unix_socket_directories');
  expect(rows).toEqual([{ unix_socket_directories: '' }]);
  expect((await store.pool.query('SHOW listen_addresses')).rows).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
  await store.close();
});

it.skipIf(process.getuid?.() !== 0)(
  'serves a data directory that only root can enter, from a place outside',
  async () => {
    const home = path.join(scratch, 'home');
    mkdirSync(home, { mode: 0o700 });
    const dataDir = path.join(home, 'data');
    const store = await open(dataDir);
    await store.pool.query('CREATE TABLE kept AS SELECT 1 AS one');
    await store.close();
    const place = readFileSync(path.join(dataDir, 'postgres.place'), 'utf8').trim();
    expect(existsSync(path.join(place, 'data', 'PG_VERSION'))).toBe(true);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    const again = await open(dataDir);
    expect((await again.pool.query('SELECT one FROM kept')).rows).toEqual([{ one: 1 }]);
    await again.close();
    // An emptied data directory begins anew, and what it had outside is removed.
    rmSync(dataDir, { recursive: true });
    const anew = await open(dataDir);
    expect((await anew.pool.query(`SELECT to_regclass('kept') AS kept`)).rows).toEqual([{ kept: null }]);
    await anew.close();
    expect(existsSync(place)).toBe(false);
    rmSync(readFileSync(path.join(dataDir, 'postgres.place'), 'utf8').trim(), { recursive: true });
  },
);

it('goes on when an idle connection is lost', async () => {
  const store = await open(path.join(scratch, 'shared'));
  await store.pool.query('SELECT 1');
  await store.pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL',
  );
  const other = new pg.Client(store.connection);
  await other.connect();
  await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenure'`);
  await other.end();
  await expect
    .poll(() =>
      store.pool.query('SELECT 1 AS one').then(
        (r) => r.rowCount,
        () => 0,
      ),
    )
    .toBe(1);
  await store.close();
});
