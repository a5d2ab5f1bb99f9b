import { STORAGE_MESSAGES, storageFaultOf } from './storage-fault.js';

/** What went wrong, in the words of the one table that maps kinds to every door's codes. */
export type ErrorKind = keyof typeof ERROR_KINDS;

/**
 * The one table from a kind of error to HTTP status, GraphQL code (the kind itself) and SQLSTATE, and whether asking
 * the same again may help.
 */
export const ERROR_KINDS = {
  BAD_REQUEST: { httpStatus: 400, sqlState: '22023', retryable: false },
  DIVISION_BY_ZERO: { httpStatus: 400, sqlState: '22012', retryable: false },
  UNKNOWN_MEMBER: { httpStatus: 400, sqlState: '42703', retryable: false },
  UNKNOWN_VIEW: { httpStatus: 400, sqlState: '42P01', retryable: false },
  WRONG_USE: { httpStatus: 400, sqlState: '42803', retryable: false },
  NOT_SUPPORTED: { httpStatus: 400, sqlState: '0A000', retryable: false },
  SNAPSHOT_GONE: { httpStatus: 410, sqlState: '55000', retryable: false },
  SCORE_MONTH: { httpStatus: 400, sqlState: '22023', retryable: false },
  UNAUTHENTICATED: { httpStatus: 401, sqlState: '28P01', retryable: false },
  FORBIDDEN: { httpStatus: 403, sqlState: '42501', retryable: false },
  NOT_FOUND: { httpStatus: 404, sqlState: '42704', retryable: false },
  TOO_LARGE: { httpStatus: 413, sqlState: '54000', retryable: false },
  TOO_COMPLEX: { httpStatus: 413, sqlState: '54001', retryable: false },
  TOO_MANY: { httpStatus: 429, sqlState: '53300', retryable: true },
  CANCELLED: { httpStatus: 499, sqlState: '57014', retryable: false },
  TIMEOUT: { httpStatus: 504, sqlState: '57014', retryable: true },
  OVERLOADED: { httpStatus: 503, sqlState: '53000', retryable: true },
  NOT_READY: { httpStatus: 503, sqlState: '57P03', retryable: true },
  ENGINE: { httpStatus: 502, sqlState: 'XX000', retryable: false },
  CONFIG: { httpStatus: 500, sqlState: 'F0000', retryable: false },
  MODEL: { httpStatus: 500, sqlState: 'F0000', retryable: false },
  SOURCE: { httpStatus: 400, sqlState: '22000', retryable: false },
  DISK_FULL: { httpStatus: 507, sqlState: '53100', retryable: true },
  DISK_READ_ONLY: { httpStatus: 507, sqlState: '58030', retryable: true },
  DATA_DIR: { httpStatus: 500, sqlState: '58030', retryable: false },
  INTERNAL: { httpStatus: 500, sqlState: 'XX000', retryable: false },
} as const;

/** An error whose message may be shown to whoever asked: it says what is wrong and what to do. */
export class TenureError extends Error {
  override readonly name = 'TenureError';

  constructor(
    readonly kind: ErrorKind,
    message: string,
    options: { cause?: unknown; readonly hint?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }

  /** What to write instead, where there is one. */
  readonly hint: string | undefined;

  get httpStatus(): number {
    return ERROR_KINDS[this.kind].httpStatus;
  }

  get sqlState(): string {
    return ERROR_KINDS[this.kind].sqlState;
  }

  get retryable(): boolean {
    return ERROR_KINDS[this.kind].retryable;
  }
}

/** Anything thrown, as a TenureError: what is not one already becomes INTERNAL with a message that gives nothing away. */
export function asTenureError(thrown: unknown): TenureError {
  if (thrown instanceof TenureError) return thrown;
  if (isOverload(thrown))
    return new TenureError('OVERLOADED', 'The server is busy. Try again in a moment.', { cause: thrown });
  const fault = storageFaultOf(thrown);
  if (fault) return new TenureError(fault, STORAGE_MESSAGES[fault], { cause: thrown });
  if (isStoreAway(thrown))
    return new TenureError('NOT_READY', 'The application store does not answer. Try again in a moment.', {
      cause: thrown,
    });
  if (isUnkeepableText(thrown))
    return new TenureError(
      'BAD_REQUEST',
      'A text has a character that cannot be kept: a zero character, or half of a pair.',
      { cause: thrown },
    );
  return new TenureError('INTERNAL', 'Something went wrong inside the server; the log has the details.', {
    cause: thrown,
  });
}

/** No connection to Postgres to be had: those of the pool are all in use, or the server has no more. */
function isOverload(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return thrown.message === POOL_EXHAUSTED || ('code' in thrown && thrown.code === '53300');
}

/** SQLSTATEs of a Postgres that ends, has crashed or starts again, and of a connection that broke. */
const STORE_AWAY = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
]);

/** The connection to Postgres broke, or none is taken: it starts again, or is gone. */
function isStoreAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('code' in thrown && STORE_AWAY.has(String(thrown.code))) return true;
  return /^Connection terminated|^Client has encountered a connection error/.test(thrown.message);
}

/** What node-postgres's pool says, without a code, when none came free within connectionTimeoutMillis. */
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

/** Postgres's refusals of text that is no text to it, which only a caller can have brought. */
function isUnkeepableText(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('code' in thrown)) return false;
  return thrown.code === '22021' || thrown.code === '22P05' || (thrown.code === '22P02' && /json/.test(thrown.message));
}
