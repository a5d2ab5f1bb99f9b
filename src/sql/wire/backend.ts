import { BodyReader } from './body-reader.js';
import { frame, int16, int32, oid, text } from './write.js';

/** Messages that a server sends: written to the client, read from the backend. */
export interface ErrorFields {
  readonly severity?: 'ERROR' | 'FATAL' | 'NOTICE' | 'WARNING';
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** One-based position in the statement, in characters. */
  readonly position?: number | undefined;
}

export interface FieldDescription {
  readonly name: string;
  readonly tableOid: number;
  readonly columnNumber: number;
  readonly typeOid: number;
  readonly typeSize: number;
  readonly typeModifier: number;
  /** 0 text, 1 binary. */
  readonly format: number;
}

export function writeError(fields: ErrorFields): Buffer {
  return notice('E', { severity: 'ERROR', ...fields });
}

function notice(type: string, { severity = 'ERROR', code, message, detail, hint, position }: ErrorFields): Buffer {
  const field = (tag: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [Buffer.from(tag, 'latin1'), text(value)];
  return frame(
    type,
    ...field('S', severity),
    ...field('V', severity),
    ...field('C', code),
    ...field('M', message),
    ...field('D', detail),
    ...field('H', hint),
    ...field('P', position === undefined ? undefined : String(position)),
    Buffer.from([0]),
  );
}

/** COPY TO STDOUT begins, in text. */
export function writeCopyOut(columns: number): Buffer {
  return frame('H', Buffer.from([0]), int16(columns), ...Array.from({ length: columns }, () => int16(0)));
}

export const COPY_DONE = frame('c');

/** The fields of an ErrorResponse or NoticeResponse by their one-letter tags. */
export function readErrorFields(body: Buffer): ReadonlyMap<string, string> {
  const reader = new BodyReader(body);
  const fields = new Map<string, string>();
  for (let tag = reader.byte(); tag !== '\0'; tag = reader.byte()) fields.set(tag, reader.text());
  return fields;
}

export function writeErrorFields(type: 'E' | 'N', fields: ReadonlyMap<string, string>): Buffer {
  const parts = [...fields].flatMap(([tag, value]) => [Buffer.from(tag, 'latin1'), text(value)]);
  return frame(type, ...parts, Buffer.from([0]));
}

export function readRowDescription(body: Buffer): readonly FieldDescription[] {
  const reader = new BodyReader(body);
  const fields = Array.from({ length: reader.uint16() }, () => ({
    name: reader.text(),
    tableOid: reader.int32() >>> 0,
    columnNumber: reader.int16(),
    typeOid: reader.int32() >>> 0,
    typeSize: reader.int16(),
    typeModifier: reader.int32(),
    format: reader.int16(),
  }));
  reader.end();
  return fields;
}

export function readParameterDescription(body: Buffer): readonly number[] {
  const reader = new BodyReader(body);
  const types = Array.from({ length: reader.uint16() }, () => reader.int32() >>> 0);
  reader.end();
  return types;
}

/** Column values of a DataRow, null for SQL NULL. */
export function readDataRow(body: Buffer): readonly (Buffer | null)[] {
  const reader = new BodyReader(body);
  const values = Array.from({ length: reader.uint16() }, () => {
    const length = reader.int32();
    return length === -1 ? null : reader.bytes(length);
  });
  reader.end();
  return values;
}

export function writeRowDescription(fields: readonly FieldDescription[]): Buffer {
  return frame(
    'T',
    int16(fields.length),
    ...fields.flatMap((field) => [
      text(field.name),
      oid(field.tableOid),
      int16(field.columnNumber),
      oid(field.typeOid),
      int16(field.typeSize),
      int32(field.typeModifier),
      int16(field.format),
    ]),
  );
}

export function writeCommandComplete(tag: string): Buffer {
  return frame('C', text(tag));
}

export const PORTAL_SUSPENDED = frame('s');

export function writeParameterStatus(name: string, value: string): Buffer {
  return frame('S', text(name), text(value));
}

export function writeBackendKeyData(processId: number, secret: number): Buffer {
  return frame('K', int32(processId), int32(secret));
}

export type TransactionStatus = 'I' | 'T' | 'E';

export function writeReadyForQuery(status: TransactionStatus): Buffer {
  return frame('Z', Buffer.from(status, 'latin1'));
}

/** Authentication requests: `AUTH.ok`, and the three of SASL. */
export const AUTH = {
  ok: frame('R', int32(0)),
  sasl: (mechanisms: readonly string[]) => frame('R', int32(10), ...mechanisms.map(text), Buffer.from([0])),
  saslContinue: (data: string) => frame('R', int32(11), Buffer.from(data, 'utf8')),
  saslFinal: (data: string) => frame('R', int32(12), Buffer.from(data, 'utf8')),
} as const;
