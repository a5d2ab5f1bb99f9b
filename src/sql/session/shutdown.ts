import { SqlError } from '../query/sql-error.js';

/** Ends sessions in order when the server stops: each after the statement, or the transaction, that it is in. */
export class Shutdown {
  readonly #sessions = new Set<(error: SqlError) => void>();
  #begun = false;

  /** `endWhenIdle` is called once the server stops; returns what to call at the session's end. */
  add(endWhenIdle: (error: SqlError) => void): () => void {
    if (this.#begun) endWhenIdle(stopping());
    this.#sessions.add(endWhenIdle);
    return () => void this.#sessions.delete(endWhenIdle);
  }

  begin(): void {
    this.#begun = true;
    for (const endWhenIdle of this.#sessions) endWhenIdle(stopping());
  }

  /** Throws 57P03 at a client that comes while the server stops. */
  requireOpen(): void {
    if (this.#begun) throw new SqlError('57P03', 'the database system is shutting down');
  }
}

function stopping(): SqlError {
  return new SqlError('57P01', 'terminating connection due to administrator command: the server stops');
}
