import type { CatalogView } from '../api/types.js';
import { coordinates } from '../grid/cell-commands.js';
import { cellSlice } from '../grid/cell-slice.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { useWords } from '../i18n/use-words.js';
import { BellIcon } from '../parts/icons.js';
import { memberFilter, slicerFilter } from '../pivot/slicer-conditions.js';
import type { BrowseState } from '../pivot/state.js';
import { slicerTitle } from '../shelves/slicer-chip.js';
import { AlertPopover } from './alert-popover.js';

interface AlertButtonProps {
  readonly cell: FocusedCell | null;
  readonly view: CatalogView;
  readonly state: BrowseState;
}

/** Sets a threshold on a cell's measure for the cell's slice; time is left out, so that it follows the latest month. */
export function AlertButton({ cell, view, state }: AlertButtonProps) {
  const words = useWords();
  const { t, language } = words;
  const value = cell ? state.values[cell.measureIndex] : undefined;
  const members = cell ? coordinates(state, cell).filter(({ level }) => !level.granularity) : [];
  const slicers = state.slicers.filter(
    (slicer) => !slicer.granularity && slicer.mode !== 'range' && slicer.values.length > 0,
  );
  const timeless = { ...state, rows: untimed(state.rows), columns: untimed(state.columns) };
  const slice = cell
    ? [
        ...cellSlice(cell, timeless, language, t('common.unknown')),
        ...slicers.map((slicer) => slicerTitle(slicer, view, words)),
      ].join(' · ')
    : '';
  const possible = cell !== null && cell.row.kind !== 'others' && cell.column.kind !== 'others';
  return (
    <AlertPopover
      title={cell?.measure.title ?? ''}
      slice={slice}
      info={cell?.measure.info ?? { name: '', title: '', unit: null, format: null, type: 'float' }}
      current={cell?.value}
      watched={
        possible && value
          ? {
              view: view.name,
              measure: value.measure,
              arguments: value.arguments,
              filters: [
                ...members.map(({ level, value: member }) => memberFilter(level, member)),
                ...slicers.flatMap((slicer) => slicerFilter(slicer) ?? []),
              ],
              slice,
            }
          : null
      }
    >
      <button type="button" className="quiet" disabled={!possible}>
        <BellIcon /> {t('home.alert')}
      </button>
    </AlertPopover>
  );
}

const untimed = (axis: BrowseState['rows']): BrowseState['rows'] =>
  axis.levels.some((level) => level.granularity) ? { ...axis, levels: [] } : axis;
