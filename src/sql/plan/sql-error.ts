import { TenureError } from '../../errors/errors.js';

/** An error of the SQL door with a SQLSTATE of its own, and where in the statement it is. */
export class SqlError extends TenureError {
  constructor(
    readonly state: string,
    message: string,
    readonly options: { readonly hint?: string; readonly position?: number } = {},
  ) {
    super('BAD_REQUEST', message, options.hint === undefined ? {} : { hint: options.hint });
  }

  override get sqlState(): string {
    return this.state;
  }
}

/** 0A000 with what to write instead. */
export function notSupported(message: string, hint: string): TenureError {
  return new TenureError('NOT_SUPPORTED', message, { hint });
}

/** 42803: a measure or dimension used as something it is not. */
export function wrongUse(message: string, hint: string): TenureError {
  return new TenureError('WRONG_USE', message, { hint });
}
