import { infoOf } from '../home/kpis.js';
import { formatPeriod, formatShort, unitBeside } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure, Truncated } from '../parts/states.js';
import type { Panel } from './customer-views.js';
import { MonthBars } from './month-bars.js';
import { useMonths } from './use-months.js';

/** One subject's figures of a customer by month: small bars on one time axis, each from its own zero. */
export function MonthsPanel({ panel, id }: { readonly panel: Panel; readonly id: string }) {
  const { t, language, titleOf, units } = useWords();
  const { courses, cut, error, again } = useMonths(panel.view, panel.measures, id);
  const known = courses?.find((one) => one !== null);
  return (
    <section className="card" aria-label={titleOf(panel.view)}>
      <h2>
        {titleOf(panel.view)}
        {known && (
          <span className="fine">
            {' '}
            {t('customer.lastMonths', {
              from: formatPeriod(known.months[0] ?? '', 'month', language),
              to: formatPeriod(known.latest.month, 'month', language),
            })}
          </span>
        )}
      </h2>
      {error !== null && <Failure error={error} onRetry={again} />}
      {cut !== null && <Truncated because={cut} />}
      {!courses && error === null && <span className="skeleton block" />}
      {courses?.every((one) => one === null) && <p className="fine">{t('browse.noDataTitle')}</p>}
      {panel.measures.map((name, i) => {
        const measure = panel.view.measures.find((one) => one.name === name);
        const course = courses?.[i];
        if (!measure || !course) return null;
        const info = infoOf(measure);
        return (
          <div key={name} className="month-row">
            <span>
              {titleOf(measure)} <span className="fine">{unitBeside(titleOf(measure), info, units)}</span>
            </span>
            <MonthBars course={course} info={info} />
            <b>{course.latest.value === null ? '–' : formatShort(course.latest.value, info, language)}</b>
          </div>
        );
      })}
    </section>
  );
}
