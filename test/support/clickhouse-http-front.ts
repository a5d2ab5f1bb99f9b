import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session } from 'chdb';
import { EmbeddedConnection } from '../../src/warehouse/embedded/connection.js';
import { PooledSession } from '../../src/warehouse/embedded/pooled-session.js';
import { RunningStatements } from '../../src/warehouse/embedded/running-statements.js';
import { SessionPool } from '../../src/warehouse/embedded/session-pool.js';
import type { Settings } from '../../src/warehouse/lanes.js';
import { literal } from '../../src/warehouse/parameters.js';

export interface HttpFront {
  readonly url: string;
  /** The statements that came, in their order. */
  readonly statements: readonly string[];
  /** Ids of the statements that run at the moment. */
  running(): readonly string[];
  close(): Promise<void>;
}

/** Parameters come over HTTP in the form that the engine reads them in already. */
class FrontSession extends PooledSession {
  override async prepare(settings: Settings, parameters: Readonly<Record<string, unknown>>): Promise<void> {
    await super.prepare(settings, {});
    for (const [name, value] of Object.entries(parameters))
      await this.session.queryAsync(`SET param_${name} = ${literal(String(value))}`);
  }
}

const RESERVED = new Set(['query', 'query_id', 'database', 'session_id', 'default_format']);
const EXCEPTION_TAG = 'PU1FNUFH98EXCEPT';

/**
 * The part of ClickHouse's HTTP interface that @clickhouse/client uses, over chDB: parameters and settings in the URL or in
 * multipart bodies, errors with their code, errors after the first row, sign-in, KILL QUERY by id. As with a real server, a
 * client that goes away does not stop its statement. For tests of the way by URL only.
 */
export async function openHttpFront(path: string, account: { user: string; password: string }): Promise<HttpFront> {
  const pool = new SessionPool(Array.from({ length: 16 }, () => new FrontSession(() => new Session(path))));
  const control = new SessionPool([new PooledSession(() => new Session(path))]);
  const statements = new RunningStatements(control);
  const running = new Map<string, AbortController>();
  const texts: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    texts.push(asked.text);
    if (request.headers.authorization !== `Basic ${btoa(`${account.user}:${account.password}`)}`) {
      fail(response, 403, 'Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)');
      return;
    }
    const killed = /^\s*KILL QUERY WHERE query_id\s*=\s*(?:\{id:String\}|'([^']+)')/.exec(asked.text);
    if (killed) {
      running.get(killed[1] ?? asked.params['id'] ?? '')?.abort();
      response.end();
      return;
    }
    const sent = asked.data === undefined ? undefined : keep(path, asked);
    const queryId = asked.queryId;
    const stop = new AbortController();
    running.set(queryId, stop);
    const connection = new EmbeddedConnection(pool, statements, {});
    const params = {
      query: sent?.text ?? asked.text,
      query_params: asked.params,
      clickhouse_settings: asked.settings,
      abort_signal: stop.signal,
    };
    try {
      if (asked.database) await connection.command({ query: `USE ${asked.database}` });
      if (!returnsRows(asked.text)) {
        await connection.command(params);
        response.setHeader('x-clickhouse-query-id', queryId);
        response.end();
        return;
      }
      const { stream, response_headers } = await connection.query(params);
      response.writeHead(200, {
        'x-clickhouse-query-id': queryId,
        'x-clickhouse-exception-tag': EXCEPTION_TAG,
        'x-clickhouse-format': String(response_headers['x-clickhouse-format']),
      });
      try {
        for await (const part of stream) {
          if (response.destroyed) break;
          if (!response.write(part)) await drained(response);
        }
      } catch (error) {
        const text = exceptionText(error);
        const size = Buffer.byteLength(text) + 1;
        response.write(
          `\r\n__exception__\r\n${EXCEPTION_TAG}\r\n${text}\n${size} ${EXCEPTION_TAG}\r\n__exception__\r\n`,
        );
      }
      response.end();
    } catch (error) {
      fail(response, 500, stop.signal.aborted ? CANCELLED : exceptionText(error));
    } finally {
      running.delete(queryId);
      if (sent) rmSync(sent.file, { force: true });
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@127.0.0.1:${port}`,
    statements: texts,
    running: () => [...running.keys()],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await statements.stopAll();
      pool.close();
      control.close();
    },
  };
}

const CANCELLED = 'Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)';

interface Asked {
  readonly text: string;
  /** Of an INSERT … FROM input(…) … FORMAT …, behind whose first line they come. */
  readonly data: Buffer | undefined;
  readonly queryId: string;
  readonly database: string | undefined;
  readonly params: Record<string, string>;
  readonly settings: Record<string, string>;
}

async function read(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const { statement, data } = withoutData(body);
  const fields = new Map(new URL(request.url ?? '/', 'http://front').searchParams);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) fields.set(name, String(value));
  } else fields.set('query', [fields.get('query'), statement.toString('utf8')].filter(Boolean).join('\n'));
  const params: Record<string, string> = {};
  const settings: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = value;
    else if (!RESERVED.has(name)) settings[name] = value;
  }
  return {
    text: fields.get('query') ?? '',
    data,
    queryId: fields.get('query_id') ?? '',
    database: fields.get('database'),
    params,
    settings,
  };
}

const INPUT = /\binput\(('(?:[^'\\]|\\.)*')\)/;
const FORMAT = /\bFORMAT (CSV|LineAsString|Parquet)\n/;
const LONGEST_STATEMENT = 100_000;

function withoutData(body: Buffer): { statement: Buffer; data: Buffer | undefined } {
  const head = body.subarray(0, LONGEST_STATEMENT).toString('latin1');
  const end = INPUT.test(head) ? FORMAT.exec(head) : null;
  if (!end) return { statement: body, data: undefined };
  const from = end.index + end[0].length;
  return { statement: body.subarray(0, from), data: body.subarray(from) };
}

/** The embedded engine has no input(): what was sent is read from a file of the front's own. */
function keep(directory: string, { text, data, queryId }: Asked): { text: string; file: string } {
  const file = `${directory}.${queryId}`;
  writeFileSync(file, data ?? '');
  const [clause = '', format = ''] = FORMAT.exec(`${text}\n`) ?? [];
  const read = text
    .replace(clause.trimEnd(), '')
    .replace(INPUT, (_, structure) => `file('${file}', '${format}', ${structure})`);
  return { text: read, file };
}

function returnsRows(text: string): boolean {
  return /^\s*(?:--[^\n]*\n\s*)*\(?\s*(SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS|CHECK)\b/i.test(text);
}

function exceptionText(error: unknown): string {
  const chain = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return chain instanceof Error ? chain.message : String(chain);
}

function fail(response: ServerResponse, status: number, text: string): void {
  const code = /Code: (\d+)/.exec(text)?.[1];
  response.writeHead(status, code === undefined ? {} : { 'x-clickhouse-exception-code': code });
  response.end(text);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}
