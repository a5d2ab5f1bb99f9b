import { useMemo } from 'react';
import type { Cell } from '../api/types.js';
import type { Evidence } from '../pivot/evidence.js';
import type { GridModel, Line } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import type { BrowseState } from '../pivot/state.js';
import type { Spot } from './grid-keys.js';

/** The focused cell with what is known of it. */
export interface FocusedCell {
  readonly row: Line;
  readonly column: Line;
  readonly measureIndex: number;
  readonly measure: ShownMeasure;
  readonly value: Cell | undefined;
  readonly evidence: Evidence | null;
  /** The row's name is focused, not a figure: then it stands for the whole row. */
  readonly onName: boolean;
}

export function useCell(
  model: GridModel | null,
  state: BrowseState,
  measures: readonly ShownMeasure[],
  spot: Spot | null,
): FocusedCell | null {
  return useMemo(() => cellAt(model, state, measures, spot), [model, state, measures, spot]);
}

/** The cell at a spot; null in a header, and where no figures are. */
export function cellAt(
  model: GridModel | null,
  { values }: Pick<BrowseState, 'values'>,
  measures: readonly ShownMeasure[],
  spot: Spot | null,
): FocusedCell | null {
  if (!model || !spot || spot.row < 0) return null;
  const perMeasure = model.compared ? 2 : 1;
  const perLine = values.length * perMeasure;
  const row = model.rows[spot.row];
  const onName = spot.column < 0;
  const column = onName ? model.columns.at(-1) : model.columns[Math.floor(spot.column / perLine)];
  const measureIndex = onName ? 0 : Math.floor((spot.column % perLine) / perMeasure);
  const measure = measures[measureIndex];
  if (!row || !column || !measure || (row.kind !== 'member' && row.kind !== 'total')) return null;
  return {
    row,
    column,
    measureIndex,
    measure,
    value: model.value(row, column, measureIndex),
    evidence: model.evidence(row, column, measureIndex),
    onName,
  };
}
