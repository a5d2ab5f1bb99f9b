import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { settings, tenure } from '../support/tenure.js';

/** What a person sees: one message, no stack trace, a non-zero exit. */
describe('bad input ends in one clear message', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'tenure-bad-'));
  const dataDir = path.join(scratch, 'data');
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const refuses = async (args: string[], env: NodeJS.ProcessEnv, ...says: RegExp[]) => {
    const result = await tenure(args, env);
    expect(result.code).toBe(1);
    for (const pattern of says) expect(result.stderr).toMatch(pattern);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  };

  it('names every wrong setting', async () => {
    const env = settings(dataDir, { TENURE_PORT: 'http', TENURE_AUTH_SECRET: 'short', TENURE_TIMEZONE: 'UTC' });
    await refuses(['start'], env, /TENURE_PORT/, /TENURE_AUTH_SECRET/, /TENURE_TIMEZONE is not a setting/);
  });

  it('names a source file that cannot be read, and a data file that is not there', async () => {
    await refuses(['etl', 'run', '--source', path.join(scratch, 'none.yml')], settings(dataDir), /none\.yml/);
    const source = path.join(scratch, 'wrong.yml');
    writeFileSync(source, 'name: wrong\nfiles: [\n');
    await refuses(['etl', 'run', '--source', source], settings(dataDir), /wrong\.yml:\d+:/);
  });

  it('names the file and line of a wrong model', async () => {
    const modelDir = path.join(scratch, 'model');
    mkdirSync(modelDir, { recursive: true });
    writeFileSync(path.join(modelDir, 'broken.yml'), 'cubes:\n  - name: broken\n    sql_table: t\n   dimensions: x\n');
    await refuses(['start'], settings(dataDir, { TENURE_MODEL_DIR: modelDir }), /broken\.yml/, /4/);
  });

  it('says which port is in use and which setting moves it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await refuses(
      ['start'],
      settings(dataDir, { TENURE_PORT: String(port) }),
      new RegExp(`${port}.*in use.*TENURE_PORT`),
    );
    other.close();
  });

  it('says that the data directory cannot be made', async () => {
    const file = path.join(scratch, 'a-file');
    writeFileSync(file, '');
    await refuses(['start'], settings(path.join(file, 'data')), /data directory .*a-file.*TENURE_DATA_DIR/);
  });
});
