import type { DragEvent } from 'react';
import type { Level } from '../pivot/state.js';

/** What is being dragged, from the field list or from a shelf. */
export type Dragged =
  | { readonly kind: 'measure'; readonly measure: string }
  | { readonly kind: 'value'; readonly at: number }
  | { readonly kind: 'levels'; readonly levels: readonly Level[] };

let current: Dragged | null = null;

/** The browser hides a drag's data until the drop, so what is dragged is kept here as well. */
export const dragged = {
  start(event: DragEvent, what: Dragged): void {
    current = what;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', 'field');
  },
  end(): void {
    current = null;
  },
  current: (): Dragged | null => current,
};
