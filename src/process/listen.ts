import type { AddressInfo, Server } from 'node:net';
import { TenureError } from '../errors/errors.js';

/** Listens; resolves to the port (a free one for 0). Errors: CONFIG in one line that names the setting. */
export function listen(
  server: Server,
  where: { readonly host: string; readonly port: number; readonly setting: 'TENURE_PORT' | 'TENURE_SQL_PORT' },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new TenureError('CONFIG', explain(error, where), { cause: error }));
    server.once('error', fail);
    server.listen(where.port, where.host, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function explain(
  error: NodeJS.ErrnoException,
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use: stop the program that listens there, or set ${setting} to another port.`;
    case 'EACCES':
      return `Port ${port} of ${host} is not allowed for this account: set ${setting} to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `TENURE_HOST: ${host} is not an address of this machine.`;
    default:
      return `Cannot listen on ${host}:${port} (${setting}): ${error.message}`;
  }
}
