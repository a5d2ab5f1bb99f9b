import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../config/config.js';
import { readDocuments } from './library.js';
import { render } from './render.js';
import { searchOf } from './search.js';

const documents = await readDocuments();
const rendered = new Map(documents.map((one) => [one.name, render(one, documents)]));

describe('the documents', () => {
  it('are all there', () => {
    expect(documents.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['', 'sql', 'limits', 'glossary', 'benchmarks']),
    );
  });

  it.each(documents.map(({ name, file }) => [file, name] as const))(
    '%s: every link leads to something',
    (file, name) => {
      const html = rendered.get(name)?.html ?? '';
      for (const [, href = ''] of html.matchAll(/<(?:a href|img src)="([^"]+)"/g)) {
        if (/^(https?:|mailto:)/.test(href)) continue;
        const [target = '', anchor] = href.split('#');
        if (target.startsWith('/docs/pictures/')) {
          const picture = path.basename(target);
          expect(existsSync(path.join(PROJECT_ROOT, 'test/e2e/screenshots', picture)), `${file}: ${picture}`).toBe(
            true,
          );
          continue;
        }
        const page = target === '' ? name : target.startsWith('/docs/') ? target.slice('/docs/'.length) : undefined;
        if (page === undefined) {
          expect(existsSync(path.join(PROJECT_ROOT, path.dirname(file), target)), `${file}: ${href}`).toBe(true);
          continue;
        }
        expect(rendered.has(page), `${file}: ${href}`).toBe(true);
        if (anchor !== undefined)
          expect(
            rendered.get(page)?.headings.map(({ id }) => id),
            `${file}: ${href}`,
          ).toContain(anchor);
      }
    },
  );

  it('are found by words, begun words and words with a wrong letter', () => {
    const search = searchOf(documents);
    const places = (words: string) => search(words).map(({ address }) => address);
    expect(places('quarantine')).toEqual(expect.arrayContaining([expect.stringContaining('/docs/loading-data')]));
    expect(places('churn_ris').length).toBeGreaterThan(0);
    expect(places('quarentine').length).toBeGreaterThan(0);
    expect(places('zzzznothing')).toEqual([]);
  });
});
