import { Dropdown, type MenuProps } from 'antd';
import type { CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { Chip } from './chip.js';
import { dragged } from './dragging.js';
import { levelTitle } from './fields.js';
import type { AxisName, BrowseState, Level } from './state.js';
import type { Gesture } from './use-browse.js';
import { useShelfActions } from './use-shelf-actions.js';

interface LevelChipProps {
  readonly axis: AxisName;
  readonly level: Level;
  readonly at: number;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
}

export function LevelChip({ axis, level, at, view, state, dispatch }: LevelChipProps) {
  const { t, language } = useWords();
  const put = useShelfActions(view, state, dispatch);
  const title = levelTitle(view, level, language);
  const other: AxisName = axis === 'rows' ? 'columns' : 'rows';
  const { root, levels, depth } = state[axis];
  const payload = { kind: 'levels' as const, levels: [level] };
  const move = (to: -1 | 1 | 'across') => {
    const shelf = to === 'across' ? other : axis;
    // The position counts the level itself, which is taken out first.
    const place = to === 'across' ? undefined : to < 0 ? at - 1 : at + 2;
    if (place !== undefined && (place < 0 || place > levels.length)) return;
    put(shelf, payload, place);
    announce(
      t('browse.announceMoved', { name: title, shelf: t(`browse.${shelf}`), at: to === 'across' ? 1 : at + 1 + to }),
    );
  };
  const remove = () => {
    dispatch({ type: 'removeLevel', level });
    announce(t('browse.announceRemoved', { name: title, shelf: t(`browse.${axis}`) }));
  };
  const shownTo = at + 1 - root.length;
  const items: NonNullable<MenuProps['items']> = [
    { key: 'unfold', label: t('browse.expandTo', { level: title }), disabled: shownTo < 1 || shownTo === depth },
    { key: 'filter', label: t('browse.filterBy', { name: title }) },
    { type: 'divider' },
    { key: 'across', label: t('browse.moveTo', { shelf: t(`browse.${other}`) }) },
    { key: 'earlier', label: t('browse.moveEarlier'), disabled: at === 0 },
    { key: 'later', label: t('browse.moveLater'), disabled: at === levels.length - 1 },
    { type: 'divider' },
    { key: 'remove', label: t('browse.remove') },
  ];
  const choose = (key: string) => {
    if (key === 'unfold') dispatch({ type: 'unfoldTo', axis, depth: shownTo });
    else if (key === 'filter') put('filters', payload);
    else if (key === 'remove') remove();
    else move(key === 'across' ? 'across' : key === 'earlier' ? -1 : 1);
  };
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => choose(key) }}>
      <Chip
        className={`level${shownTo >= 1 && shownTo <= depth ? ' shown' : ''}`}
        label={t('browse.options', { name: title })}
        onDragStart={(event) => dragged.start(event, payload)}
        onMove={move}
        onRemove={remove}
      >
        {title}
      </Chip>
    </Dropdown>
  );
}
