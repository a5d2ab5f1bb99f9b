import { Dropdown } from 'antd';
import type { CatalogView } from '../api/types.js';
import { useWords } from '../i18n/use-words.js';
import { PlusIcon } from '../parts/icons.js';
import { dragged } from './dragging.js';
import { SHELVES, type ShelfName } from './shelf-actions.js';
import type { BrowseState, Level } from './state.js';
import type { Gesture } from './use-browse.js';
import { useShelfActions } from './use-shelf-actions.js';

interface FieldItemProps {
  readonly kind: 'measure' | 'hierarchy' | 'level';
  readonly title: string;
  readonly description?: string;
  readonly measure?: string;
  readonly levels?: readonly Level[];
  readonly used: boolean;
  readonly disabled?: boolean;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
}

/** One field: dragged to a shelf, or put there by its menu (click or Enter). */
export function FieldItem({
  kind,
  title,
  description,
  measure,
  levels = [],
  used,
  disabled,
  view,
  state,
  dispatch,
}: FieldItemProps) {
  const { t } = useWords();
  const put = useShelfActions(view, state, dispatch);
  const shelves: readonly ShelfName[] = measure
    ? ['values']
    : kind === 'hierarchy'
      ? ['rows', 'columns']
      : SHELVES.filter((shelf) => shelf !== 'values');
  const payload = measure ? { kind: 'measure' as const, measure } : { kind: 'levels' as const, levels };
  const label = {
    rows: t('browse.toRows'),
    columns: t('browse.toColumns'),
    values: t('browse.toValues'),
    filters: t('browse.toFilters'),
  };
  const button = (
    <button
      type="button"
      className={`field ${kind}${used ? ' used' : ''}`}
      draggable={!disabled}
      disabled={disabled}
      title={description || title}
      aria-label={t('browse.addTo', { name: title })}
      onDragStart={(event) => dragged.start(event, payload)}
      onDragEnd={() => dragged.end()}
      {...(measure ? { onClick: () => put('values', payload) } : {})}
    >
      <span>{title}</span>
      <PlusIcon />
    </button>
  );
  if (measure || disabled) return button;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: shelves.map((shelf) => ({ key: shelf, label: label[shelf] })),
        onClick: ({ key }) => put(key as ShelfName, payload),
      }}
    >
      {button}
    </Dropdown>
  );
}
