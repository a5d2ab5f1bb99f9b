import { formatChange, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { ChevronDown, ChevronRight } from '../parts/icons.js';
import type { Spot } from './grid-keys.js';
import type { GridLayout, Leaf } from './grid-layout.js';
import type { GridModel, Line } from './grid-model.js';
import { barShare, heatShare, type Scale } from './grid-scale.js';
import type { ShownMeasure } from './shown-measure.js';
import type { Look, Path } from './state.js';

interface GridRowProps {
  readonly line: Line;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly layout: GridLayout;
  readonly seen: readonly Leaf[];
  readonly nameWidth: number;
  readonly measures: readonly ShownMeasure[];
  readonly model: GridModel;
  readonly scale: ((row: Line, column: Line, measure: number) => Scale | null) | null;
  readonly look: Look;
  readonly spot: Spot | null;
  readonly cellId: (at: Spot) => string;
  readonly onToggle: (axis: 'rows' | 'columns', path: Path) => void;
}

export function GridRow(props: GridRowProps) {
  const { line, index, layout, seen, spot, cellId, onToggle } = props;
  const { t } = useWords();
  const active = (column: number) => spot?.row === index && spot.column === column;
  return (
    // focus stays on the treegrid, aria-activedescendant names the cell
    <div
      role="row"
      className={`grid-row ${line.kind}`}
      style={{ top: props.top }}
      aria-rowindex={index + layout.headerRows + 1}
      aria-level={Math.max(1, line.depth)}
      aria-expanded={line.expandable ? line.open : undefined}
      aria-selected={line.kind === 'member' ? props.selected : undefined}
    >
      <div
        role="rowheader"
        id={cellId({ row: index, column: -1 })}
        className={`row-name${active(-1) ? ' spot' : ''}`}
        style={{ width: props.nameWidth, paddingLeft: 8 + Math.max(0, line.depth - 1) * 16 }}
        aria-colindex={1}
        data-row={index}
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
      {line.kind !== 'loading' &&
        line.kind !== 'error' &&
        seen.map((leaf) => <GridCell key={leaf.index} {...props} leaf={leaf} active={active(leaf.index)} />)}
    </div>
  );
}

function GridCell({
  leaf,
  line,
  index,
  model,
  measures,
  scale,
  look,
  active,
  cellId,
}: GridRowProps & { readonly leaf: Leaf; readonly active: boolean }) {
  const { language } = useWords();
  const measure = measures[leaf.measure];
  if (!measure) return null;
  const value = model.value(line, leaf.line, leaf.measure);
  const marks = {
    role: 'gridcell' as const,
    id: cellId({ row: index, column: leaf.index }),
    'aria-colindex': leaf.index + 2,
    'data-row': index,
    'data-column': leaf.index,
  };
  const place = { left: leaf.left, width: leaf.width };
  const total = leaf.line.kind === 'total' ? ' across' : '';
  if (leaf.kind === 'change') {
    const before = model.before(line, leaf.line, leaf.measure);
    const change = formatChange(value, before, measure.info, language);
    const way = !change || change.size === 0 ? '' : change.size > 0 ? ' up' : ' down';
    return (
      <div
        {...marks}
        className={`cell change${way}${total}${active ? ' spot' : ''}`}
        style={place}
        title={change ? `← ${formatValue(before, measure.info, language)}` : undefined}
      >
        {change ? change.text : '–'}
      </div>
    );
  }
  const range = scale?.(line, leaf.line, leaf.measure) ?? null;
  const number = value === null || value === undefined ? Number.NaN : Number(value);
  const heat = range && look === 'heat' && !Number.isNaN(number) ? heatShare(number, range) : null;
  const bar = range && look === 'bars' && !Number.isNaN(number) ? barShare(number, range) : null;
  return (
    <div
      {...marks}
      className={`cell${total}${value === null ? ' none' : ''}${leaf.measure === 0 ? ' first' : ''}${active ? ' spot' : ''}`}
      style={
        heat === null
          ? place
          : { ...place, background: `color-mix(in oklab, var(--heat) ${(6 + heat * 60).toFixed(1)}%, var(--paper))` }
      }
    >
      {bar !== null && (
        <span
          className={`data-bar${number < 0 ? ' minus' : ''}`}
          style={{ width: `calc((100% - 10px) * ${bar.toFixed(4)})` }}
        />
      )}
      {value === undefined ? (
        <span className="skeleton figure" />
      ) : (
        <span className="figure">{formatValue(value, measure.info, language)}</span>
      )}
    </div>
  );
}
