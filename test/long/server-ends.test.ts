import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { dataDirHolder } from '../../src/process/data-dir.js';
import { scratchDirectory } from '../support/scratch.js';
import { settings, startTenure, tenure } from '../support/tenure.js';

const PASSWORD = 'a demo password';
const PATIENCE_MS = 600_000;
const scratch = scratchDirectory();

// A test that failed leaves no server behind either.
afterEach(() => {
  for (const dataDir of ['killed', 'interrupted'].map((name) => path.join(scratch, name))) {
    const holder = dataDirHolder(dataDir);
    if (holder) process.kill(holder.pid, 'SIGKILL');
  }
});

/** Live processes whose command line names the directory; undefined where there is no /proc. */
function processesOf(directory: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc').filter((entry) => {
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(directory);
    } catch {
      return false;
    }
  }).length;
}

async function customers(sqlPort: number): Promise<unknown> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: sqlPort,
    database: 'tenure',
    user: 'analyst',
    password: PASSWORD,
  });
  await client.connect();
  try {
    return (await client.query('SELECT province, MEASURE(customers) AS customers FROM churn GROUP BY 1 ORDER BY 1'))
      .rows;
  } finally {
    await client.end();
  }
}

const MADE = /^Password: (\S+)$/m;

/** `tenure user …` while a server runs: what it says is so at once. */
async function managePeople(env: NodeJS.ProcessEnv, url: string): Promise<void> {
  const signIn = async (user: string, password: string) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ user, password });
    return (await fetch(`${url}/auth/sign-in`, { method: 'POST', headers, body })).status;
  };
  const passwordOf = async (...args: string[]) => MADE.exec((await tenure(['user', ...args], env)).stdout)?.[1] ?? '';
  expect(await signIn('analyst', PASSWORD)).toBe(200);
  const first = await passwordOf('add', 'ann', '--groups', 'analyst');
  expect(await signIn('ann', first)).toBe(200);
  expect(await signIn('analyst', PASSWORD), 'the demo users are off once a real one exists').toBe(401);
  const second = await passwordOf('password', 'ann');
  expect(await signIn('ann', first)).toBe(401);
  expect(await signIn('ann', second)).toBe(200);
  expect(await tenure(['user', 'disable', 'ann'], env)).toMatchObject({ code: 0 });
  expect(await signIn('ann', second)).toBe(401);
  expect(await signIn('analyst', PASSWORD), 'nor on again when she is disabled').toBe(401);
}

/** The same commands while no server runs. */
async function managePeopleAlone(env: NodeJS.ProcessEnv): Promise<void> {
  const rightless = await tenure(['user', 'add', 'bob', '--groups', 'manager'], env);
  expect(rightless).toMatchObject({ code: 1, stderr: expect.stringMatching(/^tenure: .*--provinces/) });
  const added = await tenure(['user', 'add', 'bob', '--groups', 'manager', '--provinces', '510000'], env);
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(MADE) });
  expect(await tenure(['user', 'add', 'bob', '--groups', 'analyst'], env)).toMatchObject({ code: 1 });
  const { stdout } = await tenure(['user', 'list'], env);
  const states = new Map(stdout.split('\n').map((line) => [line.split(/\s+/)[0], line]));
  expect(states.get('ann')).toMatch(/analyst\s.*disabled$/);
  expect(states.get('bob')).toMatch(/manager\s+510000\s+enabled$/);
  expect(states.get('executive')).toMatch(/disabled\s+demo$/);
}

it(
  'serves what it served after kill -9, leaves nothing behind, and takes commands of other processes',
  async () => {
    const dataDir = path.join(scratch, 'killed');
    const env = settings(dataDir, { TENURE_DEMO_PASSWORD: PASSWORD });
    const first = await startTenure(env);
    const before = await customers(first.sqlPort);
    expect(Array.isArray(before) && before.length > 20).toBe(true);

    const second = await tenure(['start'], env);
    expect(second.code).toBe(1);
    expect(second.stderr.trim()).toMatch(
      new RegExp(`^tenure: .*held by process ${first.child.pid} \\(tenure start\\)`),
    );
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect(await tenure(['etl', 'status'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('published'),
    });

    first.child.kill('SIGKILL');
    if (processesOf(dataDir) !== undefined) await expect.poll(() => processesOf(dataDir), { timeout: 15_000 }).toBe(0);
    const again = await startTenure(env);
    expect(await customers(again.sqlPort)).toEqual(before);
    await managePeople(env, again.url);
    expect(await again.stop()).toBe(0);
    expect(readdirSync(dataDir)).not.toContain('lock');
    expect(readdirSync(dataDir)).not.toContain('server.json');
    await managePeopleAlone(env);
  },
  PATIENCE_MS,
);

it(
  'ends cleanly when told to while the sample is being loaded, and loads it at the next start',
  async () => {
    const dataDir = path.join(scratch, 'interrupted');
    const env = settings(dataDir, { TENURE_DEMO_PASSWORD: PASSWORD });
    for (const [signal, afterMs] of [
      ['SIGTERM', 4_000],
      ['SIGKILL', 8_000],
    ] as const) {
      const starting = startTenure(env).catch((error: Error) => error);
      await expect.poll(() => dataDirHolder(dataDir)?.pid, { timeout: 60_000 }).toBeDefined();
      await sleep(afterMs);
      const holder = dataDirHolder(dataDir);
      if (holder) process.kill(holder.pid, signal);
      expect(await starting).toMatchObject({
        message: expect.stringContaining(signal === 'SIGTERM' ? 'with 0' : 'with null'),
      });
      if (processesOf(dataDir) !== undefined)
        await expect.poll(() => processesOf(dataDir), { timeout: 15_000 }).toBe(0);
    }
    const server = await startTenure(env);
    expect(await customers(server.sqlPort)).not.toEqual([]);
    expect(await server.stop()).toBe(0);
  },
  PATIENCE_MS,
);
