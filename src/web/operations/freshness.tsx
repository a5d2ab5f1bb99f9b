import { fetchNow } from '../api/administration.js';
import { formatCount, formatInstant, formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { useFetched } from '../parts/use-fetched.js';
import { StateMark } from './state-mark.js';

/** How fresh the served data is, at a glance. */
export function Freshness() {
  const { t, language } = useWords();
  const { value, error, again } = useFetched(fetchNow);
  const run = value?.runs[0];
  const snapshot = value?.snapshot;
  if (error !== null) return <Failure error={error} onRetry={again} />;
  return (
    <dl className="freshness">
      <div>
        <dt>{t('operations.servedSnapshot')}</dt>
        <dd>{snapshot ? snapshot.id : <span className="skeleton" />}</dd>
        <dd className="fine">{snapshot && formatInstant(snapshot.publishedAt, language)}</dd>
      </div>
      <div>
        <dt>{t('operations.lastLoad')}</dt>
        <dd>{run ? <StateMark state={run.state} /> : value ? '–' : <span className="skeleton" />}</dd>
        <dd className="fine">{run && formatInstant(run.startedAt, language)}</dd>
      </div>
      <div>
        <dt>{t('operations.setAside')}</dt>
        <dd>{run ? formatCount(run.rowsQuarantined, language) : value ? '–' : <span className="skeleton" />}</dd>
        <dd className="fine">{run && t('operations.ofLastLoad')}</dd>
      </div>
      <div>
        <dt>{t('operations.scoredMonth')}</dt>
        <dd>
          {snapshot ? (
            snapshot.scoredMonth ? (
              formatPeriod(snapshot.scoredMonth, 'month', language)
            ) : (
              '–'
            )
          ) : (
            <span className="skeleton" />
          )}
        </dd>
        <dd className="fine">{t('operations.scoredMonthText')}</dd>
      </div>
      <div>
        <dt>{t('operations.openSql')}</dt>
        <dd>{value ? formatCount(value.sqlSessions.length, language) : <span className="skeleton" />}</dd>
        <dd className="fine">{t('operations.openSqlText')}</dd>
      </div>
    </dl>
  );
}
