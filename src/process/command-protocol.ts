import type { Socket } from 'node:net';
import { z } from 'zod';
import { ERROR_KINDS, type ErrorKind } from '../errors/errors.js';

// One request a connection: the client writes one line, the server any number of progress lines and then one result or error.
// Closing the connection earlier cancels. A line `settled` says what is done for good, whatever becomes of the rest.

export const requestSchema = z.object({ command: z.string(), args: z.unknown() });

export const responseSchema = z.union([
  z.object({ progress: z.unknown() }),
  z.object({ settled: z.string() }),
  z.object({ result: z.unknown() }),
  z.object({
    error: z.object({
      kind: z.custom<ErrorKind>((kind) => typeof kind === 'string' && kind in ERROR_KINDS),
      message: z.string(),
      hint: z.string().optional(),
    }),
  }),
]);

/** The lines of a connection, parsed, until it ends in whatever way. */
export async function* messages(socket: Socket): AsyncGenerator<unknown> {
  socket.setEncoding('utf8');
  let rest = '';
  try {
    for await (const part of socket) {
      const lines = (rest + String(part)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line);
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    // The other side was killed, or we hung up: no more messages.
  }
}

export function send(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
