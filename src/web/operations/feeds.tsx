import { fetchFeeds } from '../api/administration.js';
import { formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { Panel, Table } from './panel.js';

/** Every feed, with what is strange about its last load and whether a file of it is late. */
export function Feeds() {
  const { t, language } = useWords();
  const fetched = useFetched(fetchFeeds);
  return (
    <Panel
      title={t('operations.feeds')}
      text={t('operations.feedsText')}
      fetched={fetched}
      isEmpty={(feeds) => feeds.length === 0}
    >
      {(feeds) => (
        <Table
          label={t('operations.feeds')}
          rows={feeds}
          keyOf={(feed) => feed.source}
          columns={[
            { key: 'source', title: t('operations.source'), cell: (feed) => feed.source },
            {
              key: 'loaded',
              title: t('operations.loadedAt'),
              cell: (feed) => formatInstant(feed.lastLoadedAt, language),
            },
            {
              key: 'late',
              title: t('operations.due'),
              cell: (feed) => (feed.lateSince ? formatInstant(feed.lateSince, language) : '–'),
            },
            {
              key: 'alarms',
              title: t('operations.strange'),
              cell: (feed) => (feed.alarms.length > 0 ? feed.alarms.join('; ') : '–'),
            },
          ]}
        />
      )}
    </Panel>
  );
}
