import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { TenureError } from '../errors/errors.js';

const SHORTEST = 8;

export interface NewPassword {
  readonly password: string;
  readonly generated: boolean;
}

/**
 * A new password: from standard input where asked for, typed twice unseen at a terminal, else generated. Never from the
 * command line, which other users of the machine can read.
 */
export async function newPassword(fromStdin: boolean): Promise<NewPassword> {
  if (fromStdin) return { password: checked((await text(process.stdin)).replace(/\r?\n$/, '')), generated: false };
  if (!process.stdin.isTTY) return { password: randomBytes(12).toString('base64url'), generated: true };
  const password = await ask('Password: ');
  if (password === '') return { password: randomBytes(12).toString('base64url'), generated: true };
  if ((await ask('Once more: ')) !== password) throw new TenureError('BAD_REQUEST', 'The two passwords differ.');
  return { password: checked(password), generated: false };
}

function checked(password: string): string {
  if (password.length < SHORTEST)
    throw new TenureError('BAD_REQUEST', `A password has at least ${SHORTEST} characters.`);
  return password;
}

async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
