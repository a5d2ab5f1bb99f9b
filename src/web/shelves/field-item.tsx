import { memo } from 'react';
import { useWords } from '../i18n/use-words.js';
import { PlusIcon } from '../parts/icons.js';
import { type Dragged, dragged } from './dragging.js';

export interface Field {
  readonly key: string;
  readonly kind: 'measure' | 'hierarchy' | 'level';
  readonly title: string;
  readonly description?: string;
  /** What it puts on a shelf. */
  readonly what: Dragged;
  readonly disabled?: boolean;
}

interface FieldItemProps {
  readonly field: Field;
  readonly used: boolean;
  /** Its menu is open; it has none if this is absent. */
  readonly open?: boolean;
  /** What a click or Enter does: the button is where a menu hangs. */
  readonly onPick: (field: Field, button: HTMLElement) => void;
}

/** One field: dragged to a shelf, or put there by a click or Enter. */
export const FieldItem = memo(function FieldItem({ field, used, open, onPick }: FieldItemProps) {
  const { t } = useWords();
  const { kind, title, description, disabled } = field;
  return (
    <button
      type="button"
      className={`field ${kind}${used ? ' used' : ''}`}
      draggable={!disabled}
      disabled={disabled}
      title={description || title}
      aria-label={t('browse.addTo', { name: title })}
      aria-haspopup={open === undefined || disabled ? undefined : 'menu'}
      aria-expanded={open}
      onDragStart={(event) => dragged.start(event, field.what)}
      onDragEnd={() => dragged.end()}
      onClick={(event) => onPick(field, event.currentTarget)}
    >
      <span>{title}</span>
      <PlusIcon />
    </button>
  );
});
