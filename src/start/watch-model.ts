import type { Logger } from 'pino';
import type { Semantic } from '../semantic/create.js';

const EVERY_MS = 2_000;

/**
 * Takes up changes of the model's files while the server runs. A model that is wrong is refused whole: the log says why,
 * once a change, and the one before serves on. Returns how to stop.
 */
export function watchModel(semantic: Pick<Semantic, 'reload'>, log: Logger, everyMs = EVERY_MS): () => Promise<void> {
  let refused: string | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      if ((await semantic.reload()) === 'replaced') log.warn({ event: 'model.replaced' });
      refused = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== refused) log.error({ event: 'model.refused', reason });
      refused = reason;
    }
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look().finally(() => {
      busy = false;
    });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
