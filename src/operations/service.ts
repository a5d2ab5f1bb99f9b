import type { Pool } from 'pg';
import type { Principal } from '../access/principal.js';
import type { Roles } from '../access/roles.js';
import { TenureError } from '../errors/errors.js';
import type { ChurnModel } from '../scoring/model.js';
import type { ModelVersions } from '../scoring/model-versions.js';
import type { ScoredMonth, ScoredMonths } from '../scoring/scored-months.js';
import type { OpenSession } from '../sql/session/open-sessions.js';
import type { Snapshot } from '../warehouse/gate.js';
import type { PublishedSnapshot } from '../warehouse/publish/journal.js';
import { dataFlow, type FlowOptions, type FlowStep } from './flow/data-flow.js';
import type { FeedState, Lineage, Origins, SubjectFreshness } from './lineage.js';
import type { Activity, LoggedQuestion, QuestionChoice, QuestionLog } from './question-log.js';
import { type LoadRun, latestRuns } from './runs.js';

export type ModelVersion = ChurnModel & {
  readonly inUse: boolean;
  /** Months that it scored, the newest first. */
  readonly scored: readonly ScoredMonth[];
};

/** What an administrator sees of the running server. Every method throws FORBIDDEN for anybody else. */
export interface OperationsService {
  freshness(principal: Principal): Promise<Snapshot & { readonly scoredMonth: string | null }>;
  runs(principal: Principal, first: number): Promise<readonly LoadRun[]>;
  /** When each subject was last loaded. */
  subjects(principal: Principal): Promise<readonly SubjectFreshness[]>;
  /** Feeds with what is strange about them: far from their own history, or late. */
  feeds(principal: Principal): Promise<readonly FeedState[]>;
  /** The way of the data: sources, base tables, what is made of them, views. */
  flow(principal: Principal): Promise<readonly FlowStep[]>;
  /** Which files and run a customer-month came from; month: `YYYY-MM`. Errors: BAD_REQUEST. */
  lineage(principal: Principal, customerId: string, month: string): Promise<Lineage>;
  /** The newest first. */
  snapshots(principal: Principal, first: number): Promise<readonly PublishedSnapshot[]>;
  /** The newest first. */
  modelVersions(principal: Principal, first: number): Promise<readonly ModelVersion[]>;
  sqlSessions(principal: Principal): Promise<readonly OpenSession[]>;
  activity(principal: Principal): Promise<readonly Activity[]>;
  questions(principal: Principal, choice: QuestionChoice): Promise<readonly LoggedQuestion[]>;
}

export interface OperationsOptions {
  readonly pool: Pool;
  readonly origins: Origins;
  readonly warehouse: FlowOptions['warehouse'];
  readonly tablesOfViews: FlowOptions['tablesOfViews'];
  readonly gate: {
    current(): Promise<Snapshot>;
    history(first: number): Promise<readonly PublishedSnapshot[]>;
  };
  readonly scoring: {
    readonly versions: Pick<ModelVersions, 'list' | 'current'>;
    readonly scoredMonths: Pick<ScoredMonths, 'of'>;
    scoredMonth(): Promise<string | null>;
  };
  readonly questions: QuestionLog;
  readonly sqlSessions: () => readonly OpenSession[];
  readonly roles: () => Roles;
}

export function createOperationsService(options: OperationsOptions): OperationsService {
  const { pool, origins, warehouse, tablesOfViews, gate, scoring, questions, sqlSessions, roles } = options;
  const only = (principal: Principal) => {
    roles().require(principal, 'operations');
  };
  return {
    async freshness(principal) {
      only(principal);
      const [snapshot, scoredMonth] = await Promise.all([gate.current(), scoring.scoredMonth()]);
      return { ...snapshot, scoredMonth };
    },
    async runs(principal, first) {
      only(principal);
      return latestRuns(pool, first);
    },
    async subjects(principal) {
      only(principal);
      return origins.freshness();
    },
    async feeds(principal) {
      only(principal);
      return origins.feeds();
    },
    async flow(principal) {
      only(principal);
      return dataFlow({ pool, warehouse, tablesOfViews });
    },
    async lineage(principal, customerId, month) {
      only(principal);
      if (!/^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(month))
        throw new TenureError('BAD_REQUEST', `${month} is not a month such as 2024-01.`);
      return origins.lineage(customerId, month);
    },
    async snapshots(principal, first) {
      only(principal);
      return gate.history(first);
    },
    async modelVersions(principal, first) {
      only(principal);
      const [versions, current] = await Promise.all([scoring.versions.list(first), scoring.versions.current()]);
      const months = await scoring.scoredMonths.of(versions.map(({ version }) => version));
      return versions.map((model) => ({
        ...model,
        inUse: model.version === current?.version,
        scored: months.filter(({ version }) => version === model.version),
      }));
    },
    async sqlSessions(principal) {
      only(principal);
      return sqlSessions();
    },
    async activity(principal) {
      only(principal);
      return questions.activity();
    },
    async questions(principal, choice) {
      only(principal);
      return questions.list(choice);
    },
  };
}
