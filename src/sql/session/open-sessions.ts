/** A connection that has signed in and not ended. */
export interface OpenSession {
  readonly user: string;
  readonly address: string;
  /** What the client calls itself (application_name); empty when it does not. */
  readonly application: string;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** The connections of the SQL door that are open now. */
export class OpenSessions {
  private readonly open = new Set<OpenSession>();

  constructor(private readonly clock: () => Date = () => new Date()) {}

  /** Returns what to call at the connection's end. */
  begin(session: Omit<OpenSession, 'since'>): () => void {
    const opened = { ...session, since: this.clock().toISOString() };
    this.open.add(opened);
    return () => this.open.delete(opened);
  }

  /** The oldest first. */
  list(): readonly OpenSession[] {
    return [...this.open];
  }
}
