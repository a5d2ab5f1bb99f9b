import type { EncodedColumn } from '../encode/row-encoder.js';
import type { Spool } from './spool.js';

/** The rows of a cursor that Postgres knows by name only. */
export interface KeptCursor {
  readonly rows: Spool;
  readonly columns: readonly EncodedColumn[];
  readonly hold: boolean;
}

/**
 * The cursors of one session whose rows the door keeps. Postgres says whether a cursor is still there; what is left here of
 * one that is not does no harm.
 */
export class Cursors {
  private readonly kept = new Map<string, KeptCursor>();

  keep(name: string, cursor: KeptCursor): void {
    this.forget(name);
    this.kept.set(name, cursor);
  }

  get(name: string): KeptCursor | undefined {
    return this.kept.get(name);
  }

  get isEmpty(): boolean {
    return this.kept.size === 0;
  }

  /** Frees one cursor's rows, or those of all. */
  forget(name?: string): void {
    for (const [own, { rows }] of this.kept) {
      if (name !== undefined && own !== name) continue;
      rows.close();
      this.kept.delete(own);
    }
  }

  /** No transaction is open any more: only cursors WITH HOLD are left. */
  endTransaction(): void {
    for (const [name, { hold }] of this.kept) if (!hold) this.forget(name);
  }
}
