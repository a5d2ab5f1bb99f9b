import { type Action, reduce } from './actions.js';
import type { BrowseState } from './state.js';
import { encodeState } from './url.js';

/** Undo and redo over whole states. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

const KEPT = 100;

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [] });

export const record = <T>(history: History<T>, next: T): History<T> => ({
  past: [...history.past, history.present].slice(-KEPT),
  present: next,
  future: [],
});

export function step(history: History<BrowseState>, action: Action): History<BrowseState> {
  const next = reduce(history.present, action);
  if (next === history.present || encodeState(next) === encodeState(history.present)) return history;
  return record(history, next);
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const after = history.future[0];
  if (after === undefined) return history;
  return { past: [...history.past, history.present], present: after, future: history.future.slice(1) };
}
