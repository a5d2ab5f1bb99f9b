import { TenureError } from '../../errors/errors.js';

interface SqlErrorOptions {
  readonly hint?: string;
  /** One-based position in the statement, in characters. */
  readonly position?: number;
  /** The same as the parser counts, in bytes from 0; whoever knows the statement's text makes a position of it. */
  readonly byteAt?: number | undefined;
}

/** An error of the SQL door with a SQLSTATE of its own, and where in the statement it is. */
export class SqlError extends TenureError {
  constructor(
    readonly state: string,
    message: string,
    readonly options: SqlErrorOptions = {},
  ) {
    super('BAD_REQUEST', message, options.hint === undefined ? {} : { hint: options.hint });
  }

  override get sqlState(): string {
    return this.state;
  }
}

/** The error with its place counted in characters of the text that was parsed. */
export function located(error: unknown, text: string): unknown {
  if (!(error instanceof SqlError) || error.options.byteAt === undefined) return error;
  const before = Buffer.from(text, 'utf8').toString('utf8', 0, error.options.byteAt);
  return new SqlError(error.state, error.message, { ...error.options, position: [...before].length + 1 });
}

/** 0A000 with what to write instead. */
export function notSupported(message: string, hint: string): TenureError {
  return new TenureError('NOT_SUPPORTED', message, { hint });
}

/** 42803: a measure or dimension used as something it is not. */
export function wrongUse(message: string, hint: string): TenureError {
  return new TenureError('WRONG_USE', message, { hint });
}
