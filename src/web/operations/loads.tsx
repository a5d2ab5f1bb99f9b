import { useState } from 'react';
import { fetchLoads, type LoadRun } from '../api/administration.js';
import { LISTED } from '../api/listed.js';
import { linkTo } from '../app/route.js';
import { formatBytes, formatCount, formatDuration, formatInstant, formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { Panel, Table } from './panel.js';
import { StateMark } from './state-mark.js';

/** The run ledger: what was loaded, when and with what result; unfolded, from which files (lineage). */
export function Loads() {
  const { t, language } = useWords();
  const fetched = useFetched(fetchLoads);
  const [open, setOpen] = useState<string | null>(null);
  const count = (value: number) => formatCount(value, language);
  return (
    <Panel
      title={t('operations.loads')}
      text={t('operations.loadsText')}
      fetched={fetched}
      isEmpty={(runs) => runs.length === 0}
    >
      {(runs) => (
        <Table
          label={t('operations.loads')}
          rows={runs}
          most={LISTED}
          keyOf={(run) => run.runId}
          columns={[
            {
              key: 'run',
              title: t('operations.run'),
              cell: (run) => (
                <button
                  type="button"
                  className="plain unfold"
                  aria-expanded={open === run.runId}
                  onClick={() => setOpen(open === run.runId ? null : run.runId)}
                >
                  <i aria-hidden="true">{open === run.runId ? '▾' : '▸'}</i> {run.runId}
                </button>
              ),
            },
            {
              key: 'source',
              title: t('operations.source'),
              cell: (run) => <span title={run.source}>{run.source}</span>,
            },
            { key: 'state', title: t('operations.state'), cell: (run) => <StateMark state={run.state} /> },
            { key: 'started', title: t('operations.started'), cell: (run) => formatInstant(run.startedAt, language) },
            { key: 'took', title: t('operations.took'), figure: true, cell: (run) => tookText(run, language) },
            { key: 'rows', title: t('operations.rowsIn'), figure: true, cell: (run) => count(run.rowsIn) },
            { key: 'loaded', title: t('operations.rowsLoaded'), figure: true, cell: (run) => count(run.rowsLoaded) },
            {
              key: 'quarantined',
              title: t('operations.quarantined'),
              figure: true,
              cell: (run) => count(run.rowsQuarantined),
            },
            {
              key: 'duplicate',
              title: t('operations.duplicate'),
              figure: true,
              cell: (run) => count(run.rowsDuplicate),
            },
            { key: 'snapshot', title: t('browse.snapshot'), figure: true, cell: (run) => run.snapshot ?? '–' },
          ]}
          detail={(run) => (open === run.runId ? <RunDetail run={run} /> : null)}
        />
      )}
    </Panel>
  );
}

const tookText = ({ startedAt, finishedAt }: LoadRun, language: 'en' | 'zh'): string =>
  finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt), language) : '–';

function RunDetail({ run }: { readonly run: LoadRun }) {
  const { t, language } = useWords();
  const [first, last] = [run.months[0], run.months.at(-1)];
  return (
    <div className="run-detail">
      {run.error && <p className="alert">{run.error}</p>}
      <dl>
        <dt>{t('operations.subjects')}</dt>
        <dd>{run.subjects.join(', ') || '–'}</dd>
        <dt>{t('operations.months')}</dt>
        <dd>
          {first && last
            ? `${formatPeriod(first, 'month', language)} – ${formatPeriod(last, 'month', language)} (${run.months.length})`
            : '–'}
        </dd>
        <dt>{t('operations.valuesReported')}</dt>
        <dd>{formatCount(run.valuesReported, language)}</dd>
      </dl>
      <h3>{t('operations.files', { count: run.files.length })}</h3>
      <Table
        label={t('operations.files', { count: run.files.length })}
        rows={run.files}
        keyOf={(file) => file.fileId}
        columns={[
          { key: 'name', title: t('operations.file'), cell: (file) => <span title={file.path}>{file.name}</span> },
          {
            key: 'bytes',
            title: t('operations.size'),
            figure: true,
            cell: (file) => formatBytes(file.bytes, language),
          },
          {
            key: 'rows',
            title: t('operations.rowsIn'),
            figure: true,
            cell: (file) => formatCount(file.rowsIn, language),
          },
          {
            key: 'quarantined',
            title: t('operations.setAside'),
            figure: true,
            cell: (file) =>
              file.quarantined > 0 ? (
                <a href={linkTo('operations', `quarantine&run=${run.runId}&file=${encodeURIComponent(file.name)}`)}>
                  {formatCount(file.quarantined, language)}
                </a>
              ) : (
                '0'
              ),
          },
          {
            key: 'hash',
            title: t('operations.hash'),
            cell: (file) => <code title={file.contentHash}>{file.contentHash.slice(0, 12)}</code>,
          },
          { key: 'served', title: t('operations.served'), cell: (file) => file.supersededBy ?? t('common.yes') },
        ]}
      />
    </div>
  );
}
