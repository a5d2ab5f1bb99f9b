import { Popover } from 'antd';
import { useState } from 'react';
import type { CatalogView, Scalar } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { CloseIcon } from '../parts/icons.js';
import { dimensionOf, levelTitle, memberLabel } from '../pivot/fields.js';
import type { BrowseState, Slicer } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { Chip } from './chip.js';
import { dragged } from './dragging.js';
import { MemberSlicer } from './member-slicer.js';
import { PeriodSlicer } from './period-slicer.js';

interface SlicerChipProps {
  readonly slicer: Slicer;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
  /** Does not open by itself, though it filters nothing yet. */
  readonly startsShut?: boolean;
}

/** A filter on its shelf; it opens by itself while it filters nothing yet. */
export function SlicerChip({ slicer, view, state, dispatch, startsShut = false }: SlicerChipProps) {
  const { t } = useWords();
  const words = useWords();
  const [open, setOpen] = useState(!startsShut && slicer.values.length === 0);
  const title = slicerTitle(slicer, view, words);
  const remove = () => {
    setOpen(false);
    dispatch({ type: 'removeSlicer', member: slicer.member });
    announce(t('browse.announceRemoved', { name: title, shelf: t('browse.filters') }));
  };
  const level = { name: slicer.member, ...(slicer.granularity ? { granularity: slicer.granularity } : {}) };
  const time = dimensionOf(view, slicer.member)?.grain != null;
  const onChange = (next: Slicer) => dispatch({ type: 'setSlicer', slicer: next });
  return (
    <span className="slicer">
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        content={
          time && slicer.mode === 'range' ? (
            <PeriodSlicer slicer={slicer} view={view} state={state} onChange={onChange} />
          ) : (
            <MemberSlicer slicer={slicer} view={view} state={state} onChange={onChange} />
          )
        }
      >
        <Chip
          className="filter"
          label={t('browse.options', { name: title })}
          onDragStart={(event) => dragged.start(event, { kind: 'levels', levels: [level] })}
          onRemove={remove}
        >
          {title}
        </Chip>
      </Popover>
      <button type="button" className="plain remove" aria-label={`${t('browse.remove')} ${title}`} onClick={remove}>
        <CloseIcon />
      </button>
    </span>
  );
}

type Words = ReturnType<typeof useWords>;

/** `Province: Sichuan, Hubei`, `Month: Jan 2024 – Jun 2024`, `Plan: not 3 values`. */
export function slicerTitle(slicer: Slicer, view: CatalogView, { t, language }: Words): string {
  const level = { name: slicer.member, ...(slicer.granularity ? { granularity: slicer.granularity } : {}) };
  const label = (value: Scalar) => memberLabel(level, value, '', language, t('common.unknown'));
  const { values } = slicer;
  const name = levelTitle(view, level, language);
  if (values.length === 0) return `${name}: ${t('common.all')}`;
  if (slicer.mode === 'range') return `${name}: ${label(values[0] ?? null)} – ${label(values[1] ?? null)}`;
  const listed = values.length <= 2 ? values.map(label).join(', ') : t('browse.isOneOf', { count: values.length });
  return `${name}: ${slicer.mode === 'notIn' ? t('browse.isNot', { values: listed }) : listed}`;
}
