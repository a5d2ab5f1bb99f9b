import { type DragEvent, forwardRef, type KeyboardEvent, type ReactNode } from 'react';
import { pressName } from '../pivot/act-keys.js';
import { CHIP_ACTS, chipActOfPress, type Step } from './chip-acts.js';

const KEYS = CHIP_ACTS.map(({ keys }) => keys[0]).join(' ');

interface ChipProps {
  readonly className?: string;
  readonly label: string;
  readonly children: ReactNode;
  readonly onDragStart: (event: DragEvent) => void;
  /** Alt with an arrow: -1 and 1 along the shelf, `across` to the other shelf. */
  readonly onMove?: (to: Step) => void;
  readonly onRemove: () => void;
  readonly onClick?: () => void;
}

/** The chip that is removed takes the focus with it: the next one gets it, the one before, or the shelf. */
function focusAfter(chip: Element): void {
  const shelf = chip.closest<HTMLElement>('.shelf');
  const chips = [...(shelf?.querySelectorAll<HTMLElement>('[data-chip]') ?? [])];
  const at = chips.indexOf(chip as HTMLElement);
  const left = chips.length - 1;
  requestAnimationFrame(() => {
    const now = [...(shelf?.querySelectorAll<HTMLElement>('[data-chip]') ?? [])];
    // React may keep the element and show another field in it.
    (left === 0 ? shelf : now[Math.min(at, left - 1)])?.focus();
  });
}

/** A field on a shelf. The rest of the properties come from the menu or popover that it opens. */
export const Chip = forwardRef<HTMLButtonElement, ChipProps>(function Chip(
  { className, label, children, onMove, onRemove, ...rest },
  ref,
) {
  const onKeyDown = (event: KeyboardEvent) => {
    const act = chipActOfPress(pressName(event));
    if (!act || (act.step !== null && !onMove)) return;
    event.preventDefault();
    if (act.step !== null) return onMove?.(act.step);
    focusAfter(event.currentTarget);
    onRemove();
  };
  return (
    <button
      ref={ref}
      type="button"
      className={`chip ${className ?? ''}`}
      data-chip
      draggable
      aria-label={label}
      aria-keyshortcuts={KEYS}
      onKeyDown={onKeyDown}
      {...rest}
    >
      {children}
    </button>
  );
});
