import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { TenureError } from '../../errors/errors.js';
import type { Engine } from '../engine.js';
import { BATCH_SESSIONS, INTERACTIVE_SESSIONS, LANE_SETTINGS } from '../lanes.js';
import type { Lane } from '../warehouse.js';
import { WordlessRefusals } from '../wordless-refusals.js';
import { longParametersInText } from './long-parameters.js';

const HOUR_MS = 3_600_000;

/** Longer than any statement's own limit, so that the engine's error arrives and not the socket's. */
const REQUEST_TIMEOUT_MS: Readonly<Record<Lane, number>> = {
  interactive: HOUR_MS,
  batch: 24 * HOUR_MS,
  control: 60_000,
};

const CONNECTIONS: Readonly<Record<Lane, number>> = {
  interactive: 4 * INTERACTIVE_SESSIONS,
  batch: 4 * BATCH_SESSIONS,
  control: 2,
};

/** ClickHouse by URL. */
export async function openServerEngine(url: string, database: string): Promise<Engine> {
  const base = withoutDatabase(url, database);
  const refusals = new WordlessRefusals();
  const connect = (lane: Lane, into: string = database): ClickHouseClient =>
    speaking(
      createClient({
        url: base,
        database: into,
        application: 'tenure',
        request_timeout: REQUEST_TIMEOUT_MS[lane],
        max_open_connections: CONNECTIONS[lane],
        clickhouse_settings: LANE_SETTINGS[lane],
        log: { level: ClickHouseLogLevel.OFF },
      }),
      refusals,
    );
  const bootstrap = connect('control', 'default');
  try {
    await bootstrap.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  } catch (error) {
    refusals.close();
    const text = error instanceof Error ? error.message || String(error) : String(error);
    throw new TenureError('CONFIG', `TENURE_CLICKHOUSE_URL: the server does not take us: ${text}`, { cause: error });
  } finally {
    await bootstrap.close();
  }
  const control = connect('control');
  return {
    kind: 'server',
    connect: (lane) => connect(lane),
    stop: (queryId) => stop(control, queryId),
    close: () => {
      refusals.close();
      return control.close();
    },
  };
}

/** A client that sends long parameters in the statement, and whose errors say something. */
function speaking(client: ClickHouseClient, refusals: WordlessRefusals): ClickHouseClient {
  const { query, command, exec } = client;
  const withId = <P extends { query_id?: string }>(params: P) => ({
    ...params,
    query_id: params.query_id ?? randomUUID(),
  });
  const telling = async <T>(queryId: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      throw refusals.told(error, queryId);
    }
  };
  client.query = ((params: Parameters<typeof query>[0]) => {
    const sent = longParametersInText(withId(params));
    return telling(sent.query_id, query.call(client, sent));
  }) as typeof query;
  client.command = (params) => {
    const sent = longParametersInText(withId(params));
    return telling(sent.query_id, command.call(client, sent));
  };
  client.exec = ((params: Parameters<typeof exec>[0]) => {
    const sent = 'values' in params ? withId(params) : longParametersInText(withId(params));
    return telling(sent.query_id, exec.call(client, sent));
  }) as typeof exec;
  return client;
}

/** A server goes on with a statement whose client is gone, so it is told; more than once, as it may only just be getting it. */
async function stop(control: ClickHouseClient, queryId: string): Promise<void> {
  for (const afterMs of [0, 100, 500, 2000]) {
    await sleep(afterMs, undefined, { ref: false });
    await control
      .command({ query: 'KILL QUERY WHERE query_id = {id:String} ASYNC', query_params: { id: queryId } })
      .catch(() => undefined);
  }
}

function withoutDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  const named = parsed.pathname.replace(/^\/|\/$/g, '');
  if (named !== '' && named !== database)
    throw new TenureError(
      'CONFIG',
      `TENURE_CLICKHOUSE_URL names the database ${named}, but the warehouse is always the database ${database}: leave the path out`,
    );
  parsed.pathname = '/';
  return parsed.toString();
}
