import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskOf } from '../../src/process/disk.js';
import { scratchDirectory } from '../support/scratch.js';
import { type ServingTenure, settings, startTenure, tenure } from '../support/tenure.js';

const scratch = scratchDirectory();
const disk = path.join(scratch, 'disk');
const dataDir = path.join(disk, 'data');
const ballast = path.join(disk, 'ballast');
const PASSWORD = 'a demo password';
const POLL = { timeout: 30_000, interval: 300 };

/** A disk of the server's own; only root may make one. */
function mounted(at: string): boolean {
  try {
    mkdirSync(at, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=711', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMounted = mounted(disk);

describe.skipIf(!isMounted)('a disk that fills up while a server serves (needs the right to mount a tmpfs)', () => {
  const env = settings(dataDir, { TENURE_SAMPLE: 'off', TENURE_DEMO_PASSWORD: PASSWORD });
  let server: ServingTenure;
  let token = '';

  beforeAll(async () => {
    server = await startTenure(env);
    token = (await tenure(['token', '--user', 'admin', '--hours', '1'], env)).stdout.trim();
  }, 180_000);
  afterAll(async () => {
    await server?.stop();
    execFileSync('umount', ['-l', disk]);
  });

  /** To the last byte. */
  const fill = () => {
    const file = openSync(ballast, 'w');
    const { bavail, bsize } = statfsSync(disk);
    const block = Buffer.alloc(1 << 20);
    for (let left = bavail * bsize; left > 0; left -= block.length)
      try {
        writeSync(file, block);
      } catch {
        break;
      }
    // Else its room would stay taken after it is removed.
    closeSync(file);
  };
  const ready = async () => {
    const response = await fetch(`${server.url}/readyz`);
    const { parts } = (await response.json()) as { parts: Record<string, string> };
    return { status: response.status, disk: parts.disk, store: parts.store };
  };
  const graphql = async (query: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return { status: response.status, ...((await response.json()) as { data?: unknown }) };
  };
  const connect = async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.sqlPort,
      database: 'tenure',
      user: 'analyst',
      password: PASSWORD,
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
  };

  it('says so at /readyz, types its errors, answers reads, and is whole again once there is room', async () => {
    expect(await ready()).toEqual({ status: 200, disk: 'ok', store: 'ok' });
    fill();
    await expect.poll(ready, POLL).toMatchObject({ status: 503, disk: 'full' });
    expect(await graphql('{ me { user } }')).toEqual({ status: 200, data: { me: { user: 'admin' } } });
    // A session of the SQL door has a catalogue of its own, which needs room.
    await expect(connect()).rejects.toMatchObject({ code: '53100' });
    const source = path.join(scratch, 'bills.yml');
    writeFileSync(
      source,
      'source: bills\nformat: csv\ncolumns: [id, number, month, charged]\n' +
        'loads:\n  - into: bill\n    map: { customer_id: id, bill_number: number, month: month, charged: charged }\n',
    );
    const file = path.join(scratch, 'bills.csv');
    const rows = Array.from({ length: 20_000 }, (_, n) => `C${n},B${(n * 7919) % 99991},2024-01,${n}.5`);
    writeFileSync(file, `id,number,month,charged\n${rows.join('\n')}\n`);
    const load = () => tenure(['etl', 'run', '--source', source, '--file', file], env);
    expect(await load()).toMatchObject({ code: 1, stderr: expect.stringContaining('full') });
    rmSync(ballast);
    await expect.poll(ready, POLL).toMatchObject({ status: 200, disk: 'ok' });
    await connect();
    expect(await load()).toMatchObject({ code: 0 });
  }, 180_000);

  it('a store that ended by itself is started again', async () => {
    const pid = readFileSync(path.join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0];
    process.kill(Number(pid), 'SIGKILL');
    await expect.poll(ready, POLL).toMatchObject({ status: 503, store: 'failing' });
    await expect.poll(ready, POLL).toMatchObject({ status: 200, store: 'ok' });
    expect(await graphql('{ me { user } }')).toMatchObject({ status: 200 });
  }, 90_000);

  it('a start on a full disk says that it is full', async () => {
    await server.stop();
    fill();
    expect(await tenure(['start'], env)).toMatchObject({ code: 1, stderr: expect.stringMatching(/disk.* is full/) });
    rmSync(ballast);
  }, 60_000);

  it('a disk that cannot be written is told from a full one', async () => {
    expect(await diskOf(dataDir)).toMatchObject({ state: 'ok' });
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(await diskOf(dataDir)).toMatchObject({ state: 'read-only' });
    expect(await tenure(['start'], env)).toMatchObject({ code: 1, stderr: expect.stringContaining('read-only') });
    execFileSync('mount', ['-o', 'remount,rw', disk]);
  });
});
