import type { FocusEvent, KeyboardEvent } from 'react';

const ITEMS = 'button:not(:disabled)';
const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

const itemsOf = (list: Element): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(ITEMS)];

/** Arrows, Home and End move among the buttons of a list, which is one stop for Tab. */
export function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const items = itemsOf(event.currentTarget);
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  items[step(at, items.length - 1)]?.focus();
}

/** The button that has the focus is where Tab comes back to; the others are passed. */
export function keepTabStop(event: FocusEvent<HTMLElement>): void {
  setTabStop(event.currentTarget, event.target);
}

/** Makes one button of a list the stop for Tab: this one, the one that was, or the first. */
export function setTabStop(list: HTMLElement, wanted?: Element): void {
  const items = itemsOf(list);
  const stop =
    items.find((item) => item === wanted) ??
    items.find((item) => item.tabIndex === 0 && item.dataset.stop === 'true') ??
    items[0];
  for (const item of items) {
    item.tabIndex = item === stop ? 0 : -1;
    item.dataset.stop = String(item === stop);
  }
}
