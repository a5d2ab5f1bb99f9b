import { Select } from 'antd';
import { useState } from 'react';
import { fetchRows, fetchValues } from '../api/operations.js';
import type { CatalogView, FilterInput } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { formatCount } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Scroller } from '../parts/scroller.js';
import { shownCell } from '../parts/shown-cell.js';
import { Empty, Failure } from '../parts/states.js';
import { useAsked } from '../parts/use-asked.js';
import { usePages } from '../parts/use-pages.js';
import { startState } from '../pivot/fields.js';
import { encodeState } from '../pivot/url.js';

const PAGE = 100;
const CHOOSERS = ['reason', 'file_name', 'subject', 'severity'] as const;
type Chosen = Readonly<Record<string, string | null>>;

interface QuarantineProps {
  readonly view: CatalogView;
  /** Where a link from a run's file leads: its entries alone. */
  readonly start: Chosen;
}

/** What loads set aside and why: narrowed down by reason, file, subject or severity, as many rows as one wants. */
export function Quarantine({ view, start }: QuarantineProps) {
  const { t, language, titleOf } = useWords();
  const [chosen, setChosen] = useState<Chosen>(start);
  const filters = filtersOf(chosen);
  const columnNames = view.dimensions.filter((one) => !one.masked && one.type !== 'array').map((one) => one.name);
  const { answer, error, busy, more, again } = usePages(['quarantine', view.name, filters], (offset, signal) =>
    fetchRows(
      {
        view: view.name,
        cell: [],
        filters,
        columns: columnNames,
        orderBy: [{ by: 'recorded_at', direction: 'desc' }],
        first: PAGE,
        offset,
      },
      signal,
    ),
  );
  const choose = (name: string, value: string | null) => {
    setChosen({ ...chosen, [name]: value });
  };
  const title = (name: string) => {
    const known = view.dimensions.find((one) => one.name === name);
    return known ? titleOf(known) : name;
  };
  const rows = answer?.rows ?? [];
  const columns = answer?.columns ?? [];
  return (
    <section className="card panel" aria-label={titleOf(view)}>
      <header>
        <h2>{titleOf(view)}</h2>
        <p className="fine">{t('operations.quarantineText')}</p>
        <span className="end">
          <a href={linkTo('browse', encodeState(startState(view)))}>{t('home.open')}</a>
        </span>
      </header>
      <div className="choosers">
        {CHOOSERS.filter((name) => view.dimensions.some((one) => one.name === name)).map((name) => (
          <Chooser
            key={name}
            view={view}
            name={name}
            title={title(name)}
            value={chosen[name] ?? null}
            filters={filtersOf({ ...chosen, [name]: null })}
            onChange={(value) => choose(name, value)}
          />
        ))}
        {chosen.run_id && (
          <button type="button" className="quiet on" onClick={() => choose('run_id', null)}>
            {title('run_id')}: {chosen.run_id} ×
          </button>
        )}
      </div>
      {error !== null && <Failure error={error} onRetry={again} />}
      {!answer && busy && <span className="skeleton block" />}
      {answer && rows.length === 0 && <Empty title={t('operations.none')} />}
      {rows.length > 0 && (
        <Scroller className="entries" label={titleOf(view)}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.name} scope="col">
                    {title(column.name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, r) => (
                <tr key={`${r}-${String(row[0])}`}>
                  {columns.map((column, c) => (
                    <td key={column.name} title={String(row[c] ?? '')}>
                      {shownCell(row[c] ?? null, column, language)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {rows.length > 0 && (
        <footer className="fine">
          {t('browse.rowsShown', { count: rows.length })}
          {answer?.hasMore && (
            <button type="button" className="quiet on" disabled={busy} onClick={more}>
              {t('browse.loadMore')}
            </button>
          )}
        </footer>
      )}
    </section>
  );
}

const filtersOf = (chosen: Chosen): FilterInput[] =>
  Object.entries(chosen).flatMap(([member, value]) =>
    value === null ? [] : [{ member, operator: 'equals', values: [value] }],
  );

interface ChooserProps {
  readonly view: CatalogView;
  readonly name: string;
  readonly title: string;
  readonly value: string | null;
  /** What the other choosers have chosen: the counts follow. */
  readonly filters: readonly FilterInput[];
  readonly onChange: (value: string | null) => void;
}

/** One of a dimension's values, with how many entries each has. */
function Chooser({ view, name, title, value, filters, onChange }: ChooserProps) {
  const { t, language } = useWords();
  // Without counts the list stays as it was; the rows tell what went wrong.
  const { value: counted } = useAsked(
    ['quarantine values', view.name, name, filters],
    (signal) => fetchValues(view.name, name, '', filters, signal),
    { keeps: true },
  );
  const values = (counted?.values ?? []).map((one) => ({
    value: String(one.value ?? ''),
    label: `${one.label || t('common.unknown')} (${formatCount(Number(one.count), language)})`,
  }));
  return (
    <Select
      aria-label={title}
      className="chooser"
      allowClear
      showSearch
      placeholder={title}
      value={value}
      options={values}
      popupMatchSelectWidth={false}
      onChange={(next: string | undefined) => onChange(next ?? null)}
    />
  );
}
