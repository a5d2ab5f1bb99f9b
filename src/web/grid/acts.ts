import type { CatalogView } from '../api/types.js';
import type { Line } from '../pivot/grid-model.js';
import { type AxisName, type BrowseState, type Path, type Sort, samePath } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { acrossFrom, drillTarget, drillUpTarget } from './cell-commands.js';
import type { Span } from './grid-layout.js';
import type { FocusedCell } from './use-cell.js';

/** Where the focus is: on a row's name, a figure, or a header. */
export type Spotted = 'name' | 'figure' | 'header';

/** What an act is done from. */
export interface ActSite {
  readonly state: BrowseState;
  readonly on: Spotted | null;
  /** The row that is focused, be it a member or not. */
  readonly line: Line | null;
  /** The focused cell, where it holds figures. */
  readonly cell: FocusedCell | null;
  readonly header: Span | null;
  /** Members of the rows' level that are chosen together. */
  readonly selected: readonly Path[];
}

export type Deed =
  | { readonly type: 'gesture'; readonly gesture: Gesture }
  | { readonly type: 'open'; readonly what: 'menu' | 'rows' | 'why' }
  | { readonly type: 'select' };

export interface Act {
  readonly id: string;
  /** Its name among the page's words (`browse.…`); on a button the short one, where it has one. */
  readonly word: string;
  readonly short?: string;
  /** Presses as act-keys.ts names them; `on` says where the focus has to be. */
  readonly keys?: readonly { readonly press: string; readonly on?: readonly Spotted[] }[];
  /** Its group in the menu of a cell. */
  readonly menu?: 1 | 2 | 3;
  /** On the bar below the table. */
  readonly bar?: true;
  /** For members that are chosen together, beside the breadcrumbs. */
  readonly dice?: true;
  /** Leaves the question as it is: a table that asks nothing itself has these alone. */
  readonly inPlace?: true;
  /** What it does from here; null where there is nothing to do. */
  readonly from: (site: ActSite) => Deed | null;
  /** Asks for another subject first, and goes there. */
  readonly to?: (site: ActSite, view: CatalogView) => Deed | null;
}

const gesture = (done: Gesture): Deed => ({ type: 'gesture', gesture: done });
const drill = (target: { axis: AxisName; path: Path } | null): Deed | null =>
  target && gesture({ type: 'drillTo', ...target });

/** A member that is not as wanted is folded or unfolded: a row by its name, a column by its header. */
function toggle({ on, line, header }: ActSite, open: boolean): Deed | null {
  if (line?.expandable && line.open === open && on !== 'header')
    return gesture({ type: 'toggle', axis: 'rows', path: line.path });
  if (header?.measure === null && header.line.expandable && header.line.open === open)
    return gesture({ type: 'toggle', axis: 'columns', path: header.line.path });
  return null;
}

/** From the largest, then from the smallest, then not sorted. */
export function nextSort({ sort }: BrowseState, value: number, column: Path): Sort | null {
  const same = sort?.value === value && samePath(sort.column, column);
  const direction = !same ? 'desc' : sort.direction === 'desc' ? 'asc' : null;
  return direction && { value, column, direction };
}

// Months ahead have no rows to order or to open.
function sort({ state, cell, header }: ActSite): Deed | null {
  if ((header?.line ?? cell?.column)?.ahead) return null;
  if (header) return gesture({ type: 'sort', sort: nextSort(state, header.measure ?? 0, header.line.path) });
  return cell && gesture({ type: 'sort', sort: nextSort(state, cell.measureIndex, cell.column.path) });
}

/** The chosen members, or the focused one, are all that stays, or what goes. */
function dice(type: 'keep' | 'exclude', { state, cell, selected }: ActSite): Deed | null {
  const paths = selected.length > 0 ? selected : cell?.row.kind === 'member' ? [cell.row.path] : [];
  const level = state.rows.levels[(paths[0]?.length ?? 0) - 1];
  const values = [...new Set(paths.map((path) => path.at(-1) ?? null))];
  return level ? gesture({ type, level, values }) : null;
}

/** Swaps the axes; it has a button between them. */
export const ROTATE = {
  id: 'rotate',
  word: 'rotate',
  keys: [{ press: 'Alt+R' }],
  from: () => gesture({ type: 'rotate' }),
} as const satisfies Act;

/** Every act of the table, in the order in which it is offered. Menu, bar, keys, help and tests are made from this list. */
export const ACTS = [
  {
    id: 'down',
    word: 'drillDown',
    keys: [{ press: 'Alt+ArrowDown' }],
    menu: 1,
    bar: true,
    from: ({ state, cell }) => cell && drill(drillTarget(state, cell)),
  },
  {
    id: 'up',
    word: 'drillUp',
    keys: [{ press: 'Alt+ArrowUp' }],
    menu: 1,
    bar: true,
    from: ({ state }) => drill(drillUpTarget(state)),
  },
  {
    id: 'across',
    word: 'drillAcross',
    menu: 1,
    bar: true,
    from: () => null,
    to: ({ state, cell }, view) => cell && gesture({ type: 'show', state: acrossFrom(state, cell, view) }),
  },
  {
    id: 'unfold',
    word: 'unfold',
    keys: [
      { press: 'ArrowRight', on: ['name'] },
      { press: 'Enter', on: ['header'] },
    ],
    menu: 2,
    inPlace: true,
    from: (site) => toggle(site, false),
  },
  {
    id: 'fold',
    word: 'fold',
    keys: [
      { press: 'ArrowLeft', on: ['name'] },
      { press: 'Enter', on: ['header'] },
    ],
    menu: 2,
    inPlace: true,
    from: (site) => toggle(site, true),
  },
  { id: 'sort', word: 'sort', keys: [{ press: 'Enter', on: ['header'] }], menu: 2, inPlace: true, from: sort },
  { id: 'keep', word: 'keepOnly', menu: 2, dice: true, from: (site) => dice('keep', site) },
  { id: 'exclude', word: 'exclude', menu: 2, dice: true, from: (site) => dice('exclude', site) },
  { id: 'rows', word: 'rowsOf', short: 'drillThrough', menu: 3, bar: true, from: openOf('rows') },
  { id: 'why', word: 'why', menu: 3, bar: true, from: openOf('why') },
  {
    id: 'menu',
    word: 'openMenu',
    keys: [{ press: 'Enter', on: ['name', 'figure'] }, { press: 'ContextMenu' }, { press: 'Shift+F10' }],
    from: ({ line }) => line && { type: 'open', what: 'menu' },
  },
  {
    id: 'select',
    word: 'select',
    keys: [{ press: 'Space' }, { press: 'Shift+Space' }, { press: 'Ctrl+Space' }],
    from: ({ line }) => (line?.kind === 'member' ? { type: 'select' } : null),
  },
  ROTATE,
] as const satisfies readonly Act[];

function openOf(what: 'rows' | 'why'): Act['from'] {
  return ({ cell }) => (cell && !(what === 'rows' && cell.column.ahead) ? { type: 'open', what } : null);
}

/** What a press does from here: the first act that has it and something to do. */
export function actOfPress(press: string, site: ActSite, among: readonly Act[] = ACTS): Deed | null {
  for (const { keys = [], from } of among) {
    const isOurs = keys.some(
      (key) => key.press === press && (!key.on || (site.on !== null && key.on.includes(site.on))),
    );
    const deed = isOurs ? from(site) : null;
    if (deed) return deed;
  }
  return null;
}
