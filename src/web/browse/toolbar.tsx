import { App, Dropdown, type MenuProps } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { ChartIcon, CompareIcon, ExportIcon, LookIcon, RedoIcon, TopIcon, UndoIcon } from '../parts/icons.js';
import type { GridModel } from './grid-model.js';
import { comparisonDelta } from './questions.js';
import { COHORTS_VIEW } from './retention-document.js';
import type { ShownMeasure } from './shown-measure.js';
import { type BrowseState, CHARTS, type ChartKind, COMPARISONS, type Comparison, LOOKS, type Look } from './state.js';
import type { Gesture } from './use-browse.js';
import { useExport } from './use-export.js';

const AddToReport = lazy(() =>
  import('../reports/add-to-report.js').then((module) => ({ default: module.AddToReport })),
);

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

export function Toolbar(props: ToolbarProps) {
  const { view, state, dispatch, canUndo, canRedo, model, measures } = props;
  const { t } = useWords();
  const { message } = App.useApp();
  const save = useExport(props);
  const [adding, setAdding] = useState(false);
  const chartName: Record<ChartKind, string> = {
    none: t('browse.chartNone'),
    line: t('browse.chartLine'),
    area: t('browse.chartArea'),
    bar: t('browse.chartBar'),
    scatter: t('browse.chartScatter'),
    curve: t(view.name === COHORTS_VIEW ? 'browse.chartRetention' : 'browse.chartCurve'),
    cohort: t('browse.chartCohort'),
  };
  const lookName: Record<Look, string> = {
    plain: t('browse.lookPlain'),
    heat: t('browse.lookHeat'),
    bars: t('browse.lookBars'),
  };
  const compareName: Record<Comparison, string> = {
    none: t('browse.compareNone'),
    previous: t('browse.comparePrevious'),
    lastYear: t('browse.compareLastYear'),
  };
  const setCompare = (compare: Comparison) => {
    const next = { ...state, compare };
    if (compare === 'previous' && !comparisonDelta(next, [...state.rows.levels, ...state.columns.levels]))
      void message.info(t('browse.compareUnavailable'));
    else dispatch({ type: 'compare', compare });
  };
  const setTop = (key: string) => {
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
  };
  const topItems: NonNullable<MenuProps['items']> = [
    { key: 'none', label: t('browse.topNone') },
    ...TOPS.map((count) => ({ key: String(count), label: t('browse.topN', { count }) })),
    { type: 'divider' },
    ...measures.map((measure, at) => ({ key: `by${at}`, label: `${t('browse.topBy')} ${measure.title}` })),
    { type: 'divider' },
    { key: 'others', label: t('browse.topOthers'), disabled: !state.top },
  ];
  const topKeys = state.top
    ? [String(state.top.count), `by${state.top.value}`, ...(state.top.others ? ['others'] : [])]
    : ['none'];
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
        icon={<CompareIcon />}
        label={state.compare === 'none' ? t('browse.compare') : compareName[state.compare]}
        on={state.compare !== 'none'}
        chosen={[state.compare]}
        items={COMPARISONS.map((key) => ({ key, label: compareName[key] }))}
        onChoose={(key) => setCompare(key as Comparison)}
      />
      <Choice
        icon={<TopIcon />}
        label={state.top ? t('browse.topN', { count: state.top.count }) : t('browse.top')}
        on={state.top !== null}
        chosen={topKeys}
        items={topItems}
        onChoose={setTop}
      />
      <Choice
        icon={<LookIcon />}
        label={state.look === 'plain' ? t('browse.look') : lookName[state.look]}
        on={state.look !== 'plain'}
        chosen={[state.look]}
        items={LOOKS.map((key) => ({ key, label: lookName[key] }))}
        onChoose={(key) => dispatch({ type: 'look', look: key as Look })}
      />
      <Choice
        icon={<ChartIcon />}
        label={state.chart === 'none' ? t('browse.chart') : chartName[state.chart]}
        on={state.chart !== 'none'}
        chosen={[state.chart]}
        items={CHARTS.map((key) => ({ key, label: chartName[key] }))}
        onChoose={(key) => dispatch({ type: 'chart', chart: key as ChartKind })}
      />
      <span className="end">
        <Choice
          icon={<ExportIcon />}
          label={t('browse.export')}
          on={false}
          chosen={[]}
          disabled={!model}
          items={[
            { key: 'csv', label: t('browse.exportCsv') },
            { key: 'xlsx', label: t('browse.exportXlsx') },
            { key: 'png', label: t('browse.exportPng'), disabled: state.chart === 'none' },
            { type: 'divider' },
            { key: 'report', label: t('reports.addToReport') },
          ]}
          onChoose={(key) => (key === 'report' ? setAdding(true) : void save(key as 'csv' | 'xlsx' | 'png'))}
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
}

interface ChoiceProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly on: boolean;
  readonly chosen: readonly string[];
  readonly disabled?: boolean;
  readonly items: NonNullable<MenuProps['items']>;
  readonly onChoose: (key: string) => void;
}

function Choice({ icon, label, on, chosen, disabled, items, onChoose }: ChoiceProps) {
  return (
    <Dropdown
      trigger={['click']}
      {...(disabled ? { disabled } : {})}
      menu={{
        items,
        selectable: true,
        multiple: chosen.length > 1,
        selectedKeys: [...chosen],
        onClick: ({ key }) => onChoose(key),
      }}
    >
      <button type="button" className={`quiet${on ? ' on' : ''}`} disabled={disabled}>
        {icon} {label}
      </button>
    </Dropdown>
  );
}
