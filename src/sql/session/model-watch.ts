import type { Logger } from 'pino';
import type { Principal } from '../../access/principal.js';
import type { SemanticService } from '../../semantic/contract/service.js';
import type { SqlCatalogue } from '../catalogue/catalogue.js';
import { SessionWatch } from './session-watch.js';

interface Watched {
  readonly principal: Principal;
  /** The name of the catalogue that the session is in. */
  readonly catalogue: string;
  readonly ended: () => void;
}

/**
 * Tells sessions when the model has changed what their user sees. A session lives in one catalogue database, so it cannot
 * follow by itself: it ends, and the client's next connection is in the new one.
 */
export class ModelWatch extends SessionWatch<Watched> {
  private version: string | undefined;

  constructor(
    private readonly semantic: SemanticService,
    private readonly catalogue: SqlCatalogue,
    log: Logger,
    everyMs: number,
  ) {
    super(log, 'sql.model.unknown', everyMs);
  }

  /** `ended` is called at most once; returns how to stop watching. */
  watch(principal: Principal, catalogue: string, ended: () => void): () => void {
    return this.add({ principal, catalogue, ended });
  }

  protected override async look(): Promise<void> {
    const version = await this.semantic.modelVersion();
    if (version === this.version) return;
    for (const entry of [...this.watched]) {
      const now = this.catalogue.nameOf(await this.semantic.catalog(entry.principal));
      if (now !== entry.catalogue) this.end(entry);
    }
    this.version = version;
  }
}
