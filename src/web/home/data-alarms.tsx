import { fetchFeeds } from '../api/administration.js';
import { linkTo } from '../app/route.js';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { useFetched } from '../parts/use-fetched.js';

/** Feeds that are late or whose last load is far from those before, for those who run the loads; nothing where all is well. */
export function DataAlarms() {
  const { t, language } = useWords();
  const { value, error, again } = useFetched(fetchFeeds);
  const strange = value?.filter((feed) => feed.lateSince !== null || feed.alarms.length > 0) ?? [];
  if (error === null && strange.length === 0) return null;
  return (
    <section className="alerts card" aria-label={t('home.dataAlarms')}>
      <h2>{t('home.dataAlarms')}</h2>
      {error !== null && <Failure error={error} onRetry={again} />}
      <ul>
        {strange.map(({ source, lateSince, alarms }) => (
          <li key={source} className="crossed">
            <span className="alert-mark">{t(lateSince === null ? 'home.feedStrange' : 'home.feedLate')}</span>
            <span className="alert-what">
              <a href={linkTo('operations', 'feeds')}>{source}</a>
              {lateSince !== null && (
                <span className="fine alert-since">
                  {t('home.feedDue', { time: formatInstant(lateSince, language) })}
                </span>
              )}
              {alarms.map((alarm) => (
                <span className="fine alert-since" key={alarm}>
                  {alarm}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
