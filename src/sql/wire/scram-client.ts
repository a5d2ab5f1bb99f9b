import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ProtocolError } from './protocol-error.js';
import { hmac, sha256, xor } from './scram-server.js';

const derive = promisify(pbkdf2);

/** The client's half of SCRAM-SHA-256, for our own role on the backend, whose password is random ASCII. */
export class ScramClient {
  private readonly nonce = randomBytes(18).toString('base64');
  private expected: Buffer | undefined;

  constructor(private readonly password: string) {}

  get first(): string {
    return `n,,${this.firstBare}`;
  }

  private get firstBare(): string {
    return `n=,r=${this.nonce}`;
  }

  async final(serverFirst: string): Promise<string> {
    const parts = /^r=([^,]+),s=([A-Za-z0-9+/=]+),i=(\d+)$/.exec(serverFirst);
    const [, nonce = '', salt = '', iterations = ''] = parts ?? [];
    if (!nonce.startsWith(this.nonce)) throw new ProtocolError('malformed SCRAM message from the backend');
    const salted = await derive(this.password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = `${this.firstBare},${serverFirst},${withoutProof}`;
    const clientKey = hmac(salted, 'Client Key');
    const proof = xor(clientKey, hmac(sha256(clientKey), signed));
    this.expected = hmac(hmac(salted, 'Server Key'), signed);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  check(serverFinal: string): void {
    const signature = Buffer.from(serverFinal.replace(/^v=/, ''), 'base64');
    if (!this.expected || signature.length !== this.expected.length || !timingSafeEqual(signature, this.expected))
      throw new ProtocolError('the backend did not prove that it knows the password');
  }
}
