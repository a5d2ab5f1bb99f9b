import type { DrillThroughResult } from '../api/operations.js';
import type { CatalogView, Cell, FilterInput } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { useWords } from '../i18n/use-words.js';
import { useRows } from '../parts/use-rows.js';
import { CUSTOMER_KEY } from './customer-views.js';

const ALIKE = ['plan', 'tier', 'province'];
const SHOWN = 12;

interface SimilarProps {
  readonly view: CatalogView;
  readonly columns: DrillThroughResult['columns'];
  readonly row: readonly Cell[];
  readonly id: string;
}

/** Customers on the same plan, in the same tier and province. */
export function Similar({ view, columns, row, id }: SimilarProps) {
  const { t } = useWords();
  const filters = ALIKE.flatMap((name): FilterInput[] => {
    const value = row[columns.findIndex((column) => column.name === name)];
    return typeof value === 'string' && value !== '' ? [{ member: name, operator: 'equals', values: [value] }] : [];
  });
  const listed = [CUSTOMER_KEY, 'city', 'status'].filter((name) => view.dimensions.some((one) => one.name === name));
  const { answer } = useRows({
    view: view.name,
    cell: [],
    filters: [...filters, { member: CUSTOMER_KEY, operator: 'notEquals', values: [id] }],
    columns: listed,
    orderBy: [{ by: CUSTOMER_KEY, direction: 'asc' }],
    first: SHOWN,
    offset: 0,
  });
  return (
    <section className="card" aria-label={t('customer.similar')}>
      <h2>
        {t('customer.similar')} <span className="fine">{t('customer.similarText')}</span>
      </h2>
      {answer?.rows.length === 0 && <p className="fine">{t('customer.none')}</p>}
      <ul className="similar">
        {answer?.rows.map((found) => (
          <li key={String(found[0])}>
            <a href={linkTo('customer', `id=${encodeURIComponent(String(found[0]))}`)}>{String(found[0])}</a>{' '}
            <span className="fine">{found.slice(1).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
