import { Segmented } from 'antd';
import { memo, type RefObject, useCallback, useMemo, useState } from 'react';
import { ask } from '../api/client.js';
import type { CatalogView, FilterInput } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { MOST_SERIES } from '../charts/chart-data.js';
import { inkOf } from '../charts/chart-ink.js';
import { formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { EChart } from '../parts/echart.js';
import { Empty, Failure } from '../parts/states.js';
import { useFetched } from '../parts/use-fetched.js';
import { levelTitle, memberLabel } from '../pivot/fields.js';
import { pathFilters, slicerFilters } from '../pivot/questions.js';
import type { BrowseState } from '../pivot/state.js';
import { COHORT_RETENTION, type CohortRetentionAnswer } from './retention-document.js';
import { retentionOption } from './retention-option.js';

interface RetentionPaneProps {
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly mode: Mode;
  readonly image: RefObject<(() => string | null) | null>;
}

const AHEAD = [12, 24, 36];

/** Retention of cohorts by months since joining and its course beyond the data: of what is on the rows, else of all together. */
export const RetentionPane = memo(function RetentionPane({ view, state, mode, image }: RetentionPaneProps) {
  const { t, language } = useWords();
  const [ahead, setAhead] = useState(AHEAD[0] as number);
  const first = state.rows.levels[state.rows.root.length];
  const level = first && !first.granularity && first.name !== 'age_months' ? first : undefined;
  const filters: readonly FilterInput[] = [...slicerFilters(state), ...pathFilters(state.rows, state.rows.root)];
  const asked = JSON.stringify({ by: level?.name ?? null, filters, monthsAhead: ahead });
  const fetchIt = useCallback(
    async (signal: AbortSignal) =>
      (await ask<CohortRetentionAnswer>(COHORT_RETENTION, JSON.parse(asked), signal)).cohortRetention.slices,
    [asked],
  );
  const { value, error, again } = useFetched(fetchIt);
  const name = (slice: string | null) => memberLabel(level, slice, slice ?? '', language, t('common.unknown'));
  const slices = (value ?? [])
    .toSorted((a, b) => b.customers - a.customers)
    .slice(0, MOST_SERIES)
    .map((slice) => ({ ...slice, label: name(slice.slice) }));
  const title = level
    ? t('browse.retentionBy', { by: levelTitle(view, level, language) })
    : t('browse.retentionTogether');
  const words = {
    title,
    observed: t('browse.retentionObserved'),
    projected: t('browse.retentionProjected'),
    monthsSince: t('browse.retentionMonths'),
  };
  const key = JSON.stringify([slices, words]);
  const option = useMemo(() => retentionOption(slices, words, inkOf(mode), language), [key, mode, language]);
  const number = (figure: number) => formatValue(figure, { type: 'float', unit: 'ratio', format: 'number' }, language);
  const [only] = slices;
  const ended = slices.filter(({ notProjectedBecause }) => notProjectedBecause !== null);
  const notes = [
    only?.alpha != null && only.beta != null && slices.length === 1
      ? t('browse.retentionModel', { months: only.fitMonths, alpha: number(only.alpha), beta: number(only.beta) })
      : t('browse.retentionDashed'),
    t('browse.retentionOlder'),
    ended.length > 0
      ? t('browse.retentionNone', {
          slices: ended.map(({ label }) => (level ? label : t('browse.retentionAll'))).join(', '),
        })
      : null,
    (value?.length ?? 0) > MOST_SERIES
      ? t('browse.retentionSome', { shown: MOST_SERIES, count: value?.length ?? 0 })
      : null,
  ].filter((note) => note !== null);
  return (
    <section className="chart-pane" aria-label={t('browse.chart')}>
      <div className="chart-head">
        <h3>{title}</h3>
        <Segmented
          size="small"
          aria-label={t('browse.retentionAhead')}
          value={ahead}
          options={AHEAD.map((months) => ({ value: months, label: t('browse.retentionAheadMonths', { months }) }))}
          onChange={setAhead}
        />
      </div>
      {error !== null && <Failure error={error} onRetry={again} />}
      {error === null && value && option && <EChart option={option} label={title} image={image} />}
      {error === null && value && !option && <Empty title={t('browse.chartNothing')} />}
      {error === null && !value && <div className="echart" role="progressbar" aria-label={t('common.loading')} />}
      {option && <p className="fine">{notes.join(' · ')}</p>}
    </section>
  );
});
