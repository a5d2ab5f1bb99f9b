import { spawnSync } from 'node:child_process';
import { accessSync } from 'node:fs';
import { TenureError } from '../../errors/errors.js';

/** The OS account that Postgres runs as; undefined means our own. Postgres refuses to run as root. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';

/** Our own account, or as root the account `postgres`, which is made where the system has none. Errors: DATA_DIR. */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = lookUp();
  if (existing) return existing;
  spawnSync('groupadd', ['--system', NAME]);
  spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', '-g', NAME, NAME]);
  const made = lookUp();
  if (made) return made;
  throw new TenureError(
    'DATA_DIR',
    'Postgres does not run as root and the account postgres could not be made: run Tenure as an ordinary user, or set TENURE_POSTGRES_URL.',
  );
}

function lookUp(): ServerAccount | undefined {
  const id = (flag: string) => Number.parseInt(spawnSync('id', [flag, NAME], { encoding: 'utf8' }).stdout ?? '', 10);
  const account = { uid: id('-u'), gid: id('-g') };
  return Number.isInteger(account.uid) && account.uid > 0 && Number.isInteger(account.gid) ? account : undefined;
}

/** Whether the account can enter the directory: not so below somebody's 0700 directory, such as root's home. */
export function canEnter(account: ServerAccount | undefined, directory: string): boolean {
  if (!account) {
    try {
      accessSync(directory);
      return true;
    } catch {
      return false;
    }
  }
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...account, cwd: '/' }).status === 0;
}
