import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Hash of the certificate that SCRAM channel binding signs (RFC 5929, tls-server-end-point). */
  readonly endPoint: Buffer;
}

const YEARS = 10;

/** The operator's own certificate when server.key and server.crt lie in `<dataDir>/tls`, otherwise one made there once. */
export async function loadCertificate(dataDir: string): Promise<Certificate> {
  const folder = path.join(dataDir, 'tls');
  const keyFile = path.join(folder, 'server.key');
  const certFile = path.join(folder, 'server.crt');
  const given = await readBoth(keyFile, certFile);
  if (given) return withEndPoint(given);
  // Loaded when a certificate is made, which is once in a data directory's life.
  const { generate } = await import('selfsigned');
  const now = new Date();
  const made = await generate([{ name: 'commonName', value: os.hostname() }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: now,
    notAfterDate: new Date(now.getFullYear() + YEARS, now.getMonth(), 1),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: os.hostname() },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(keyFile, made.private, 0o600);
  await writeWhole(certFile, made.cert, 0o644);
  return withEndPoint({ key: made.private, cert: made.cert });
}

async function readBoth(keyFile: string, certFile: string): Promise<{ key: string; cert: string } | undefined> {
  try {
    return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeWhole(file: string, contents: string, mode: number): Promise<void> {
  await writeFile(`${file}.new`, contents, { mode });
  await rename(`${file}.new`, file);
}

/** MD5 and SHA-1 signatures are hashed with SHA-256, every other one with its own hash. */
function withEndPoint({ key, cert }: { key: string; cert: string }): Certificate {
  const { raw } = new X509Certificate(cert);
  return { key, cert, endPoint: createHash(signatureHash(raw)).update(raw).digest() };
}

/** The hash in the certificate's signature algorithm, by its object identifier in DER. */
function signatureHash(der: Buffer): 'sha256' | 'sha384' | 'sha512' {
  const has = (hex: string) => der.includes(Buffer.from(hex, 'hex'));
  if (has('2a8648ce3d040303') || has('2a864886f70d01010c')) return 'sha384';
  if (has('2a8648ce3d040304') || has('2a864886f70d01010d')) return 'sha512';
  return 'sha256';
}
