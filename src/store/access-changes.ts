import pg from 'pg';
import type { Logger } from 'pino';
import type { PostgresConnection } from './store.js';

const CHANNEL = 'tenure_access';
const AGAIN_AFTER_MS = 2_000;

/**
 * Calls `changed` when any server or command has changed users or ended sessions in this store, and when the connection that
 * hears of it was lost, as anything may have been missed then. Returns how to stop.
 */
export async function watchAccessChanges(
  connection: PostgresConnection,
  changed: () => void,
  log: Logger,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;

  async function listen(): Promise<void> {
    const opened = new pg.Client({ ...connection, application_name: 'tenure access', keepAlive: true });
    client = opened;
    const lost = () => {
      if (stopped || client !== opened) return;
      client = undefined;
      changed();
      opened.end().catch(() => undefined);
      again = setTimeout(() => void listen().catch(lost), AGAIN_AFTER_MS).unref();
    };
    opened.on('error', (err) => {
      if (!stopped) log.warn({ event: 'store.access_changes_lost', err });
      lost();
    });
    opened.on('end', lost);
    opened.on('notification', changed);
    await opened.connect();
    await opened.query(`LISTEN ${CHANNEL}`);
    changed();
  }

  await listen();
  return async () => {
    stopped = true;
    clearTimeout(again);
    await client?.end().catch(() => undefined);
  };
}
