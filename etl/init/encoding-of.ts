import iconv from 'iconv-lite';

/** Encodings of two bytes a character, and what their texts are full of. */
const WIDE = [
  ['gbk', /[\u4E00-\u9FFF\uFF00-\uFFEF\u3000-\u303F]/g],
  ['shift_jis', /[\u3040-\u30FF\u4E00-\u9FFF]/g],
  ['big5', /[\u4E00-\u9FFF]/g],
  ['euc-kr', /[\uAC00-\uD7AF]/g],
] as const;

/** The encoding that the bytes of a text seem to have; null where they seem to be no text. */
export function encodingOf(bytes: Buffer): string | null {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)))
    return 'utf-16';
  const sample = bytes.subarray(0, 1 << 20);
  const zeros = sample.filter((byte) => byte === 0).length;
  if (zeros > sample.length * 0.2) return sample[0] === 0 ? 'utf-16be' : sample[1] === 0 ? 'utf-16le' : null;
  if (zeros > 0) return null;
  if (isUtf8(sample)) return 'utf-8';
  const high = sample.filter((byte) => byte >= 0x80).length;
  for (const [name, usual] of WIDE) {
    // Two bytes a character, nearly all of the usual ones, none that cannot be read but perhaps the last, which is cut.
    const text = iconv.decode(sample, name);
    const strange = [...text].filter((character) => character >= '\x80').length;
    const broken = text.split('\uFFFD').length - 1;
    if (broken <= 1 && strange > 0 && high / strange > 1.6 && (text.match(usual) ?? []).length >= strange * 0.9)
      return name;
  }
  return 'windows-1252';
}

/** Whether the bytes are UTF-8; the last character may be cut. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
