import type { Logger } from 'pino';
import type { PublishingGate } from '../warehouse/gate.js';
import type { AlertService } from './service.js';

/**
 * Checks all alerts now and after each publication, one round at a time: what is published during a round starts
 * another one. Returns how to stop, which waits for the round that is running.
 */
export function watchAlerts(
  alerts: Pick<AlertService, 'checkAll'>,
  gate: Pick<PublishingGate, 'onPublished'>,
  log: Logger,
): () => Promise<void> {
  const stopping = new AbortController();
  let again = false;
  let round: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    do {
      again = false;
      try {
        const checked = await alerts.checkAll(stopping.signal);
        if (checked > 0) log.info({ event: 'alerts.checked', checked });
      } catch (err) {
        if (!stopping.signal.aborted) log.error({ event: 'alerts.failed', err });
      }
    } while (again && !stopping.signal.aborted);
    round = undefined;
  };
  const start = () => {
    if (stopping.signal.aborted) return;
    if (round) again = true;
    else round = run();
  };

  const stopListening = gate.onPublished(start);
  start();
  return async () => {
    stopListening();
    stopping.abort();
    await round;
  };
}
