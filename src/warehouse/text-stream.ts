import type { LineStream } from './line-stream.js';
import type { Column, TextStream } from './warehouse.js';

export const TEXT_FORMAT = 'TabSeparatedWithNamesAndTypes';

/** Lines of `TEXT_FORMAT` as columns and buffers of whole rows, undecoded. */
export function textOf(lines: LineStream): TextStream {
  const types = lines.types.split('\t').map(unescaped);
  const columns = lines.names
    .split('\t')
    .map((name, index): Column => ({ name: unescaped(name), type: types[index] ?? '' }));
  return { columns, [Symbol.asyncIterator]: () => lines[Symbol.asyncIterator]() };
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '0': '\0' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, code: string) => ESCAPED[code] ?? code);
}
