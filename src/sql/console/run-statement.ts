import { performance } from 'node:perf_hooks';
import { TenureError } from '../../errors/errors.js';
import { SqlError } from '../query/sql-error.js';
import { FrameStream } from '../session/frame-stream.js';
import { readDataRow, readErrorFields, readRowDescription } from '../wire/backend.js';
import { BodyReader } from '../wire/body-reader.js';
import type { Frame } from '../wire/frames.js';
import { SYNC, TERMINATE, writeBind, writeExecute, writeParse, writeTarget } from '../wire/frontend.js';
import type { InsideSession } from './open-inside.js';
import { typeName } from './type-names.js';

export interface AnsweredColumn {
  readonly name: string;
  /** As Postgres calls it, such as bigint; `other` for what is not common. */
  readonly type: string;
}

/** The rows of one statement, every value in Postgres's own text; null for NULL. */
export interface Answered {
  readonly columns: readonly AnsweredColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Why there are fewer rows than the statement has; null when these are all. */
  readonly cutBecause: string | null;
  /** Such as `SELECT 12`. */
  readonly command: string;
  readonly durationMs: number;
}

export interface StatementOptions {
  /** No more rows than this are taken; the answer says when there were more. */
  readonly maxRows: number;
  readonly signal: AbortSignal;
}

/** Text of all values together; beyond it an answer is cut, and says so. */
const MOST_BYTES = 32 << 20;
const MAX_FRAME = 0x3fff_ffff;
const NONE = { parameterFormats: [], parameters: [], resultFormats: [] } as const;

/**
 * Runs one statement in a session of its own and takes its rows up to a cap. Throws SqlError with SQLSTATE, hint and
 * position for what the door or Postgres refuses; CANCELLED when `signal` is aborted.
 */
export async function runStatement(
  open: () => InsideSession,
  sql: string,
  { maxRows, signal }: StatementOptions,
): Promise<Answered> {
  signal.throwIfAborted();
  const began = performance.now();
  const { stream, cancel } = open();
  const frames = new FrameStream(stream, MAX_FRAME);
  const next = async (): Promise<Frame> => {
    const frame = await frames.next();
    if (!frame) throw new TenureError('NOT_READY', 'The session ended. Run the statement again.');
    if (frame.type === 'E') throw errorOf(frame, signal);
    return frame;
  };
  let stop: () => void = () => undefined;
  try {
    for (let frame = await next(); frame.type !== 'Z'; frame = await next()) {
      if (frame.type !== 'K') continue;
      const key = new BodyReader(frame.body);
      const [processId, secret] = [key.int32(), key.int32()];
      stop = () => cancel(processId, secret);
    }
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    stream.write(
      Buffer.concat([
        writeParse({ statement: '', sql, parameterTypes: [] }),
        writeBind({ portal: '', statement: '', ...NONE }),
        writeTarget('D', { kind: 'portal', name: '' }),
        writeExecute({ portal: '', maxRows: 0 }),
        SYNC,
      ]),
    );
    const answer = await rowsOf(next, maxRows);
    return { ...answer, durationMs: performance.now() - began };
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    if (!stream.destroyed) stream.end(TERMINATE);
    stream.destroy();
  }
}

async function rowsOf(next: () => Promise<Frame>, maxRows: number): Promise<Omit<Answered, 'durationMs'>> {
  let columns: AnsweredColumn[] = [];
  const rows: (string | null)[][] = [];
  let bytes = 0;
  let command = '';
  for (;;) {
    const { type, body } = await next();
    if (type === 'Z') return { columns, rows, cutBecause: null, command };
    if (type === 'T')
      columns = readRowDescription(body).map(({ name, typeOid }) => ({ name, type: typeName(typeOid) }));
    if (type === 'C') command = new BodyReader(body).text();
    if (type === 'H')
      throw new TenureError('NOT_SUPPORTED', 'COPY is for clients of the SQL port.', {
        hint: 'Run the SELECT itself.',
      });
    if (type !== 'D') continue;
    bytes += body.length;
    const cutBecause =
      rows.length >= maxRows
        ? `more than ${maxRows} rows`
        : bytes > MOST_BYTES
          ? `more than ${MOST_BYTES >> 20} MB after ${rows.length} rows`
          : null;
    if (cutBecause) return { columns, rows, cutBecause, command: `SELECT ${rows.length}` };
    rows.push(readDataRow(body).map((value) => value?.toString('utf8') ?? null));
  }
}

function errorOf({ body }: Frame, signal: AbortSignal): TenureError {
  const fields = readErrorFields(body);
  const [state, message] = [fields.get('C') ?? 'XX000', fields.get('M') ?? 'The statement failed.'];
  if (signal.aborted) return new TenureError('CANCELLED', message);
  const position = Number(fields.get('P') ?? Number.NaN);
  const hint = [fields.get('D'), fields.get('H')].filter(Boolean).join(' ');
  return new SqlError(state, message, {
    ...(hint ? { hint } : {}),
    ...(Number.isInteger(position) ? { position } : {}),
  });
}
