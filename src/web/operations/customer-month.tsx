import { type FormEvent, useState } from 'react';
import { fetchLineage } from '../api/administration.js';
import { formatCount, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Empty, Failure } from '../parts/states.js';
import { useAsked } from '../parts/use-asked.js';
import { Table } from './panel.js';

/** Which files and which run one customer's month came from. */
export function CustomerMonth() {
  const { t, language } = useWords();
  const [customer, setCustomer] = useState('');
  const [month, setMonth] = useState('');
  const [wanted, setWanted] = useState<readonly [customer: string, month: string] | null>(null);
  const found = useAsked(wanted && ['lineage', ...wanted], (signal) => {
    const [of, at] = wanted ?? ['', ''];
    return fetchLineage(of, at, signal);
  });
  const lineage = found.waiting ? null : found.value;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const next = [customer.trim(), month.trim()] as const;
    if (wanted?.join() === next.join()) found.again();
    else setWanted(next);
  };
  return (
    <section className="card panel" aria-label={t('operations.customerMonth')}>
      <header>
        <h2>{t('operations.customerMonth')}</h2>
        <p className="fine">{t('operations.customerMonthText')}</p>
      </header>
      <form className="choosers" onSubmit={onSubmit}>
        <label>
          {t('operations.customerNumber')}{' '}
          <input required value={customer} onChange={(event) => setCustomer(event.target.value)} />
        </label>
        <label>
          {t('operations.month')}{' '}
          <input
            required
            placeholder="2025-01"
            pattern="(19|20)\d\d-(0[1-9]|1[0-2])"
            title="2025-01"
            value={month}
            onChange={(event) => setMonth(event.target.value)}
          />
        </label>
        <button type="submit" className="quiet on" disabled={found.waiting}>
          {t('operations.find')}
        </button>
      </form>
      {found.waiting && <span className="skeleton block" />}
      {found.error !== null && <Failure error={found.error} onRetry={found.again} />}
      {lineage?.files.length === 0 && <Empty title={t('operations.noSuchMonth')} />}
      {lineage && lineage.files.length > 0 && (
        <>
          <p>{lineage.builtBy ? t('operations.builtBy', { run: lineage.builtBy }) : t('operations.notBuilt')}</p>
          <Table
            label={t('operations.files', { count: lineage.files.length })}
            rows={lineage.files}
            keyOf={(file) => `${file.table} ${file.runId} ${file.name}`}
            columns={[
              { key: 'table', title: t('operations.table'), cell: (file) => <code>{file.table}</code> },
              {
                key: 'rows',
                title: t('operations.rows'),
                figure: true,
                cell: (file) => formatCount(file.rows, language),
              },
              { key: 'source', title: t('operations.source'), cell: (file) => file.source },
              { key: 'file', title: t('operations.file'), cell: (file) => <span title={file.path}>{file.name}</span> },
              { key: 'run', title: t('operations.run'), cell: (file) => file.runId },
              {
                key: 'loaded',
                title: t('operations.loadedAt'),
                cell: (file) => formatInstant(file.loadedAt, language),
              },
            ]}
          />
        </>
      )}
    </section>
  );
}
