import { fetchSnapshots } from '../api/administration.js';
import { LISTED } from '../api/listed.js';
import { formatCount, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { Panel, Table } from './panel.js';

/** The publications of the warehouse, the served one first. */
export function Snapshots() {
  const { t, language } = useWords();
  const fetched = useFetched(fetchSnapshots);
  return (
    <Panel
      title={t('operations.snapshots')}
      text={t('operations.snapshotsText')}
      fetched={fetched}
      isEmpty={(list) => list.length === 0}
    >
      {(list) => (
        <Table
          label={t('operations.snapshots')}
          rows={list}
          most={LISTED}
          keyOf={(one) => one.id}
          columns={[
            {
              key: 'id',
              title: t('browse.snapshot'),
              cell: (one) => (
                <>
                  {one.id} {one === list[0] && <span className="pill calm">{t('operations.servedNow')}</span>}
                </>
              ),
            },
            { key: 'at', title: t('operations.published'), cell: (one) => formatInstant(one.publishedAt, language) },
            { key: 'by', title: t('operations.by'), cell: (one) => t(`operations.kinds.${kindOf(one.runId)}`) },
            { key: 'run', title: t('operations.run'), cell: (one) => one.runId },
            {
              key: 'partitions',
              title: t('operations.partitions'),
              figure: true,
              cell: (one) => formatCount(one.partitions, language),
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** What published a snapshot, by how its run is named. */
export const kindOf = (runId: string): 'values' | 'scores' | 'load' =>
  runId.endsWith('_value') ? 'values' : runId.startsWith('s') ? 'scores' : 'load';
