import type { Logger } from 'pino';
import { createEtl, type Etl } from '../../etl/etl.js';
import { valueCustomers } from '../../etl/value/valuation.js';
import { loadAuthSecret } from '../access/auth-secret.js';
import { rememberedAccess } from '../access/remembered-access.js';
import { createSessions, type Sessions } from '../access/sessions.js';
import { createTokens, type Tokens } from '../access/tokens.js';
import type { Directions } from '../analytics/churn/monotone.js';
import type { Config } from '../config/config.js';
import { namesOf } from '../cube/model/names.js';
import { readModel } from '../cube/model/repository.js';
import { Closing } from '../process/closing.js';
import { holdDataDir } from '../process/data-dir.js';
import { createScoring, type Scoring } from '../scoring/create.js';
import { watchAccessChanges } from '../store/access-changes.js';
import { requireSameTimeZone, sharedSecret } from '../store/installation.js';
import { migrateStore } from '../store/migrate.js';
import { openStore } from '../store/open.js';
import { createSessionRepository } from '../store/sessions.js';
import type { Store } from '../store/store.js';
import { createUserRepository, type UserRepository } from '../store/users.js';
import { type MigrationProgress, migrateWarehouse } from '../warehouse/migrate.js';
import { openWarehouse } from '../warehouse/open.js';
import { type Gate, openGate } from '../warehouse/publish/gate.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { valuedScoring } from './valued-scoring.js';

/** Who may sign in: what the store alone is enough for. */
export interface Accounts {
  readonly store: Store;
  readonly users: UserRepository;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly config: Config;
}

/** Everything that a command or the server works with. */
export interface Engines extends Accounts {
  readonly warehouse: Warehouse;
  readonly gate: Gate;
  readonly etl: Etl;
  readonly scoring: Scoring;
  readonly log: Logger;
}

/** Opens the store side; `closing` gets what must be closed. The data directory must be held already. */
export async function openAccounts(config: Config, log: Logger, closing: Closing): Promise<Accounts> {
  const store = await openStore({ config, log });
  closing.add(() => store.close());
  await migrateStore(store);
  const access = rememberedAccess(createUserRepository(store.pool), createSessionRepository(store.pool));
  closing.add(await watchAccessChanges(store.connection, access.forget, log));
  const { users } = access;
  const own = await loadAuthSecret(config.auth.secret, config.dataDir);
  const shared = store.engine === 'server' && config.auth.secret === undefined;
  const secret = shared ? await sharedSecret(store.pool, own) : own;
  const tokens = createTokens({ auth: config.auth, secret, users });
  return { store, users, config, tokens, sessions: createSessions(access) };
}

/** Opens both engines, side by side, and brings their schemas up to date; `onMigration` hears how far data of an earlier version are. */
export async function openEngines(
  config: Config,
  log: Logger,
  closing: Closing,
  onMigration?: (progress: MigrationProgress) => void,
): Promise<Engines> {
  const warehouseOpening = openMigratedWarehouse(config, log, closing, onMigration);
  const opening = [openAccounts(config, log, closing), warehouseOpening] as const;
  // Both have come to an end, and told `closing`, before either's failure is passed on.
  await Promise.allSettled(opening);
  const [accounts, warehouse] = await Promise.all(opening);
  const gate = await openGate({ warehouse, log });
  await requireSameTimeZone(accounts.store.pool, config.timeZone, (await gate.current()).publishedAt !== null);
  const etl = createEtl({ warehouse, store: accounts.store, gate, config, log });
  const derived = { warehouse, store: accounts.store, gate, log };
  const scoring = valuedScoring(
    createScoring({ ...derived, monotone: () => monotoneFactors(config.modelDir) }),
    (request) => valueCustomers(derived, request),
    log,
  );
  return { ...accounts, warehouse, gate, etl, scoring, log };
}

/** Of which factors of the churn model the model says that their effect never turns back. */
async function monotoneFactors(modelDir: string): Promise<Directions> {
  const { factors } = namesOf(await readModel(modelDir));
  return new Map(factors.flatMap(({ code, monotone }) => (monotone === undefined ? [] : [[code, monotone] as const])));
}

async function openMigratedWarehouse(
  config: Config,
  log: Logger,
  closing: Closing,
  onMigration?: (progress: MigrationProgress) => void,
): Promise<Warehouse> {
  const warehouse = await openWarehouse({ config, log });
  closing.add(() => warehouse.close());
  await migrateWarehouse(warehouse, undefined, (progress) => {
    log.info({ event: 'warehouse.brought_forward', ...progress });
    onMigration?.(progress);
  });
  return warehouse;
}

/** Runs a piece of work with engines of its own, in a data directory that nobody else holds. */
export async function withOwn<E, T>(
  config: Config,
  log: Logger,
  command: string,
  open: (config: Config, log: Logger, closing: Closing) => Promise<E>,
  work: (engines: E) => Promise<T>,
): Promise<T> {
  const closing = new Closing();
  const held = await holdDataDir(config.dataDir, command);
  closing.add(() => held.release());
  try {
    return await work(await open(config, log, closing));
  } finally {
    await closing.close();
  }
}
