import type { Principal } from '../../access/principal.js';
import type { SemanticAnswer } from '../../semantic/contract/answer.js';
import type { Catalog } from '../../semantic/contract/catalog.js';
import type { SemanticQuery } from '../../semantic/contract/query.js';
import type { CopyFormat } from '../encode/copy-format.js';
import type { EncodedColumn } from '../encode/row-encoder.js';
import type { RowSink } from './row-sink.js';
import type { Finish, RunContext } from './run-context.js';

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
  /** Of DECLARE: the cursor, whose rows the door can keep when there is `direct`. */
  readonly cursor?: DeclaredCursor;
  /** Of COPY: what it copies, where the door can write it when there is `direct`. */
  readonly copy?: CopiedQuery;
}

export interface CopiedQuery {
  readonly sql: string;
  readonly lines: CopyFormat;
}

export interface DeclaredCursor {
  readonly name: string;
  /** It outlives its transaction. */
  readonly hold: boolean;
  /** It only goes forward, and gives text. */
  readonly simple: boolean;
}

/** FETCH or MOVE, which concern the door when it keeps the rows of that cursor. */
export interface FetchPlan extends Planned {
  readonly kind: 'fetch';
  readonly cursor: string;
  /** Undefined for a direction other than forward. */
  readonly rows: number | undefined;
  readonly move: boolean;
}

/** CLOSE, DISCARD, or DECLARE of another cursor: Postgres runs it, and then the door forgets the rows that it kept. */
export interface ForgetPlan extends Planned {
  readonly kind: 'forget';
  /** All cursors when undefined. */
  readonly cursor: string | undefined;
}

export interface DirectPlan {
  readonly columns: readonly EncodedColumn[];
  /** Gives all rows to the sink; throws, perhaps after some, rather than leave any out. */
  run(context: RunContext, sink: RowSink): Promise<void>;
}

export type PlannedStatement = NativePlan | SemanticPlan | FetchPlan | ForgetPlan;

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
/** `settings` are those that the session starts with. */
export type PlannerFactory = (catalog: Catalog, principal: Principal, settings: ReadonlyMap<string, string>) => Planner;

/** Asks the semantic layer as the session's principal. `purpose` says what a question that is no part of the answer is for. */
export type Ask = (query: SemanticQuery, signal: AbortSignal, purpose?: () => string) => Promise<SemanticAnswer>;

/** Gives the rows of a question in batches, as the session's principal; resolves with whether they were all. */
export type Stream = (query: SemanticQuery, sink: RowSink, signal: AbortSignal) => Promise<boolean>;
