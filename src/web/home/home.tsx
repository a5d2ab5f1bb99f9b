import '../styles/home.css';
import { useMemo, useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { formatInstant, formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Empty, Failure, Truncated } from '../parts/states.js';
import { AlertList } from './alert-list.js';
import { DataAlarms } from './data-alarms.js';
import { KpiCard } from './kpi-card.js';
import { kpisFor } from './kpis.js';
import { Moved } from './moved.js';
import { useAlerts } from './use-alerts.js';
import { kpiKey, useCourses } from './use-courses.js';

/** What somebody of this role looks at first: the KPIs, what moved them, and what crossed a threshold. */
export function Home({ catalog, me }: { readonly catalog: readonly CatalogView[]; readonly me: Me }) {
  const { t, language } = useWords();
  const kpis = useMemo(() => kpisFor(me.home, catalog), [me.home, catalog]);
  const courses = useCourses(kpis);
  const alerts = useAlerts();
  const [chosen, setChosen] = useState<string | null>(null);
  const main =
    kpis.find((kpi) => kpiKey(kpi) === chosen) ?? kpis.find((kpi) => kpi.measure === 'churn_rate') ?? kpis[0];
  const course = main ? courses.of.get(kpiKey(main)) : undefined;
  if (kpis.length === 0)
    return (
      <main className="home">
        <Empty title={t('home.noKpis')}>
          <p>{t('home.noKpisText')}</p>
        </Empty>
      </main>
    );
  const alertList = <AlertList alerts={alerts} catalog={catalog} />;
  const urgent = alerts.list?.some((one) => one.check?.crossed) ?? false;
  const firstFailure = [...courses.failures.values()][0];
  const nothing = courses.done && firstFailure === undefined && [...courses.of.values()].every((one) => one === null);
  return (
    <main className={`home${courses.done ? ' home-ready' : ''}`}>
      <header className="home-head">
        <h1>{t('home.hello', { user: me.user })}</h1>
        {courses.receipt && course && (
          <p className="fine">
            {t('home.asOf', {
              month: formatPeriod(course.latest.month, 'month', language),
              snapshot: courses.receipt.snapshot,
              time: formatInstant(courses.receipt.freshness, language),
            })}
          </p>
        )}
      </header>
      {me.rights.includes('operations') && <DataAlarms />}
      {firstFailure !== undefined && <Failure error={firstFailure} onRetry={courses.again} />}
      {courses.cut !== null && <Truncated because={courses.cut} />}
      {nothing ? (
        <Empty title={t('browse.noDataTitle')}>
          <p>{t(courses.receipt?.freshness ? 'home.noneOfYours' : 'home.noMonthsText')}</p>
        </Empty>
      ) : (
        <>
          <div className="kpis">
            {kpis.map((kpi) => (
              <KpiCard
                key={kpiKey(kpi)}
                kpi={kpi}
                course={courses.of.get(kpiKey(kpi))}
                target={courses.targets.get(kpiKey(kpi)) ?? null}
                failed={courses.failures.has(kpiKey(kpi))}
                chosen={kpi === main}
                onChoose={() => setChosen(kpiKey(kpi))}
                onAlert={alerts.added}
              />
            ))}
          </div>
          {urgent && alertList}
          {main && course && <Moved key={kpiKey(main)} kpi={main} course={course} />}
          {!urgent && alertList}
        </>
      )}
    </main>
  );
}
