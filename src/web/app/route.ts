import { useSyncExternalStore } from 'react';

/** The address inside the page: `#/browse?v=churn…` is {page: 'browse', query: 'v=churn…'}. */
export interface Route {
  readonly page: string;
  readonly query: string;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#\/?/, ''), '?');
  return { page: path || 'home', query };
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function subscribe(react: () => void): () => void {
  window.addEventListener('hashchange', react);
  return () => window.removeEventListener('hashchange', react);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

const SETTLE_MS = 60;

/**
 * Keeps the address true without a new entry in the browser's history: after the picture has changed, since the browser
 * takes its time to write an address down. Returns how to leave it; somebody who has gone elsewhere since is not fetched
 * back.
 */
export function replaceQuery(page: string, query: string): () => void {
  const from = window.location.hash;
  const timer = setTimeout(() => {
    if (window.location.hash === from) window.history.replaceState(null, '', linkTo(page, query));
  }, SETTLE_MS);
  return () => clearTimeout(timer);
}

export const linkTo = (page: string, query = ''): string => `#/${page}${query ? `?${query}` : ''}`;
