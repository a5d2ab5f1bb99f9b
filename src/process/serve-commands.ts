import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import { asTenureError, TenureError } from '../errors/errors.js';
import { requestSchema, send } from './command-protocol.js';

export interface CommandContext {
  /** Tells the caller how far it is; any JSON value. */
  onProgress(progress: unknown): void;
  /** Tells the caller what is done for good, such as a load that is published while its scores are still made. */
  onSettled?(text: string): void;
  /** Aborted when the caller goes away or cancels, and when the server stops. */
  readonly signal: AbortSignal;
}

export type CommandHandler = (args: unknown, context: CommandContext) => Promise<unknown>;
export type CommandHandlers = Readonly<Record<string, CommandHandler>>;

export interface CommandServer {
  readonly socket: string;
  /** Has every command end, and waits until it has told its caller how, at most so long. New ones are refused. */
  drain(deadlineMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The longest path that every system takes for a unix socket (macOS: 104 bytes with the closing zero). */
const LONGEST_SOCKET_PATH = 100;

/**
 * Lets `tenure etl`, `fit`, `score`, `status` of the same account run inside this process: a private socket, named in
 * TENURE_DATA_DIR/server.json. The caller holds the data directory.
 */
export async function serveCommands(options: {
  readonly dataDir: string;
  readonly handlers: CommandHandlers;
  readonly log: Logger;
}): Promise<CommandServer> {
  const { dataDir, handlers, log } = options;
  const directory = privateDirectory(dataDir);
  const socket = path.join(directory, 'command.sock');
  rmSync(socket, { force: true });
  const open = new Set<Socket>();
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const server = createServer((connection) => {
    open.add(connection);
    connection.on('error', () => undefined);
    connection.once('close', () => open.delete(connection));
    const served = serve(connection, handlers, log, stopping.signal).finally(() => running.delete(served));
    running.add(served);
  });
  await listen(server, socket);
  const file = path.join(dataDir, 'server.json');
  writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, socket }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return {
    socket,
    drain: async (deadlineMs) => {
      rmSync(file, { force: true });
      stopping.abort(new TenureError('CANCELLED', 'The server stops.'));
      const late = new Promise((resolve) => setTimeout(resolve, deadlineMs).unref());
      await Promise.race([Promise.allSettled(running), late]);
    },
    close: async () => {
      rmSync(file, { force: true });
      for (const connection of open) connection.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function serve(connection: Socket, handlers: CommandHandlers, log: Logger, stopping: AbortSignal): Promise<void> {
  const gone = new AbortController();
  connection.once('close', () => gone.abort(new TenureError('CANCELLED', 'The caller went away.')));
  try {
    const line = await firstLine(connection);
    if (line === undefined) return;
    const { command, args } = requestSchema.parse(JSON.parse(line));
    const handler = Object.hasOwn(handlers, command) ? handlers[command] : undefined;
    if (!handler) throw new TenureError('NOT_FOUND', `The running server knows no command ${command}.`);
    log.info({ event: 'command.started', command });
    stopping.throwIfAborted();
    const result = await handler(args, {
      signal: AbortSignal.any([gone.signal, stopping]),
      onProgress: (progress) => send(connection, { progress }),
      onSettled: (settled) => send(connection, { settled }),
    });
    send(connection, { result: result ?? null });
  } catch (error) {
    const { kind, message, hint } = asTenureError(error);
    if (kind === 'INTERNAL') log.error({ event: 'command.failed', err: error });
    send(connection, { error: { kind, message, ...(hint === undefined ? {} : { hint }) } });
  } finally {
    connection.end();
  }
}

/** Reads on after the line, so that the end of the connection is noticed. */
function firstLine(connection: Socket): Promise<string | undefined> {
  const lines = createInterface({ input: connection });
  return new Promise((resolve) => {
    lines.once('line', resolve);
    connection.once('close', () => resolve(undefined));
  });
}

/** A directory of ours alone, so that the socket in it is. */
function privateDirectory(dataDir: string): string {
  const inside = path.join(dataDir, 'run');
  if (Buffer.byteLength(path.join(inside, 'command.sock')) > LONGEST_SOCKET_PATH)
    return mkdtempSync(path.join(tmpdir(), 'tenure-'));
  mkdirSync(inside, { recursive: true, mode: 0o700 });
  chmodSync(inside, 0o700);
  return inside;
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      chmodSync(socket, 0o600);
      resolve();
    });
  });
}
