import { type ErrorKind, TenureError } from '../errors/errors.js';
import { STORAGE_MESSAGES, storageFaultIn } from '../errors/storage-fault.js';
import type { Lane } from './warehouse.js';
import { HttpRefusal } from './wordless-refusals.js';

/** ClickHouse's error codes that mean something to whoever asked; every other one is ENGINE. */
const KIND_BY_CODE: Readonly<Record<number, ErrorKind>> = {
  153: 'DIVISION_BY_ZERO', // ILLEGAL_DIVISION
  158: 'TOO_LARGE', // TOO_MANY_ROWS
  159: 'TIMEOUT', // TIMEOUT_EXCEEDED
  160: 'TIMEOUT', // TOO_SLOW
  161: 'TOO_LARGE', // TOO_MANY_COLUMNS
  164: 'FORBIDDEN', // READONLY
  167: 'TOO_LARGE', // TOO_DEEP_AST
  168: 'TOO_LARGE', // TOO_BIG_AST
  191: 'TOO_LARGE', // SET_SIZE_LIMIT_EXCEEDED
  202: 'OVERLOADED', // TOO_MANY_SIMULTANEOUS_QUERIES
  209: 'TIMEOUT', // SOCKET_TIMEOUT
  210: 'NOT_READY', // NETWORK_ERROR
  241: 'TOO_LARGE', // MEMORY_LIMIT_EXCEEDED
  243: 'DISK_FULL', // NOT_ENOUGH_SPACE
  306: 'TOO_LARGE', // TOO_DEEP_RECURSION
  307: 'TOO_LARGE', // TOO_MANY_BYTES
  394: 'CANCELLED', // QUERY_WAS_CANCELLED
  395: 'BAD_REQUEST', // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: the model itself refuses, in constant words
  396: 'TOO_LARGE', // TOO_MANY_ROWS_OR_BYTES
  439: 'OVERLOADED', // CANNOT_SCHEDULE_TASK
  497: 'FORBIDDEN', // ACCESS_DENIED
  516: 'CONFIG', // AUTHENTICATION_FAILED
  735: 'CANCELLED', // QUERY_WAS_CANCELLED_BY_CLIENT
};

const CANCELLED = 'The question was cancelled.';

const MESSAGES: Partial<Record<ErrorKind, string>> = {
  TIMEOUT: 'The question took longer than its time limit. Ask for fewer months or groups, or filter more.',
  CANCELLED,
  DIVISION_BY_ZERO: 'division by zero',
  TOO_LARGE:
    'The question needs more rows, result or memory than one question may use. Filter more or ask for fewer groups.',
  OVERLOADED: 'The warehouse is busy. Try again in a moment.',
  NOT_READY: 'The warehouse does not answer. Try again in a moment.',
  FORBIDDEN: 'The warehouse refused the statement: the account it runs as may not do this.',
  CONFIG: 'The warehouse refused the sign-in. Check user and password in TENURE_CLICKHOUSE_URL.',
  ...STORAGE_MESSAGES,
};

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

/** A statement that failed in the warehouse, with ClickHouse's own code and text for the log. */
export class WarehouseError extends TenureError {
  constructor(
    kind: ErrorKind,
    message: string,
    /** ClickHouse's numeric code, such as 60 (UNKNOWN_TABLE); undefined when none came. */
    readonly engineCode: number | undefined,
    /** What ClickHouse said: may hold names and values that the asker must not see. */
    readonly engineText: string,
    cause: unknown,
  ) {
    super(kind, message, { cause });
  }
}

/** Anything the client or the engine threw. People's questions get a message that gives nothing of the SQL away. */
export function toWarehouseError(thrown: unknown, lane: Lane, signal?: AbortSignal): TenureError {
  if (thrown instanceof TenureError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (signal?.aborted && signal.reason instanceof TenureError) return signal.reason;
  if (signal?.aborted) return new WarehouseError('CANCELLED', CANCELLED, undefined, text, thrown);
  const code = engineCode(thrown, text);
  const kind = kindOf(code, thrown, text);
  const told = refusalOf(code, text) ?? MESSAGES[kind] ?? 'The warehouse could not run the statement';
  const message =
    lane === 'interactive' ? (kind === 'ENGINE' ? `${told}; the log has the details.` : told) : `${told}: ${text}`;
  return new WarehouseError(kind, message, code, text, thrown);
}

/** What a model's throwIf says: words of the model alone, with no value of anybody's in them. */
function refusalOf(code: number | undefined, text: string): string | undefined {
  if (code !== 395) return undefined;
  return /^(?:.*DB::Exception: )?(.*?)(?:: [Ww]hile |\. \(|\n|$)/s.exec(text)?.[1];
}

function kindOf(code: number | undefined, thrown: unknown, text: string): ErrorKind {
  if (code !== undefined) {
    if (code === 62 && text.includes('Max query size exceeded')) return 'TOO_LARGE';
    // A write that the system refuses comes under many of the engine's codes; its text names the system's reason.
    return KIND_BY_CODE[code] ?? storageFaultIn(text) ?? 'ENGINE';
  }
  if (thrown instanceof HttpRefusal) return [502, 503, 504].includes(thrown.status) ? 'NOT_READY' : 'ENGINE';
  const systemCode = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (typeof systemCode === 'string' && UNREACHABLE.has(systemCode)) return 'NOT_READY';
  if (/^Timeout error/i.test(text)) return 'TIMEOUT';
  return storageFaultIn(text) ?? 'ENGINE';
}

/** The code where the client parsed it, else from the text (errors inside a stream carry it only there). */
function engineCode(thrown: unknown, text: string): number | undefined {
  const own = thrown instanceof Error && 'code' in thrown ? Number(thrown.code) : Number.NaN;
  if (Number.isInteger(own)) return own;
  const found = /Code: (\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
