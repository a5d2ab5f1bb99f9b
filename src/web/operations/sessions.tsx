import { fetchSessions } from '../api/administration.js';
import { formatCount, formatDuration, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { Panel, Table } from './panel.js';

/** Who is connected to the SQL door, and who asked through which door. */
export function Sessions() {
  const { t, language } = useWords();
  const fetched = useFetched(fetchSessions);
  return (
    <Panel title={t('operations.sessions')} text={t('operations.sessionsText')} fetched={fetched}>
      {({ sqlSessions, activity }) => (
        <>
          <h3>{t('operations.sqlSessions', { count: sqlSessions.length })}</h3>
          {sqlSessions.length > 0 && (
            <Table
              label={t('operations.sqlSessions', { count: sqlSessions.length })}
              rows={sqlSessions}
              keyOf={(one) => `${one.user} ${one.since} ${one.address}`}
              columns={[
                { key: 'user', title: t('operations.user'), cell: (one) => one.user },
                { key: 'application', title: t('operations.application'), cell: (one) => one.application || '–' },
                { key: 'address', title: t('operations.address'), cell: (one) => one.address },
                { key: 'since', title: t('operations.since'), cell: (one) => formatInstant(one.since, language) },
              ]}
            />
          )}
          <h3>{t('operations.activity')}</h3>
          <Table
            label={t('operations.activity')}
            rows={activity}
            keyOf={(one) => `${one.user} ${one.door}`}
            columns={[
              { key: 'user', title: t('operations.user'), cell: (one) => one.user },
              { key: 'door', title: t('operations.door'), cell: (one) => t(`operations.doors.${one.door}`) },
              {
                key: 'questions',
                title: t('operations.questionCount'),
                figure: true,
                cell: (one) => formatCount(one.questions, language),
              },
              {
                key: 'slowest',
                title: t('operations.slowestOne'),
                figure: true,
                cell: (one) => formatDuration(one.slowestMs, language),
              },
              { key: 'last', title: t('operations.lastAt'), cell: (one) => formatInstant(one.lastAt, language) },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
