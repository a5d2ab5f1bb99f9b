import type { PivotInput } from '../api/types.js';
import type { Delta } from './period.js';
import type { Level, Path } from './state.js';

/** One question to the server: some members' children against some other members' children, with their subtotals. */
export interface Block {
  readonly key: string;
  readonly rowPath: Path;
  readonly columnPath: Path;
  readonly rowLevels: readonly Level[];
  readonly columnLevels: readonly Level[];
  readonly input: PivotInput;
  /** The question about an earlier period: how far back. */
  readonly back: Delta | null;
  /** Asks for the rest of these members that top-N leaves out. */
  readonly others: boolean;
}
