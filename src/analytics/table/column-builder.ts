import type { Column } from './table.js';

/** Spellings of a missing value in files of the field (R, SQL, spreadsheets; a division by zero is none either), in lower case. */
const MISSING = new Set(
  ['', 'na', 'n/a', 'nan', 'null', 'none', '\\n', '#n/a', '.', '#div/0!', 'inf', 'infinity'].flatMap((text) =>
    text.startsWith('inf') ? [text, `+${text}`, `-${text}`] : [text],
  ),
);
/** Whether a text stands for no value, as files of the field write it. */
export function isMissingText(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Collects one column of text cells, each distinct text once, and then decides what it is: numbers when every value
 * that is not missing reads as a finite decimal number, categories otherwise.
 */
export class ColumnBuilder {
  private readonly codeOf = new Map<string, number>();
  private codes = new Int32Array(1024);
  private length = 0;

  constructor(readonly name: string) {}

  add(text: string): void {
    if (this.length === this.codes.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.codes);
      this.codes = larger;
    }
    let code = this.codeOf.get(text);
    if (code === undefined) {
      code = this.codeOf.size;
      this.codeOf.set(text, code);
    }
    this.codes[this.length++] = code;
  }

  build(): Column {
    const texts = [...this.codeOf.keys()].map((text) => text.trim());
    const isMissing = texts.map((text) => MISSING.has(text.toLowerCase()));
    const isNumeric = texts.every((text, code) => isMissing[code] || isFiniteDecimal(text));
    return isNumeric ? this.numbers(texts, isMissing) : this.categories(texts, isMissing);
  }

  /** Categories whatever the texts look like; only the empty one is missing. */
  buildCategory(): Column {
    const texts = [...this.codeOf.keys()];
    return this.categories(
      texts,
      texts.map((text) => text === ''),
    );
  }

  private numbers(texts: readonly string[], isMissing: readonly boolean[]): Column {
    const parsed = Float64Array.from(texts, (text, code) => (isMissing[code] ? Number.NaN : Number(text)));
    const values = new Float64Array(this.length);
    for (let row = 0; row < this.length; row++) values[row] = parsed[this.codes[row] as number] as number;
    return { kind: 'number', name: this.name, values };
  }

  private categories(texts: readonly string[], isMissing: readonly boolean[]): Column {
    const levels = [...new Set(texts.filter((_, code) => !isMissing[code]))].sort();
    const levelOf = new Map(levels.map((level, index) => [level, index]));
    const codeToLevel = texts.map((text, code) => (isMissing[code] ? -1 : (levelOf.get(text) ?? -1)));
    const codes = new Int32Array(this.length);
    for (let row = 0; row < this.length; row++) codes[row] = codeToLevel[this.codes[row] as number] as number;
    return { kind: 'category', name: this.name, levels, codes };
  }
}

function isFiniteDecimal(text: string): boolean {
  return DECIMAL.test(text) && Number.isFinite(Number(text));
}
