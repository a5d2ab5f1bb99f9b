import '../styles/customer.css';
import { useMemo } from 'react';
import type { CatalogView } from '../api/types.js';
import { useRoute } from '../app/route.js';
import type { Mode } from '../app/theme.js';
import { driversView } from '../drivers/driver-list.js';
import { Drivers } from '../drivers/drivers.js';
import { useWords } from '../i18n/use-words.js';
import { Empty, Failure, Truncated } from '../parts/states.js';
import { useRows } from '../parts/use-rows.js';
import { CustomerSearch } from './customer-search.js';
import { customersView, onlyCustomer, panelsOf } from './customer-views.js';
import { History } from './history-list.js';
import { LifeCycle } from './life-cycle.js';
import { MonthsPanel } from './months-panel.js';
import { Profile } from './profile.js';
import { Similar } from './similar.js';

interface CustomerProps {
  readonly catalog: readonly CatalogView[];
  readonly mode: Mode;
}

/** Everything about one customer that the reader's role may see. */
export function Customer({ catalog, mode }: CustomerProps) {
  const { t } = useWords();
  const { query } = useRoute();
  const id = decodeURIComponent(new URLSearchParams(query).get('id') ?? '');
  const view = customersView(catalog);
  const panels = useMemo(() => panelsOf(catalog), [catalog]);
  const columns = view?.dimensions.filter((one) => one.type !== 'array').map((one) => one.name) ?? [];
  const { answer, error, again } = useRows(
    view && id ? { view: view.name, cell: [], filters: [onlyCustomer(id)], columns, first: 1, offset: 0 } : null,
  );
  if (!view)
    return (
      <main className="customer">
        <Empty title={t('error.FORBIDDEN')} />
      </main>
    );
  const row = answer?.rows[0];
  return (
    <main className={`customer${!id || answer ? ' customer-ready' : ''}`}>
      <CustomerSearch view={view} id={id} />
      <div className="customer-body" tabIndex={0} role="region" aria-label={id || t('nav.customer')}>
        {!row && <h1 className="sr">{t('nav.customer')}</h1>}
        {!id && (
          <Empty title={t('customer.start')}>
            <p>{t('customer.startText')}</p>
          </Empty>
        )}
        {error !== null && <Failure error={error} onRetry={again} />}
        {answer && !answer.receipt.complete && <Truncated because={answer.receipt.incompleteBecause} />}
        {id && answer && !row && <Empty title={t('customer.missing')} />}
        {id && !answer && error === null && <span className="skeleton block" />}
        {id && answer && row && (
          <>
            <Profile view={view} columns={answer.columns} row={row} catalog={catalog} id={id} />
            {driversView(catalog) && (
              <section className="card" aria-label={t('customer.risk')}>
                <h2>{t('customer.risk')}</h2>
                <Drivers catalog={catalog} filters={[onlyCustomer(id)]} />
              </section>
            )}
            <LifeCycle catalog={catalog} id={id} mode={mode} />
            {panels.map((panel) => (
              <MonthsPanel key={panel.view.name} panel={panel} id={id} />
            ))}
            <History catalog={catalog} id={id} />
            <Similar catalog={catalog} view={view} columns={answer.columns} row={row} id={id} />
          </>
        )}
      </div>
    </main>
  );
}
