import { memo } from 'react';
import type { CatalogView } from '../api/types.js';
import { ROTATE } from '../grid/acts.js';
import { useWords } from '../i18n/use-words.js';
import { RotateIcon } from '../parts/icons.js';
import { levelTitle, measureTitle } from '../pivot/fields.js';
import { type AxisName, type BrowseState, levelKey } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { LevelChip } from './level-chip.js';
import { Shelf } from './shelf.js';
import { SlicerChip } from './slicer-chip.js';
import { useShelfActions } from './use-shelf-actions.js';
import { ValueChip } from './value-chip.js';

interface ShelvesProps {
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
  /** Without columns: the answer is a flat list. */
  readonly flat?: boolean;
}

/** Rows, columns, values and filters: what the table shows, to arrange by drag or by keyboard. */
export const Shelves = memo(function Shelves({ view, state, dispatch, flat = false }: ShelvesProps) {
  const { t, language } = useWords();
  const put = useShelfActions(view, state, dispatch);
  const axis = (name: AxisName) => (
    <Shelf name={name} empty={state[name].levels.length === 0} onDrop={(what, at) => put(name, what, at)}>
      {state[name].levels.map((level, at, { length }) => (
        <LevelChip
          key={levelKey(level)}
          axis={name}
          level={level}
          title={levelTitle(view, level, language)}
          at={at}
          count={length}
          shownTo={at + 1 - state[name].root.length}
          depth={state[name].depth}
          put={put}
          dispatch={dispatch}
        />
      ))}
    </Shelf>
  );
  return (
    <div className={`shelves${flat ? ' flat' : ''}`}>
      {axis('rows')}
      {!flat && (
        <>
          <button
            type="button"
            className="quiet rotate"
            title={t('browse.rotateHint')}
            aria-keyshortcuts={ROTATE.keys[0].press}
            onClick={() => dispatch({ type: 'rotate' })}
          >
            <RotateIcon /> {t(`browse.${ROTATE.word}`)}
          </button>
          {axis('columns')}
        </>
      )}
      <Shelf name="values" empty={state.values.length === 0} onDrop={(what, at) => put('values', what, at)}>
        {state.values.map((value, at) => (
          // the same measure may stand here twice, its place tells it apart
          <ValueChip
            key={`${value.measure}-${at}`}
            value={value}
            at={at}
            title={measureTitle(view, value, language)}
            view={view}
            last={state.values.length - 1}
            direction={state.sort?.value === at ? state.sort.direction : null}
            total={state.columns.root}
            dispatch={dispatch}
          />
        ))}
      </Shelf>
      <Shelf name="filters" empty={state.slicers.length === 0} onDrop={(what) => put('filters', what)}>
        {state.slicers.map((slicer) => (
          <SlicerChip key={slicer.member} slicer={slicer} view={view} state={state} dispatch={dispatch} />
        ))}
      </Shelf>
    </div>
  );
});
