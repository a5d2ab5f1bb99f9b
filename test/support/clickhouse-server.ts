import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from 'vitest';
import { freePort } from './free-port.js';
import { runProgram } from './program.js';

export interface ClickhouseServer {
  /** With user and password, as TENURE_CLICKHOUSE_URL takes it. */
  readonly url: string;
  readonly tcpPort: number;
  readonly httpPort: number;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  /** Data and configuration; a directory of a server that was killed opens again. */
  readonly directory: string;
  readonly user?: string;
  readonly password?: string;
  /** Free ones unless given. */
  readonly ports?: { readonly tcp: number; readonly http: number };
  /** More of the configuration, such as `<remote_servers>…</remote_servers>`. */
  readonly config?: string;
}

/** Tests that need a server: skipped, with the reason, where ffi-rs has no library for the machine; never in CI. */
export const describeServer = describe.skipIf(!process.env.CI && !canCall());

function canCall(): boolean {
  try {
    createRequire(import.meta.url)('ffi-rs');
    return true;
  } catch (error) {
    console.warn(`Tests of a ClickHouse server are skipped: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** Starts a real ClickHouse server in a process of its own, out of the library that chDB brings. */
export async function startClickhouse(options: ServerOptions): Promise<ClickhouseServer> {
  const { directory, user = 'tenure', password = 'secret' } = options;
  const { tcp, http } = options.ports ?? { tcp: await freePort(), http: await freePort() };
  mkdirSync(directory, { recursive: true });
  const config = path.join(directory, 'config.xml');
  const users = path.join(directory, 'users.xml');
  writeFileSync(users, usersXml(user, password));
  writeFileSync(
    config,
    `<clickhouse><user_directories><users_xml><path>${users}</path></users_xml></user_directories>${options.config ?? ''}</clickhouse>`,
  );
  const program = runProgram('test/support/programs/clickhouse-server.ts', [
    path.join(directory, 'data'),
    String(tcp),
    String(http),
    config,
  ]);
  let over: string | undefined;
  const ended = program.ended().then(({ stderr }) => {
    over = stderr;
  });
  while (!(await answers(http))) {
    if (over !== undefined) throw new Error(`The ClickHouse server ended: ${over}`);
    await sleep(100);
  }
  return {
    url: `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${http}`,
    tcpPort: tcp,
    httpPort: http,
    kill: async () => {
      program.child.kill('SIGKILL');
      await ended;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/ping`).then(
    (response) => response.ok,
    () => false,
  );
}

function usersXml(user: string, password: string): string {
  const from = '<networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>';
  return `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>
<default><no_password/>${from}</default>
<${user}><password>${escaped(password)}</password>${from}</${user}>
</users></clickhouse>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
