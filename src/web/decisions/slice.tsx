import { useMemo, useState } from 'react';
import type { CatalogView, FilterInput } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { startHistory } from '../pivot/history.js';
import { slicerFilters } from '../pivot/questions.js';
import { type BrowseState, emptyState } from '../pivot/state.js';
import { type Gesture, gesture } from '../pivot/use-browse.js';
import { SlicerChip } from '../shelves/slicer-chip.js';

const SLICED_BY = ['province', 'plan_family', 'tier', 'value_tier', 'segment'];

export interface Slice {
  readonly state: BrowseState;
  readonly filters: readonly FilterInput[];
  readonly dispatch: (action: Gesture) => void;
}

/** Which customers are meant: nothing is filtered to begin with. */
export function useSlice(view: CatalogView): Slice {
  const [state, setState] = useState<BrowseState>(() => ({
    ...emptyState(view.name),
    slicers: SLICED_BY.filter((name) => view.dimensions.some((one) => one.name === name && !one.masked)).map(
      (member) => ({ member, mode: 'in' as const, values: [] }),
    ),
  }));
  return useMemo(
    () => ({
      state,
      filters: slicerFilters(state),
      dispatch: (action) => setState((before) => gesture(startHistory(before), action).present),
    }),
    [state],
  );
}

export function SliceChips({ view, slice }: { readonly view: CatalogView; readonly slice: Slice }) {
  const { t } = useWords();
  return (
    <div className="decision-slice" role="group" aria-label={t('browse.filters')}>
      {slice.state.slicers.map((slicer) => (
        <SlicerChip
          key={slicer.member}
          slicer={slicer}
          view={view}
          state={slice.state}
          startsShut
          dispatch={slice.dispatch}
        />
      ))}
    </div>
  );
}
