import { Input } from 'antd';
import { useState } from 'react';
import type { CatalogView } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { useWords } from '../i18n/use-words.js';
import { localValue } from '../parts/local-value.js';
import { shownCell } from '../parts/shown-cell.js';
import { Failure } from '../parts/states.js';
import { useRows } from '../parts/use-rows.js';
import { CUSTOMER_KEY, searchFilter } from './customer-views.js';

const SHOWN = 30;
const PAUSE_MS = 200;
const LISTED = [CUSTOMER_KEY, 'customer_name', 'plan', 'plan_zh', 'province', 'province_zh', 'status'];

/** Finds customers by what this role may search: always the number, name and phone only where they are not masked. */
export function CustomerSearch({ view, id }: { readonly view: CatalogView; readonly id: string }) {
  const { t, language } = useWords();
  const [search, setSearch] = useState('');
  const wanted = search.trim();
  const columns = LISTED.filter((name) => view.dimensions.some((one) => one.name === name));
  const { answer, error, again } = useRows(
    wanted.length >= 2 || wanted.length === 0
      ? {
          view: view.name,
          cell: [],
          filters: wanted ? [searchFilter(view, wanted)] : [],
          columns,
          orderBy: [{ by: CUSTOMER_KEY, direction: 'asc' }],
          first: SHOWN,
          offset: 0,
        }
      : null,
    PAUSE_MS,
  );
  const unmasked = view.dimensions.some((one) => one.name === 'customer_name' && !one.masked);
  return (
    <aside className="customer-search" aria-label={t('customer.search')}>
      <Input.Search
        allowClear
        placeholder={t('customer.search')}
        aria-label={t('customer.search')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <p className="fine">{t('customer.searchHint', { more: unmasked ? t('customer.searchMore') : '' })}</p>
      {error !== null && <Failure error={error} onRetry={again} />}
      {answer?.rows.length === 0 && <p className="fine">{t('customer.none')}</p>}
      {answer?.hasMore && <p className="fine">{t('customer.more', { count: answer.rows.length })}</p>}
      <ul>
        {answer?.rows.map((row) => {
          const at = (name: string) => {
            const place = answer.columns.findIndex((one) => one.name === name);
            const column = answer.columns[place];
            const value = column ? localValue(answer.columns, row, place, language) : null;
            return column && value !== null ? shownCell(value, column, language) : '';
          };
          const key = at(CUSTOMER_KEY);
          return (
            <li key={key}>
              <a
                href={linkTo('customer', `id=${encodeURIComponent(key)}`)}
                aria-current={key === id ? 'true' : undefined}
              >
                <b>{key}</b> <span>{at('customer_name')}</span>
                <span className="fine">{[at('plan'), at('province'), at('status')].filter(Boolean).join(' · ')}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </aside>
  );
}
