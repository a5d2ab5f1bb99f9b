import { createServer } from 'node:net';
import { listen } from '../../src/process/listen.js';

/** A port of this machine that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0, setting: 'TENURE_PORT' });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
