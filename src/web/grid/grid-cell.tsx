import { memo } from 'react';
import type { Cell } from '../api/types.js';
import { formatChange, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';

interface GridCellProps {
  readonly measure: ShownMeasure;
  /** undefined while its question is not answered. */
  readonly value: Cell | undefined;
  /** The compared period's figure, where this is a column of changes; else absent. */
  readonly before?: Cell | undefined;
  readonly change: boolean;
  /** Leaves this far right of the row's names' left edge, in pixels. */
  readonly left: number;
  readonly width: number;
  readonly column: number;
  /** In a total's column, and in the first column of a member. */
  readonly across: boolean;
  readonly first: boolean;
  /** Of too few to read. */
  readonly few: boolean;
  /** A forecast; the ends of its 95% interval, where it has one. */
  readonly ahead: boolean;
  readonly low: Cell;
  readonly high: Cell;
  /** Shares of the heat map's range and of the longest bar; null where there is none. */
  readonly heat: number | null;
  readonly bar: number | null;
  /** Of the focused cell alone: what the treegrid's aria-activedescendant names. */
  readonly focusId: string | undefined;
}

/**
 * One figure of the grid. It is told plain values and not its row's number, so that a cell that shows the same after a
 * sort, an unfolding or a scroll is left as it is.
 */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { measure, value, before, left, width, heat, bar, focusId } = props;
  const { t, language } = useWords();
  const marks = {
    role: 'gridcell' as const,
    id: focusId,
    'aria-colindex': props.column + 2,
    'data-column': props.column,
  };
  const place = { left, width };
  const also = `${props.across ? ' across' : ''}${props.few ? ' few' : ''}${props.ahead ? ' ahead' : ''}${focusId ? ' spot' : ''}`;
  const few = props.few ? t('grid.few') : undefined;
  const [low, high] = [props.low, props.high].map((bound) => formatValue(bound, measure.info, language));
  const aheadTitle = [t('browse.aheadMethod'), ...(props.low === null ? [] : [t('grid.interval', { low, high })])].join(
    ' · ',
  );
  if (props.change) {
    const change = formatChange(value, before, measure.info, language);
    const way = !change || change.size === 0 ? '' : change.size > 0 ? ' up' : ' down';
    const mood = way === '' || measure.good === null ? '' : way.trim() === measure.good ? ' better' : ' worse';
    return (
      <div
        {...marks}
        className={`cell change${way}${mood}${also}`}
        style={place}
        title={change ? [`← ${formatValue(before, measure.info, language)}`, ...(few ? [few] : [])].join(' · ') : few}
      >
        {change ? change.text : '–'}
      </div>
    );
  }
  return (
    <div
      {...marks}
      className={`cell${value === null ? ' none' : ''}${props.first ? ' first' : ''}${also}`}
      title={props.ahead ? aheadTitle : few}
      style={
        heat === null
          ? place
          : { ...place, background: `color-mix(in oklab, var(--heat) ${(6 + heat * 60).toFixed(1)}%, var(--paper))` }
      }
    >
      {bar !== null && (
        <span
          className={`data-bar${Number(value) < 0 ? ' minus' : ''}`}
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
});
