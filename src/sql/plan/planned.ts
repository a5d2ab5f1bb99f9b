import type { Principal } from '../../access/principal.js';
import type { SemanticAnswer } from '../../semantic/answer.js';
import type { Catalog } from '../../semantic/catalog.js';
import type { SemanticQuery } from '../../semantic/query.js';
import type { EncodedColumn } from '../encode/row-encoder.js';
import type { RowSink } from './direct.js';

/** A value that the door binds to a statement of its own, in text format. */
export interface BoundValue {
  readonly typeOid: number;
  readonly value: string | null;
}

/** What a plan may use while it runs. */
export interface RunContext {
  /** How many parameters the client bound; the door's own are numbered after them. */
  readonly parameterCount: number;
  readonly signal: AbortSignal;
  /** Runs a statement in the client's transaction with the client's parameters and more; rows as text. */
  evaluate(sql: string, values: readonly BoundValue[]): Promise<readonly (readonly (string | null)[])[]>;
}

/** The statement that gives the client its rows, over the blocks' rows as bound arrays. */
export interface Finish {
  readonly sql: string;
  readonly values: readonly BoundValue[];
}

interface Planned {
  readonly sourceSql: string;
  /** What Postgres parses and describes: the client's own text but for repairs. */
  readonly nativeSql: string;
}

/** Nothing in it reads a view: Postgres runs it. */
export interface NativePlan extends Planned {
  readonly kind: 'native';
}

/** It reads views: Postgres describes `nativeSql`, and runs what `run` returns. */
export interface SemanticPlan extends Planned {
  readonly kind: 'semantic';
  run(context: RunContext): Promise<Finish>;
  /** Present when the rows need nothing more of Postgres. */
  readonly direct: DirectPlan | undefined;
}

export interface DirectPlan {
  readonly columns: readonly EncodedColumn[];
  /** Gives all rows to the sink; throws, perhaps after some, rather than leave any out. */
  run(context: RunContext, sink: RowSink): Promise<void>;
}

export type PlannedStatement = NativePlan | SemanticPlan;

/** A statement that may not run: the client is told when its turn comes, after the answers to those before it. */
export interface Refused {
  readonly kind: 'refused';
  readonly error: unknown;
}

export type MaybePlanned = PlannedStatement | Refused;

export interface Planner {
  /** One plan a statement of the text; none for an empty text. Throws SqlError for what Postgres could not parse. */
  plan(sql: string): Promise<readonly MaybePlanned[]>;
}

/** A planner for one session. */
export type PlannerFactory = (catalog: Catalog, principal: Principal) => Planner;

/** Asks the semantic layer as the session's principal. `purpose` says what a question that is no part of the answer is for. */
export type Ask = (query: SemanticQuery, signal: AbortSignal, purpose?: () => string) => Promise<SemanticAnswer>;

/** Gives the rows of a question in batches, as the session's principal; resolves with whether they were all. */
export type Stream = (query: SemanticQuery, sink: RowSink, signal: AbortSignal) => Promise<boolean>;
