import { Select } from 'antd';
import type { CatalogView } from '../api/types.js';
import { formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { bucketStart, dateOf } from '../pivot/period.js';
import type { BrowseState, Slicer } from '../pivot/state.js';
import { useValues } from '../pivot/use-values.js';

interface PeriodSlicerProps {
  readonly slicer: Slicer;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly onChange: (slicer: Slicer) => void;
}

const LASTS = [3, 6, 12];

/** A span of periods, both ends included. */
export function PeriodSlicer({ slicer, view, state, onChange }: PeriodSlicerProps) {
  const { t, language } = useWords();
  const { answer, error, again } = useValues(view.name, slicer.member, '', state);
  const granularity = slicer.granularity ?? 'month';
  const periods = [
    ...new Set(
      (answer?.values ?? []).flatMap((one) =>
        one.value === null ? [] : [bucketStart(dateOf(one.value), granularity)],
      ),
    ),
  ].sort();
  const [from, to] = [slicer.values[0], slicer.values[1]].map((value) =>
    value === undefined || value === null ? undefined : dateOf(value),
  );
  const choose = (first: string | undefined, last: string | undefined) => {
    const [a, b] = [first ?? periods[0], last ?? periods.at(-1)];
    if (a && b) onChange({ ...slicer, mode: 'range', granularity, values: a <= b ? [a, b] : [b, a] });
  };
  const options = periods.map((period) => ({ value: period, label: formatPeriod(period, granularity, language) }));
  if (error !== null) return <Failure error={error} onRetry={again} />;
  return (
    <div className="slicer-panel period">
      <div className="period-ends">
        <Select
          aria-label={t('browse.from')}
          placeholder={t('browse.from')}
          value={from}
          options={options}
          loading={!answer}
          onChange={(value) => choose(value, to)}
        />
        <span>–</span>
        <Select
          aria-label={t('browse.to')}
          placeholder={t('browse.to')}
          value={to}
          options={options}
          loading={!answer}
          onChange={(value) => choose(from, value)}
        />
      </div>
      <div className="panel-actions">
        {granularity === 'month' &&
          LASTS.filter((count) => count < periods.length).map((count) => (
            <button
              key={count}
              type="button"
              className="quiet"
              onClick={() => choose(periods[periods.length - count], periods.at(-1))}
            >
              {t('browse.last', { count })}
            </button>
          ))}
        <button type="button" className="quiet" onClick={() => onChange({ ...slicer, values: [] })}>
          {t('browse.clear')}
        </button>
      </div>
    </div>
  );
}
