import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SeedFile } from './files/file.js';

export interface Dirt {
  readonly dirty: readonly {
    readonly file: string;
    /** The header of a CSV file is line 1. */
    readonly line: number;
    readonly column: string;
    readonly reason: string | null;
    readonly severity: 'row' | 'value' | 'loads';
  }[];
  readonly duplicates: number;
}

/** Appends the planted bad lines and second copies to the first file of a kind. `@MONTH` in a line is the first month. */
export function addDirt(file: SeedFile, to: string, rows: number, month: string): Dirt {
  const { dirty = [], duplicates = 0 } = file;
  if (file.name === 'account-managers') toGbk(to);
  if (dirty.length === 0 && duplicates === 0) return { dirty: [], duplicates: 0 };
  const header = file.format === 'CSVWithNames' ? 1 : 0;
  const again = duplicates === 0 ? [] : firstLines(to, header + duplicates).slice(header);
  const lines = [...again, ...dirty.map((one) => one.line.replaceAll('@MONTH', month))];
  appendFileSync(to, `${lines.join('\n')}\n`);
  return {
    duplicates: again.length,
    dirty: dirty.map(({ column, reason, severity }, index) => ({
      file: path.basename(to),
      line: header + rows + again.length + index + 1,
      column,
      reason,
      severity,
    })),
  };
}

function firstLines(file: string, count: number): string[] {
  return readFileSync(file, 'utf8').split('\n', count);
}

/** Node writes no GBK: its few characters are looked up in the decoder's table turned round. */
function toGbk(file: string): void {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, Buffer>();
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low]);
      codes.set(decoder.decode(bytes), bytes);
    }
  const text = [...readFileSync(file, 'utf8')];
  writeFileSync(
    file,
    Buffer.concat(
      text.map((character) =>
        character < '\x80' ? Buffer.from(character) : (codes.get(character) ?? Buffer.from('?')),
      ),
    ),
  );
}
