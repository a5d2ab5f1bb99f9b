import type { ActSite, Deed } from '../grid/acts.js';
import type { FocusedCell } from '../grid/use-cell.js';
import type { BrowseState } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';

/** What acts need of the page. */
export interface CellActions {
  readonly dispatch: (action: Gesture) => void;
  readonly open: (drawer: 'why' | 'rows') => void;
}

export function perform(deed: Deed | null, { dispatch, open }: CellActions): void {
  if (deed?.type === 'gesture') dispatch(deed.gesture);
  else if (deed?.type === 'open' && deed.what !== 'menu') open(deed.what);
}

/** A cell as the place that acts are done from. */
export function siteOf(state: BrowseState, cell: FocusedCell | null): ActSite {
  const on = cell && (cell.onName ? 'name' : 'figure');
  return { state, on, cell, line: cell?.row ?? null, header: null, selected: [] };
}
