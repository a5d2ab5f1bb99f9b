import { Input, Select } from 'antd';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { type MenuPlace, PlacedMenu } from '../parts/placed-menu.js';
import { useSteady } from '../parts/use-steady.js';
import { acrossState, startState } from '../pivot/fields.js';
import { type BrowseState, levelKey } from '../pivot/state.js';
import { encodeState } from '../pivot/url.js';
import type { Gesture } from '../pivot/use-browse.js';
import { type Field, FieldItem } from './field-item.js';
import { keepTabStop, moveInList, setTabStop } from './list-keys.js';
import { foundFields, offeredFields } from './offered-fields.js';
import { SHELVES, type ShelfName } from './shelf-actions.js';
import { useShelfActions } from './use-shelf-actions.js';

interface FieldListProps {
  readonly catalog: readonly CatalogView[];
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
}

/** Everything that the subject offers, to drag onto a shelf or add by menu. */
export const FieldList = memo(function FieldList({ catalog, view, state, dispatch }: FieldListProps) {
  const words = useWords();
  const { t, titleOf } = words;
  const put = useShelfActions(view, state, dispatch);
  const [search, setSearch] = useState('');
  const [menu, setMenu] = useState<{ readonly field: Field; readonly place: MenuPlace } | null>(null);
  const pressedOpen = useRef<Field | null>(null);
  const all = useMemo(() => offeredFields(view, words), [view, words]);
  const found = useMemo(() => foundFields(all, search), [all, search]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current) setTabStop(list.current);
  });
  const used = useMemo(
    () =>
      new Set([
        ...[...state.rows.levels, ...state.columns.levels].map(levelKey),
        ...state.values.map((value) => value.measure),
      ]),
    [state.rows.levels, state.columns.levels, state.values],
  );
  const onPick = useSteady((field: Field, button: HTMLElement) => {
    // A press beside an open menu has shut it; on the field that opened it this is all that was meant.
    const shut = pressedOpen.current === field;
    pressedOpen.current = null;
    if (shut) return;
    const { left, bottom } = button.getBoundingClientRect();
    if (field.kind === 'measure') put('values', field.what);
    else setMenu({ field, place: { x: left, y: bottom } });
  });
  const allUsed = ({ what }: Field) =>
    what.kind === 'levels' && what.levels.every((level) => used.has(levelKey(level)));
  const placed = (field: Field, on: boolean) => (
    <FieldItem key={field.key} field={field} used={on} open={menu?.field === field} onPick={onPick} />
  );
  return (
    <aside className="fields" aria-label={t('browse.fields')}>
      <div className="fields-head">
        <Select
          aria-label={t('browse.subject')}
          value={view.name}
          options={catalog.map((one) => ({ value: one.name, label: titleOf(one) }))}
          onChange={(name) => {
            const to = catalog.find((one) => one.name === name);
            // Who has arranged nothing sees the other subject as it shows itself best.
            const untouched = encodeState(state) === encodeState(startState(view));
            if (to) dispatch({ type: 'show', state: untouched ? startState(to) : acrossState(state, to) });
          }}
        />
        <Input
          allowClear
          placeholder={t('browse.searchFields')}
          aria-label={t('browse.searchFields')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {/* a region that scrolls must be reachable by keyboard */}
      <div
        ref={list}
        className="fields-body"
        tabIndex={-1}
        onKeyDown={moveInList}
        onFocus={keepTabStop}
        onPointerDownCapture={() => {
          pressedOpen.current = menu?.field ?? null;
        }}
      >
        <h2>{t('browse.measures')}</h2>
        {found.measures.map(({ key, title, fields }) => (
          <div key={key} className="field-group measures">
            {title && <h3>{title}</h3>}
            {fields.map((field) => (
              <FieldItem key={field.key} field={field} used={used.has(field.key)} onPick={onPick} />
            ))}
          </div>
        ))}
        <h2>{t('browse.hierarchies')}</h2>
        {found.hierarchies.map(({ key, whole, fields }) => (
          <div key={key} className="field-group">
            {whole && placed(whole, allUsed(whole))}
            <div className="levels">{fields.map((level) => placed(level, used.has(level.key)))}</div>
          </div>
        ))}
        {found.loose.length > 0 && <h2>{t('browse.dimensions')}</h2>}
        {found.loose.map((field) => placed(field, used.has(field.key)))}
      </div>
      {menu && (
        <PlacedMenu
          place={menu.place}
          items={shelvesFor(menu.field).map((shelf) => ({ key: shelf, label: t(PUT[shelf]) }))}
          onChoose={(shelf) => {
            setMenu(null);
            put(shelf as ShelfName, menu.field.what);
          }}
          onClose={() => setMenu(null)}
        />
      )}
    </aside>
  );
});

const PUT = {
  rows: 'browse.toRows',
  columns: 'browse.toColumns',
  values: 'browse.toValues',
  filters: 'browse.toFilters',
} as const;

const shelvesFor = ({ kind }: Field): readonly ShelfName[] =>
  kind === 'hierarchy' ? ['rows', 'columns'] : SHELVES.filter((shelf) => shelf !== 'values');
