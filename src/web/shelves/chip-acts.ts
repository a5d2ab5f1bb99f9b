/** A step of a chip: along its shelf, or to the other axis. */
export type Step = -1 | 1 | 'across';

interface ChipAct {
  readonly id: 'across' | 'earlier' | 'later' | 'remove';
  /** Its name among the page's words (`browse.…`). */
  readonly word: string;
  /** Presses as act-keys.ts names them. */
  readonly keys: readonly string[];
  /** Null for what takes the chip away. */
  readonly step: Step | null;
}

/** What can be done with a chip wherever it lies: its menu, its keys and the tests are made from this list. */
export const CHIP_ACTS: readonly ChipAct[] = [
  { id: 'across', word: 'moveTo', keys: ['Alt+ArrowDown', 'Alt+ArrowUp'], step: 'across' },
  { id: 'earlier', word: 'moveEarlier', keys: ['Alt+ArrowLeft'], step: -1 },
  { id: 'later', word: 'moveLater', keys: ['Alt+ArrowRight'], step: 1 },
  { id: 'remove', word: 'remove', keys: ['Delete', 'Backspace'], step: null },
];

export const chipActOfPress = (press: string): ChipAct | undefined =>
  CHIP_ACTS.find(({ keys }) => keys.includes(press));
