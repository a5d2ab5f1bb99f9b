import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { SignInOutcome } from '../access/sign-in-throttle.js';

export interface LaneFigures {
  readonly lane: string;
  readonly running: number;
  readonly finished: number;
  readonly failed: number;
  readonly seconds: number;
}

/** Of loads, quarantine, sessions and exports, as the store has them. */
export interface StoreFigures {
  /** Runs in the ledger, by state. */
  readonly runs: Readonly<Record<string, number>>;
  /** Rows that published runs read, and those of them in the quarantine. */
  readonly rowsIn: number;
  readonly rowsQuarantined: number;
  /** Unix times; null where there was none. */
  readonly lastPublishedAt: number | null;
  readonly lastFailedAt: number | null;
  readonly pageSessions: number;
  /** Schedules of reports whose latest export failed. */
  readonly failingSchedules: number;
}

export interface ServingFigures {
  /** Connections at the SQL door that have signed in. */
  readonly sqlSessions: () => number;
  /** ISO 8601; null before the first load. */
  readonly publishedAt: () => Promise<string | null>;
  readonly readiness: () => Promise<{ readonly ready: boolean; readonly parts: Readonly<Record<string, string>> }>;
  readonly disk: () => Promise<{ readonly freeBytes: number | null; readonly totalBytes: number | null }>;
  readonly lanes: () => readonly LaneFigures[];
  readonly questionsInWork: () => number;
  readonly store: () => Promise<StoreFigures>;
}

/** What happens while it is served, for whoever sees it happen. */
export interface ServingEvents {
  question(question: {
    readonly door: string;
    readonly durationMs: number;
    readonly cached: boolean;
    readonly error: string | null;
  }): void;
  signIn(door: 'page' | 'sql', outcome: SignInOutcome): void;
}

type Set = (value: number, labels?: Record<string, string>) => void;

/**
 * What is served, to whom, and what it runs on. A figure that cannot be had is left out, so that the others are still told. No label
 * holds anything of a user or of the data.
 */
export function servingMetrics(registry: Registry, figures: ServingFigures): ServingEvents {
  const registers = [registry];
  const gauge = (name: string, help: string, collect: (set: Set) => void | Promise<void>, labelNames: string[] = []) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        let told = false;
        const set: Set = (value, labels) => {
          told = true;
          if (labels) this.set(labels, value);
          else this.set(value);
        };
        await Promise.resolve(collect(set)).catch(() => undefined);
        if (!told && labelNames.length === 0) this.remove();
      },
    });
  gauge('tenure_sql_sessions', 'Connections at the SQL door that have signed in.', (set) => set(figures.sqlSessions()));
  gauge(
    'tenure_snapshot_published_timestamp_seconds',
    'When the data that are served were published, as Unix time.',
    async (set) => {
      const at = await figures.publishedAt();
      if (at !== null) set(Date.parse(at) / 1000);
    },
  );
  gauge('tenure_ready', '1 where /readyz is 200, else 0.', async (set) =>
    set((await figures.readiness()).ready ? 1 : 0),
  );
  gauge(
    'tenure_part_state',
    '1 for the state that each part of /readyz is in.',
    async (set) => {
      for (const [part, state] of Object.entries((await figures.readiness()).parts)) set(1, { part, state });
    },
    ['part', 'state'],
  );
  diskMetrics(gauge, figures);
  laneMetrics(gauge, registers, figures);
  storeMetrics(gauge, figures);
  gauge('tenure_questions_in_work', 'Questions that wait or are being answered.', (set) =>
    set(figures.questionsInWork()),
  );
  return eventMetrics(registers);
}

type MakeGauge = (
  name: string,
  help: string,
  collect: (set: Set) => void | Promise<void>,
  labels?: string[],
) => unknown;

function diskMetrics(gauge: MakeGauge, { disk }: ServingFigures): void {
  const told = (bytes: number | null, set: Set) => {
    if (bytes !== null) set(bytes);
  };
  gauge('tenure_disk_free_bytes', 'What the fullest disk of the data directory has left.', async (set) =>
    told((await disk()).freeBytes, set),
  );
  gauge('tenure_disk_size_bytes', 'The size of that disk.', async (set) => told((await disk()).totalBytes, set));
}

function laneMetrics(gauge: MakeGauge, registers: Registry[], { lanes }: ServingFigures): void {
  gauge(
    'tenure_warehouse_statements_running',
    'Statements that wait or run in the warehouse, by lane.',
    (set) => {
      for (const { lane, running } of lanes()) set(running, { lane });
    },
    ['lane'],
  );
  const counter = (name: string, help: string, value: (lane: LaneFigures) => number) =>
    new Counter({
      name,
      help,
      labelNames: ['lane'],
      registers,
      collect() {
        this.reset();
        for (const figures of lanes()) this.inc({ lane: figures.lane }, value(figures));
      },
    });
  counter('tenure_warehouse_statements_total', 'Statements that have ended, by lane.', ({ finished }) => finished);
  counter(
    'tenure_warehouse_failures_total',
    'Statements that failed or were stopped, by lane.',
    ({ failed }) => failed,
  );
  counter('tenure_warehouse_seconds_total', 'Time that statements took, waiting included.', ({ seconds }) => seconds);
}

function storeMetrics(gauge: MakeGauge, { store }: ServingFigures): void {
  const of = (name: string, help: string, value: (figures: StoreFigures) => number | null) =>
    gauge(name, help, async (set) => {
      const told = value(await store());
      if (told !== null) set(told);
    });
  gauge(
    'tenure_load_runs',
    'Runs of loads in the ledger, by state.',
    async (set) => {
      for (const [state, count] of Object.entries((await store()).runs)) set(count, { state });
    },
    ['state'],
  );
  of('tenure_load_last_published_timestamp_seconds', 'When a load was last published.', (one) => one.lastPublishedAt);
  of('tenure_load_last_failed_timestamp_seconds', 'When a load last failed.', (one) => one.lastFailedAt);
  of('tenure_load_rows', 'Rows that published loads read.', (one) => one.rowsIn);
  of('tenure_load_rows_quarantined', 'Of these, rows in the quarantine.', (one) => one.rowsQuarantined);
  of('tenure_page_sessions', 'Sessions of the page that have not ended.', (one) => one.pageSessions);
  of('tenure_schedules_failing', 'Schedules of reports whose latest export failed.', (one) => one.failingSchedules);
}

function eventMetrics(registers: Registry[]): ServingEvents {
  const seconds = new Histogram({
    name: 'tenure_question_duration_seconds',
    help: 'Time to answer questions to the semantic layer, waiting included, by door and outcome (ok, or the kind of error).',
    labelNames: ['door', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const cached = new Counter({
    name: 'tenure_questions_cached_total',
    help: 'Questions that a kept answer was good for, by door.',
    labelNames: ['door'],
    registers,
  });
  const signIns = new Counter({
    name: 'tenure_sign_ins_total',
    help: 'Attempts to sign in, by door and outcome: succeeded, failed, slowed (too many wrong passwords).',
    labelNames: ['door', 'outcome'],
    registers,
  });
  return {
    question({ door, durationMs, cached: isCached, error }) {
      seconds.observe({ door, outcome: error ?? 'ok' }, durationMs / 1000);
      if (isCached) cached.inc({ door });
    },
    signIn: (door, outcome) => signIns.inc({ door, outcome }),
  };
}
