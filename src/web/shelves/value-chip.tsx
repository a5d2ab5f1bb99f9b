import { Popover } from 'antd';
import { memo, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { announce } from '../parts/announce.js';
import { measureOf } from '../pivot/fields.js';
import type { Path, Sort, Value } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { ArgumentSlider } from './argument-slider.js';
import { Chip } from './chip.js';
import { CHIP_ACTS, type Step } from './chip-acts.js';
import { dragged } from './dragging.js';

/** Measures lie on one shelf. */
const ON_ONE_SHELF = CHIP_ACTS.filter(({ step }) => step !== 'across');

interface ValueChipProps {
  readonly value: Value;
  readonly at: number;
  readonly title: string;
  readonly view: CatalogView;
  /** The last place on the shelf. */
  readonly last: number;
  /** How the rows are sorted by it, if they are. */
  readonly direction: Sort['direction'] | null;
  /** The column of all columns' total, which it sorts by. */
  readonly total: Path;
  readonly dispatch: (action: Gesture) => void;
}

/** A measure on the shelf; its popover says what it means and has its arguments as sliders. */
export const ValueChip = memo(function ValueChip(props: ValueChipProps) {
  const { value, at, title, view, last, direction, total, dispatch } = props;
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const measure = measureOf(view, value.measure);
  const move = (to: Step) => {
    if (to === 'across' || at + to < 0 || at + to > last) return;
    dispatch({ type: 'moveValue', from: at, to: at + to });
    announce(t('browse.announceMoved', { name: title, shelf: t('browse.values'), at: at + to + 1 }));
  };
  const remove = () => {
    setOpen(false);
    dispatch({ type: 'removeValue', at });
    announce(t('browse.announceRemoved', { name: title, shelf: t('browse.values') }));
  };
  const panel = (
    <div className="value-panel">
      <h3>{title}</h3>
      {measure?.description && <p>{measure.description}</p>}
      {measure?.additivity && (
        <p className="fine">{t(`browse.${measure.additivity}`, { defaultValue: measure.additivity })}</p>
      )}
      {measure?.arguments.map((argument) => (
        <ArgumentSlider
          key={argument.name}
          argument={argument}
          value={value.arguments[argument.name] ?? argument.default}
          onChange={(next) =>
            dispatch({ type: 'setArguments', at, arguments: { ...value.arguments, [argument.name]: next } })
          }
        />
      ))}
      <div className="panel-actions">
        <button
          type="button"
          className={`quiet${direction === 'desc' ? ' on' : ''}`}
          onClick={() => dispatch({ type: 'sort', sort: { value: at, column: total, direction: 'desc' } })}
        >
          {t('browse.sortDesc')}
        </button>
        <button
          type="button"
          className={`quiet${direction === 'asc' ? ' on' : ''}`}
          onClick={() => dispatch({ type: 'sort', sort: { value: at, column: total, direction: 'asc' } })}
        >
          {t('browse.sortAsc')}
        </button>
        {ON_ONE_SHELF.map(({ id, word, step }) => (
          <button
            key={id}
            type="button"
            className="quiet"
            disabled={(step === -1 && at === 0) || (step === 1 && at === last)}
            onClick={() => (step === null ? remove() : move(step))}
          >
            {t(`browse.${word}`)}
          </button>
        ))}
      </div>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" content={panel} arrow={false}>
      <Chip
        className="value"
        label={t('browse.options', { name: title })}
        onDragStart={(event) => dragged.start(event, { kind: 'value', at })}
        onMove={move}
        onRemove={remove}
      >
        {title}
      </Chip>
    </Popover>
  );
});
