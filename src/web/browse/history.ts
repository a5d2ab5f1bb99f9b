import { type Action, reduce } from './actions.js';
import type { BrowseState } from './state.js';
import { encodeState } from './url.js';

/** Undo and redo over whole states. */
export interface History {
  readonly past: readonly BrowseState[];
  readonly present: BrowseState;
  readonly future: readonly BrowseState[];
}

const KEPT = 100;

export const startHistory = (present: BrowseState): History => ({ past: [], present, future: [] });

export function step(history: History, action: Action): History {
  const next = reduce(history.present, action);
  if (next === history.present || encodeState(next) === encodeState(history.present)) return history;
  return { past: [...history.past, history.present].slice(-KEPT), present: next, future: [] };
}

export function undo(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] };
}

export function redo(history: History): History {
  const after = history.future[0];
  if (!after) return history;
  return { past: [...history.past, history.present], present: after, future: history.future.slice(1) };
}
