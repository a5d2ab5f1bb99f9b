import { memo, type RefObject, useMemo } from 'react';
import type { CatalogView } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { leafLines, MOST_SERIES, seriesData, stacks } from '../charts/chart-data.js';
import { inkOf } from '../charts/chart-ink.js';
import { chartOption, cutsAxis } from '../charts/chart-option.js';
import type { PageWords } from '../i18n/use-words.js';
import { EChart } from '../parts/echart.js';
import { Empty } from '../parts/states.js';
import { levelTitle } from '../pivot/fields.js';
import type { ForecastAnswer } from '../pivot/forecast-document.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { BrowseState } from '../pivot/state.js';
import { useEventMarks } from './use-event-marks.js';

interface ChartPaneProps {
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly model: GridModel;
  /** Of the months ahead that the model shows. */
  readonly answers: readonly (ForecastAnswer | null)[];
  readonly measures: readonly ShownMeasure[];
  /** Given and not asked for: the chart follows the table a frame later, in another language too. */
  readonly words: PageWords;
  readonly mode: Mode;
  readonly image: RefObject<(() => string | null) | null>;
}

/** The chart beside the table, of the same figures. */
export const ChartPane = memo(function ChartPane({
  view,
  state,
  model,
  answers,
  measures,
  words,
  mode,
  image,
}: ChartPaneProps) {
  const { t, language } = words;
  const kind = state.chart;
  const title = t('browse.chartTitle', {
    measure:
      (kind === 'scatter'
        ? measures
            .slice(0, 2)
            .map((one) => one.title)
            .join(' × ')
        : measures[0]?.header) ?? '',
    by: [state.rows, ...(kind === 'scatter' || kind === 'curve' ? [] : [state.columns])]
      .flatMap((axis) => axis.levels.slice(axis.root.length, axis.root.length + 1))
      .map((level) => levelTitle(view, level, language))
      .join(' × '),
  });
  const marks = useEventMarks(state, view, model);
  const ink = useMemo(() => inkOf(mode), [mode]);
  const option = useMemo(
    () =>
      chartOption({
        kind,
        model,
        measures,
        ink,
        language,
        title,
        marks,
        monthsName: t('browse.chartMonthsAhead'),
      }),
    [kind, model, measures, ink, language, title, marks, t],
  );
  const count = leafLines(model.rows).length;
  const additive = measures[0]?.additive ?? false;
  const [basis] = answers.flatMap((answer) => (answer?.basis.first ? [answer.basis] : []));
  const notes = [
    marks.length > 0
      ? t('browse.chartEvents', {
          events: marks.map(({ at, title: event }) => `${model.columns[at]?.label} ${event}`).join('; '),
        })
      : null,
    kind === 'line' && basis
      ? t('browse.aheadBand', {
          months: basis.monthsUsed,
          first: basis.first?.slice(0, 7),
          last: basis.last?.slice(0, 7),
        })
      : null,
    state.ahead > 0 && answers.length > 0 && !basis ? t('browse.aheadNothing') : null,
    kind !== 'scatter' && kind !== 'cohort' && count > MOST_SERIES && model.columns.length > 1
      ? t('browse.chartSome', { shown: MOST_SERIES, count })
      : null,
    kind === 'line' && cutsAxis(kind, seriesData(model, 0)) ? t('browse.chartAxisCut') : null,
    kind === 'scatter' && measures.length > 1 ? t('browse.chartAxesFree') : null,
    (kind === 'area' || kind === 'bar') && !stacks(kind, additive) ? t('browse.chartNotAdditive') : null,
  ].filter((note) => note !== null);
  return (
    <section className="chart-pane" aria-label={t('browse.chart')}>
      <h3>{title}</h3>
      {option ? (
        <EChart option={option} label={title} image={image} />
      ) : (
        <Empty title={t(kind === 'scatter' && measures.length < 2 ? 'browse.chartNeedsTwo' : 'browse.chartNothing')} />
      )}
      <p className="fine">{notes.join(' · ')}</p>
    </section>
  );
});
