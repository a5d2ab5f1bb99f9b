import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import type { PostgresConnection } from '../store.js';
import { serverAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { clusterDirectory } from './cluster-directory.js';
import { createCluster } from './create-cluster.js';
import { clearOrphan } from './orphan.js';
import { ownerPassword } from './owner-password.js';
import { startPostmaster } from './postmaster.js';

const OWNER = 'tenure';

/** Nobody comes in without a password, and nobody from elsewhere at all. */
const ACCESS_RULES = `host all all 127.0.0.1/32 scram-sha-256\n`;

export interface EmbeddedPostgres {
  /** As the owner (a superuser of this server), to its `postgres` database. */
  readonly connection: PostgresConnection;
  stop(): Promise<void>;
}

/**
 * Our own Postgres 16 on a free port of the loopback interface, with its files in the data directory, which the caller must
 * hold. It ends with this process, however that ends. Errors: DATA_DIR.
 */
export async function startPostgres(options: { dataDir: string; log: Logger }): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options;
  // Others may pass through to what is theirs (the server's account to the cluster), not look around.
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const account = serverAccount();
  const binaries = findBinaries(account, log);
  const directory = clusterDirectory(dataDir, account, log);
  const password = ownerPassword(dataDir);
  const data = await createCluster({ binaries, directory, account, owner: OWNER, password });
  await clearOrphan(data, log);
  const rules = path.join(data, 'pg_hba.conf');
  writeFileSync(rules, ACCESS_RULES, { mode: 0o600 });
  if (account) chownSync(rules, account.uid, account.gid);
  const postmaster = await startPostmaster({ program: binaries.postgres, data, account, log });
  return {
    connection: { host: '127.0.0.1', port: postmaster.port, user: OWNER, password, database: 'postgres' },
    stop: () => postmaster.stop(),
  };
}
