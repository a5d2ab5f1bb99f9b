import { createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { relabelCustomers } from '../../etl/value/relabel.js';
import { type DemoPassword, ensureDemoUsers } from '../access/demo-users.js';
import type { Principal } from '../access/principal.js';
import { principalOfUser } from '../access/user-principal.js';
import { createAlertRepository } from '../alerts/repository.js';
import { createAlertService } from '../alerts/service.js';
import { watchAlerts } from '../alerts/watch.js';
import { commandHandlers } from '../commands/commands.js';
import { type Config, PROJECT_ROOT } from '../config/config.js';
import { readModel } from '../cube/model/repository.js';
import { tablesOfViews } from '../cube/model/tables-of-views.js';
import { documentsDoor } from '../documents/door.js';
import { type Engines, openEngines } from '../engines/engines.js';
import { graphqlDoor } from '../graphql/door.js';
import { createApp } from '../http/app.js';
import { feedMetrics } from '../http/feed-metrics.js';
import { pageHtml } from '../http/page.js';
import { reportExportDoor } from '../http/report-export.js';
import { servingMetrics } from '../http/serving-metrics.js';
import { createCalendarEvents } from '../insight/calendar-events.js';
import { createCustomerRules } from '../insight/customer-rules.js';
import { keepQuestions } from '../operations/kept-questions.js';
import { logged } from '../operations/question-log.js';
import { createOperationsService } from '../operations/service.js';
import { storeFigures } from '../operations/store-figures.js';
import type { Closing } from '../process/closing.js';
import { holdDataDir } from '../process/data-dir.js';
import { listen } from '../process/listen.js';
import { serveCommands } from '../process/serve-commands.js';
import { createReportRepository } from '../reports/repository.js';
import { startScheduledExports } from '../reports/scheduled-exports.js';
import { createScheduleRepository } from '../reports/schedules.js';
import { createReportService } from '../reports/service.js';
import { restDoor } from '../rest/door.js';
import { type FirstScores, makeFirstScores } from '../scoring/first-scores.js';
import { createSemantic } from '../semantic/create.js';
import { openSqlDoor } from '../sql/door.js';
import { sqlConsoleDoor } from '../sql/http-door.js';
import { alone } from '../store/alone.js';
import type { Snapshot } from '../warehouse/gate.js';
import type { MigrationProgress } from '../warehouse/migrate.js';
import { openFront } from './front.js';
import { readiness, watchDisk } from './readiness.js';
import { watchModel } from './watch-model.js';

/** Sees every view, so that compiling for it compiles the whole model. */
const MODEL_READER: Principal = { user: 'tenure', groups: ['admin'], provinces: [], accountManagers: [] };
/** How long answers in work are waited for when the server stops; below what supervisors wait (10 to 30 s). */
const DRAIN_MS = 10_000;
const WEB_DIR = path.join(PROJECT_ROOT, 'dist', 'web');

export interface ServerOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Fills an empty warehouse before the doors open. */
  readonly loadSample: (engines: Engines) => Promise<unknown>;
  /** Hears how far data of an earlier version are brought forward; nothing of new data. */
  readonly onMigration?: ((progress: MigrationProgress) => void) | undefined;
  /** Gets what has been opened, as it is opened: closing it stops the server at any moment. */
  readonly closing: Closing;
}

export interface RunningServer {
  readonly httpPort: number;
  readonly sqlPort: number;
  readonly snapshot: Snapshot;
  /** The demo users' password when it was set at this start. */
  readonly demo: DemoPassword | undefined;
  /** What goes on after the doors are open. */
  readonly scores: FirstScores;
}

/**
 * Opens the engines, the semantic layer and every door. The only place that wires them. What can be wrong in the
 * settings or the model is found before anything is loaded.
 */
export async function startServer({
  config,
  log,
  loadSample,
  onMigration,
  closing,
}: ServerOptions): Promise<RunningServer> {
  const held = await holdDataDir(config.dataDir, 'start');
  closing.add(() => held.release());
  const front = await openFront(config, closing);
  await checkPortFree(config);

  const engines = await openEngines(config, log, closing, (progress) => {
    const percent = Math.floor((100 * progress.done) / progress.total);
    front.starting('warehouse', { percent, label: `bringing data forward: ${progress.file}` });
    onMigration?.(progress);
  });
  front.starting('warehouse', undefined);
  const { warehouse, store, gate, users, tokens, sessions } = engines;
  const semantic = await createSemantic({ config, warehouse, store, gate, log });
  closing.add(() => semantic.close());
  if (config.sample && (await gate.current()).publishedAt === null) {
    await loadSample(engines);
    await semantic.cube.refresh();
  }
  // Compiles the model now: one that is wrong must keep the server from starting, not fail the first question.
  await semantic.catalog(MODEL_READER);
  const demo = await ensureDemoUsers(users, config.demoPassword);

  const schedules = createScheduleRepository(store.pool, config.timeZone);
  const rules = createCustomerRules(store.pool, semantic, () => relabelCustomers({ warehouse, store, gate }));
  const calendarEvents = createCalendarEvents(store.pool, () => semantic.roles());
  const questions = await keepQuestions(store.pool, { log, closing });
  const reports = createReportService(
    createReportRepository(store.pool),
    schedules,
    logged(semantic, questions, 'report'),
  );
  const disk = watchDisk(config.dataDir, log);
  let doorsOpen = false;
  let scores: FirstScores | undefined;
  const ready = () => readiness({ engines, disk, doorsOpen: () => doorsOpen, scores: () => scores });
  const registry = new Registry();
  const events = servingMetrics(registry, {
    sqlSessions: () => sql.sessions().length,
    publishedAt: async () => (await gate.current()).publishedAt,
    readiness: ready,
    disk: () => disk.figures(),
    lanes: () => warehouse.activity(),
    questionsInWork: () => questions.inWork,
    store: storeFigures(store.pool),
  });
  questions.watch(events.question);
  const sql = await openSqlDoor({
    config,
    semantic: logged(semantic, questions, 'sql'),
    users,
    store,
    log,
    onSignIn: (outcome) => events.signIn('sql', outcome),
  });
  closing.add(() => sql.close());
  const alerts = createAlertService({
    alerts: createAlertRepository(store.pool),
    semantic: logged(semantic, questions, 'alert'),
    gate,
    principalOf: principalFinder(users),
    log,
  });
  const operations = createOperationsService({
    pool: store.pool,
    origins: engines.etl,
    warehouse: engines.warehouse,
    tablesOfViews: async () => tablesOfViews(await readModel(config.modelDir)),
    gate,
    scoring: engines.scoring,
    questions,
    sqlSessions: () => sql.sessions(),
    roles: () => semantic.roles(),
  });
  feedMetrics(registry, engines.etl);
  const app = createApp({
    users,
    tokens,
    sessions,
    registry,
    webDir: WEB_DIR,
    operator: config,
    trustedProxies: config.trustedProxies,
    log,
    readiness: ready,
    onSignIn: (outcome) => events.signIn('page', outcome),
    doors: [
      restDoor({ semantic, questions, log }),
      graphqlDoor({
        semantic,
        reports,
        rules,
        calendarEvents,
        alerts,
        operations,
        questions,
        log,
        console: pageHtml(WEB_DIR, config, 'graphiql.html'),
      }),
      reportExportDoor(reports),
      sqlConsoleDoor(sql),
      documentsDoor(),
    ],
  });
  const commands = await serveCommands({ dataDir: config.dataDir, handlers: commandHandlers(engines), log });
  closing.add(() => commands.close());
  front.serve(app);
  doorsOpen = true;
  const folder = config.exportDir;
  closing.add(startScheduledExports({ schedules, reports, principalOf: principalFinder(users), folder, log }));
  closing.add(watchAlerts(alerts, gate, log));
  closing.add(watchModel(semantic, log));
  // Of a load that another server is at nothing can be said yet; whoever loads next says it.
  engines.etl.settle().catch((err: unknown) => log.info({ event: 'etl.unsettled', err }));
  const firstScores = makeFirstScores({
    scoring: engines.scoring,
    hasCustomers: () => hasCustomers(warehouse),
    alone: (work) => alone(store.connection, 'first scores', work),
    log,
  });
  scores = firstScores;
  closing.add(() => firstScores.stop());
  // Last, and so first when the server stops: whoever waits for an answer gets it.
  closing.add(() => Promise.all([front.drain(DRAIN_MS), sql.drain(DRAIN_MS), commands.drain(DRAIN_MS)]));
  return { httpPort: front.port, sqlPort: sql.port, snapshot: await gate.current(), demo, scores: firstScores };
}

/** A user as the policies are now; nobody when the user is gone or may not sign in any more. */
function principalFinder(users: Engines['users']): (name: string) => Promise<Principal | undefined> {
  return async (name) => {
    const user = await users.find(name);
    return user && !user.disabled ? principalOfUser(user) : undefined;
  };
}

async function checkPortFree({ host, sqlPort }: Config): Promise<void> {
  const probe = createTcpServer();
  await listen(probe, { host, port: sqlPort, setting: 'TENURE_SQL_PORT' });
  await new Promise((resolve) => probe.close(resolve));
}

/** Whether there is anybody to score: a model of one's own may have no customers of ours. */
async function hasCustomers(warehouse: Engines['warehouse']): Promise<boolean> {
  const { rows } = await warehouse.query({ text: 'SELECT 1 FROM tenure.customer_month LIMIT 1' }, { lane: 'control' });
  return rows.length > 0;
}
