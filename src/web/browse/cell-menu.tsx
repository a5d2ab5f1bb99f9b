import type { MenuProps } from 'antd';
import type { CatalogView } from '../api/types.js';
import { ACTS, type Act } from '../grid/acts.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { useWords } from '../i18n/use-words.js';
import { type MenuPlace, PlacedMenu } from '../parts/placed-menu.js';
import { pressText } from '../pivot/act-keys.js';
import type { BrowseState } from '../pivot/state.js';
import { type CellActions, perform, siteOf } from './perform.js';

type Items = NonNullable<MenuProps['items']>;
const IN_MENU: readonly Act[] = ACTS.filter((act) => 'menu' in act);

interface CellMenuProps {
  readonly place: MenuPlace;
  readonly cell: FocusedCell;
  readonly catalog: readonly CatalogView[];
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly actions: CellActions;
  readonly onClose: () => void;
}

/** Everything that can be done from a cell: by right click, Enter or the menu key. */
export function CellMenu({ place, cell, catalog, view, state, actions, onClose }: CellMenuProps) {
  const { t, titleOf } = useWords();
  const site = siteOf(state, cell);
  const subjects = catalog.filter((one) => one.name !== view.name);
  const items = IN_MENU.flatMap((act, at): Items => {
    const item = {
      key: act.id,
      label: t(`browse.${act.word}`),
      disabled: act.to ? subjects.length === 0 : act.from(site) === null,
      ...(act.keys?.[0] && !act.keys[0].on ? { extra: pressText(act.keys[0].press) } : {}),
      ...(act.to ? { children: subjects.map((one) => ({ key: `${act.id}:${one.name}`, label: titleOf(one) })) } : {}),
    };
    return at > 0 && act.menu !== IN_MENU[at - 1]?.menu ? [{ type: 'divider' }, item] : [item];
  });
  const choose = (key: string) => {
    onClose();
    const [id, name] = key.split(':');
    const act = IN_MENU.find((one) => one.id === id);
    const subject = subjects.find((one) => one.name === name);
    perform((subject ? act?.to?.(site, subject) : act?.from(site)) ?? null, actions);
  };
  return <PlacedMenu place={place} items={items} onChoose={choose} onClose={onClose} />;
}
