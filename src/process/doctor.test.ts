import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { examine, nodeVersion, report } from './doctor.js';
import { listen } from './listen.js';

const dataDir = path.join(mkdtempSync(path.join(tmpdir(), 'tenure-doctor-')), 'data');
const sound = { TENURE_DATA_DIR: dataDir, TENURE_PORT: '0', TENURE_SQL_PORT: '0', UV_THREADPOOL_SIZE: '24' };

it('finds nothing bad on a machine that runs these tests, in one line a finding', async () => {
  const findings = await examine(sound);
  expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Node.js', 'Platform', 'Embedded ClickHouse (chdb)', 'Data directory', 'Disk']),
  );
  expect(report(findings).split('\n')).toHaveLength(findings.length);
});

it('finds a port in use, too few threads and a wrong setting', async () => {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0, setting: 'TENURE_PORT' });
  const findings = await examine({ ...sound, TENURE_PORT: String(port), UV_THREADPOOL_SIZE: '4' });
  expect(findings).toContainEqual(expect.objectContaining({ what: `Port ${port} (TENURE_PORT)`, state: 'bad' }));
  expect(findings).toContainEqual(expect.objectContaining({ what: 'UV_THREADPOOL_SIZE', state: 'poor' }));
  server.close();
  const wrong = await examine({ ...sound, TENURE_TIME_ZONE: 'Moon/Crater' });
  expect(wrong).toContainEqual({ what: 'Settings', state: 'bad', says: expect.stringContaining('TENURE_TIME_ZONE') });
});

it('knows which Node is too old', () => {
  expect(nodeVersion('20.18.3').state).toBe('bad');
  expect(nodeVersion('18.20.0').state).toBe('bad');
  expect(nodeVersion('20.19.0').state).toBe('good');
  expect(nodeVersion('24.1.0').state).toBe('good');
});
