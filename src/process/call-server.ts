import { readFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { TenureError } from '../errors/errors.js';
import { messages, responseSchema, send } from './command-protocol.js';

const serverFile = z.object({ pid: z.number(), socket: z.string() });

export interface CallOptions {
  onProgress?(progress: unknown): void;
  /** Aborting cancels the command in the server. */
  readonly signal?: AbortSignal;
}

/** Whether a server runs on this data directory and takes commands. A server.json left by a killed one counts for nothing. */
export async function serverRuns(dataDir: string): Promise<boolean> {
  const connection = await connect(dataDir);
  connection?.destroy();
  return connection !== undefined;
}

/**
 * Runs a command in the server that holds the data directory. Paths among the arguments must be absolute: the server's
 * working directory is another. What was done for good is the result even where the server, or the caller, stopped the rest.
 * Errors: what the command threw there; NOT_READY when no server runs.
 */
export async function callServer(
  dataDir: string,
  command: string,
  args: unknown,
  options: CallOptions = {},
): Promise<unknown> {
  const connection = await connect(dataDir);
  if (!connection) throw new TenureError('NOT_READY', `No server runs on ${dataDir}.`);
  const cancel = () => connection.destroy();
  options.signal?.addEventListener('abort', cancel, { once: true });
  let settled: string | undefined;
  try {
    options.signal?.throwIfAborted();
    send(connection, { command, args });
    for await (const message of messages(connection)) {
      const response = responseSchema.parse(message);
      if ('progress' in response) options.onProgress?.(response.progress);
      else if ('settled' in response) settled = response.settled;
      else if ('result' in response) return response.result;
      else throw toError(response.error);
    }
  } catch (error) {
    if (!options.signal?.aborted) throw error;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    connection.destroy();
  }
  if (settled !== undefined) return settled;
  if (options.signal?.aborted) throw new TenureError('CANCELLED', `tenure ${command} was cancelled.`);
  throw new TenureError('NOT_READY', `The server stopped while it ran ${command}.`);
}

function toError(error: { kind: TenureError['kind']; message: string; hint?: string | undefined }): TenureError {
  return new TenureError(error.kind, error.message, error.hint === undefined ? {} : { hint: error.hint });
}

async function connect(dataDir: string): Promise<Socket | undefined> {
  let socket: string;
  try {
    socket = serverFile.parse(JSON.parse(readFileSync(path.join(dataDir, 'server.json'), 'utf8'))).socket;
  } catch {
    return undefined;
  }
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once('connect', () => {
      connection.on('error', () => undefined);
      resolve(connection);
    });
    connection.once('error', () => resolve(undefined));
  });
}
