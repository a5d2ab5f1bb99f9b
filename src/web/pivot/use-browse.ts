import { useCallback, useEffect, useMemo, useReducer } from 'react';
import type { CatalogView } from '../api/types.js';
import { parseRoute, replaceQuery } from '../app/route.js';
import { pressName } from './act-keys.js';
import type { Action } from './actions.js';
import { fittingState, startState } from './fields.js';
import { type History, redo, startHistory, step, undo } from './history.js';
import { type BrowseState, emptyState } from './state.js';
import { decodeState, encodeState } from './url.js';

/** Undo and redo are of the whole page, wherever the focus is. */
export const HISTORY_ACTS = [
  { id: 'undo', word: 'undo', keys: ['Ctrl+Z'] },
  { id: 'redo', word: 'redo', keys: ['Ctrl+Y', 'Ctrl+Shift+Z', 'Ctrl+Shift+Y'] },
] as const;

export type Gesture = Action | { readonly type: 'undo' } | { readonly type: 'redo' };

export function gesture(history: History<BrowseState>, action: Gesture): History<BrowseState> {
  if (action.type === 'undo') return undo(history);
  if (action.type === 'redo') return redo(history);
  return step(history, action);
}

function stateOf(query: string, catalog: readonly CatalogView[]): BrowseState {
  const told = decodeState(query);
  const view = told && catalog.find((one) => one.name === told.view);
  if (told && view) return query === `v=${view.name}` ? startState(view) : fittingState(told, view);
  const first = catalog.find((one) => one.name === 'churn') ?? catalog[0];
  return first ? startState(first) : emptyState('');
}

/** The browser's state with undo and redo, kept in the address. */
export function useBrowse(catalog: readonly CatalogView[]) {
  const [history, dispatch] = useReducer(gesture, undefined, () =>
    startHistory(stateOf(parseRoute(window.location.hash).query, catalog)),
  );
  const state = history.present;
  useEffect(() => replaceQuery('browse', encodeState(state)), [state]);
  // An address typed or a link followed while the page is open; our own replaceState fires no hashchange.
  useEffect(() => {
    const onAddress = () => {
      const { page, query } = parseRoute(window.location.hash);
      if (page === 'browse' && query) dispatch({ type: 'show', state: stateOf(query, catalog) });
    };
    window.addEventListener('hashchange', onAddress);
    return () => window.removeEventListener('hashchange', onAddress);
  }, [catalog]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return;
      const press = pressName(event);
      const act = HISTORY_ACTS.find(({ keys }) => keys.some((key) => key === press));
      if (!act) return;
      event.preventDefault();
      dispatch({ type: act.id });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const view = useMemo(() => catalog.find((one) => one.name === state.view), [catalog, state.view]);
  return {
    state,
    view,
    dispatch: useCallback((action: Gesture) => dispatch(action), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
