import '../styles/browse.css';
import { Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { nextSort } from '../grid/acts.js';
import { Grid } from '../grid/grid.js';
import type { Spot } from '../grid/grid-keys.js';
import { GridSkeleton } from '../grid/grid-skeleton.js';
import { useCell } from '../grid/use-cell.js';
import { useWords } from '../i18n/use-words.js';
import { lazyPart } from '../parts/lazy-part.js';
import type { MenuPlace } from '../parts/placed-menu.js';
import { Empty, Failure } from '../parts/states.js';
import { useSteady } from '../parts/use-steady.js';
import { levelTitle, shelfKey } from '../pivot/fields.js';
import { shownMeasures } from '../pivot/shown-measure.js';
import type { Path } from '../pivot/state.js';
import { useAhead } from '../pivot/use-ahead.js';
import { useBrowse } from '../pivot/use-browse.js';
import { useGrid } from '../pivot/use-grid.js';
import { FieldList } from '../shelves/field-list.js';
import { Shelves } from '../shelves/shelves.js';
import { Breadcrumbs } from './breadcrumbs.js';
import { CellBar } from './cell-bar.js';
import { CellMenu } from './cell-menu.js';
import { COHORTS_VIEW } from './retention-document.js';
import { StatusLine } from './status-line.js';
import { Toolbar } from './toolbar.js';

const ChartPane = lazyPart(() => import('./chart-pane.js').then(({ ChartPane }) => ChartPane));
const RetentionPane = lazyPart(() => import('./retention-pane.js').then(({ RetentionPane }) => RetentionPane));
const receiptDrawer = () => import('./receipt-drawer.js').then(({ ReceiptDrawer }) => ReceiptDrawer);
const rowsDrawer = () => import('./rows-drawer.js').then(({ RowsDrawer }) => RowsDrawer);
const ReceiptDrawer = lazyPart(receiptDrawer);
const RowsDrawer = lazyPart(rowsDrawer);

const NOTHING: ReadonlySet<string> = new Set();

interface BrowseProps {
  readonly catalog: readonly CatalogView[];
  readonly me: Me;
  readonly mode: Mode;
}

/** The cube browser. */
export function Browse({ catalog, me, mode }: BrowseProps) {
  const browse = useBrowse(catalog);
  const { t } = useWords();
  if (!browse.view) return <Empty title={t('error.FORBIDDEN')} />;
  return <Browser {...browse} view={browse.view} catalog={catalog} me={me} mode={mode} />;
}

type BrowserProps = BrowseProps & Omit<ReturnType<typeof useBrowse>, 'view'> & { readonly view: CatalogView };

function Browser({ state, view, dispatch, canUndo, canRedo, catalog, me, mode }: BrowserProps) {
  const words = useWords();
  const { t, language, units } = words;
  const { model: known, ...grid } = useGrid(state, view, words);
  const { model, answers } = useAhead(known, grid.shownState, view, words);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [selected, setSelected] = useState(NOTHING);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [drawer, setDrawer] = useState<'why' | 'rows' | null>(null);
  const image = useRef<(() => string | null) | null>(null);
  // Drawers are fetched while nobody waits for them.
  useEffect(() => {
    const idle = requestIdleCallback(() => void Promise.allSettled([receiptDrawer(), rowsDrawer()]));
    return () => cancelIdleCallback(idle);
  }, []);
  const shown = grid.shownState ?? state;
  const measures = useMemo(
    () => shownMeasures(view, shown.values, language, units),
    [view, shown.values, language, units],
  );
  const rowTitle = useMemo(
    () =>
      shown.rows.levels
        .slice(shown.rows.root.length)
        .map((level) => levelTitle(view, level, language))
        .join(' › '),
    [shown.rows, view, language],
  );
  const cell = useCell(model, shown, measures, spot);

  const onToggle = useCallback(
    (axis: 'rows' | 'columns', path: Path) => dispatch({ type: 'toggle', axis, path }),
    [dispatch],
  );
  const onSort = useSteady((value: number, column: Path) => {
    dispatch({ type: 'sort', sort: nextSort(state, value, column) });
  });
  const onSelect = useSteady((row: number) => {
    const line = model?.rows[row];
    if (line?.kind !== 'member') return;
    setSelected((before) => {
      const sameParent = [...before].every((key) => (JSON.parse(key) as unknown[]).length === line.path.length);
      const next = new Set(sameParent ? before : []);
      if (!next.delete(line.key)) next.add(line.key);
      return next;
    });
  });
  const onMenu = useCallback((at: Spot, x: number, y: number) => {
    setSpot(at);
    setMenu({ x, y });
  }, []);
  const onClear = useCallback(() => setSelected(NOTHING), []);
  const chartImage = useCallback(() => image.current?.() ?? null, []);
  const actions = useMemo(() => ({ dispatch, open: setDrawer }), [dispatch]);
  // The chart follows the table a frame later: drawing it must not keep the table back.
  const charted = useDeferredValue(
    useMemo(() => ({ model, answers, state: shown, measures, words }), [model, answers, shown, measures, words]),
  );
  // Another arrangement of the table: what was focused or selected stands elsewhere or nowhere.
  const arrangement = `${shelfKey(shown.rows.levels)}|${shelfKey(shown.columns.levels)}|${shown.view}|${shown.values.length}`;
  const [arranged, setArranged] = useState(arrangement);
  if (arranged !== arrangement) {
    setArranged(arrangement);
    setSpot(null);
    setSelected(NOTHING);
  }
  const empty = state.values.length === 0;
  const noData =
    grid.current && model !== null && model.rows.length <= 1 && shown.rows.levels.length > shown.rows.root.length;
  const chartShown = state.chart !== 'none' && model !== null;

  return (
    <main className="browse">
      <FieldList catalog={catalog} view={view} state={state} dispatch={dispatch} />
      <section className="work">
        <Shelves view={view} state={state} dispatch={dispatch} />
        <Toolbar
          view={view}
          state={state}
          dispatch={dispatch}
          canUndo={canUndo}
          canRedo={canRedo}
          model={model}
          measures={measures}
          me={me}
          chartImage={chartImage}
        />
        <Breadcrumbs view={view} state={state} dispatch={dispatch} selected={selected} onClear={onClear} />
        <div className={`canvas${chartShown ? ' split' : ''}`} aria-busy={chartShown && charted.model !== model}>
          <div className={`sheet${grid.current ? '' : ' stale'}`}>
            {grid.waiting && <div className="waiting" role="progressbar" aria-label={t('common.loading')} />}
            {empty && (
              <Empty title={t('browse.emptyTitle')}>
                <p>{t('browse.emptyText')}</p>
              </Empty>
            )}
            {!empty && grid.failure !== null && <Failure error={grid.failure} onRetry={grid.retry} />}
            {!empty && grid.failure === null && !model && <GridSkeleton />}
            {!empty && grid.failure === null && noData && (
              <Empty title={t('browse.noDataTitle')}>
                <p>{t('browse.noDataText')}</p>
                {state.slicers.length > 0 && (
                  <button
                    type="button"
                    className="quiet on"
                    onClick={() => dispatch({ type: 'show', state: { ...state, slicers: [] } })}
                  >
                    {t('browse.clearFilters')}
                  </button>
                )}
              </Empty>
            )}
            {!empty && grid.failure === null && !noData && model && (
              <Grid
                model={model}
                state={shown}
                measures={measures}
                spot={spot}
                selected={selected}
                rowTitle={rowTitle}
                waiting={grid.waiting}
                onSpot={setSpot}
                onToggle={onToggle}
                onSort={onSort}
                onSelect={onSelect}
                onMenu={onMenu}
                onGesture={dispatch}
              />
            )}
          </div>
          {chartShown && charted.model && charted.state.view === view.name && (
            <Suspense fallback={<div className="chart-pane" />}>
              {charted.state.chart === 'none' ? (
                <div className="chart-pane" />
              ) : charted.state.chart === 'curve' && view.name === COHORTS_VIEW ? (
                <RetentionPane view={view} state={charted.state} mode={mode} image={image} />
              ) : (
                <ChartPane
                  view={view}
                  state={charted.state}
                  model={charted.model}
                  answers={charted.answers}
                  measures={charted.measures}
                  words={charted.words}
                  mode={mode}
                  image={image}
                />
              )}
            </Suspense>
          )}
        </div>
        <CellBar cell={cell} catalog={catalog} view={view} state={shown} actions={actions} />
        <StatusLine model={model} waiting={grid.waiting} partly={grid.partly} onRetry={grid.retry} />
      </section>
      {menu && cell && (
        <CellMenu
          place={menu}
          cell={cell}
          catalog={catalog}
          view={view}
          state={shown}
          actions={actions}
          onClose={() => setMenu(null)}
        />
      )}
      <Suspense>
        {drawer === 'why' && cell && (
          <ReceiptDrawer
            catalog={catalog}
            cell={cell}
            view={view}
            state={shown}
            model={model}
            onClose={() => setDrawer(null)}
          />
        )}
        {drawer === 'rows' && cell && (
          <RowsDrawer cell={cell} view={view} state={shown} onClose={() => setDrawer(null)} />
        )}
      </Suspense>
    </main>
  );
}
