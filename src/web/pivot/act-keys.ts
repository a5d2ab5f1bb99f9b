/** What a key press is called: `Ctrl+Z`, `Alt+ArrowDown`, `Space`. Cmd is Ctrl. */
export function pressName(event: KeyPress): string {
  const { key } = event;
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  return [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', event.shiftKey ? 'Shift' : '', name]
    .filter(Boolean)
    .join('+');
}

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/** A press as people write it: `Alt+↓`. */
export const pressText = (press: string): string => press.replace(/Arrow\w+/, (arrow) => SIGNS[arrow] ?? arrow);
