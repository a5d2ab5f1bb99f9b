import type { Language } from '../i18n/format.js';
import { memberLabel } from '../pivot/fields.js';
import type { BrowseState } from '../pivot/state.js';
import { coordinates } from './cell-commands.js';
import type { FocusedCell } from './use-cell.js';

/** The cell's members in words, the innermost of each hierarchy last. */
export function cellSlice(cell: FocusedCell, state: BrowseState, language: Language, none: string): string[] {
  const time = new Map<string, string>();
  const found: string[] = [];
  for (const { level, value } of coordinates(state, cell)) {
    const label = memberLabel(level, value, '', language, none);
    if (level.granularity) time.set(level.name, label);
    else found.push(label);
  }
  return [...found, ...time.values()];
}
