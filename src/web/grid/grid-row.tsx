import { memo } from 'react';
import { useWords } from '../i18n/use-words.js';
import { ChevronDown, ChevronRight } from '../parts/icons.js';
import type { GridModel, Line } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { Look, Path } from '../pivot/state.js';
import { GridCell } from './grid-cell.js';
import type { Leaf } from './grid-layout.js';
import { barShare, heatShare, type Scale } from './grid-scale.js';

interface GridRowProps {
  readonly line: Line;
  /** Its place among the rows, from 0, and as assistive technology counts it, header rows included, from 1. */
  readonly index: number;
  readonly ariaIndex: number;
  readonly top: number;
  readonly selected: boolean;
  readonly seen: readonly Leaf[];
  readonly nameWidth: number;
  readonly measures: readonly ShownMeasure[];
  readonly model: GridModel;
  readonly scale: ((row: Line, column: Line, measure: number) => Scale | null) | null;
  readonly look: Look;
  /** The focused column of this row, -1 for its name; null where the focus is elsewhere. */
  readonly spotColumn: number | null;
  readonly focusId: string;
  readonly onToggle: (axis: 'rows' | 'columns', path: Path) => void;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { line, index, seen, spotColumn, focusId, onToggle } = props;
  const { t } = useWords();
  const onName = spotColumn === -1;
  return (
    // focus stays on the treegrid, aria-activedescendant names the cell
    <div
      role="row"
      className={`grid-row ${line.kind}`}
      style={{ top: props.top }}
      aria-rowindex={props.ariaIndex}
      aria-level={Math.max(1, line.depth)}
      aria-expanded={line.expandable ? line.open : undefined}
      aria-selected={line.kind === 'member' ? props.selected : undefined}
      data-row={index}
    >
      <div
        role="rowheader"
        id={onName ? focusId : undefined}
        className={`row-name${onName ? ' spot' : ''}`}
        style={{ width: props.nameWidth, paddingLeft: 8 + Math.max(0, line.depth - 1) * 16 }}
        aria-colindex={1}
        data-column={-1}
        title={line.label}
      >
        {line.expandable ? (
          <button
            type="button"
            className="twist"
            tabIndex={-1}
            aria-label={t(line.open ? 'browse.collapse' : 'browse.expand', { name: line.label })}
            onClick={() => onToggle('rows', line.path)}
          >
            {line.open ? <ChevronDown /> : <ChevronRight />}
          </button>
        ) : (
          <span className="twist" />
        )}
        {line.kind === 'loading' ? (
          <span className="skeleton name" />
        ) : (
          <span className="name">{line.kind === 'error' ? t('error.title') : line.label}</span>
        )}
      </div>
      {line.kind !== 'loading' && line.kind !== 'error' && seen.map((leaf) => cellOf(props, leaf))}
    </div>
  );
});

function cellOf({ line, model, measures, scale, look, spotColumn, focusId }: GridRowProps, leaf: Leaf) {
  const measure = measures[leaf.measure];
  if (!measure) return null;
  const value = model.value(line, leaf.line, leaf.measure);
  const change = leaf.kind === 'change';
  const evidence = model.evidence(line, leaf.line, leaf.measure);
  const number = value === null || value === undefined ? Number.NaN : Number(value);
  const range = change || Number.isNaN(number) ? null : (scale?.(line, leaf.line, leaf.measure) ?? null);
  return (
    <GridCell
      key={leaf.index}
      measure={measure}
      value={value}
      {...(change ? { before: model.before(line, leaf.line, leaf.measure) } : {})}
      change={change}
      left={leaf.left}
      width={leaf.width}
      column={leaf.index}
      across={leaf.line.kind === 'total'}
      first={leaf.measure === 0}
      few={evidence?.small === true}
      ahead={leaf.line.ahead === true}
      low={(leaf.line.ahead && evidence?.low) ?? null}
      high={(leaf.line.ahead && evidence?.high) ?? null}
      heat={range && look === 'heat' ? heatShare(number, range) : null}
      bar={range && look === 'bars' ? barShare(number, range) : null}
      focusId={spotColumn === leaf.index ? focusId : undefined}
    />
  );
}
