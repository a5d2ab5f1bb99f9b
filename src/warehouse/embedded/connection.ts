import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { parseError } from '@clickhouse/client';
import type { Session } from 'chdb';
import type { Settings } from '../lanes.js';
import type {
  BaseParams,
  CommandResult,
  Connection,
  ExecParams,
  ExecResult,
  InsertParams,
  InsertResult,
  PingResult,
  QueryResult,
} from './connection-contract.js';
import type { PooledSession } from './pooled-session.js';
import { refuseUnlessQuestion } from './read-only.js';
import { RunningStatements } from './running-statements.js';
import type { SessionPool } from './session-pool.js';

/** Settings of the HTTP interface, which the client adds by itself and the embedded engine does not know. */
const HTTP_ONLY = /^(wait_end_of_query|send_progress_in_http_headers|enable_http_compression|default_format|http_.*)$/;

/**
 * Formats that are read while they are made, with the number of header lines. chDB writes every part of a result as a whole
 * of its own, with its own header.
 */
const STREAMABLE: Readonly<Record<string, number>> = {
  JSONEachRow: 0,
  JSONCompactEachRow: 0,
  JSONCompactEachRowWithNames: 1,
  JSONCompactEachRowWithNamesAndTypes: 2,
  TabSeparated: 0,
  TabSeparatedWithNames: 1,
  TabSeparatedWithNamesAndTypes: 2,
  RowBinary: 0,
};

/**
 * What @clickhouse/client needs instead of HTTP: statements of one lane run on that lane's embedded sessions. An aborted
 * statement is stopped in the engine, and its session is lent again when it really has stopped.
 */
export class EmbeddedConnection implements Connection {
  private closed = false;

  constructor(
    private readonly pool: SessionPool,
    private readonly running: RunningStatements,
    private readonly laneSettings: Settings,
    /** Only questions come through: see read-only.ts. */
    private readonly readOnly = false,
  ) {}

  async query(params: BaseParams): Promise<QueryResult> {
    const format = formatOf(params.query) ?? 'JSONCompact';
    const result = { ...this.base(params), response_headers: { 'x-clickhouse-format': format } };
    if (format in STREAMABLE) return { ...result, stream: await this.streamed(params, format) };
    const bytes = await this.run(params, (session, text) =>
      session.queryAsync(text, { format }).then((done) => done.bytes()),
    );
    return { ...result, stream: readableOf(bytes) };
  }

  async command(params: BaseParams): Promise<CommandResult> {
    await this.run(params, (session, text) => session.queryAsync(text, { format: 'TabSeparated' }));
    return this.base(params);
  }

  async insert(params: InsertParams): Promise<InsertResult> {
    const body = await textOf(params.values);
    if (body.trim() !== '') await this.command({ ...params, query: `${params.query}\n${body}` });
    return this.base(params);
  }

  async exec(params: ExecParams): Promise<ExecResult> {
    const format = formatOf(params.query);
    if (format !== undefined && format in STREAMABLE && params.values === undefined)
      return { ...this.base(params), stream: await this.streamed(params, format) };
    const body = params.values === undefined ? '' : `\n${await textOf(params.values)}`;
    const bytes = await this.run({ ...params, query: params.query + body }, (session, text) =>
      session.queryAsync(text, { format: 'TabSeparated' }).then((done) => done.bytes()),
    );
    return { ...this.base(params), stream: readableOf(bytes) };
  }

  async ping(): Promise<PingResult> {
    try {
      await this.command({ query: 'SELECT 1' });
      return { success: true };
    } catch (error) {
      return { success: false, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** The sessions belong to the warehouse and stay open for its other clients. */
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private base(params: BaseParams): CommandResult {
    return { query_id: params.query_id ?? randomUUID(), response_headers: {}, http_status_code: 200 };
  }

  private settingsOf(params: BaseParams): Settings {
    const settings: Record<string, string | number> = { ...this.laneSettings };
    for (const [name, value] of Object.entries(params.clickhouse_settings ?? {})) {
      if (value === undefined || HTTP_ONLY.test(name)) continue;
      settings[name] = typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : String(value);
    }
    return settings;
  }

  /** Runs a statement to its end on a session of the lane; aborting rejects at once and stops the engine behind it. */
  private async run<T>(params: BaseParams, start: (session: Session, text: string) => Promise<T>): Promise<T> {
    const { abort_signal: signal } = params;
    const pooled = await this.lend(params);
    const id = randomUUID();
    const done = start(pooled.session, RunningStatements.tagged(id, params.query));
    this.running.track(id, done);
    void done.then(
      () => this.pool.release(pooled, true),
      () => this.pool.release(pooled, false),
    );
    return untilAborted(done, signal, () => void this.running.stop(id)).catch((error: unknown) => {
      throw asClientError(error);
    });
  }

  /** As `run`, but the result is read while the engine makes it. What fails before its first part fails here. */
  private async streamed(params: BaseParams, format: string): Promise<Readable> {
    const { abort_signal: signal } = params;
    const pooled = await this.lend(params);
    const id = randomUUID();
    let end: (readToTheEnd: boolean) => void = () => undefined;
    const ended = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    this.running.track(id, ended);
    void ended.then((readToTheEnd) => this.pool.release(pooled, readToTheEnd));
    const stop = () => void this.running.stop(id);
    signal?.addEventListener('abort', stop, { once: true });
    const finish = (readToTheEnd: boolean) => {
      signal?.removeEventListener('abort', stop);
      end(readToTheEnd);
    };
    try {
      const text = RunningStatements.tagged(id, params.query);
      const parts = pooled.session.queryStream(text, { format })[Symbol.asyncIterator]();
      const first = await untilAborted(parts.next(), signal, stop);
      const readable = Readable.from(
        (async function* () {
          let readToTheEnd = false;
          try {
            for (let part = first; part.done !== true; part = await parts.next())
              yield withoutHeader(part.value.raw(), part === first ? 0 : (STREAMABLE[format] ?? 0));
            readToTheEnd = true;
          } catch (error) {
            throw asClientError(error);
          } finally {
            await parts.return?.();
            finish(readToTheEnd);
          }
        })(),
        { objectMode: false, highWaterMark: 1 },
      );
      // A reader that never reads still has to give the session back; otherwise this comes after the above and does nothing.
      readable.once('close', () => {
        const giveBack = () => finish(false);
        void Promise.resolve(parts.return?.()).then(giveBack, giveBack);
      });
      readable.on('error', () => undefined);
      return readable;
    } catch (error) {
      finish(false);
      throw asClientError(error);
    }
  }

  private async lend(params: BaseParams): Promise<PooledSession> {
    if (this.closed) throw new Error('This client is closed');
    if (this.readOnly) refuseUnlessQuestion(params.query);
    const pooled = await this.pool.acquire(params.abort_signal);
    try {
      await pooled.prepare(this.settingsOf(params), params.query_params ?? {});
      params.abort_signal?.throwIfAborted();
      return pooled;
    } catch (error) {
      await this.pool.release(pooled, false);
      throw asClientError(error);
    }
  }
}

function formatOf(query: string): string | undefined {
  return /\bFORMAT\s+(\w+)\s*$/i.exec(query)?.[1];
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, onAbort: () => void): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => {
      onAbort();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** chDB's error as the client's own ClickHouseError with code and type, as over HTTP. */
function asClientError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!/Code: \d+/.test(error.message)) return error;
  const parsed = parseError(error.message);
  parsed.cause = error;
  return parsed;
}

function withoutHeader(part: Uint8Array, lines: number): Buffer {
  let from = 0;
  for (let line = 0; line < lines; line++) from = part.indexOf(0x0a, from) + 1;
  return Buffer.from(part.buffer, part.byteOffset + from, part.byteLength - from);
}

function readableOf(bytes: Uint8Array): Readable {
  return Readable.from([Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)], { objectMode: false });
}

async function textOf(values: string | Readable): Promise<string> {
  if (typeof values === 'string') return values;
  const parts: Buffer[] = [];
  for await (const part of values) parts.push(Buffer.from(part as Buffer | string));
  return Buffer.concat(parts).toString('utf8');
}
