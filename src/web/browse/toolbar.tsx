import { App } from 'antd';
import { memo, Suspense, useMemo, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import {
  AheadIcon,
  ChartIcon,
  CompareIcon,
  ExportIcon,
  LookIcon,
  RedoIcon,
  TopIcon,
  UndoIcon,
} from '../parts/icons.js';
import { lazyPart } from '../parts/lazy-part.js';
import { useSteady } from '../parts/use-steady.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { BrowseState } from '../pivot/state.js';
import { type Gesture, HISTORY_ACTS } from '../pivot/use-browse.js';
import { Choice, type Items } from './choice.js';
import { CHOICES, type ChoiceAct } from './choices.js';
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

const ICONS = { compare: CompareIcon, top: TopIcon, look: LookIcon, chart: ChartIcon, ahead: AheadIcon };

export const Toolbar = memo(function Toolbar(props: ToolbarProps) {
  const { view, state, dispatch, canUndo, canRedo, model, measures } = props;
  const { t } = useWords();
  const save = useExport(props);
  const [adding, setAdding] = useState(false);
  const onExport = useSteady((key: string) =>
    key === 'report' ? setAdding(true) : void save(key as 'csv' | 'xlsx' | 'png'),
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
      {HISTORY_ACTS.map(({ id, word, keys: [press] }) => {
        const Icon = id === 'undo' ? UndoIcon : RedoIcon;
        return (
          <button
            key={id}
            type="button"
            className="quiet"
            disabled={id === 'undo' ? !canUndo : !canRedo}
            title={`${t(`browse.${word}`)} (${press})`}
            aria-label={t(`browse.${word}`)}
            aria-keyshortcuts={press}
            onClick={() => dispatch({ type: id })}
          >
            <Icon />
          </button>
        );
      })}
      <i className="rule" />
      {CHOICES.map((act) => (
        <ToolbarChoice
          key={act.id}
          act={act}
          view={view.name}
          time={view.timeDimension}
          state={state}
          measures={measures}
          dispatch={dispatch}
        />
      ))}
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

interface ToolbarChoiceProps extends Pick<ToolbarProps, 'state' | 'measures' | 'dispatch'> {
  readonly act: ChoiceAct;
  readonly view: string;
  readonly time: string | null;
}

function ToolbarChoice({ act, view, time, state, measures, dispatch }: ToolbarChoiceProps) {
  const { t } = useWords();
  const { message } = App.useApp();
  const ranked = state.top !== null;
  const items = useMemo(
    () => act.items({ t, view, ranked, measures: measures.map(({ title }) => title) }),
    [act, t, view, ranked, measures],
  );
  const chosen = act.chosen(state);
  const onChoose = useSteady((key: string) => {
    const gesture = act.choose(state, key, time);
    if (gesture) dispatch(gesture);
    else void message.info(t(act.unavailable ?? 'browse.compareUnavailable'));
  });
  return (
    <Choice
      icon={ICONS[act.id]}
      label={act.label(state, { t, view })}
      on={chosen !== null}
      chosen={chosen ?? (act.id === 'look' ? 'plain' : 'none')}
      items={items}
      onChoose={onChoose}
    />
  );
}
