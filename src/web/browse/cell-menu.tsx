import type { MenuProps } from 'antd';
import type { CatalogView } from '../api/types.js';
import { acrossFrom, drillTarget, drillUpTarget } from '../grid/cell-commands.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { useWords } from '../i18n/use-words.js';
import { type MenuPlace, PlacedMenu } from '../parts/placed-menu.js';
import type { BrowseState } from '../pivot/state.js';
import type { CellActions } from './cell-bar.js';

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
  const { dispatch } = actions;
  const down = drillTarget(state, cell);
  const up = drillUpTarget(state);
  const level = state.rows.levels[cell.row.path.length - 1];
  const value = cell.row.path.at(-1) ?? null;
  const member = cell.row.kind === 'member' && level !== undefined;
  const items: NonNullable<MenuProps['items']> = [
    { key: 'down', label: t('browse.drillDown'), disabled: !down },
    { key: 'up', label: t('browse.drillUp'), disabled: !up },
    {
      key: 'across',
      label: t('browse.drillAcross'),
      disabled: catalog.length < 2,
      children: catalog
        .filter((one) => one.name !== view.name)
        .map((one) => ({ key: `across:${one.name}`, label: titleOf(one) })),
    },
    { type: 'divider' },
    { key: 'keep', label: t('browse.keepOnly'), disabled: !member },
    { key: 'exclude', label: t('browse.exclude'), disabled: !member },
    { type: 'divider' },
    { key: 'rows', label: t('browse.rowsOf') },
    { key: 'why', label: t('browse.why') },
  ];
  const choose = (key: string) => {
    onClose();
    if (key === 'down' && down) dispatch({ type: 'drillTo', ...down });
    else if (key === 'up' && up) dispatch({ type: 'drillTo', ...up });
    else if ((key === 'keep' || key === 'exclude') && level) dispatch({ type: key, level, values: [value] });
    else if (key === 'rows') actions.openRows();
    else if (key === 'why') actions.openWhy();
    else if (key.startsWith('across:')) {
      const to = catalog.find((one) => `across:${one.name}` === key);
      if (to) dispatch({ type: 'show', state: acrossFrom(state, cell, to) });
    }
  };
  return <PlacedMenu place={place} items={items} onChoose={choose} onClose={onClose} />;
}
