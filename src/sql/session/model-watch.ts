import type { Logger } from 'pino';
import type { Principal } from '../../access/principal.js';
import type { SemanticService } from '../../semantic/service.js';
import type { SqlCatalogue } from '../catalogue/catalogue.js';

interface Watched {
  readonly principal: Principal;
  /** The catalogue database that the session is in. */
  readonly database: string;
  readonly changed: () => void;
}

/**
 * Tells sessions when the model has changed what their user sees. A session lives in one catalogue database, so it cannot
 * follow by itself: it ends, and the client's next connection is in the new one.
 */
export class ModelWatch {
  private readonly watched = new Set<Watched>();
  private readonly timer: NodeJS.Timeout;
  private version: string | undefined;
  private looking = false;

  constructor(
    private readonly semantic: SemanticService,
    private readonly catalogue: SqlCatalogue,
    private readonly log: Logger,
    everyMs: number,
  ) {
    this.timer = setInterval(() => void this.look(), everyMs);
    this.timer.unref();
  }

  /** `changed` is called at most once; returns how to stop watching. */
  watch(principal: Principal, database: string, changed: () => void): () => void {
    const entry = { principal, database, changed };
    this.watched.add(entry);
    return () => void this.watched.delete(entry);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const version = await this.semantic.modelVersion();
      if (version === this.version) return;
      for (const entry of [...this.watched]) {
        const { database } = await this.catalogue.connectionFor(await this.semantic.catalog(entry.principal));
        if (database === entry.database) continue;
        this.watched.delete(entry);
        entry.changed();
      }
      this.version = version;
    } catch (error) {
      this.log.warn({ err: error }, 'sql.model.unknown');
    } finally {
      this.looking = false;
    }
  }
}
