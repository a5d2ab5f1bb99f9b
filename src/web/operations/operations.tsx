import '../styles/operations.css';
import type { CatalogView } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { startState } from '../browse/fields.js';
import { encodeState } from '../browse/url.js';
import { useWords } from '../i18n/use-words.js';
import { shownCell } from '../parts/shown-cell.js';
import { Empty, Failure } from '../parts/states.js';
import { useRows } from '../parts/use-rows.js';

const SUBJECTS = ['etl_runs', 'quarantine'];
const SHOWN = 50;

export const operationsViews = (catalog: readonly CatalogView[]): readonly CatalogView[] =>
  catalog.filter((one) => SUBJECTS.includes(one.name));

/** What the loads did, newest first, and what they set aside; for whoever the model shows it to. */
export function Operations({ catalog }: { readonly catalog: readonly CatalogView[] }) {
  const { t } = useWords();
  const views = operationsViews(catalog);
  return (
    <main className="operations">
      {views.length === 0 && <Empty title={t('error.FORBIDDEN')} />}
      {views.map((view) => (
        <Entries key={view.name} view={view} />
      ))}
    </main>
  );
}

function Entries({ view }: { readonly view: CatalogView }) {
  const { t, language, titleOf } = useWords();
  const columns = view.dimensions.filter((one) => !one.masked && one.type !== 'array').map((one) => one.name);
  const { answer, error } = useRows({
    view: view.name,
    cell: [],
    filters: [],
    columns,
    ...(view.timeDimension ? { orderBy: [{ by: view.timeDimension, direction: 'desc' as const }] } : {}),
    first: SHOWN,
    offset: 0,
  });
  const title = (name: string) => {
    const known = view.dimensions.find((one) => one.name === name) ?? view.measures.find((one) => one.name === name);
    return known ? titleOf(known) : name;
  };
  return (
    <section className="card" aria-label={titleOf(view)}>
      <h2>
        {titleOf(view)} <span className="fine">{view.description}</span>
        <a href={linkTo('browse', encodeState(startState(view)))}>{t('home.open')}</a>
      </h2>
      {error !== null && <Failure error={error} />}
      {!answer && error === null && <span className="skeleton block" />}
      {answer?.rows.length === 0 && <p className="fine">{t('browse.noDataTitle')}</p>}
      {answer && answer.rows.length > 0 && (
        // A region that scrolls must be reachable by keyboard.
        <div className="entries" tabIndex={0} role="region" aria-label={titleOf(view)}>
          <table>
            <thead>
              <tr>
                {answer.columns.map((column) => (
                  <th key={column.name} scope="col">
                    {title(column.name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answer.rows.map((row, r) => (
                <tr key={`${r}-${String(row[0])}`}>
                  {row.map((cell, c) => {
                    const column = answer.columns[c];
                    return column ? <td key={column.name}>{shownCell(cell, column, language)}</td> : null;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
