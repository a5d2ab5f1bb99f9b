import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { callServer, serverRuns } from '../../src/process/call-server.js';
import { dataDirHolder, holdDataDir } from '../../src/process/data-dir.js';
import { runProgram } from '../support/program.js';
import { scratchDirectory } from '../support/scratch.js';

const scratch = scratchDirectory();
const PROGRAM = 'test/support/programs/hold-data-dir.ts';

async function hold(dataDir: string) {
  const program = runProgram(PROGRAM, [dataDir]);
  expect(await program.line()).toBe('held');
  return program;
}

describe('holding the data directory', () => {
  it('refuses a second process in one line that names the first', async () => {
    const dataDir = path.join(scratch, 'second');
    const first = await hold(dataDir);
    const second = await runProgram(PROGRAM, [dataDir]).ended();
    expect(second.code).not.toBe(0);
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect(second.stderr).toMatch(/^DATA_DIR /);
    expect(second.stderr).toContain(`process ${first.pid} (tenure start)`);
    first.child.kill('SIGTERM');
    expect(await first.ended()).toMatchObject({ code: 0 });
    expect(existsSync(path.join(dataDir, 'lock'))).toBe(false);
    expect(existsSync(path.join(dataDir, 'server.json'))).toBe(false);
  });

  it('is free again after kill -9, and server.json counts for nothing', async () => {
    const dataDir = path.join(scratch, 'killed');
    const first = await hold(dataDir);
    first.child.kill('SIGKILL');
    await first.ended();
    expect(existsSync(path.join(dataDir, 'server.json'))).toBe(true);
    expect(dataDirHolder(dataDir)).toBeUndefined();
    expect(await serverRuns(dataDir)).toBe(false);
    await expect(callServer(dataDir, 'echo', {})).rejects.toMatchObject({ kind: 'NOT_READY' });
    const again = await hold(dataDir);
    expect(await callServer(dataDir, 'echo', 1)).toMatchObject({ args: 1 });
    again.child.kill('SIGINT');
    expect(await again.ended()).toMatchObject({ code: 0 });
  });

  it('goes to exactly one of many that want a dead one’s at once', async () => {
    const dataDir = path.join(scratch, 'race');
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'lock'), JSON.stringify({ pid: 2 ** 22 - 1, identity: 'gone', command: 'start' }));
    const contenders = Array.from({ length: 5 }, () => runProgram(PROGRAM, [dataDir]));
    const outcomes = await Promise.all(contenders.map((one) => one.line().catch((error: Error) => error.message)));
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1);
    expect(outcomes.filter((outcome) => /held by process \d+/.test(outcome))).toHaveLength(4);
    for (const one of contenders) one.child.kill('SIGKILL');
  });

  it.each([
    ['start', 'start', 'stop that one'],
    ['start', 'etl', 'it is starting or stopping: try again in a moment'],
    ['etl', 'start', 'try again when it has ended'],
    ['etl', 'user', 'try again when it has ended'],
  ])('held by tenure %s, says to tenure %s what helps', async (holder, wants, advice) => {
    const dataDir = path.join(scratch, `held-${holder}-${wants}`);
    const held = await holdDataDir(dataDir, holder);
    await expect(holdDataDir(dataDir, wants)).rejects.toMatchObject({
      kind: 'DATA_DIR',
      message: expect.stringContaining(`(tenure ${holder}): ${advice}, or set TENURE_DATA_DIR`),
    });
    held.release();
  });

  it('is not misled by another process that has the number of a dead holder, or by a torn lock file', async () => {
    const dataDir = path.join(scratch, 'reused');
    mkdirSync(dataDir);
    const file = path.join(dataDir, 'lock');
    writeFileSync(file, JSON.stringify({ pid: process.ppid, identity: 'another boot:1', command: 'start' }));
    (await holdDataDir(dataDir, 'test')).release();
    writeFileSync(file, '{"pid": 1');
    (await holdDataDir(dataDir, 'test')).release();
    expect(existsSync(file)).toBe(false);
  });

  const elsewhere = (dataDir: string) => {
    mkdirSync(dataDir);
    const file = path.join(dataDir, 'lock');
    // The number of a process that lives, but of another machine's.
    writeFileSync(file, JSON.stringify({ pid: 1, identity: 'x:1', command: 'start', place: 'another boot pid:[1]' }));
    return file;
  };
  const TIMES = { heartbeatMs: 50, watchMs: 400 };

  it('of another container or machine holds as long as its holder touches the lock', async () => {
    const dataDir = path.join(scratch, 'elsewhere');
    const file = elsewhere(dataDir);
    const heartbeat = setInterval(() => utimesSync(file, new Date(), new Date()), 50);
    await expect(holdDataDir(dataDir, 'etl', TIMES)).rejects.toMatchObject({ kind: 'DATA_DIR' });
    expect(dataDirHolder(dataDir)).toMatchObject({ pid: 1 });
    clearInterval(heartbeat);
    const held = await holdDataDir(dataDir, 'etl', TIMES);
    expect(dataDirHolder(dataDir)).toMatchObject({ pid: process.pid });
    const before = statSync(file).mtimeMs;
    await expect.poll(() => statSync(file).mtimeMs).toBeGreaterThan(before);
    held.release();
    expect(existsSync(file)).toBe(false);
  });

  it('of another machine that has long been silent is free at once', async () => {
    const dataDir = path.join(scratch, 'silent');
    const file = elsewhere(dataDir);
    utimesSync(file, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
    expect(dataDirHolder(dataDir)).toBeUndefined();
    (await holdDataDir(dataDir, 'etl', { heartbeatMs: 50, watchMs: 3_600_000 })).release();
  });

  const unshares = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
  it.skipIf(!unshares)('is seen from another PID namespace (needs the right to make one)', async () => {
    const dataDir = path.join(scratch, 'namespace');
    const first = await hold(dataDir);
    const inside = spawn(
      'unshare',
      ['--pid', '--fork', '--mount-proc', process.execPath, '--import', 'tsx', PROGRAM, dataDir],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    let said = '';
    inside.stderr.on('data', (part) => {
      said += part;
    });
    const code = await new Promise((resolve) => inside.once('close', resolve));
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringMatching(/^DATA_DIR .*held by process/) });
    first.child.kill('SIGTERM');
    await first.ended();
  });

  it('says in one line that the directory cannot be written', async () => {
    const file = path.join(scratch, 'a-file');
    writeFileSync(file, '');
    await expect(holdDataDir(path.join(file, 'data'), 'test')).rejects.toMatchObject({
      kind: 'DATA_DIR',
      message: expect.stringMatching(/^The data directory \S+ cannot be written.*TENURE_DATA_DIR/),
    });
    if (process.platform === 'linux')
      await expect(holdDataDir('/proc/no/data', 'test')).rejects.toMatchObject({ kind: 'DATA_DIR' });
    if (process.getuid?.() === 0) return;
    const closed = path.join(scratch, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    await expect(holdDataDir(closed, 'test')).rejects.toMatchObject({ kind: 'DATA_DIR' });
  });
});

describe('commands of a running server', () => {
  it('run there with progress, and fail there with their own errors', async () => {
    const dataDir = path.join(scratch, 'commands');
    const server = await hold(dataDir);
    const steps: unknown[] = [];
    const args = { file: '/absolute/省份.csv', list: [1, null, 'a\nb'] };
    const result = await callServer(dataDir, 'echo', args, { onProgress: (step) => steps.push(step) });
    expect(result).toMatchObject({ args });
    expect(steps).toEqual([{ step: 1 }, { step: 2 }, { step: 3 }]);
    await expect(callServer(dataDir, 'refuse', {})).rejects.toMatchObject({
      kind: 'SOURCE',
      message: 'customers.csv: no such file',
      hint: 'give --file',
    });
    await expect(callServer(dataDir, 'crash', {})).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.not.stringContaining('secret'),
    });
    for (const command of ['nothing', 'constructor', '__proto__'])
      await expect(callServer(dataDir, command, {})).rejects.toMatchObject({ kind: 'NOT_FOUND' });

    const controller = new AbortController();
    const call = callServer(dataDir, 'forever', {}, { signal: controller.signal });
    await expect.poll(() => serverRuns(dataDir)).toBe(true);
    controller.abort();
    await expect(call).rejects.toMatchObject({ kind: 'CANCELLED' });
    await expect.poll(() => callServer(dataDir, 'cancelled', {})).toBe(1);

    const interrupted = callServer(dataDir, 'forever', {});
    setTimeout(() => server.child.kill('SIGKILL'), 200);
    await expect(interrupted).rejects.toMatchObject({ kind: 'NOT_READY' });
  });

  it('say what is done for good, however the server ends', async () => {
    const stop = async (command: string, signal: NodeJS.Signals) => {
      const dataDir = path.join(scratch, `settled-${command}-${signal}`);
      const server = await hold(dataDir);
      const called = callServer(dataDir, command, {});
      called.catch(() => undefined);
      await callServer(dataDir, 'echo', {});
      server.child.kill(signal);
      await server.ended();
      return called;
    };
    expect(await stop('settles', 'SIGTERM')).toBe('published, not scored');
    expect(await stop('settles', 'SIGKILL')).toBe('published');
    expect(await stop('settles for ever', 'SIGTERM')).toBe('published');
    await expect(stop('forever', 'SIGTERM')).rejects.toMatchObject({ kind: 'CANCELLED' });
  });

  it('are open to our account alone', async () => {
    const dataDir = path.join(scratch, 'private');
    const server = await hold(dataDir);
    const { socket } = JSON.parse(readFileSync(path.join(dataDir, 'server.json'), 'utf8')) as { socket: string };
    expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, 'server.json')).mode & 0o777).toBe(0o600);
    server.child.kill('SIGTERM');
    await server.ended();
    expect(existsSync(socket)).toBe(false);
  });

  it('work below a path too long for a socket', async () => {
    const dataDir = path.join(scratch, 'long'.repeat(30));
    const server = await hold(dataDir);
    expect(await callServer(dataDir, 'echo', 'far')).toMatchObject({ args: 'far' });
    server.child.kill('SIGTERM');
    await server.ended();
  });
});
