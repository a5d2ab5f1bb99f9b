import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ERROR_KINDS, type ErrorKind } from '../errors/errors.js';

// One request a connection: the client writes one line, the server any number of progress lines and then one result or error.
// Closing the connection earlier cancels.

export const requestSchema = z.object({ command: z.string(), args: z.unknown() });

export const responseSchema = z.union([
  z.object({ progress: z.unknown() }),
  z.object({ result: z.unknown() }),
  z.object({
    error: z.object({
      kind: z.custom<ErrorKind>((kind) => typeof kind === 'string' && kind in ERROR_KINDS),
      message: z.string(),
      hint: z.string().optional(),
    }),
  }),
]);
export type Response = z.infer<typeof responseSchema>;

/** The lines of a connection, parsed. */
export async function* messages(socket: Socket): AsyncGenerator<unknown> {
  for await (const line of createInterface({ input: socket })) if (line !== '') yield JSON.parse(line);
}

export function send(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
