import { Dropdown, type MenuProps } from 'antd';
import { memo } from 'react';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { pressText } from '../pivot/act-keys.js';
import type { AxisName, Level } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { Chip } from './chip.js';
import { CHIP_ACTS, type Step } from './chip-acts.js';
import { dragged } from './dragging.js';
import type { PutOnShelf } from './use-shelf-actions.js';

interface LevelChipProps {
  readonly axis: AxisName;
  readonly level: Level;
  readonly title: string;
  readonly at: number;
  /** How many levels its axis has. */
  readonly count: number;
  /** How many levels are unfolded below the root where this is the last one that shows, and how many are now. */
  readonly shownTo: number;
  readonly depth: number;
  readonly put: PutOnShelf;
  readonly dispatch: (action: Gesture) => void;
}

export const LevelChip = memo(function LevelChip(props: LevelChipProps) {
  const { axis, level, title, at, count, shownTo, depth, put, dispatch } = props;
  const { t } = useWords();
  const other: AxisName = axis === 'rows' ? 'columns' : 'rows';
  const payload = { kind: 'levels' as const, levels: [level] };
  const move = (to: Step) => {
    const shelf = to === 'across' ? other : axis;
    // The position counts the level itself, which is taken out first.
    const place = to === 'across' ? undefined : to < 0 ? at - 1 : at + 2;
    if (place !== undefined && (place < 0 || place > count)) return;
    put(shelf, payload, place);
    announce(
      t('browse.announceMoved', { name: title, shelf: t(`browse.${shelf}`), at: to === 'across' ? 1 : at + 1 + to }),
    );
  };
  const remove = () => {
    dispatch({ type: 'removeLevel', level });
    announce(t('browse.announceRemoved', { name: title, shelf: t(`browse.${axis}`) }));
  };
  const items: NonNullable<MenuProps['items']> = [
    { key: 'unfold', label: t('browse.expandTo', { level: title }), disabled: shownTo < 1 || shownTo === depth },
    { key: 'filter', label: t('browse.filterBy', { name: title }) },
    { type: 'divider' },
    ...CHIP_ACTS.flatMap(({ id, word, keys: [press = ''], step }): NonNullable<MenuProps['items']> => {
      const item = {
        key: id,
        label: t(`browse.${word}`, { shelf: t(`browse.${other}`) }),
        extra: pressText(press),
        disabled: (step === -1 && at === 0) || (step === 1 && at === count - 1),
      };
      return step === null ? [{ type: 'divider' }, item] : [item];
    }),
  ];
  const choose = (key: string) => {
    if (key === 'unfold') dispatch({ type: 'unfoldTo', axis, depth: shownTo });
    else if (key === 'filter') put('filters', payload);
    else {
      const step = CHIP_ACTS.find(({ id }) => id === key)?.step ?? null;
      if (step === null) remove();
      else move(step);
    }
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
});
