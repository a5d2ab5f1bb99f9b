import { describe, expect, it } from 'vitest';
import { CHOICES } from '../browse/choices.js';
import { en } from '../i18n/en.js';
import { zh } from '../i18n/zh.js';
import { type KeyPress, pressName, pressText } from '../pivot/act-keys.js';
import type { Line } from '../pivot/grid-model.js';
import { axisOf, type BrowseState, emptyState } from '../pivot/state.js';
import { HISTORY_ACTS } from '../pivot/use-browse.js';
import { CHIP_ACTS } from '../shelves/chip-acts.js';
import { ACTS, type Act, type ActSite, actOfPress, type Spotted } from './acts.js';
import type { Span } from './grid-layout.js';
import { keysHelp } from './keys-help.js';
import type { FocusedCell } from './use-cell.js';

const acts: readonly Act[] = ACTS;
const line = (path: readonly string[], more: Partial<Line> = {}): Line => ({
  key: path.join('/'),
  path,
  label: path.at(-1) ?? 'Total',
  depth: path.length,
  kind: path.length === 0 ? 'total' : 'member',
  expandable: true,
  open: false,
  ...more,
});
const state: BrowseState = {
  ...emptyState('churn'),
  rows: axisOf([{ name: 'province' }, { name: 'city' }]),
  columns: axisOf([{ name: 'tier' }]),
  values: [{ measure: 'customers', arguments: {} }],
};
const cellOf = (row: Line, onName: boolean) =>
  ({ row, column: line([]), measureIndex: 0, onName }) as unknown as FocusedCell;
const at = (on: Spotted, row = line(['Sichuan']), more: Partial<ActSite> = {}): ActSite => ({
  state,
  on,
  line: on === 'header' ? null : row,
  cell: on === 'header' ? null : cellOf(row, on === 'name'),
  header: null,
  selected: [],
  ...more,
});
const header = (measure: number | null, over: Line) => ({ measure, line: over }) as unknown as Span;

describe('every act', () => {
  it.each(acts.map((act) => [act.id, act] as const))(
    '%s has words in both languages, and a name of its own',
    (id, act) => {
      expect(acts.filter((one) => one.id === id)).toHaveLength(1);
      for (const words of [en.browse, zh.browse] as readonly Readonly<Record<string, unknown>>[]) {
        expect(words[act.word]).toEqual(expect.any(String));
        if (act.short) expect(words[act.short]).toEqual(expect.any(String));
      }
    },
  );

  it.each(acts.map((act) => [act.id, act] as const))('%s can be had by the menu, a button or a key', (_id, act) => {
    expect(Boolean(act.menu || act.bar || act.dice || act.keys)).toBe(true);
  });

  it('has keys that no other act has where it is done', () => {
    const places = ['name', 'figure', 'header'] as const;
    for (const place of places) {
      const sites = [
        at(place),
        at(place, line(['Sichuan'], { open: true })),
        at(place, undefined, { header: header(null, line(['Gold'])) }),
      ];
      for (const site of sites)
        for (const press of new Set(acts.flatMap(({ keys = [] }) => keys.map((key) => key.press)))) {
          const able = acts.filter(
            ({ keys = [], from }) =>
              keys.some((key) => key.press === press && (!key.on || key.on.includes(place))) && from(site) !== null,
          );
          // On a header Enter folds or unfolds first, and sorts where there is nothing to fold.
          if (press === 'Enter' && place === 'header') expect(able.length).toBeLessThanOrEqual(2);
          else expect(able.length).toBeLessThanOrEqual(1);
        }
    }
  });

  it('is in the help of the keys, when it has one', () => {
    const help = keysHelp(((key: string) => key) as never, acts);
    for (const { word, keys } of acts)
      if (keys?.[0]) expect(help).toContain(`${pressText(keys[0].press)}: browse.${word}`);
  });

  it('of chips and of the page has words too', () => {
    for (const { word } of [...CHIP_ACTS, ...HISTORY_ACTS])
      for (const words of [en.browse, zh.browse] as readonly Readonly<Record<string, unknown>>[])
        expect(words[word]).toEqual(expect.any(String));
  });
});

describe('a press', () => {
  it.each([
    ['ArrowRight', at('name'), { type: 'toggle', axis: 'rows', path: ['Sichuan'] }],
    ['ArrowLeft', at('name', line(['Sichuan'], { open: true })), { type: 'toggle', axis: 'rows', path: ['Sichuan'] }],
    ['Alt+ArrowDown', at('figure'), { type: 'drillTo', axis: 'rows', path: ['Sichuan'] }],
    [
      'Alt+ArrowUp',
      at('name', undefined, { state: { ...state, rows: { ...state.rows, root: ['Sichuan'] } } }),
      { type: 'drillTo', axis: 'rows', path: [] },
    ],
    ['Alt+R', at('header'), { type: 'rotate' }],
    [
      'Enter',
      at('header', undefined, { header: header(null, line(['Gold'])) }),
      { type: 'toggle', axis: 'columns', path: ['Gold'] },
    ],
    [
      'Enter',
      at('header', undefined, { header: header(0, line(['Gold'])) }),
      { type: 'sort', sort: { value: 0, column: ['Gold'], direction: 'desc' } },
    ],
  ] as const)('%s', (press, site, gesture) => {
    expect(actOfPress(press, site)).toEqual({ type: 'gesture', gesture });
  });

  it('opens the menu, selects, or does nothing', () => {
    expect(actOfPress('Enter', at('figure'))).toEqual({ type: 'open', what: 'menu' });
    expect(actOfPress('Shift+F10', at('name'))).toEqual({ type: 'open', what: 'menu' });
    expect(actOfPress('Space', at('name'))).toEqual({ type: 'select' });
    expect(actOfPress('Space', at('name', line([])))).toBeNull();
    expect(actOfPress('ArrowRight', at('figure'))).toBeNull();
    expect(actOfPress('ArrowRight', at('name', line(['Sichuan'], { expandable: false })))).toBeNull();
    expect(actOfPress('Alt+ArrowUp', at('name'))).toBeNull();
    expect(
      actOfPress(
        'Alt+R',
        at('name'),
        acts.filter((act) => act.inPlace),
      ),
    ).toBeNull();
  });

  it('has one name, whatever the machine', () => {
    const press = (key: string, held: Partial<KeyPress> = {}) =>
      pressName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
    expect(press('z', { metaKey: true })).toBe('Ctrl+Z');
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z');
    expect(press(' ')).toBe('Space');
  });
});

it('dices what is chosen together, or the focused member', () => {
  const keep = acts.find(({ id }) => id === 'keep');
  const gesture = { type: 'keep', level: { name: 'province' } };
  expect(keep?.from(at('name'))).toMatchObject({ gesture: { ...gesture, values: ['Sichuan'] } });
  const selected = [['Hubei'], ['Hunan']];
  expect(keep?.from({ ...at('name'), selected })).toMatchObject({
    gesture: { ...gesture, values: ['Hubei', 'Hunan'] },
  });
  expect(keep?.from(at('name', line([])))).toBeNull();
});

it('every choice of the toolbar chooses what its menu offers', () => {
  const t = ((key: string) => key) as never;
  for (const act of CHOICES) {
    const items = act.items({ t, view: 'churn', measures: ['Customers'], ranked: true });
    const keys = items.flatMap((item) => (item?.key ? [String(item.key)] : []));
    expect(keys.length).toBeGreaterThan(2);
    for (const key of keys.filter((one) => one !== 'others'))
      if (act.id !== 'compare' || key !== 'previous')
        expect(act.choose(state, key, 'month')).toMatchObject({ type: act.id });
  }
});
