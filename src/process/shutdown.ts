import type { Logger } from 'pino';

const GRACE_MS = 20_000;

/**
 * Ends the process cleanly on Ctrl-C, SIGTERM and a closed terminal: `close` once, then exit code 0. A second signal, or a
 * close that takes too long, ends it at once with code 1. Returns how to stop listening.
 */
export function onShutdown(close: () => Promise<void>, log: Logger): () => void {
  let closing = false;
  const stop = (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    log.info({ event: 'shutdown', signal });
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ event: 'shutdown.failed', err });
        process.exit(1);
      },
    );
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
