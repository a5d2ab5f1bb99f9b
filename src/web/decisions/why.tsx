import { Select } from 'antd';
import { useMemo, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import { formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Empty, Failure } from '../parts/states.js';
import { dimensionOf } from '../pivot/fields.js';
import { localSibling } from '../pivot/local-labels.js';
import { SliceChips, useSlice } from './slice.js';
import { type Months, useMonthsOf, useWhy } from './use-why.js';
import { WhyAnswer } from './why-answer.js';

/** What the mix may be of. */
const BY = ['province', 'plan_family', 'tier', 'channel_kind', 'segment', 'value_tier', 'tenure_band', 'contract'];
/** Months of each period to begin with. */
const START_MONTHS = 3;
const NO_MONTHS: readonly string[] = [];

/** Why the churn of a group is what it is, and why it changed from one period to another. */
export function Why({ view }: { readonly view: CatalogView }) {
  const { t, language, titleOf } = useWords();
  const slice = useSlice(view);
  const known = useMonthsOf(view);
  const months = known.value ?? NO_MONTHS;
  const [chosen, setChosen] = useState<{ readonly period?: Months; readonly before?: Months }>({});
  const offered = BY.flatMap((name) => {
    const dimension = dimensionOf(view, name);
    return dimension && !dimension.masked ? [dimension] : [];
  });
  const [by, setBy] = useState(offered[0]?.name ?? '');
  const spans = useMemo(() => startSpans(months), [months]);
  const period = chosen.period ?? spans?.period;
  const before = chosen.before ?? spans?.before;
  // A reader of Chinese gets the names that the model has for it.
  const named = (name: string) => (language === 'zh' ? (localSibling(view, name) ?? name) : name);
  const question =
    period && before ? { period, before, reason: named('reason'), by: named(by), filters: slice.filters } : null;
  const { found, ready, error, retry } = useWhy(view, question);
  const options = months.map((value) => ({ value, label: formatPeriod(value, 'month', language) }));
  const span = (name: 'before' | 'period', [from, to]: Months) => (
    <fieldset className="decision-span">
      <legend>{t(`decisions.why.${name}`)}</legend>
      {([from, to] as const).map((value, end) => (
        <Select
          key={end === 0 ? 'from' : 'to'}
          aria-label={`${t(`decisions.why.${name}`)}: ${t(end === 0 ? 'browse.from' : 'browse.to')}`}
          value={value}
          options={options}
          onChange={(month) => {
            const next = end === 0 ? [month, to] : [from, month];
            setChosen({ ...chosen, [name]: next.sort() as unknown as Months });
          }}
        />
      ))}
    </fieldset>
  );
  return (
    <div className={`decision-part${ready ? ' decisions-ready' : ''}`}>
      <header className="home-head">
        <h1>{t('decisions.why.title')}</h1>
        <p className="fine">{t('decisions.why.text')}</p>
      </header>
      <form className="decision-costs card" onSubmit={(event) => event.preventDefault()}>
        {period && before && (
          <>
            {span('before', before)}
            {span('period', period)}
          </>
        )}
        <label className="tile-field">
          <span>{t('decisions.why.by')}</span>
          <Select
            aria-label={t('decisions.why.by')}
            value={by}
            options={offered.map((one) => ({ value: one.name, label: titleOf(one) }))}
            onChange={setBy}
            popupMatchSelectWidth={false}
          />
        </label>
        <SliceChips view={view} slice={slice} />
      </form>
      {known.error !== null && <Failure error={known.error} onRetry={known.again} />}
      {error !== null && <Failure error={error} onRetry={retry} />}
      {!ready && error === null && known.error === null && (
        <div className="waiting" role="progressbar" aria-label={t('common.loading')} />
      )}
      {!found && error === null && known.error === null && <span className="skeleton block decision-skeleton" />}
      {found && error === null && !found.change && <Empty title={t('browse.noDataTitle')} />}
      {found?.change && error === null && period && before && (
        <WhyAnswer
          found={found}
          change={found.change}
          by={titleOf(dimensionOf(view, by) ?? { name: by, title: { en: by, zh: by } })}
          names={[before, period].map((one) => spanName(one, language))}
        />
      )}
    </div>
  );
}

/** The last months, and as many before them. */
function startSpans(months: readonly string[]): { readonly period: Months; readonly before: Months } | null {
  const count = Math.min(START_MONTHS, Math.floor(months.length / 2));
  const at = (back: number) => months[months.length - back] ?? '';
  return count === 0 ? null : { period: [at(count), at(1)], before: [at(2 * count), at(count + 1)] };
}

const spanName = ([from, to]: Months, language: 'en' | 'zh') =>
  [...new Set([from, to])].map((month) => formatPeriod(month, 'month', language)).join(' – ');
