import { Drawer, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { DrillThroughResult } from '../api/operations.js';
import type { CatalogView } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { CUSTOMER_KEY, hasKey } from '../customer/customer-views.js';
import { coordinates, questionFilters } from '../grid/cell-commands.js';
import { cellSlice } from '../grid/cell-slice.js';
import { RowGrid } from '../grid/row-grid.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { formatValue, type Language } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { isFigure, shownCell } from '../parts/shown-cell.js';
import { Empty, Failure } from '../parts/states.js';
import { isLocalName, localSibling } from '../pivot/local-labels.js';
import type { BrowseState } from '../pivot/state.js';
import { useThrough } from './use-through.js';

interface RowsDrawerProps {
  readonly cell: FocusedCell;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly onClose: () => void;
}

const PAGE = 200;

/** Drill through: the rows behind a cell, page by page, with the columns that one chooses. */
export function RowsDrawer({ cell, view, state, onClose }: RowsDrawerProps) {
  const { t, language, titleOf } = useWords();
  const [columns, setColumns] = useState<readonly string[] | null>(null);
  const [order, setOrder] = useState<{ by: string; direction: 'asc' | 'desc' } | null>(null);
  const question = useMemo(
    () => ({
      view: view.name,
      measure: state.values[cell.measureIndex]?.measure ?? '',
      cell: coordinates(state, cell).map(({ level, value }) => ({ ...level, value })),
      filters: questionFilters(state),
      columns:
        columns && columns.length > 0
          ? columns
          : defaultColumns(view, state.values[cell.measureIndex]?.measure, language),
      ...(order ? { orderBy: [order] } : {}),
      first: PAGE,
    }),
    [view, state, cell, columns, order, language],
  );
  const { answer, error, busy, more, again } = useThrough(question);
  const sortBy = (by: string) =>
    setOrder((before) =>
      before?.by !== by ? { by, direction: 'asc' } : before.direction === 'asc' ? { by, direction: 'desc' } : null,
    );
  // What the measure is made of stands in its rows whatever is chosen beside it.
  const chosen = (answer?.columns ?? []).filter(({ role }) => role !== 'measure').map(({ name }) => name);
  const shown = columns ?? chosen;
  return (
    <Drawer open onClose={onClose} title={t('browse.rowsOf')} size="min(1080px, 92vw)" destroyOnHidden>
      <div className="through">
        <div className="through-head">
          <span className="fine">
            {[...cellSlice(cell, state, language, t('common.unknown')), cell.measure.header].join(' · ')} ={' '}
            {formatValue(cell.value, cell.measure.info, language)}
          </span>
          <label>
            <span>{t('browse.columnsToShow')}</span>
            <Select
              mode="multiple"
              maxTagCount="responsive"
              aria-label={t('browse.columnsToShow')}
              value={[...shown]}
              options={view.dimensions
                .filter((one) => one.type !== 'array')
                .map((one) => ({ value: one.name, label: titleOf(one) }))}
              onChange={setColumns}
            />
          </label>
        </div>
        {error !== null && <Failure error={error} onRetry={again} />}
        {error === null && answer && answer.rows.length === 0 && <Empty title={t('browse.noDataTitle')} />}
        {error === null && answer && answer.rows.length > 0 && (
          <RowsTable answer={answer} view={view} order={order} onSort={sortBy} busy={busy} />
        )}
        {!answer && error === null && <span className="skeleton block" />}
        <footer className="status">
          <span>{t('browse.rowsShown', { count: answer ? answer.rows.length : 0 })}</span>
          {answer?.hasMore && (
            <button type="button" className="quiet on" disabled={busy} onClick={more}>
              {t('browse.loadMore')}
            </button>
          )}
          <span className="end">{answer && `${t('browse.snapshot')} ${answer.receipt.snapshot}`}</span>
        </footer>
      </div>
    </Drawer>
  );
}

const MOST_COLUMNS = 8;
const isOtherLanguage = (name: string, view: CatalogView, language: Language): boolean =>
  language === 'zh' ? localSibling(view, name) !== null : isLocalName(view, name);

/** The measure's own drill members; otherwise who and when, then the finest level of each hierarchy and the rest. */
function defaultColumns(view: CatalogView, measure: string | undefined, language: Language): readonly string[] {
  const own = view.measures.find((one) => one.name === measure)?.drillMembers ?? [];
  const ids = view.dimensions.filter((one) => one.primaryKey || one.name.endsWith('_id')).map((one) => one.name);
  const finest = view.hierarchies.flatMap((one) => one.levels.slice(-2)).filter((name) => name !== view.timeDimension);
  const rest = view.dimensions
    .filter((one) => one.type !== 'array' && !one.name.endsWith('_code'))
    .map((one) => one.name);
  const named = own.length > 0 ? own : [view.timeDimension ?? '', ...ids, ...finest, ...rest];
  const localized = named.map((name) => (language === 'zh' && localSibling(view, name)) || name);
  const known = localized.filter(
    (name) => view.dimensions.some((one) => one.name === name) && !isOtherLanguage(name, view, language),
  );
  return [...new Set(known)].slice(0, MOST_COLUMNS);
}

interface RowsTableProps {
  readonly view: CatalogView;
  readonly answer: DrillThroughResult;
  readonly order: { readonly by: string; readonly direction: 'asc' | 'desc' } | null;
  readonly onSort: (by: string) => void;
  readonly busy: boolean;
}

function RowsTable({ answer, view, order, onSort, busy }: RowsTableProps) {
  const { t, language, units } = useWords();
  const { columns, rows } = answer;
  const shown = useMemo(() => {
    const grains = columns.map(({ name }) => view.dimensions.find((one) => one.name === name)?.grain ?? null);
    return rows.map((row) =>
      columns.map((column, at) => shownCell(row[at] ?? null, column, language, grains[at] ?? null)),
    );
  }, [columns, rows, view, language]);
  const heads = columns.map((column) => {
    const unit = column.unit ? (units[column.unit] ?? column.unit) : '';
    return {
      key: column.name,
      title: unit ? `${column.title} (${unit})` : column.title,
      figure: isFigure(column),
      ...(order?.by === column.name ? { sorted: order.direction } : {}),
    };
  });
  const customer = hasKey(view) ? columns.findIndex(({ name }) => name === CUSTOMER_KEY) : -1;
  const linkOf = (row: number, column: number) => {
    const id = column === customer ? rows[row]?.[column] : undefined;
    return typeof id === 'string' ? linkTo('customer', `id=${encodeURIComponent(id)}`) : undefined;
  };
  return (
    <div className="through-table">
      <RowGrid
        stretched
        label={t('browse.rowsOf')}
        columns={heads}
        rows={shown}
        onSort={onSort}
        linkOf={linkOf}
        busy={busy}
      />
    </div>
  );
}
