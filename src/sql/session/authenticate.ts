import { createHmac, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { accessMark } from '../../access/access-mark.js';
import type { Principal } from '../../access/principal.js';
import { parseVerifier, type Verifier } from '../../access/scram-verifier.js';
import { principalOfUser } from '../../access/user-principal.js';
import type { UserRepository } from '../../store/users.js';
import { AUTH } from '../wire/backend.js';
import { BodyReader } from '../wire/body-reader.js';
import { ProtocolError } from '../wire/protocol-error.js';
import { type ChannelBinding, SCRAM, SCRAM_PLUS, ScramServer } from '../wire/scram-server.js';
import type { FrameStream } from './frame-stream.js';

const mockSecret = randomBytes(32);

export interface SignedIn {
  readonly principal: Principal;
  /** Changes with the password and a sign-out everywhere. */
  readonly mark: string;
}

/**
 * Runs the SASL exchange. Returns who signed in, or undefined when name or password was wrong, which the client cannot
 * tell apart: a name that is unknown or disabled runs the same exchange against a verifier no password fits.
 */
export async function authenticate(
  frames: FrameStream,
  client: Socket,
  user: string,
  users: Pick<UserRepository, 'find'>,
  binding: ChannelBinding,
): Promise<SignedIn | undefined> {
  const record = await users.find(user);
  const known = record && !record.disabled ? record : undefined;
  const scram = new ScramServer(known ? parseVerifier(known.verifier) : mockVerifier(user), binding);

  client.write(AUTH.sasl(binding ? [SCRAM_PLUS, SCRAM] : [SCRAM]));
  const initial = await passwordMessage(frames);
  const mechanism = initial.text();
  const length = initial.int32();
  client.write(AUTH.saslContinue(scram.first(mechanism, initial.bytes(length).toString('utf8'))));

  const response = await passwordMessage(frames);
  const signature = scram.final(response.rest().toString('utf8'));
  if (signature === undefined || !known) return undefined;
  client.write(AUTH.saslFinal(signature));
  return { principal: principalOfUser(known), mark: accessMark(known) };
}

async function passwordMessage(frames: FrameStream): Promise<BodyReader> {
  const message = await frames.next();
  if (!message) throw new ProtocolError('the client hung up', '08006');
  if (message.type !== 'p') throw new ProtocolError('expected a password response');
  return new BodyReader(message.body);
}

/** The same salt for the same unknown name each time, as a real user would have. */
function mockVerifier(user: string): Verifier {
  const bytes = (label: string) => createHmac('sha256', mockSecret).update(`${label}:${user}`).digest();
  return {
    iterations: 16_384,
    salt: bytes('salt').subarray(0, 16),
    storedKey: bytes('key'),
    serverKey: bytes('server'),
  };
}
