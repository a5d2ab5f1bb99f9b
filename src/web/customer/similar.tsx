import { useEffect, useState } from 'react';
import type { DrillThroughResult } from '../api/operations.js';
import type { CatalogView, Cell, FilterInput } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { useWords } from '../i18n/use-words.js';
import { localValue } from '../parts/local-value.js';
import { shownCell } from '../parts/shown-cell.js';
import { Failure } from '../parts/states.js';
import { useRows } from '../parts/use-rows.js';
import { alikeFilters, CRITERIA } from './alike.js';
import { CUSTOMER_KEY, hasKey, onlyCustomer } from './customer-views.js';

const SHOWN = 12;
/** With fewer found than this, the last criterion is let go. */
const ENOUGH = 4;
const LISTED = [CUSTOMER_KEY, 'plan', 'plan_zh', 'city', 'city_zh'];

interface SimilarProps {
  readonly catalog: readonly CatalogView[];
  readonly view: CatalogView;
  readonly columns: DrillThroughResult['columns'];
  readonly row: readonly Cell[];
  readonly id: string;
}

/**
 * Customers alike in value and risk: of the same segment, value tier, risk band and more, as many of these as still leave
 * somebody. Where nobody is scored (a customer who left, a role without the subject) the plan, tier and province count.
 */
export function Similar({ catalog, view, columns, row, id }: SimilarProps) {
  const { t } = useWords();
  const scores = catalog.find((one) => one.name === 'risk' && hasKey(one));
  const criteria = scores ? CRITERIA.risk.filter((name) => scores.dimensions.some((one) => one.name === name)) : [];
  const scored = useRows(
    scores
      ? { view: scores.name, cell: [], filters: [onlyCustomer(id)], columns: criteria, first: 1, offset: 0 }
      : null,
  );
  const own = scored.answer?.rows[0];
  if (scored.error !== null) return <Failure error={scored.error} onRetry={scored.again} />;
  if (scores && !scored.answer)
    return (
      <section className="card" aria-label={t('customer.similar')}>
        <span className="skeleton block" />
      </section>
    );
  return scores && scored.answer && own ? (
    <Alike key={id} view={scores} criteria={criteria} columns={scored.answer.columns} row={own} id={id} />
  ) : (
    <Alike key={id} view={view} criteria={CRITERIA.customers} columns={columns} row={row} id={id} />
  );
}

function Alike({
  view,
  criteria,
  columns,
  row,
  id,
}: Omit<SimilarProps, 'catalog'> & { readonly criteria: readonly string[] }) {
  const { t, language, titleOf } = useWords();
  const [kept, setKept] = useState(criteria.length);
  const filters = alikeFilters(criteria.slice(0, kept), columns, row);
  const others: FilterInput = { member: CUSTOMER_KEY, operator: 'notEquals', values: [id] };
  const { answer, error, again } = useRows({
    view: view.name,
    cell: [],
    filters: [...filters, others],
    columns: LISTED.filter((name) => view.dimensions.some((one) => one.name === name)),
    orderBy: [{ by: CUSTOMER_KEY, direction: 'asc' }],
    first: SHOWN,
    offset: 0,
  });
  const few = answer !== null && answer.rows.length < ENOUGH && kept > 1;
  useEffect(() => {
    if (few) setKept((before) => before - 1);
  }, [few]);
  const same = filters.flatMap(({ member }) => view.dimensions.find((one) => one.name === member) ?? []).map(titleOf);
  return (
    <section className="card" aria-label={t('customer.similar')}>
      <h2>
        {t('customer.similar')}{' '}
        <span className="fine">{t('customer.sameIn', { names: same.join(language === 'zh' ? '、' : ', ') })}</span>
      </h2>
      {error !== null && <Failure error={error} onRetry={again} />}
      {(!answer || few) && error === null && <span className="skeleton block" />}
      {answer?.rows.length === 0 && !few && <p className="fine">{t('customer.none')}</p>}
      <ul className="similar">
        {!few &&
          answer?.rows.map((found) => (
            <li key={String(found[0])}>
              <a href={linkTo('customer', `id=${encodeURIComponent(String(found[0]))}`)}>{String(found[0])}</a>{' '}
              <span className="fine">
                {['plan', 'city']
                  .flatMap((name) => {
                    const at = answer.columns.findIndex((column) => column.name === name);
                    const column = answer.columns[at];
                    return column ? [shownCell(localValue(answer.columns, found, at, language), column, language)] : [];
                  })
                  .join(' · ')}
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
