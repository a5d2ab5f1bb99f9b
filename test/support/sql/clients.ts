import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, with input on stdin. */
export function run(command: string, args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
    child.stdin.end(input);
  });
}

export const CLIENTS = {
  psql: '/usr/bin/psql',
  java: '/usr/bin/java',
  jdbc: '/usr/share/java/postgresql.jar',
  isql: '/usr/bin/isql',
  odbc: '/etc/odbcinst.ini',
  pgcli: '/usr/bin/pgcli',
  python: '/usr/bin/python3',
  psycopg2: '/usr/lib/python3/dist-packages/psycopg2/__init__.py',
  sqlalchemy: '/usr/lib/python3/dist-packages/sqlalchemy/__init__.py',
} as const;

/** Whether a test must skip since a client is not installed. In CI they all must be. */
export function without(...needed: readonly (keyof typeof CLIENTS)[]): boolean {
  const missing = needed.filter((name) => !existsSync(CLIENTS[name]));
  if (missing.length > 0 && process.env.CI === 'true') throw new Error(`not installed: ${missing.join(', ')}`);
  return missing.length > 0;
}
