import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CATALOG, PIVOT } from '../../src/web/api/documents.js';
import type { CatalogView, PivotResult } from '../../src/web/api/types.js';
import { blocks } from '../../src/web/pivot/questions.js';
import { type BrowseState, emptyState } from '../../src/web/pivot/state.js';
import { decodeState } from '../../src/web/pivot/url.js';
import { scratchDirectory } from '../support/scratch.js';
import { type ServingTenure, settings, startTenure, tenure } from '../support/tenure.js';

describe('what each subject shows first, on the sample operator', { timeout: 300_000 }, () => {
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
    const env = settings(scratchDirectory());
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
      { timeout: 200_000, interval: 1000 },
    );
    views = (await ask<{ catalog: { views: readonly CatalogView[] } }>(CATALOG)).catalog.views;
  }, 300_000);
  afterAll(() => server?.stop());

  const startOf = ({ name, start }: CatalogView): BrowseState =>
    decodeState(`v=${name}&${start ?? ''}`) ?? emptyState(name);

  it('is said by the model for every subject, of members that there are', () => {
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

  it('answers with figures, and with more than a total', async () => {
    for (const view of views) {
      const [first] = blocks(startOf(view));
      const { pivot } = await ask<{ pivot: PivotResult }>(PIVOT, { input: first?.input });
      const figures = pivot.cells.flat().filter((cell) => cell !== null && cell !== 0 && cell !== '0');
      expect(pivot.rows.length, view.name).toBeGreaterThan(1);
      expect(figures.length, view.name).toBeGreaterThan(1);
    }
  });
});
