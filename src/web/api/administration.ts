import { ask } from './client.js';
import { LOADS, MODEL_VERSIONS, OPERATIONS_NOW, QUESTIONS, SESSIONS, SNAPSHOTS } from './documents.js';

// What administrators see of the server. Instants are ISO 8601 UTC.

export interface OperationsNow {
  readonly snapshot: { readonly id: string; readonly publishedAt: string | null; readonly scoredMonth: string | null };
  readonly runs: readonly {
    readonly runId: string;
    readonly state: string;
    readonly startedAt: string;
    readonly rowsQuarantined: number;
    readonly valuesReported: number;
  }[];
  readonly sqlSessions: readonly { readonly user: string }[];
}

export interface LoadedFile {
  readonly name: string;
  readonly path: string;
  readonly fileId: string;
  readonly contentHash: string;
  readonly bytes: number;
  readonly rowsIn: number;
  readonly quarantined: number;
  readonly supersededBy: string | null;
}

export interface LoadRun {
  readonly runId: string;
  readonly source: string;
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rowsIn: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly rowsDuplicate: number;
  readonly valuesReported: number;
  readonly months: readonly string[];
  readonly subjects: readonly string[];
  readonly snapshot: string | null;
  readonly error: string | null;
  readonly files: readonly LoadedFile[];
}

export interface PublishedSnapshot {
  readonly id: string;
  readonly publishedAt: string;
  readonly runId: string;
  readonly partitions: number;
}

export interface Decile {
  readonly predicted: number;
  readonly observed: number;
  readonly rows: number;
}

export interface ModelVersion {
  readonly version: number;
  readonly inUse: boolean;
  readonly fittedAt: string;
  readonly promotedAt: string | null;
  readonly snapshot: string;
  readonly kind: string;
  readonly chosen: string;
  readonly features: readonly string[];
  readonly refused: readonly { readonly column: string; readonly reason: string }[];
  readonly rows: number;
  readonly churned: number;
  readonly months: readonly string[];
  readonly holdout: {
    readonly by: string;
    readonly rows: number;
    readonly churned: number;
    readonly auc: number;
    readonly logLoss: number;
    readonly brier: number;
    readonly ece: number;
    readonly topDecileLift: number;
    readonly calibrationSlope: number;
    readonly calibrationIntercept: number;
    readonly deciles: readonly Decile[];
  } | null;
  readonly backtest: readonly {
    readonly month: string;
    readonly rows: number;
    readonly churned: number;
    readonly auc: number;
    readonly logLoss: number;
  }[];
  readonly drift: readonly { readonly feature: string; readonly psi: number; readonly drifted: boolean }[];
}

export interface Sessions {
  readonly sqlSessions: readonly {
    readonly user: string;
    readonly address: string;
    readonly application: string;
    readonly since: string;
  }[];
  readonly activity: readonly {
    readonly user: string;
    readonly door: string;
    readonly questions: number;
    readonly lastAt: string;
    readonly slowestMs: number;
  }[];
}

export interface LoggedQuestion {
  readonly at: string;
  readonly door: string;
  readonly user: string;
  readonly view: string;
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  readonly filteredBy: readonly string[];
  readonly durationMs: number;
  readonly rowsRead: number | null;
  readonly layer: string | null;
  readonly cached: boolean;
  readonly error: string | null;
}

async function operations<T>(
  document: string,
  signal: AbortSignal,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  return (await ask<{ operations: T }>(document, variables, signal)).operations;
}

export const fetchNow = (signal: AbortSignal) => operations<OperationsNow>(OPERATIONS_NOW, signal);

export const fetchLoads = async (signal: AbortSignal): Promise<readonly LoadRun[]> =>
  (await operations<{ runs: readonly LoadRun[] }>(LOADS, signal)).runs;

export const fetchSnapshots = async (signal: AbortSignal): Promise<readonly PublishedSnapshot[]> =>
  (await operations<{ snapshots: readonly PublishedSnapshot[] }>(SNAPSHOTS, signal)).snapshots;

export const fetchModelVersions = async (signal: AbortSignal): Promise<readonly ModelVersion[]> =>
  (await operations<{ modelVersions: readonly ModelVersion[] }>(MODEL_VERSIONS, signal)).modelVersions;

export const fetchSessions = (signal: AbortSignal) => operations<Sessions>(SESSIONS, signal);

export const fetchQuestions = async (
  order: 'latest' | 'slowest',
  atLeastMs: number,
  signal: AbortSignal,
): Promise<readonly LoggedQuestion[]> =>
  (await operations<{ questions: readonly LoggedQuestion[] }>(QUESTIONS, signal, { order, atLeastMs })).questions;
