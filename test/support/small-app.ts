import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createEtl } from '../../etl/etl.js';
import { relabelCustomers } from '../../etl/value/relabel.js';
import { loadAuthSecret } from '../../src/access/auth-secret.js';
import { ensureDemoUsers } from '../../src/access/demo-users.js';
import { rememberedAccess } from '../../src/access/remembered-access.js';
import { createSessions } from '../../src/access/sessions.js';
import { createTokens, type Tokens } from '../../src/access/tokens.js';
import { principalOfUser } from '../../src/access/user-principal.js';
import { createAlertRepository } from '../../src/alerts/repository.js';
import { type AlertService, createAlertService } from '../../src/alerts/service.js';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { readModel } from '../../src/cube/model/repository.js';
import { tablesOfViews } from '../../src/cube/model/tables-of-views.js';
import { graphqlDoor } from '../../src/graphql/door.js';
import { createApp } from '../../src/http/app.js';
import { pageHtml } from '../../src/http/page.js';
import { reportExportDoor } from '../../src/http/report-export.js';
import { createCalendarEvents } from '../../src/insight/calendar-events.js';
import { createCustomerRules } from '../../src/insight/customer-rules.js';
import { logged, QuestionLog } from '../../src/operations/question-log.js';
import { createOperationsService } from '../../src/operations/service.js';
import { createReportRepository } from '../../src/reports/repository.js';
import { createScheduleRepository, type ScheduleRepository } from '../../src/reports/schedules.js';
import { createReportService, type ReportService } from '../../src/reports/service.js';
import { restDoor } from '../../src/rest/door.js';
import { ModelVersions } from '../../src/scoring/model-versions.js';
import { ScoredMonths } from '../../src/scoring/scored-months.js';
import { createSemantic, type Semantic } from '../../src/semantic/create.js';
import { openSqlDoor } from '../../src/sql/door.js';
import { sqlConsoleDoor } from '../../src/sql/http-door.js';
import { watchAccessChanges } from '../../src/store/access-changes.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import { createSessionRepository } from '../../src/store/sessions.js';
import type { Store } from '../../src/store/store.js';
import { createUserRepository, type UserRepository } from '../../src/store/users.js';
import type { Gate } from '../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { modelOf } from './semantic.js';
import { openSmallWarehouse } from './small-warehouse.js';
import { beginWith } from './template.js';

export const DEMO_PASSWORD = 'a demo password';

export interface SmallApp {
  /** Such as http://127.0.0.1:41234. */
  readonly url: string;
  /** Where a Postgres client signs in as a demo user with DEMO_PASSWORD, database tenure. */
  readonly sqlPort: number;
  readonly warehouse: Warehouse;
  readonly gate: Gate;
  /** The application store, as its owner. */
  readonly store: Store;
  readonly pool: Store['pool'];
  readonly semantic: Semantic;
  readonly reports: ReportService;
  readonly alerts: AlertService;
  readonly storePool: Pool;
  readonly schedules: ScheduleRepository;
  readonly users: UserRepository;
  readonly tokens: Tokens;
  /** A bearer token of a demo user. */
  tokenOf(user: string): Promise<string>;
  close(): Promise<void>;
}

/** The customers of the small star as they are last known, with personal fields made from their numbers. */
const CUSTOMERS = `
  INSERT INTO tenure.dim_customer (customer_key, customer_id, valid_from, valid_to, joined_on, district_code, plan_code, tier,
    account_manager_code, customer_name, phone_number, email, text_attributes)
  SELECT customer_key, customer_id, '2023-01-01', '2100-01-01', '2023-01-01', argMax(district_code, month), argMax(plan_code, month),
    argMax(tier, month), any(account_manager_code), concat('Name of ', customer_id), concat('1380000', right(customer_id, 4)),
    concat(customer_id, '@example.com'), map('national_id', concat('id-', customer_id))
  FROM tenure.customer_month GROUP BY customer_key, customer_id`;

/** Everything behind the HTTP port, as the server composes it, over the small warehouse: real engines, a free port. */
export async function openSmallApp(webDir = path.join(PROJECT_ROOT, 'dist', 'web')): Promise<SmallApp> {
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-app-'));
  await beginWith('store', dataDir);
  const [small, store] = await Promise.all([
    openSmallWarehouse(),
    openStore({ config: { dataDir, postgresUrl: undefined }, log }),
  ]);
  await small.warehouse.command({ text: CUSTOMERS }, { lane: 'batch' });
  await migrateStore(store);
  const access = rememberedAccess(createUserRepository(store.pool), createSessionRepository(store.pool));
  const forgetful = await watchAccessChanges(store.connection, access.forget, log);
  const { users } = access;
  await ensureDemoUsers(users, DEMO_PASSWORD);
  const { warehouse, gate } = small;
  const config = {
    ...modelOf(process.env.TENURE_MODEL_DIR),
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
  };
  const semantic = await createSemantic({ config, warehouse, store, gate, log });
  const schedules = createScheduleRepository(store.pool, config.timeZone);
  const rules = createCustomerRules(store.pool, semantic, () => relabelCustomers({ warehouse, store, gate }));
  const calendarEvents = createCalendarEvents(store.pool, () => semantic.roles());
  const reports = createReportService(createReportRepository(store.pool), schedules, semantic);
  const questions = new QuestionLog();
  const alerts = createAlertService({
    alerts: createAlertRepository(store.pool),
    semantic,
    gate,
    principalOf: async (name) => {
      const user = await users.find(name);
      return user && !user.disabled ? principalOfUser(user) : undefined;
    },
    log,
  });
  const operations = createOperationsService({
    pool: store.pool,
    origins: createEtl({ warehouse, store, gate, config, log }),
    warehouse,
    tablesOfViews: async () => tablesOfViews(await readModel(config.modelDir)),
    gate,
    scoring: {
      versions: new ModelVersions(store.pool),
      scoredMonths: new ScoredMonths(store.pool),
      scoredMonth: async () => null,
    },
    questions,
    sqlSessions: () => sql.sessions(),
    roles: () => semantic.roles(),
  });
  const auth = { secret: undefined, jwksUrl: undefined, audience: undefined, issuer: undefined };
  const tokens = createTokens({ auth, secret: await loadAuthSecret(undefined, dataDir), users });
  const sql = await openSqlDoor({
    config: { host: '127.0.0.1', sqlPort: 0, dataDir, timeZone: config.timeZone },
    semantic: logged(semantic, questions, 'sql'),
    users,
    store,
    log,
  });
  const app = createApp({
    users,
    tokens,
    sessions: createSessions(access),
    readiness: async () => ({ ready: true, parts: { warehouse: 'ok' } }),
    registry: new Registry(),
    webDir,
    operator: config,
    log,
    doors: [
      graphqlDoor({
        semantic,
        reports,
        rules,
        calendarEvents,
        alerts,
        operations,
        questions,
        log,
        console: pageHtml(webDir, config, 'graphiql.html'),
      }),
      reportExportDoor(reports),
      sqlConsoleDoor(sql),
      restDoor({ semantic, questions, log }),
    ],
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    sqlPort: sql.port,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    warehouse,
    gate,
    store,
    pool: store.pool,
    semantic,
    reports,
    alerts,
    storePool: store.pool,
    schedules,
    users,
    tokens,
    async tokenOf(name) {
      const user = await users.find(name);
      if (!user) throw new Error(`no demo user ${name}`);
      return tokens.issue(user);
    },
    async close() {
      await sql.close();
      await new Promise((resolve) => server.close(resolve));
      await semantic.close();
      await forgetful();
      await store.close();
      await small.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
