import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Verifier } from '../../access/scram-verifier.js';
import { ProtocolError } from './protocol-error.js';

export const SCRAM = 'SCRAM-SHA-256';
export const SCRAM_PLUS = 'SCRAM-SHA-256-PLUS';

/** What binds the exchange to this TLS connection (RFC 5929, tls-server-end-point); undefined without TLS. */
export type ChannelBinding = Buffer | undefined;

/**
 * The server's half of SCRAM-SHA-256 (RFC 5802 and 7677): `first` answers the client's first message, `final` checks its
 * proof and returns the server's signature, or undefined when the password was wrong. An unknown user is given a
 * verifier made up for the purpose, so that the exchange looks and takes the same.
 */
export class ScramServer {
  private serverNonce = randomBytes(18).toString('base64');
  private clientFirstBare = '';
  private gs2Header = '';
  private nonce = '';
  private serverFirst = '';

  constructor(
    private readonly verifier: Verifier,
    private readonly binding: ChannelBinding,
  ) {}

  first(mechanism: string, message: string): string {
    const parts = /^((p=([^,]*)|n|y),(?:a=[^,]*)?,)((?:m=[^,]*,)?n=[^,]*,r=([\x21-\x2b\x2d-\x7e]+).*)$/s.exec(message);
    if (!parts) throw new ProtocolError('malformed SCRAM message');
    const [, header = '', flag = '', bindingType, bare = '', clientNonce = ''] = parts;
    if (mechanism === SCRAM_PLUS) {
      if (!this.binding || bindingType !== 'tls-server-end-point')
        throw new ProtocolError('unsupported SCRAM channel-binding type');
    } else if (mechanism !== SCRAM || bindingType !== undefined) {
      throw new ProtocolError('client selected an invalid SASL authentication mechanism');
    }
    // "y" says the client could bind but believes we cannot: over TLS we offered it, so somebody cut the offer out.
    if (flag === 'y' && this.binding)
      throw new ProtocolError(
        'SCRAM channel binding negotiation error: the client believes it is not offered',
        '28000',
      );
    if (bare.startsWith('m=')) throw new ProtocolError('client requires an unsupported SCRAM extension', '0A000');
    this.gs2Header = header;
    this.clientFirstBare = bare;
    this.nonce = clientNonce + this.serverNonce;
    this.serverFirst = `r=${this.nonce},s=${this.verifier.salt.toString('base64')},i=${this.verifier.iterations}`;
    return this.serverFirst;
  }

  final(message: string): string | undefined {
    const parts = /^(c=([A-Za-z0-9+/=]*),r=([^,]*)(?:,.*)?),p=([A-Za-z0-9+/=]+)$/s.exec(message);
    if (!parts) throw new ProtocolError('malformed SCRAM message');
    const [, withoutProof = '', channel = '', nonce = '', proofText = ''] = parts;
    if (nonce !== this.nonce) throw new ProtocolError('invalid SCRAM response: nonce mismatch');
    const header = Buffer.from(this.gs2Header, 'utf8');
    const expected = this.gs2Header.startsWith('p=') && this.binding ? Buffer.concat([header, this.binding]) : header;
    if (!Buffer.from(channel, 'base64').equals(expected))
      throw new ProtocolError('SCRAM channel binding check failed', '28000');
    const signed = `${this.clientFirstBare},${this.serverFirst},${withoutProof}`;
    const proof = Buffer.from(proofText, 'base64');
    if (proof.length !== this.verifier.storedKey.length) throw new ProtocolError('malformed SCRAM message');
    const clientKey = xor(proof, hmac(this.verifier.storedKey, signed));
    if (!timingSafeEqual(sha256(clientKey), this.verifier.storedKey)) return undefined;
    return `v=${hmac(this.verifier.serverKey, signed).toString('base64')}`;
  }
}

export function hmac(key: Buffer, message: string): Buffer {
  return createHmac('sha256', key).update(message, 'utf8').digest();
}

export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

export function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)));
}
