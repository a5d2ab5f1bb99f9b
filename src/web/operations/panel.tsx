import type { ReactNode } from 'react';
import { useWords } from '../i18n/use-words.js';
import { Scroller } from '../parts/scroller.js';
import { Empty, Failure } from '../parts/states.js';
import type { Fetched } from '../parts/use-fetched.js';

interface PanelProps<T> {
  readonly title: string;
  /** What it is and where it comes from, in a sentence. */
  readonly text: string;
  readonly fetched: Fetched<T>;
  readonly isEmpty?: (value: T) => boolean;
  readonly controls?: ReactNode;
  readonly children: (value: T) => ReactNode;
}

/** A part of operations with its loading, empty and error states and a way to ask again. */
export function Panel<T>({ title, text, fetched, isEmpty, controls, children }: PanelProps<T>) {
  const { t } = useWords();
  const { value, error, again } = fetched;
  return (
    <section className="card panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <p className="fine">{text}</p>
        <span className="end">
          {controls}
          <button type="button" className="quiet" onClick={again}>
            {t('operations.refresh')}
          </button>
        </span>
      </header>
      {error !== null && <Failure error={error} onRetry={again} />}
      {value === null && error === null && <span className="skeleton block" />}
      {value !== null && (isEmpty?.(value) ? <Empty title={t('operations.none')} /> : children(value))}
    </section>
  );
}

interface ColumnOf<R> {
  readonly key: string;
  readonly title: string;
  /** Figures stand to the right. */
  readonly figure?: boolean;
  readonly cell: (row: R) => ReactNode;
}

interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly ColumnOf<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** How many are fetched at most: as many rows mean that there may be more. */
  readonly most?: number;
  /** What stands below a row that is unfolded. */
  readonly detail?: (row: R) => ReactNode;
}

/** A plain table that scrolls in its own region, reachable by keyboard. */
export function Table<R>({ label, columns, rows, keyOf, most, detail }: TableProps<R>) {
  const { t } = useWords();
  return (
    <Scroller className="entries" label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.figure ? 'figure' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map((row) => {
          const below = detail?.(row);
          return (
            <tbody key={keyOf(row)}>
              <tr>
                {columns.map((column) => (
                  <td key={column.key} className={column.figure ? 'figure' : undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
              {below && (
                <tr className="detail">
                  <td colSpan={columns.length}>{below}</td>
                </tr>
              )}
            </tbody>
          );
        })}
      </table>
      {most !== undefined && rows.length >= most && (
        <p className="fine">{t('operations.onlyFirst', { count: rows.length })}</p>
      )}
    </Scroller>
  );
}
