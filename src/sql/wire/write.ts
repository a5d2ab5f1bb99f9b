const NUL = Buffer.from([0]);

/** A typed message from its parts: type byte, length word, body. */
export function frame(type: string, ...parts: readonly Buffer[]): Buffer {
  let length = 4;
  for (const part of parts) length += part.length;
  const out = Buffer.allocUnsafe(length + 1);
  out.write(type, 0, 1, 'latin1');
  out.writeInt32BE(length, 1);
  let at = 5;
  for (const part of parts) at += part.copy(out, at);
  return out;
}

/** An untyped start-up packet. */
export function startupFrame(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 4), body]);
}

export function int32(value: number): Buffer {
  const out = Buffer.allocUnsafe(4);
  out.writeInt32BE(value | 0);
  return out;
}

/** An unsigned 32-bit word such as an OID. */
export function oid(value: number): Buffer {
  const out = Buffer.allocUnsafe(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}

export function int16(value: number): Buffer {
  const out = Buffer.allocUnsafe(2);
  out.writeUInt16BE(value & 0xffff);
  return out;
}

/** A zero-terminated string. A zero byte inside would end it early, so it is cut there. */
export function text(value: string): Buffer {
  const end = value.indexOf('\0');
  return Buffer.concat([Buffer.from(end < 0 ? value : value.slice(0, end), 'utf8'), NUL]);
}
