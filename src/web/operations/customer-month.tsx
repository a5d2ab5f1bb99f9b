import { type FormEvent, useState } from 'react';
import { fetchLineage, type Lineage } from '../api/administration.js';
import { formatCount, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Empty, Failure } from '../parts/states.js';
import { Table } from './panel.js';

type Found =
  | { readonly state: 'none' | 'asking' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'found'; readonly lineage: Lineage };

/** Which files and which run one customer's month came from. */
export function CustomerMonth() {
  const { t, language } = useWords();
  const [customer, setCustomer] = useState('');
  const [month, setMonth] = useState('');
  const [found, setFound] = useState<Found>({ state: 'none' });
  const ask = async () => {
    setFound({ state: 'asking' });
    const { signal } = new AbortController();
    setFound(
      await fetchLineage(customer.trim(), month.trim(), signal).then(
        (lineage): Found => ({ state: 'found', lineage }),
        (error: unknown): Found => ({ state: 'failed', error }),
      ),
    );
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void ask();
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
        <button type="submit" className="quiet on" disabled={found.state === 'asking'}>
          {t('operations.find')}
        </button>
      </form>
      {found.state === 'asking' && <span className="skeleton block" />}
      {found.state === 'failed' && <Failure error={found.error} onRetry={() => void ask()} />}
      {found.state === 'found' && found.lineage.files.length === 0 && <Empty title={t('operations.noSuchMonth')} />}
      {found.state === 'found' && found.lineage.files.length > 0 && (
        <>
          <p>
            {found.lineage.builtBy ? t('operations.builtBy', { run: found.lineage.builtBy }) : t('operations.notBuilt')}
          </p>
          <Table
            label={t('operations.files', { count: found.lineage.files.length })}
            rows={found.lineage.files}
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
