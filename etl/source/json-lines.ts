import { once } from 'node:events';
import { createWriteStream, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { TenureError } from '../../src/errors/errors.js';
import { contentOf } from './content.js';

/** Bytes of a JSON file that is taken into memory whole, which only one written by columns needs. */
const MOST_WHOLE = 256 << 20;

/**
 * Writes the records of a JSON file as JSON lines with `_line`, where each begins: the elements of an array, at the top or under
 * a key of the one object there; or the rows of columns (`{"a": [1, 2]}`, or by row name as pandas writes them). Of a file that has
 * a record a line already it writes nothing and says so. Throws SOURCE.
 */
export async function jsonToLines(file: string, to: string): Promise<'written' | 'lines already'> {
  const elements = new ArrayElements();
  const output = createWriteStream(to);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of contentOf(file)) {
      const lines = elements.take(decoder.decode(chunk as Buffer, { stream: true }));
      if (lines !== '' && !output.write(lines)) await once(output, 'drain');
    }
    if (elements.isOpen) throw new Error('the file ends inside a record or list: it is cut short');
    if (!elements.found && elements.objects > 1) return 'lines already';
    if (!elements.found) output.write(recordsByColumn(file));
    return 'written';
  } catch (error) {
    if (error instanceof TenureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file}:${elements.line}: ${reason}`, { cause: error });
  } finally {
    output.end();
    await once(output, 'close');
  }
}

/** Finds the objects that are records, a character at a time; the engine reads what is in them. */
class ArrayElements {
  line = 1;
  found = false;
  /** Objects that stand at the top, beside each other. */
  objects = 0;
  /** Of each bracket that is open, whether it is a list's. */
  private readonly open: boolean[] = [];
  private inText = false;
  private isEscaped = false;
  private current = '';
  private startLine = 1;
  private startDepth = -1;

  get isOpen(): boolean {
    return this.open.length > 0 || this.inText;
  }

  take(text: string): string {
    let done = '';
    let from = this.startDepth >= 0 ? 0 : -1;
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (character === '\n') this.line++;
      if (this.inText) {
        this.within(character);
        continue;
      }
      if (character === '"') this.inText = true;
      else if (character === '[' || character === '{') {
        if (character === '{' && this.isRecord()) {
          this.startDepth = this.open.length;
          this.startLine = this.line;
          from = at;
        }
        this.open.push(character === '[');
      } else if (character === ']' || character === '}') {
        if (this.open.pop() !== (character === ']')) throw new Error(`a ${character} that closes nothing`);
        if (character === '}' && this.open.length === 0) this.objects++;
        if (character === '}' && this.startDepth === this.open.length) {
          done += asLine(this.current + text.slice(from, at + 1), this.startLine);
          this.found = true;
          this.current = '';
          this.startDepth = -1;
          from = -1;
        }
      }
    }
    if (from >= 0) this.current += text.slice(from);
    return done;
  }

  private within(character: string | undefined): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (character === '\\') this.isEscaped = true;
    else if (character === '"') this.inText = false;
  }

  /** An object in the list at the top, or in a list of the object there. */
  private isRecord(): boolean {
    if (this.startDepth >= 0) return false;
    return this.open.at(-1) === true && this.open.length <= 2;
  }
}

function asLine(record: string, line: number): string {
  const inner = record.slice(1).replaceAll(/[\r\n]+/g, ' ');
  return `{"_line":${line}${/^\s*\}/.test(inner) ? '' : ','}${inner}\n`;
}

const cells = z.record(z.string(), z.unknown());

/** Without the words of the parser, which show what is in the file. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
}

function recordsByColumn(file: string): string {
  if (statSync(file).size > MOST_WHOLE)
    throw new Error(
      `a file written by columns may have ${MOST_WHOLE >> 20} MB; write one record after another instead`,
    );
  const whole = parsed(readFileSync(file, 'utf8'));
  if (Array.isArray(whole) && whole.length === 0) return '';
  const columns = z.record(z.string(), z.union([z.array(z.unknown()).transform((list) => ({ ...list })), cells]));
  const read = columns.safeParse(whole);
  if (!read.success)
    throw new Error('neither a list of records ([{…}, {…}]) nor columns of values ({"a": […], "b": […]})');
  const entries = Object.entries(read.data as Record<string, Record<string, unknown>>);
  const keys = [...new Set(entries.flatMap(([, values]) => Object.keys(values)))];
  const record = (key: string) => Object.fromEntries(entries.map(([name, values]) => [name, values[key]]));
  return keys.map((key, index) => `${JSON.stringify({ _line: index + 1, ...record(key) })}\n`).join('');
}

/** One array in a file that should have a record a line would be read as one broken record. Throws SOURCE. */
export async function refuseJsonArray(file: string): Promise<void> {
  const stream = contentOf(file);
  try {
    for await (const chunk of stream) {
      const start = (chunk as Buffer).toString('latin1').replace(/^(\u00EF\u00BB\u00BF)?\s+/, '');
      if (start === '') continue;
      if (start.startsWith('['))
        throw new TenureError(
          'SOURCE',
          `${file}:1: the file is one JSON list, not a record a line: write format: json.`,
        );
      return;
    }
  } finally {
    stream.destroy();
  }
}
