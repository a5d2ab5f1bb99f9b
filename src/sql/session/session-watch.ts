import type { Logger } from 'pino';

interface Watched {
  /** Called at most once. */
  readonly ended: () => void;
}

/** Looks from time to time, never twice at once, for sessions that may not go on. A look that fails ends nobody's session. */
export abstract class SessionWatch<Entry extends Watched> {
  protected readonly watched = new Set<Entry>();
  private readonly timer: NodeJS.Timeout;
  private looking = false;

  constructor(
    private readonly log: Logger,
    private readonly failure: string,
    everyMs: number,
  ) {
    this.timer = setInterval(() => void this.lookOnce(), everyMs);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Ends those who may not go on. */
  protected abstract look(): Promise<void>;

  /** Returns how to stop watching. */
  protected add(entry: Entry): () => void {
    this.watched.add(entry);
    return () => void this.watched.delete(entry);
  }

  protected end(entry: Entry): void {
    this.watched.delete(entry);
    entry.ended();
  }

  private async lookOnce(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      await this.look();
    } catch (error) {
      this.log.warn({ err: error }, this.failure);
    } finally {
      this.looking = false;
    }
  }
}
