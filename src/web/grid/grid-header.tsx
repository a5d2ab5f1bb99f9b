import { memo } from 'react';
import { useWords } from '../i18n/use-words.js';
import { ChevronDown, ChevronRight, SortDownIcon, SortUpIcon } from '../parts/icons.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import { type Path, type Sort, samePath } from '../pivot/state.js';
import type { Spot } from './grid-keys.js';
import type { GridLayout, Leaf, Span } from './grid-layout.js';

interface GridHeaderProps {
  readonly layout: GridLayout;
  readonly seen: readonly Leaf[];
  readonly nameWidth: number;
  readonly rowTitle: string;
  readonly height: number;
  readonly measures: readonly ShownMeasure[];
  readonly sort: Sort | null;
  /** The focused header cell; null where the focus is in the body. */
  readonly spot: Spot | null;
  readonly focusId: string;
  readonly onToggle: (axis: 'rows' | 'columns', path: Path) => void;
  readonly onSort: (value: number, column: Path) => void;
}

/** Members of the column axis over their columns, then the measures' titles. */
export const GridHeader = memo(function GridHeader(props: GridHeaderProps) {
  const { layout, seen, nameWidth, height } = props;
  const from = seen[0]?.index ?? 0;
  const until = seen.at(-1)?.index ?? 0;
  const rows = Array.from({ length: layout.headerRows }, (_, row) =>
    layout.spans.filter((span) => span.row === row && span.last >= from && span.first <= until),
  );
  return (
    <div role="rowgroup" className="grid-header" style={{ height: layout.headerRows * height }}>
      {rows.map((spans, row) => (
        // header rows are their position
        <div role="row" key={row} aria-rowindex={row + 1} className="header-row" style={{ top: row * height, height }}>
          {row === 0 ? (
            <div
              role="columnheader"
              aria-colindex={1}
              aria-rowspan={layout.headerRows}
              className="corner"
              style={{ width: nameWidth, height: layout.headerRows * height }}
            >
              <span>{props.rowTitle}</span>
            </div>
          ) : (
            // Kept in every row, since a row of a grid owns its cells.
            <span role="presentation" className="corner-gap" style={{ width: nameWidth }} />
          )}
          {spans.map((span) => (
            <HeaderCell key={`${span.first}-${span.last}-${span.subtotal}`} span={span} {...props} />
          ))}
        </div>
      ))}
    </div>
  );
});

function HeaderCell({
  span,
  layout,
  height,
  measures,
  sort,
  spot,
  focusId,
  onToggle,
  onSort,
  nameWidth,
}: GridHeaderProps & { readonly span: Span }) {
  const { t } = useWords();
  const row = span.row - layout.headerRows;
  const on =
    spot !== null &&
    spot.row < 0 &&
    spot.row >= row &&
    spot.row < row + span.rowSpan &&
    spot.column >= span.first &&
    spot.column <= span.last;
  const title = span.subtotal
    ? t('common.total')
    : span.measure === null
      ? span.line.label
      : span.change
        ? t('browse.change')
        : (measures[span.measure]?.header ?? '');
  // A single measure has no header row of its own: the member's header sorts by it.
  const sorts = span.line.ahead
    ? null
    : (span.measure ??
      (measures.length === 1 && (span.subtotal || !span.line.open) && layout.leaves.length > 1 ? 0 : null));
  const sorted =
    sort && sorts !== null && !span.change && sort.value === sorts && samePath(sort.column, span.line.path)
      ? sort.direction
      : null;
  return (
    <div
      role="columnheader"
      id={on ? focusId : undefined}
      className={`head ${span.line.kind === 'total' ? 'across ' : ''}${span.line.ahead ? 'ahead ' : ''}${span.measure === null && !span.subtotal ? 'member' : 'measure'}${on ? ' spot' : ''}${span.measure === null && !span.subtotal && span.last > span.first ? ' wide' : ''}`}
      style={{ left: span.left, width: span.width, height: span.rowSpan * height }}
      aria-colindex={span.first + 2}
      aria-colspan={span.last - span.first + 1}
      aria-rowspan={span.rowSpan}
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
      aria-expanded={span.line.expandable && span.measure === null && !span.subtotal ? span.line.open : undefined}
      data-row={row}
      data-column={span.first}
    >
      <span className="head-label" style={{ left: nameWidth + 8 }}>
        {span.measure === null && span.line.expandable && !span.subtotal && (
          <button
            type="button"
            className="twist"
            tabIndex={-1}
            aria-label={t(span.line.open ? 'browse.collapse' : 'browse.expand', { name: span.line.label })}
            onClick={() => onToggle('columns', span.line.path)}
          >
            {span.line.open ? <ChevronDown /> : <ChevronRight />}
          </button>
        )}
        {sorts !== null && !span.change ? (
          <button
            type="button"
            className="sorter"
            tabIndex={-1}
            title={t('browse.sortBy', { name: title })}
            onClick={() => onSort(sorts, span.line.path)}
          >
            {title}
            {sorted === 'asc' && <SortUpIcon />}
            {sorted === 'desc' && <SortDownIcon />}
          </button>
        ) : (
          <span className="head-text" title={title}>
            {title}
          </span>
        )}
      </span>
    </div>
  );
}
