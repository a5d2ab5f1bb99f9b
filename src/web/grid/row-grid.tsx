import '../styles/row-grid.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import { SortDownIcon, SortUpIcon } from '../parts/icons.js';
import { textWidth } from './grid-layout.js';

export interface RowGridColumn {
  readonly key: string;
  readonly title: string;
  /** Beside the title, such as a type or a unit. */
  readonly note?: string;
  readonly figure: boolean;
  /** The direction that rows are sorted by this column; absent where they are not. */
  readonly sorted?: 'asc' | 'desc';
}

interface RowGridProps {
  readonly label: string;
  readonly columns: readonly RowGridColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Leaves out a value that the row above has in the same group. */
  readonly grouped?: number;
  readonly numbered?: boolean;
  /** Columns share the whole width. */
  readonly stretched?: boolean;
  /** Header cells are buttons that sort. */
  readonly onSort?: (key: string) => void;
  /** Where a cell leads to. */
  readonly linkOf?: (row: number, column: number) => string | undefined;
  readonly busy?: boolean;
}

const ROW = 28;
const LOOKED_AT = 200;

/** Flat rows under a header that stays; rows outside the window are not in the document. */
export function RowGrid(props: RowGridProps) {
  const {
    label,
    columns,
    rows,
    grouped = 0,
    numbered = false,
    stretched = false,
    onSort,
    linkOf,
    busy = false,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => columns.map((column, at) => widthOf(column, rows, at)), [columns, rows]);
  const numberWidth = numbered ? Math.max(40, String(rows.length).length * 9 + 18) : 0;
  // Unless stretched, what is left of the width stays empty behind the last column.
  const template = [...(numbered ? [numberWidth] : []), ...widths]
    .map((width) => (stretched ? `minmax(${width}px, ${width}fr)` : `${width}px`))
    .join(' ');
  const seen = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 14,
    scrollPaddingStart: ROW,
  });
  return (
    <div
      ref={scroller}
      className="row-grid"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-busy={busy}
      tabIndex={0}
    >
      <div role="rowgroup" className="row-grid-head">
        <div role="row" className="row-grid-row" style={{ gridTemplateColumns: template }} aria-rowindex={1}>
          {numbered && <span role="presentation" />}
          {columns.map((column) => (
            <span
              key={column.key}
              role="columnheader"
              className={column.figure ? 'figure' : ''}
              title={column.title}
              aria-sort={column.sorted && (column.sorted === 'asc' ? 'ascending' : 'descending')}
            >
              {onSort ? (
                <button type="button" className="plain" onClick={() => onSort(column.key)}>
                  {column.title} {column.sorted && (column.sorted === 'asc' ? <SortUpIcon /> : <SortDownIcon />)}
                </button>
              ) : (
                column.title
              )}{' '}
              {column.note && <small>{column.note}</small>}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="row-grid-body" style={{ height: seen.getTotalSize() }}>
        {seen.getVirtualItems().map((item) => {
          const row = rows[item.index] ?? [];
          const above = rows[item.index - 1];
          return (
            <div
              key={item.key}
              role="row"
              className="row-grid-row"
              aria-rowindex={item.index + 2}
              style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
            >
              {numbered && (
                <span role="presentation" className="row-number">
                  {item.index + 1}
                </span>
              )}
              {columns.map((column, at) => {
                const repeats = at < grouped && above && row.slice(0, at + 1).every((cell, i) => cell === above[i]);
                return (
                  <span
                    key={column.key}
                    role="cell"
                    className={`${column.figure ? 'figure' : ''}${repeats ? ' repeats' : ''}`}
                    title={row[at]}
                  >
                    <Linked to={linkOf?.(item.index, at)}>{row[at]}</Linked>
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Linked({ to, children }: { readonly to: string | undefined; readonly children: ReactNode }) {
  return to === undefined ? children : <a href={to}>{children}</a>;
}

function widthOf(column: RowGridColumn, rows: readonly (readonly string[])[], at: number): number {
  let widest = textWidth(column.title) + (column.sorted ? 18 : 0) + (column.note ? textWidth(column.note) * 0.8 : 0);
  for (const row of rows.slice(0, LOOKED_AT)) widest = Math.max(widest, textWidth(row[at] ?? ''));
  return Math.round(Math.min(360, Math.max(72, widest + 26)));
}
