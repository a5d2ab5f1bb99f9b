import { useMemo } from 'react';
import type { CatalogView } from '../api/types.js';
import { formatPeriod } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { shownCell } from '../parts/shown-cell.js';
import { Failure } from '../parts/states.js';
import { useRows } from '../parts/use-rows.js';
import { isLocalName, localSibling } from '../pivot/local-labels.js';
import { CUSTOMER_KEY, hasKey, onlyCustomer } from './customer-views.js';
import { historyOf } from './history.js';

const LEFT_OUT = new Set([
  CUSTOMER_KEY,
  'customer_key',
  'province_code',
  'tenure_band',
  'account_manager_code',
  'product_line',
  'plan_family',
  'customer_type',
  'channel_kind',
  'device_generation',
  'device_brand',
  'reason_category',
]);
const MOST_MONTHS = 240;

/** Plan, place, tier and declared attributes as they were month by month: the months in which one of them changed. */
export function History({ catalog, id }: { readonly catalog: readonly CatalogView[]; readonly id: string }) {
  const { t, language, titleOf } = useWords();
  const view = catalog.find((one) => one.name === 'churn' && hasKey(one) && one.timeDimension);
  const columns = useMemo(() => {
    if (!view) return [];
    const shown = view.dimensions.filter(
      (one) => !LEFT_OUT.has(one.name) && one.name !== view.timeDimension && !one.masked && one.type !== 'array',
    );
    const local = shown.filter((one) =>
      language === 'zh' ? !localSibling(view, one.name) : !isLocalName(view, one.name),
    );
    return [view.timeDimension ?? '', ...local.map((one) => one.name)];
  }, [view, language]);
  const { answer, error, again } = useRows(
    view
      ? {
          view: view.name,
          cell: [],
          filters: [onlyCustomer(id)],
          columns,
          orderBy: [{ by: columns[0] ?? '', direction: 'asc' }],
          first: MOST_MONTHS,
          offset: 0,
        }
      : null,
  );
  const entries = useMemo(() => [...historyOf(answer?.rows ?? [])].reverse(), [answer]);
  if (!view) return null;
  const text = (cell: Parameters<typeof shownCell>[0], column: number) => {
    const info = answer?.columns[column];
    return info
      ? shownCell(
          cell === '' ? null : cell,
          info,
          language,
          view.dimensions.find((one) => one.name === info.name)?.grain ?? null,
        )
      : '';
  };
  return (
    <section className="card history" aria-label={t('customer.history')}>
      <h2>
        {t('customer.history')} <span className="fine">{t('customer.historyText')}</span>
      </h2>
      {error !== null && <Failure error={error} onRetry={again} />}
      {answer?.hasMore && <p className="fine">{t('customer.oldestMonths', { count: answer.rows.length })}</p>}
      {answer && entries.length === 0 && <p className="fine">{t('browse.noDataTitle')}</p>}
      {!answer && error === null && <span className="skeleton block" />}
      <ol>
        {entries.map((entry, i) => (
          <li key={entry.month}>
            <time dateTime={entry.month}>{formatPeriod(entry.month, 'month', language)}</time>
            <span>
              {entry.changes.map((change) => {
                const dimension = view.dimensions.find((one) => one.name === answer?.columns[change.column]?.name);
                return (
                  <span key={change.column} className="history-change">
                    <span className="fine">{dimension ? titleOf(dimension) : ''}</span>{' '}
                    {i < entries.length - 1 && change.from !== null && change.from !== '' && (
                      <s>{text(change.from, change.column)}</s>
                    )}{' '}
                    <b>{text(change.to, change.column)}</b>
                  </span>
                );
              })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
