import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from 'pino';
import { z } from 'zod';
import { TenureError } from '../errors/errors.js';
import { Deadline } from './deadline.js';
import type { Engine } from './engine.js';
import { toWarehouseError, WarehouseError } from './engine-error.js';
import { INTERACTIVE_LIMITS, limitSettings } from './limits.js';
import { type LineStream, readLines } from './line-stream.js';
import { ROW_FORMAT, rowsOf } from './row-stream.js';
import { TEXT_FORMAT, textOf } from './text-stream.js';
import type {
  Lane,
  LaneActivity,
  QueryLimits,
  QueryOptions,
  ResultSet,
  Row,
  RowStream,
  Statement,
  TextStream,
  Warehouse,
} from './warehouse.js';

const resultSchema = z.object({
  meta: z.array(z.object({ name: z.string(), type: z.string() })),
  // The format promises arrays; going through every row to see it would cost large answers a tenth of their time.
  data: z.custom<readonly Row[]>(Array.isArray),
  statistics: z.object({ elapsed: z.number(), rows_read: z.coerce.number(), bytes_read: z.coerce.number() }),
});

interface Run {
  readonly query: string;
  readonly query_id: string;
  readonly query_params?: Record<string, unknown>;
  readonly clickhouse_settings: Record<string, string | number>;
  readonly abort_signal: AbortSignal;
}

/** The port over @clickhouse/client, for both engines. */
export class ClientWarehouse implements Warehouse {
  private closed = false;
  private readonly clients: Readonly<Record<Lane, ClickHouseClient>>;
  private readonly lanes = new Map<Lane, { running: number; finished: number; failed: number; seconds: number }>();

  constructor(
    private readonly backend: Engine,
    readonly database: string,
    private readonly log: Logger,
    private readonly interactiveLimits: QueryLimits = INTERACTIVE_LIMITS,
  ) {
    this.clients = {
      interactive: backend.connect('interactive'),
      batch: backend.connect('batch'),
      control: backend.connect('control'),
    };
  }

  get engine(): 'embedded' | 'server' {
    return this.backend.kind;
  }

  query(statement: Statement, options: QueryOptions = {}): Promise<ResultSet> {
    return this.toItsEnd(statement, options, async (client, run) => {
      const result = await client.query({ ...run, format: 'JSONCompact' });
      const { meta, data, statistics } = resultSchema.parse(JSON.parse(await result.text()));
      return {
        columns: meta,
        rows: data,
        stats: {
          rowsRead: statistics.rows_read,
          bytesRead: statistics.bytes_read,
          durationMs: statistics.elapsed * 1000,
        },
      };
    });
  }

  command(statement: Statement, options: QueryOptions = {}): Promise<void> {
    return this.toItsEnd(statement, { lane: 'batch', ...options }, async (client, run) => {
      await client.command(run);
    });
  }

  async insert(statement: Statement, body: Readable, options: QueryOptions = {}): Promise<void> {
    if (this.engine === 'embedded')
      throw new TenureError('NOT_SUPPORTED', 'The embedded engine reads files itself; nothing is sent to it.');
    const broken = new AbortController();
    body.once('error', (error) => broken.abort(error));
    const signal = options.signal ? AbortSignal.any([options.signal, broken.signal]) : broken.signal;
    try {
      await this.toItsEnd(statement, { lane: 'batch', ...options, signal }, async (client, run) => {
        const { stream } = await client.exec({ ...run, query: '', values: Readable.from(before(body, run.query)) });
        await finished(stream.resume());
      });
    } finally {
      body.destroy();
    }
  }

  async stream(statement: Statement, options: QueryOptions = {}): Promise<RowStream> {
    return rowsOf(await this.lines(statement, options, ROW_FORMAT));
  }

  async streamText(statement: Statement, options: QueryOptions = {}): Promise<TextStream> {
    return textOf(await this.lines(statement, options, TEXT_FORMAT));
  }

  activity(): readonly LaneActivity[] {
    return [...this.lanes].map(([lane, figures]) => ({ lane, ...figures }));
  }

  client(lane: Lane): ClickHouseClient {
    return this.backend.connect(lane);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(Object.values(this.clients).map((client) => client.close()));
    await this.backend.close();
  }

  private async lines(statement: Statement, options: QueryOptions, format: string): Promise<LineStream> {
    const attempt = this.attempt(statement, options);
    try {
      attempt.run.abort_signal.throwIfAborted();
      const query = `${attempt.run.query}\nFORMAT ${format}`;
      const answer = await attempt.client.exec({ ...attempt.run, query });
      return await readLines(answer, attempt.failed, (readToTheEnd) => {
        if (!readToTheEnd) attempt.stop();
        attempt.release();
      });
    } catch (error) {
      attempt.release();
      throw attempt.failed(error);
    }
  }

  private async toItsEnd<T>(
    statement: Statement,
    options: QueryOptions,
    work: (client: ClickHouseClient, run: Run) => Promise<T>,
  ): Promise<T> {
    const attempt = this.attempt(statement, options);
    try {
      attempt.run.abort_signal.throwIfAborted();
      return await work(attempt.client, attempt.run);
    } catch (error) {
      throw attempt.failed(error);
    } finally {
      attempt.release();
    }
  }

  /** One statement with its limits, its way to be stopped, and its errors told in our words. */
  private attempt(statement: Statement, options: QueryOptions) {
    if (this.closed) throw new TenureError('NOT_READY', 'The warehouse is closed.');
    const lane = options.lane ?? 'interactive';
    const limits = lane === 'interactive' ? { ...this.interactiveLimits, ...options.limits } : (options.limits ?? {});
    const queryId = randomUUID();
    const figures = this.lanes.get(lane) ?? { running: 0, finished: 0, failed: 0, seconds: 0 };
    this.lanes.set(lane, figures);
    const started = performance.now();
    let isOver = false;
    figures.running++;
    const deadline = new Deadline(options.signal, limits.timeoutMs);
    const stop = () => void this.backend.stop(queryId);
    deadline.signal.addEventListener('abort', stop, { once: true });
    const run: Run = {
      query: statement.text,
      query_id: queryId,
      ...(statement.params ? { query_params: { ...statement.params } } : {}),
      clickhouse_settings: { ...limitSettings(limits) },
      abort_signal: deadline.signal,
    };
    return {
      client: this.clients[lane],
      run,
      stop,
      release: () => {
        if (!isOver) {
          figures.running--;
          figures.finished++;
          figures.seconds += (performance.now() - started) / 1000;
        }
        isOver = true;
        deadline.signal.removeEventListener('abort', stop);
        deadline.release();
      },
      failed: (error: unknown): TenureError => {
        const failure = toWarehouseError(error, lane, deadline.signal);
        figures.failed++;
        if (failure instanceof WarehouseError && failure.kind === 'ENGINE') {
          const { engineCode, engineText } = failure;
          this.log.error({
            event: 'warehouse.failed',
            lane,
            queryId,
            engineCode,
            engineText: engineText.slice(0, 2000),
          });
          this.log.debug({ event: 'warehouse.failed_sql', queryId, sql: statement.text });
        }
        return failure;
      },
    };
  }
}

/** The statement goes in front of its data: in the address, where the client would put it, it could be too long. */
async function* before(body: Readable, statement: string): AsyncGenerator<Buffer> {
  yield Buffer.from(`${statement}\n`);
  for await (const chunk of body) yield chunk as Buffer;
}
