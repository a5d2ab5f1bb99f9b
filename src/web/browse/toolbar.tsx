import { App } from 'antd';
import { memo, Suspense, useMemo, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { ChartIcon, CompareIcon, ExportIcon, LookIcon, RedoIcon, TopIcon, UndoIcon } from '../parts/icons.js';
import { lazyPart } from '../parts/lazy-part.js';
import { useSteady } from '../parts/use-steady.js';
import type { ChartKind } from '../pivot/chart-kinds.js';
import type { GridModel } from '../pivot/grid-model.js';
import { comparisonDelta } from '../pivot/questions.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { BrowseState, Comparison, Look } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { Choice, type Items } from './choice.js';
import { choiceNames } from './choice-names.js';
import { useExport } from './use-export.js';

const AddToReport = lazyPart(() => import('../reports/add-to-report.js').then(({ AddToReport }) => AddToReport));

interface ToolbarProps {
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly model: GridModel | null;
  readonly measures: readonly ShownMeasure[];
  readonly me: Me;
  readonly chartImage: () => string | null;
}

const TOPS = [5, 10, 20];

export const Toolbar = memo(function Toolbar(props: ToolbarProps) {
  const { view, state, dispatch, canUndo, canRedo, model, measures } = props;
  const { t } = useWords();
  const { message } = App.useApp();
  const save = useExport(props);
  const [adding, setAdding] = useState(false);
  const names = useMemo(() => choiceNames(t, view.name), [t, view.name]);
  const setLook = useSteady((look: string) => dispatch({ type: 'look', look: look as Look }));
  const setChart = useSteady((chart: string) => dispatch({ type: 'chart', chart: chart as ChartKind }));
  const setCompare = useSteady((key: string) => {
    const compare = key as Comparison;
    const next = { ...state, compare };
    if (compare === 'previous' && !comparisonDelta(next, [...state.rows.levels, ...state.columns.levels]))
      void message.info(t('browse.compareUnavailable'));
    else dispatch({ type: 'compare', compare });
  });
  const setTop = useSteady((key: string) => {
    if (key === 'none') dispatch({ type: 'top', top: null });
    else if (key === 'others')
      dispatch({ type: 'top', top: state.top ? { ...state.top, others: !state.top.others } : null });
    else if (key.startsWith('by'))
      dispatch({
        type: 'top',
        top: { count: state.top?.count ?? 10, others: state.top?.others ?? true, value: Number(key.slice(2)) },
      });
    else
      dispatch({
        type: 'top',
        top: {
          count: Number(key),
          value: state.top?.value ?? state.sort?.value ?? 0,
          others: state.top?.others ?? true,
        },
      });
  });
  const onExport = useSteady((key: string) =>
    key === 'report' ? setAdding(true) : void save(key as 'csv' | 'xlsx' | 'png'),
  );
  const ranked = state.top !== null;
  const topItems = useMemo(
    (): Items => [
      { key: 'none', label: t('browse.topNone') },
      ...TOPS.map((count) => ({ key: String(count), label: t('browse.topN', { count }) })),
      { type: 'divider' },
      ...measures.map((measure, at) => ({ key: `by${at}`, label: `${t('browse.topBy')} ${measure.title}` })),
      { type: 'divider' },
      { key: 'others', label: t('browse.topOthers'), disabled: !ranked },
    ],
    [t, measures, ranked],
  );
  const drawn = state.chart !== 'none';
  const exportItems = useMemo(
    (): Items => [
      { key: 'csv', label: t('browse.exportCsv') },
      { key: 'xlsx', label: t('browse.exportXlsx') },
      { key: 'png', label: t('browse.exportPng'), disabled: !drawn },
      { type: 'divider' },
      { key: 'report', label: t('reports.addToReport') },
    ],
    [t, drawn],
  );
  return (
    <div className="toolbar" role="toolbar" aria-label={t('common.more')}>
      <button
        type="button"
        className="quiet"
        disabled={!canUndo}
        title={`${t('browse.undo')} (Ctrl+Z)`}
        aria-label={t('browse.undo')}
        onClick={() => dispatch({ type: 'undo' })}
      >
        <UndoIcon />
      </button>
      <button
        type="button"
        className="quiet"
        disabled={!canRedo}
        title={`${t('browse.redo')} (Ctrl+Y)`}
        aria-label={t('browse.redo')}
        onClick={() => dispatch({ type: 'redo' })}
      >
        <RedoIcon />
      </button>
      <i className="rule" />
      <Choice
        icon={CompareIcon}
        label={state.compare === 'none' ? t('browse.compare') : names.compare[state.compare]}
        on={state.compare !== 'none'}
        chosen={state.compare}
        items={names.compareItems}
        onChoose={setCompare}
      />
      <Choice
        icon={TopIcon}
        label={state.top ? t('browse.topN', { count: state.top.count }) : t('browse.top')}
        on={ranked}
        chosen={state.top ? `${state.top.count} by${state.top.value}${state.top.others ? ' others' : ''}` : 'none'}
        items={topItems}
        onChoose={setTop}
      />
      <Choice
        icon={LookIcon}
        label={state.look === 'plain' ? t('browse.look') : names.look[state.look]}
        on={state.look !== 'plain'}
        chosen={state.look}
        items={names.lookItems}
        onChoose={setLook}
      />
      <Choice
        icon={ChartIcon}
        label={drawn ? names.chart[state.chart] : t('browse.chart')}
        on={drawn}
        chosen={state.chart}
        items={names.chartItems}
        onChoose={setChart}
      />
      <span className="end">
        <Choice
          icon={ExportIcon}
          label={t('browse.export')}
          on={false}
          chosen=""
          disabled={!model}
          items={exportItems}
          onChoose={onExport}
        />
        {adding && (
          <Suspense>
            <AddToReport
              state={state}
              title={measures.map(({ title }) => title).join(', ') || t('reports.untitled')}
              onClose={() => setAdding(false)}
            />
          </Suspense>
        )}
      </span>
    </div>
  );
});
