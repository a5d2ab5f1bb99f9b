import '../styles/grid.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useWords } from '../i18n/use-words.js';
import { pressName } from '../pivot/act-keys.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { BrowseState, Path } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { ACTS, type Act, type ActSite, actOfPress } from './acts.js';
import { GridHeader } from './grid-header.js';
import { moved, type Spot } from './grid-keys.js';
import { columnWidth, gridLayout, textWidth } from './grid-layout.js';
import { GridRow } from './grid-row.js';
import { scales } from './grid-scale.js';
import { keysHelp } from './keys-help.js';
import { cellAt } from './use-cell.js';

export interface GridProps {
  readonly model: GridModel;
  readonly state: BrowseState;
  readonly measures: readonly ShownMeasure[];
  readonly spot: Spot | null;
  readonly selected: ReadonlySet<string>;
  readonly rowTitle: string;
  readonly waiting: boolean;
  readonly onSpot: (spot: Spot) => void;
  readonly onToggle: (axis: 'rows' | 'columns', path: Path) => void;
  readonly onSort: (value: number, column: Path) => void;
  readonly onSelect: (row: number) => void;
  readonly onMenu: (spot: Spot, x: number, y: number) => void;
  /** What a key does here; the acts that are had by keys. */
  readonly onGesture: (gesture: Gesture) => void;
  readonly acts?: readonly Act[];
}

/** Rows and columns that are drawn beyond the window, so that a turn of the wheel uncovers what is there. */
const ROWS_BEYOND = 8;
const COLUMNS_BEYOND = 4;
const ROW = 30;
const HEADER_ROW = 36;

/** The virtualised treegrid: rows and columns beyond the window are not in the document. */
export const Grid = memo(function Grid(props: GridProps) {
  const { model, state, measures, spot, selected, acts = ACTS, onSpot, onToggle, onSort, onSelect, onMenu } = props;
  const { t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const available = useWidth(scroller);
  const nameWidth = useMemo(() => rowNameWidth(model, props.rowTitle), [model, props.rowTitle]);
  const layout = useMemo(
    () =>
      gridLayout(
        model,
        measures.map((measure) => columnWidth(measure.header, measures.length > 1 || model.compared)),
        nameWidth,
        available,
      ),
    [model, measures, nameWidth, available],
  );
  const scale = useMemo(
    () =>
      state.look === 'plain'
        ? null
        : scales(
            model,
            measures.map((measure) => measure.additive),
          ),
    [model, measures, state.look],
  );
  const bodyRows = model.rows.slice(0, -1);
  const totalRow = model.rows.at(-1);
  const headerHeight = layout.headerRows * HEADER_ROW;
  const rowWindow = useVirtualizer({
    count: bodyRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: ROWS_BEYOND,
    scrollPaddingStart: headerHeight,
    scrollPaddingEnd: ROW,
  });
  const columnWindow = useVirtualizer({
    horizontal: true,
    count: layout.leaves.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => layout.leaves[index]?.width ?? 100,
    overscan: COLUMNS_BEYOND,
    paddingStart: nameWidth,
    scrollPaddingStart: nameWidth,
    // Widths come from the layout: another layout is another way to name columns, and they are laid out anew at once.
    getItemKey: useCallback((index: number) => layout.leaves[index]?.index ?? index, [layout]),
  });
  const range = columnWindow.getVirtualItems();
  const [from, until] = [range[0]?.index ?? 0, range.at(-1)?.index ?? -1];
  const seen = useMemo(() => layout.leaves.slice(from, until + 1), [layout, from, until]);

  const reveal = (to: Spot) => {
    if (to.row >= 0 && to.row < bodyRows.length) rowWindow.scrollToIndex(to.row, { align: 'auto' });
    if (to.column >= 0) columnWindow.scrollToIndex(to.column, { align: 'auto' });
  };
  const focusId = `${id}spot`;
  const spanAt = (at: Spot) =>
    layout.spans.find(
      (span) =>
        span.first <= at.column &&
        at.column <= span.last &&
        span.row <= at.row + layout.headerRows &&
        at.row + layout.headerRows < span.row + span.rowSpan,
    );
  const siteAt = (at: Spot): ActSite => ({
    state,
    on: at.row < 0 ? 'header' : at.column < 0 ? 'name' : 'figure',
    line: model.rows[at.row] ?? null,
    cell: cellAt(model, state, measures, at),
    header: at.row < 0 ? (spanAt(at) ?? null) : null,
    selected: [],
  });
  const openMenu = (at: Spot) => {
    const cell = scroller.current?.querySelector(`.grid-row[data-row="${at.row}"] [data-column="${at.column}"]`);
    const box = cell?.getBoundingClientRect();
    if (box) onMenu(at, box.left + 12, box.bottom);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const at = spot ?? { row: 0, column: -1 };
    const deed = actOfPress(pressName(event), siteAt(at), acts);
    const to = deed ? null : moved(event, at, model.rows, layout);
    if (!deed && !to) return;
    event.preventDefault();
    if (to) {
      onSpot(to);
      reveal(to);
    } else if (deed?.type === 'gesture') props.onGesture(deed.gesture);
    else if (deed?.type === 'select') onSelect(at.row);
    else openMenu(at);
  };
  const onClick = (event: MouseEvent) => {
    const found = spotOf(event.target);
    if (!found) return;
    onSpot(found);
    if (found.row >= 0 && found.column === -1 && (event.ctrlKey || event.metaKey || event.shiftKey))
      onSelect(found.row);
    scroller.current?.focus({ preventScroll: true });
  };
  const onContextMenu = (event: MouseEvent) => {
    const found = spotOf(event.target);
    if (!found || found.row < 0) return;
    event.preventDefault();
    onSpot(found);
    onMenu(found, event.clientX, event.clientY);
  };

  const shared = { seen, nameWidth, measures, model, scale, look: state.look, focusId, onToggle };
  const rowAt = (index: number) => ({
    index,
    ariaIndex: index + layout.headerRows + 1,
    spotColumn: spot?.row === index ? spot.column : null,
  });
  return (
    <div
      ref={scroller}
      className="grid"
      role="treegrid"
      tabIndex={0}
      aria-label={t('browse.table')}
      aria-describedby={`${id}keys`}
      aria-rowcount={model.rows.length + layout.headerRows}
      aria-colcount={layout.leaves.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={spot ? focusId : undefined}
      aria-busy={props.waiting}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onContextMenu={onContextMenu}
    >
      <div className="grid-inner" role="presentation" style={{ width: layout.width }}>
        <GridHeader
          layout={layout}
          seen={seen}
          nameWidth={nameWidth}
          rowTitle={props.rowTitle}
          height={HEADER_ROW}
          measures={measures}
          sort={state.sort}
          spot={spot && spot.row < 0 ? spot : null}
          focusId={focusId}
          onToggle={onToggle}
          onSort={onSort}
        />
        <div role="rowgroup" className="grid-body" style={{ height: rowWindow.getTotalSize() }}>
          {rowWindow.getVirtualItems().map((item) => {
            const line = bodyRows[item.index];
            return line ? (
              <GridRow
                key={line.key}
                {...shared}
                {...rowAt(item.index)}
                line={line}
                top={item.start}
                selected={selected.has(line.key)}
              />
            ) : null;
          })}
        </div>
        {totalRow && (
          <div role="rowgroup" className="grid-total">
            <GridRow {...shared} {...rowAt(model.rows.length - 1)} line={totalRow} top={0} selected={false} />
          </div>
        )}
      </div>
      <span id={`${id}keys`} className="sr">
        {keysHelp(t, acts)}
      </span>
    </div>
  );
});

/** Which cell an event met, from the marks that cells carry. */
function spotOf(target: EventTarget): Spot | null {
  if (!(target instanceof Element) || target.closest('button')) return null;
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = target.closest<HTMLElement>('[data-row]');
  return cell && row ? { row: Number(row.dataset.row), column: Number(cell.dataset.column) } : null;
}

function rowNameWidth(model: GridModel, title: string): number {
  let widest = textWidth(title) + 30;
  for (const line of model.rows) widest = Math.max(widest, textWidth(line.label) + 46 + line.depth * 16);
  return Math.round(Math.min(340, Math.max(190, widest)));
}

/** The inner width of an element as it changes, in whole pixels. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
