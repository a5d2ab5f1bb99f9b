import { BodyReader } from './body-reader.js';
import { ProtocolError } from './protocol-error.js';
import { int32, startupFrame, text } from './write.js';

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_3 = 3;

export type Startup =
  | { readonly kind: 'ssl' | 'gss' }
  | { readonly kind: 'cancel'; readonly processId: number; readonly secret: number }
  | { readonly kind: 'start'; readonly minor: number; readonly parameters: ReadonlyMap<string, string> };

export function readStartup(body: Buffer): Startup {
  const reader = new BodyReader(body);
  const code = reader.int32();
  if (code === SSL_REQUEST || code === GSS_REQUEST) {
    reader.end();
    return { kind: code === SSL_REQUEST ? 'ssl' : 'gss' };
  }
  if (code === CANCEL_REQUEST) {
    const cancel = { kind: 'cancel', processId: reader.int32(), secret: reader.int32() } as const;
    reader.end();
    return cancel;
  }
  const major = code >>> 16;
  if (major !== PROTOCOL_3)
    throw new ProtocolError(`unsupported frontend protocol ${major}.${code & 0xffff}: server supports 3.0`, '0A000');
  const parameters = new Map<string, string>();
  for (let name = reader.text(); name !== ''; name = reader.text()) parameters.set(name, reader.text());
  reader.end();
  return { kind: 'start', minor: code & 0xffff, parameters };
}

export function writeStartup(parameters: ReadonlyMap<string, string>): Buffer {
  const pairs = [...parameters].flatMap(([name, value]) => [text(name), text(value)]);
  return startupFrame(int32(PROTOCOL_3 << 16), ...pairs, Buffer.from([0]));
}

export function writeCancel(processId: number, secret: number): Buffer {
  return startupFrame(int32(CANCEL_REQUEST), int32(processId), int32(secret));
}
