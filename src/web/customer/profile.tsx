import type { DrillThroughResult } from '../api/operations.js';
import type { CatalogView, Cell } from '../api/types.js';
import { formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { localValue } from '../parts/local-value.js';
import { shownCell } from '../parts/shown-cell.js';
import { Failure } from '../parts/states.js';
import { useRows } from '../parts/use-rows.js';
import { isLocalName } from '../pivot/local-labels.js';
import { CUSTOMER_KEY, hasKey, onlyCustomer } from './customer-views.js';

interface ProfileProps {
  readonly view: CatalogView;
  readonly columns: DrillThroughResult['columns'];
  readonly row: readonly Cell[];
  readonly catalog: readonly CatalogView[];
  readonly id: string;
}

const HIDDEN = ['customer_key', 'province_code', 'account_manager_code', CUSTOMER_KEY, 'customer_name', 'status'];

/** Who the customer is: what is on file, what the role may only see masked marked as such. */
export function Profile({ view, columns, row, catalog, id }: ProfileProps) {
  const { t, language, titleOf } = useWords();
  const dimension = (name: string) => view.dimensions.find((one) => one.name === name);
  const text = (i: number) => {
    const column = columns[i];
    return column
      ? shownCell(localValue(columns, row, i, language), column, language, dimension(column.name)?.grain ?? null)
      : '';
  };
  const named = (name: string) => {
    const at = columns.findIndex((column) => column.name === name);
    return at < 0 ? '' : text(at);
  };
  const status = String(row[columns.findIndex((column) => column.name === 'status')] ?? '');
  return (
    <section className="card profile" aria-label={t('customer.profile')}>
      <header>
        <h1>{named(CUSTOMER_KEY) || id}</h1>
        <span>{named('customer_name')}</span>
        <span className={`badge ${status}`}>{named('status')}</span>
      </header>
      <dl>
        {columns.map((column, i) => {
          const known = dimension(column.name);
          const value = row[i] ?? null;
          if (
            !known ||
            HIDDEN.includes(column.name) ||
            isLocalName(view, column.name) ||
            value === null ||
            value === ''
          )
            return null;
          return (
            <div key={column.name}>
              <dt>
                {titleOf(known)} {known.masked && <span className="fine">({t('customer.masked')})</span>}
              </dt>
              <dd>{text(i)}</dd>
            </div>
          );
        })}
      </dl>
      <Valuation catalog={catalog} id={id} />
    </section>
  );
}

const VALUATION = ['valuation', 'risk'];

/** The customer's latest value, segment and risk, from the subjects that hold them. */
function Valuation({ catalog, id }: Pick<ProfileProps, 'catalog' | 'id'>) {
  const views = catalog.filter((one) => VALUATION.includes(one.name) && hasKey(one) && one.timeDimension);
  return (
    <>
      {views.map((view) => (
        <Latest key={view.name} view={view} id={id} />
      ))}
    </>
  );
}

function Latest({ view, id }: { readonly view: CatalogView; readonly id: string }) {
  const { language, titleOf } = useWords();
  const time = view.timeDimension ?? '';
  const own = view.dimensions
    .filter((one) => /^(segment|previous_segment|value_tier|loyalty_band|risk_band|stage)/.test(one.name))
    .map((one) => one.name);
  const { answer, error, again } = useRows({
    view: view.name,
    cell: [],
    filters: [onlyCustomer(id)],
    columns: [time, ...own],
    orderBy: [{ by: time, direction: 'desc' }],
    first: 1,
    offset: 0,
  });
  const row = answer?.rows[0];
  if (error !== null) return <Failure error={error} onRetry={again} />;
  if (!answer || !row) return null;
  return (
    <>
      <h2>{titleOf(view)}</h2>
      <dl>
        {answer.columns.map((column, i) => {
          const known =
            view.dimensions.find((one) => one.name === column.name) ??
            view.measures.find((one) => one.name === column.name);
          if (!known || isLocalName(view, column.name) || row[i] === null) return null;
          return (
            <div key={column.name}>
              <dt>{titleOf(known)}</dt>
              <dd>
                {column.role === 'measure'
                  ? formatValue(row[i] ?? null, column, language)
                  : shownCell(
                      localValue(answer.columns, row, i, language),
                      column,
                      language,
                      'grain' in known ? known.grain : null,
                    )}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
