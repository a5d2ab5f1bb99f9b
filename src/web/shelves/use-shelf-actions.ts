import type { CatalogView } from '../api/types.js';
import { useSteady } from '../parts/use-steady.js';
import { measureOf } from '../pivot/fields.js';
import type { BrowseState } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import type { Dragged } from './dragging.js';
import { putAction, type ShelfName } from './shelf-actions.js';

export type PutOnShelf = (shelf: ShelfName, what: Dragged, at?: number) => void;

/** Puts a field on a shelf; a measure with arguments starts with their declared defaults. */
export function useShelfActions(
  view: CatalogView,
  state: BrowseState,
  dispatch: (action: Gesture) => void,
): PutOnShelf {
  return useSteady((shelf, what, at) => {
    const defaults = (measure: string) =>
      Object.fromEntries(
        (measureOf(view, measure)?.arguments ?? []).flatMap((argument) =>
          typeof argument.default === 'number' || typeof argument.default === 'string'
            ? [[argument.name, argument.default]]
            : [],
        ),
      );
    const action = putAction(state, shelf, what, at, defaults);
    if (action) dispatch(action);
  });
}
