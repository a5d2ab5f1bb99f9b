import { useMemo, useReducer, useState } from 'react';
import type { CatalogView, PivotResult, Receipt } from '../api/types.js';
import { ACTS } from '../grid/acts.js';
import { Grid } from '../grid/grid.js';
import type { Spot } from '../grid/grid-keys.js';
import { useWords } from '../i18n/use-words.js';
import { type Action, reduce } from '../pivot/actions.js';
import { levelTitle, measureOf } from '../pivot/fields.js';
import { gridModel } from '../pivot/grid-model.js';
import { type BrowseState, samePath } from '../pivot/state.js';
import { useGridOptions } from '../pivot/use-grid.js';
import { answerMeasures } from './flat-model.js';
import type { TableTile } from './report.js';
import { pivotState } from './tile-state.js';

interface TilePivotProps {
  readonly tile: TableTile & { readonly pivot: NonNullable<TableTile['pivot']> };
  readonly pivot: Omit<PivotResult, 'receipt'>;
  readonly receipt: Receipt;
  readonly view: CatalogView;
}

const IN_PLACE = ACTS.filter((act) => 'inPlace' in act);
const NOBODY: ReadonlySet<string> = new Set();
const NONE_FAILED = { rows: NOBODY, columns: NOBODY };

/** A table with nested axes on the browser's own grid: everything is unfolded, folds in place and sorts by its headers. */
export function TilePivot({ tile, pivot, receipt, view }: TilePivotProps) {
  const words = useWords();
  const { units, language } = words;
  const [state, dispatch] = useReducer(reduceTile, tile, pivotState);
  const [spot, setSpot] = useState<Spot | null>(null);
  const options = useGridOptions(state, view, words);
  const model = useMemo(() => {
    const block = {
      key: tile.title,
      rowPath: [],
      columnPath: [],
      rowLevels: state.rows.levels,
      columnLevels: state.columns.levels,
      input: { view: view.name, rows: [], columns: [], measures: [], filters: [] },
      back: null,
      others: false,
    };
    return gridModel(state, [{ block, result: { ...pivot, receipt } }], { ...options, failed: NONE_FAILED });
  }, [state, pivot, receipt, options, tile.title, view.name]);
  const measures = useMemo(() => {
    const columns = pivot.measures.map((column) => ({ ...column, role: 'measure' }));
    const additive = (name: string) => measureOf(view, name)?.additivity === 'additive';
    return answerMeasures(columns, additive, units);
  }, [pivot, view, units]);
  return (
    <div className="tile-pivot">
      <Grid
        model={model}
        state={state}
        measures={measures}
        spot={spot}
        selected={NOBODY}
        rowTitle={state.rows.levels.map((level) => levelTitle(view, level, language)).join(' › ')}
        waiting={false}
        onSpot={setSpot}
        onToggle={(axis, path) => dispatch({ type: 'toggle', axis, path })}
        onSort={(value, column) => {
          const same = state.sort?.value === value && samePath(state.sort.column, column);
          const direction = same && state.sort?.direction === 'desc' ? 'asc' : 'desc';
          dispatch({ type: 'sort', sort: { value, column, direction } });
        }}
        onSelect={() => {}}
        onMenu={() => {}}
        onGesture={(gesture) => dispatch(gesture as Action)}
        acts={IN_PLACE}
      />
    </div>
  );
}

const reduceTile = (state: BrowseState, action: Action): BrowseState => reduce(state, action);
