import type { Action } from '../pivot/actions.js';
import type { BrowseState, Level } from '../pivot/state.js';
import type { Dragged } from './dragging.js';

export const SHELVES = ['rows', 'columns', 'values', 'filters'] as const;
export type ShelfName = (typeof SHELVES)[number];

/** Whether a shelf takes what is dragged: measures go to values, levels elsewhere. */
export function takes(shelf: ShelfName, what: Dragged | null): boolean {
  if (!what) return false;
  const isMeasure = what.kind !== 'levels';
  return shelf === 'values' ? isMeasure : !isMeasure;
}

/** The action that puts a field on a shelf at a position; null where it does not belong there. */
export function putAction(
  state: BrowseState,
  shelf: ShelfName,
  what: Dragged,
  at: number | undefined,
  defaults: (measure: string) => Readonly<Record<string, number | string>>,
): Action | null {
  if (what.kind === 'measure')
    return shelf === 'values'
      ? {
          type: 'addValue',
          value: { measure: what.measure, arguments: defaults(what.measure) },
          ...(at === undefined ? {} : { at }),
        }
      : null;
  if (what.kind === 'value')
    return shelf === 'values' ? { type: 'moveValue', from: what.at, to: at ?? state.values.length - 1 } : null;
  if (shelf === 'rows' || shelf === 'columns')
    return { type: 'place', axis: shelf, levels: what.levels, ...(at === undefined ? {} : { at }) };
  const level = what.levels.at(-1);
  if (level && state.slicers.some((slicer) => slicer.member === level.name)) return null;
  return shelf === 'filters' && level ? { type: 'setSlicer', slicer: emptySlicer(level) } : null;
}

const emptySlicer = (level: Level) => ({
  member: level.name,
  ...(level.granularity ? { granularity: level.granularity } : {}),
  mode: level.granularity ? ('range' as const) : ('in' as const),
  values: [],
});
