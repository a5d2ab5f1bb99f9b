import { BodyReader } from './body-reader.js';
import { ProtocolError } from './protocol-error.js';
import { frame, int16, int32, oid, text } from './write.js';

/** Messages that a client sends: read from the client, written to the backend. */
export interface ParseMessage {
  readonly statement: string;
  readonly sql: string;
  readonly parameterTypes: readonly number[];
}

export interface BindMessage {
  readonly portal: string;
  readonly statement: string;
  readonly parameterFormats: readonly number[];
  readonly parameters: readonly (Buffer | null)[];
  readonly resultFormats: readonly number[];
}

export interface TargetMessage {
  readonly kind: 'statement' | 'portal';
  readonly name: string;
}

export interface ExecuteMessage {
  readonly portal: string;
  /** 0 means all. */
  readonly maxRows: number;
}

export function readParse(body: Buffer): ParseMessage {
  const reader = new BodyReader(body);
  const statement = reader.text();
  const sql = reader.text();
  const parameterTypes = times(reader.int16(), () => reader.int32() >>> 0);
  reader.end();
  return { statement, sql, parameterTypes };
}

export function writeParse({ statement, sql, parameterTypes }: ParseMessage): Buffer {
  return frame('P', text(statement), text(sql), int16(parameterTypes.length), ...parameterTypes.map(oid));
}

export function readBind(body: Buffer): BindMessage {
  const reader = new BodyReader(body);
  const portal = reader.text();
  const statement = reader.text();
  const parameterFormats = times(reader.int16(), () => reader.int16());
  const parameters = times(reader.uint16(), () => {
    const length = reader.int32();
    return length === -1 ? null : reader.bytes(length);
  });
  const resultFormats = times(reader.int16(), () => reader.int16());
  reader.end();
  return { portal, statement, parameterFormats, parameters, resultFormats };
}

export function writeBind(message: BindMessage): Buffer {
  const { portal, statement, parameterFormats, parameters, resultFormats } = message;
  return frame(
    'B',
    text(portal),
    text(statement),
    int16(parameterFormats.length),
    ...parameterFormats.map(int16),
    int16(parameters.length),
    ...parameters.flatMap((value) => (value === null ? [int32(-1)] : [int32(value.length), value])),
    int16(resultFormats.length),
    ...resultFormats.map(int16),
  );
}

/** The body of Describe and Close. */
export function readTarget(body: Buffer): TargetMessage {
  const reader = new BodyReader(body);
  const kind = reader.byte();
  const name = reader.text();
  reader.end();
  if (kind !== 'S' && kind !== 'P') throw new ProtocolError(`invalid subtype '${kind}' of a Describe or Close message`);
  return { kind: kind === 'S' ? 'statement' : 'portal', name };
}

export function writeTarget(type: 'D' | 'C', { kind, name }: TargetMessage): Buffer {
  return frame(type, Buffer.from(kind === 'statement' ? 'S' : 'P', 'latin1'), text(name));
}

export function readExecute(body: Buffer): ExecuteMessage {
  const reader = new BodyReader(body);
  const portal = reader.text();
  const maxRows = reader.int32();
  reader.end();
  return { portal, maxRows };
}

export function writeExecute({ portal, maxRows }: ExecuteMessage): Buffer {
  return frame('E', text(portal), int32(maxRows));
}

export function readQuery(body: Buffer): string {
  const reader = new BodyReader(body);
  const sql = reader.text();
  reader.end();
  return sql;
}

export function writeQuery(sql: string): Buffer {
  return frame('Q', text(sql));
}

export const SYNC = frame('S');
export const FLUSH = frame('H');
export const TERMINATE = frame('X');

function times<T>(count: number, read: () => T): T[] {
  if (count < 0) throw new ProtocolError('invalid message format');
  const out: T[] = [];
  for (let i = 0; i < count; i++) out.push(read());
  return out;
}
