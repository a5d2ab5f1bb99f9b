import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { TenureError } from '../errors/errors.js';
import { preparePassword } from './password-preparation.js';

const derive = promisify(pbkdf2);

/** More than the RFC's 4,096 and still about 10 ms, since every BI connection of a client pays for it. */
const ITERATIONS = 16_384;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * What the server keeps of a password: enough to check it and to run a SCRAM-SHA-256 exchange (RFC 5802, RFC 7677),
 * never the password itself. One verifier serves the page's sign-in and the SQL door.
 */
export interface Verifier {
  readonly iterations: number;
  readonly salt: Buffer;
  /** H(HMAC(SaltedPassword, 'Client Key')). */
  readonly storedKey: Buffer;
  /** HMAC(SaltedPassword, 'Server Key'). */
  readonly serverKey: Buffer;
}

/** The verifier of a new password, as text in the form of Postgres's pg_authid.rolpassword. */
export async function makeVerifier(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const { storedKey, serverKey } = await keysOf(password, salt, ITERATIONS);
  return formatVerifier({ iterations: ITERATIONS, salt, storedKey, serverKey });
}

export function formatVerifier({ iterations, salt, storedKey, serverKey }: Verifier): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64');
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(storedKey)}:${base64(serverKey)}`;
}

const VERIFIER_TEXT = /^SCRAM-SHA-256\$(\d{1,9}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]{44}):([A-Za-z0-9+/=]{44})$/;

/** Throws INTERNAL without repeating the text: a verifier is a secret. */
export function parseVerifier(text: string): Verifier {
  const [, iterations, salt, storedKey, serverKey] = VERIFIER_TEXT.exec(text) ?? [];
  if (!iterations || !salt || !storedKey || !serverKey)
    throw new TenureError('INTERNAL', 'A stored password verifier is not of the form SCRAM-SHA-256$…; set it again.');
  const bytes = (value: string) => Buffer.from(value, 'base64');
  return {
    iterations: Number(iterations),
    salt: bytes(salt),
    storedKey: bytes(storedKey),
    serverKey: bytes(serverKey),
  };
}

/** Whether this is the verifier's password. Takes as long for a wrong one. */
export async function checkPassword(password: string, verifierText: string): Promise<boolean> {
  const verifier = parseVerifier(verifierText);
  const { storedKey } = await keysOf(password, verifier.salt, verifier.iterations);
  return timingSafeEqual(storedKey, verifier.storedKey);
}

async function keysOf(password: string, salt: Buffer, iterations: number) {
  const salted = await derive(preparePassword(password), salt, iterations, KEY_BYTES, 'sha256');
  const mac = (label: string) => createHmac('sha256', salted).update(label).digest();
  return {
    storedKey: createHash('sha256').update(mac('Client Key')).digest(),
    serverKey: mac('Server Key'),
  };
}
