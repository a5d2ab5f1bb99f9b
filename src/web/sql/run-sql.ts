import { ApiError, readJson, send, signedOut } from '../api/client.js';

export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

/** The answer of one statement; values as Postgres writes them. */
export interface SqlAnswer {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Why these are not all rows; null when they are. */
  readonly cutBecause: string | null;
  readonly command: string;
  readonly durationMs: number;
}

/** A refused statement: SQLSTATE, what to write instead, and where it is wrong (one-based, in characters). */
export class SqlRefusal extends ApiError {
  constructor(
    code: string,
    message: string,
    readonly sqlState: string | null,
    readonly hint: string | null,
    readonly position: number | null,
  ) {
    super(code, message);
  }
}

interface RefusalBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly sqlState?: string;
    readonly hint?: string;
    readonly position?: number;
  };
}

/** Runs one statement as the signed-in user. Aborting stops it on the server. */
export async function runSql(sql: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer> {
  const response = await send('/sql', { sql, maxRows }, signal);
  const body = await readJson(response);
  if (response.ok && body) return body as SqlAnswer;
  if (response.status === 401) signedOut();
  const { error = {} } = (body ?? {}) as RefusalBody;
  throw new SqlRefusal(
    error.code ?? 'NETWORK',
    error.message ?? `HTTP ${response.status}`,
    error.sqlState ?? null,
    error.hint ?? null,
    error.position ?? null,
  );
}

/** Types whose values are figures: right-aligned, and never quoted in a CSV. */
export const isNumeric = (type: string): boolean =>
  ['bigint', 'smallint', 'integer', 'real', 'double precision', 'numeric', 'oid'].includes(type);
