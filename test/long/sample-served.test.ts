import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { CATALOG, PIVOT } from '../../src/web/api/documents.js';
import type { CatalogView, PivotResult } from '../../src/web/api/types.js';
import { blocks } from '../../src/web/pivot/questions.js';
import { type BrowseState, emptyState } from '../../src/web/pivot/state.js';
import { decodeState } from '../../src/web/pivot/url.js';
import { scratchDirectory } from '../support/scratch.js';
import { type ServingTenure, settings, startTenure, tenure } from '../support/tenure.js';

describe('the sample operator, served as `npm start` serves it', { timeout: 900_000 }, () => {
  const dataDir = scratchDirectory();
  const env = settings(dataDir);
  let server: ServingTenure;
  let token: string;
  let views: readonly CatalogView[];

  async function ask<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (!data || errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  beforeAll(async () => {
    server = await startTenure(env);
    token = (await tenure(['token', '--user', 'admin'], env)).stdout.trim();
    // Scores and values follow the load: what they show is there once the catalogue's views of them have rows.
    await vi.waitFor(
      async () => {
        const { risk } = await ask<{ risk: { total: { scoredCustomers: number } } }>(
          '{ risk { total { scoredCustomers } } }',
        );
        expect(risk.total.scoredCustomers).toBeGreaterThan(3000);
      },
      { timeout: 1_200_000, interval: 1000 },
    );
    views = (await ask<{ catalog: { views: readonly CatalogView[] } }>(CATALOG)).catalog.views;
  }, 1_500_000);
  afterAll(() => server?.stop());

  const startOf = ({ name, start }: CatalogView): BrowseState =>
    decodeState(`v=${name}&${start ?? ''}`) ?? emptyState(name);

  it('shows first what the model says for every subject, of members that there are', () => {
    expect(views.length).toBeGreaterThan(20);
    for (const view of views) {
      const { rows, columns, values } = startOf(view);
      const known = (members: readonly { readonly name: string }[]) => members.map(({ name }) => name);
      expect(rows.levels.length, view.name).toBeGreaterThan(0);
      for (const { name } of [...rows.levels, ...columns.levels])
        expect(known(view.dimensions), view.name).toContain(name);
      expect(values.length, view.name).toBeGreaterThan(0);
      for (const { measure } of values) expect(known(view.measures), view.name).toContain(measure);
    }
  });

  it('shows figures first, and more than a total', async () => {
    for (const view of views) {
      const [first] = blocks(startOf(view));
      const { pivot } = await ask<{ pivot: PivotResult }>(PIVOT, { input: first?.input });
      const figures = pivot.cells.flat().filter((cell) => cell !== null && cell !== 0 && cell !== '0');
      expect(pivot.rows.length, view.name).toBeGreaterThan(1);
      expect(figures.length, view.name).toBeGreaterThan(1);
    }
  });

  describe('examples of the documents', () => {
    const folder = scratchDirectory();
    const examples = examplesIn([
      'README.md',
      ...readdirSync(path.join(PROJECT_ROOT, 'docs')).map((name) => `docs/${name}`),
    ]);
    const of = (language: string) => examples.filter((one) => one.language === language);

    beforeAll(() => {
      writeFileSync(
        path.join(folder, 'calls.csv'),
        `customer_id,date,service,minutes\n${Array.from({ length: 60 }, (_, n) => `C0000${10 + (n % 20)},2025-12-${10 + (n % 3)},voice,${n + 1}`).join('\n')}\n`,
      );
      for (const name of ['sales.csv', 'store.csv'])
        writeFileSync(path.join(folder, name), 'store_id,amount\n1,2.5\n2,3.5\n');
      for (const name of ['model', 'new-model'])
        cpSync(path.join(PROJECT_ROOT, 'model'), path.join(folder, name), { recursive: true });
      mkdirSync(path.join(folder, 'bin'));
      const npx = `#!/bin/sh\n[ "$1" = tenure ] || exit 64\nshift\nexec ${process.execPath} ${PROJECT_ROOT}/bin/tenure.cjs "$@"\n`;
      writeFileSync(path.join(folder, 'bin', 'npx'), npx, { mode: 0o755 });
    });

    it.each(of('graphql'))('$file:$line answers', async ({ text }) => {
      expect(Object.keys(await ask<object>(text))).not.toEqual([]);
    });

    it.each(of('sql'))('$file:$line answers', async ({ text }) => {
      const client = new pg.Client({
        host: '127.0.0.1',
        port: server.sqlPort,
        user: 'analyst',
        password: env.TENURE_DEMO_PASSWORD,
        database: 'tenure',
      });
      await client.connect();
      try {
        for (const statement of text.split(/;\s*$/m).filter((one) => one.trim() !== ''))
          expect((await client.query(statement)).rows.length, statement).toBeGreaterThan(0);
      } finally {
        await client.end();
      }
    });

    // Commands of one document follow each other; those of operating come last, since a first real user ends the demo users.
    const commands = of('sh').sort(
      (one, other) => Number(one.file.includes('operating')) - Number(other.file.includes('operating')),
    );
    it.each(commands)('$file:$line runs', async ({ text, file }) => {
      const given = text
        .replaceAll('localhost:4000', new URL(server.url).host)
        .replaceAll(
          'port=5433 dbname=tenure user=analyst"',
          `port=${server.sqlPort} dbname=tenure user=analyst" -c 'SELECT 1'`,
        )
        .replaceAll('RUN', '"$(npx tenure etl status | sed -n 1p | sed -E \'s/^[^ ]+ +([^ ]+).*/\\1/\')"');
      const lines = given.split('\n').filter((line) => !RUN_BY_ITSELF.test(line));
      const { code, said } = await shell(lines.join('\n'), {
        ...env,
        PATH: `${folder}/bin:${process.env.PATH}`,
        PGPASSWORD: env.TENURE_DEMO_PASSWORD,
      });
      expect(code, `${file}: ${said}`).toBe(0);
    });

    async function shell(
      script: string,
      environment: NodeJS.ProcessEnv,
    ): Promise<{ code: number | null; said: string }> {
      const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part: Buffer) => {
          said += part;
        });
      return { code: await new Promise((resolve) => child.once('close', resolve)), said };
    }
  });
});

/** Commands that are how this test itself is run, that serve until they are stopped, or that other suites run at length. */
const RUN_BY_ITSELF = /^([A-Z_]+=\S+ )*(npm |npx vitest|bash \.ci|npx tenure (fit |seed|model diff))/;

interface Example {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks of documents, with their language. */
function examplesIn(files: readonly string[]): Example[] {
  return files.flatMap((file) => {
    const text = readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
    return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((found) => ({
      file,
      line: text.slice(0, found.index).split('\n').length,
      language: found[1] ?? '',
      text: found[2] ?? '',
    }));
  });
}
