import type {
  FeedsAnswer,
  FlowAnswer,
  LineageAnswer,
  LoadsAnswer,
  ModelVersionsAnswer,
  OperationsNowAnswer,
  QuestionsAnswer,
  SessionsAnswer,
  SnapshotsAnswer,
} from './answers.js';
import { ask } from './client.js';
import {
  FEEDS,
  FLOW,
  LINEAGE,
  LOADS,
  MODEL_VERSIONS,
  OPERATIONS_NOW,
  QUESTIONS,
  SESSIONS,
  SNAPSHOTS,
} from './documents.js';

// What administrators see of the server. Instants are ISO 8601 UTC.

export type OperationsNow = OperationsNowAnswer['operations'];
export type LoadRun = LoadsAnswer['operations']['runs'][number];
export type Feed = FeedsAnswer['operations']['feeds'][number];
export type FlowStep = FlowAnswer['operations']['flow'][number];
export type Lineage = LineageAnswer['operations']['lineage'];
export type PublishedSnapshot = SnapshotsAnswer['operations']['snapshots'][number];
export type ModelVersion = ModelVersionsAnswer['operations']['modelVersions'][number];
export type Decile = NonNullable<ModelVersion['holdout']>['deciles'][number];
export type Sessions = SessionsAnswer['operations'];
export type LoggedQuestion = QuestionsAnswer['operations']['questions'][number];

async function operations<T>(
  document: string,
  signal: AbortSignal,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  return (await ask<{ operations: T }>(document, variables, signal)).operations;
}

export const fetchNow = (signal: AbortSignal) => operations<OperationsNow>(OPERATIONS_NOW, signal);

export const fetchLoads = async (signal: AbortSignal): Promise<readonly LoadRun[]> =>
  (await operations<LoadsAnswer['operations']>(LOADS, signal)).runs;

export const fetchFeeds = async (signal: AbortSignal): Promise<readonly Feed[]> =>
  (await operations<FeedsAnswer['operations']>(FEEDS, signal)).feeds;

export const fetchFlow = async (signal: AbortSignal): Promise<readonly FlowStep[]> =>
  (await operations<FlowAnswer['operations']>(FLOW, signal)).flow;

/** Which files a customer's month came from; month: `YYYY-MM`. */
export const fetchLineage = async (customerId: string, month: string, signal: AbortSignal): Promise<Lineage> =>
  (await operations<LineageAnswer['operations']>(LINEAGE, signal, { customerId, month })).lineage;

export const fetchSnapshots = async (signal: AbortSignal): Promise<readonly PublishedSnapshot[]> =>
  (await operations<SnapshotsAnswer['operations']>(SNAPSHOTS, signal)).snapshots;

export const fetchModelVersions = async (signal: AbortSignal): Promise<readonly ModelVersion[]> =>
  (await operations<ModelVersionsAnswer['operations']>(MODEL_VERSIONS, signal)).modelVersions;

export const fetchSessions = (signal: AbortSignal) => operations<Sessions>(SESSIONS, signal);

export const fetchQuestions = async (
  order: 'latest' | 'slowest',
  atLeastMs: number,
  signal: AbortSignal,
): Promise<readonly LoggedQuestion[]> =>
  (await operations<QuestionsAnswer['operations']>(QUESTIONS, signal, { order, atLeastMs })).questions;
