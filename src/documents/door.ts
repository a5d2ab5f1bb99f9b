import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Response } from 'express';
import type { HttpDoor } from '../access/http-door.js';
import { PROJECT_ROOT } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import { contents, page, results } from './layout.js';
import { type Document, readDocuments } from './library.js';
import type { Found } from './search.js';

interface Shelf {
  readonly documents: readonly Document[];
  readonly search: (words: string) => readonly Found[];
}

/** `/docs`: the documents of this version, offline and searchable. They say nothing of the data, so anybody may read them. */
export function documentsDoor(): HttpDoor {
  // Read when somebody first asks, so that a start does not wait for it.
  let shelf: Promise<Shelf> | undefined;
  const opened = () => {
    shelf ??= openShelf();
    return shelf;
  };
  const send = (response: Response, html: string) => response.set('Cache-Control', 'no-cache').type('html').send(html);
  const routes: HttpDoor['routes'] = (router) => {
    router.get('/style.css', (_request, response, next) => {
      readFile(path.join(PROJECT_ROOT, 'src/documents/style.css'), 'utf8').then(
        (css) => response.type('css').send(css),
        next,
      );
    });
    router.use('/pictures', express.static(path.join(PROJECT_ROOT, 'test/e2e/screenshots'), { index: false }));
    router.get('/search', (request, response, next) => {
      const words = typeof request.query.q === 'string' ? request.query.q : '';
      opened().then(({ documents, search }) => {
        const main = results(words, words.trim() === '' ? [] : search(words));
        send(response, page(documents, { title: 'Search', name: null, main }, words));
      }, next);
    });
    router.get(['/', '/:name'], (request, response, next) => {
      const show = async () => {
        const { documents } = await opened();
        const name = (request.params as { name?: string }).name ?? '';
        const document = documents.find((one) => one.name === name);
        if (!document) throw new TenureError('NOT_FOUND', `There is no document ${name}. See /docs.`);
        const { render } = await import('./render.js');
        const rendered = render(document, documents);
        const { title } = document;
        send(response, page(documents, { title, name, main: rendered.html, aside: contents(rendered) }));
      };
      show().catch(next);
    });
  };
  return { name: 'docs', path: '/docs', admits: 'anybody', routes };
}

async function openShelf(): Promise<Shelf> {
  const [documents, { searchOf }] = await Promise.all([readDocuments(), import('./search.js')]);
  return { documents, search: searchOf(documents) };
}
