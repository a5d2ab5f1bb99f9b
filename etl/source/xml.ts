import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { TenureError } from '../../src/errors/errors.js';

/** Characters of text in one record; what is longer is no record but an attack or a mistake in `record`. */
const LONGEST_RECORD = 1 << 20;

/**
 * Writes the records of an XML file as JSON lines, a record at a time: its attributes and the texts of its child elements, and
 * `_line`, where it begins. A document type is refused, and with it every entity of its own. Throws SOURCE with the line.
 */
export async function xmlToJsonLines(file: string, record: string, to: string): Promise<void> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => input.destroy(error));
  const output = createWriteStream(to);
  const reader = new RecordReader(record);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of input) {
      reader.write(decoder.decode(chunk as Buffer, { stream: true }));
      const lines = reader.take();
      if (lines !== '' && !output.write(lines)) await once(output, 'drain');
    }
    reader.write(decoder.decode());
    reader.close();
    output.write(reader.take());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file}:${reader.line}: ${reason}`, { cause: error });
  } finally {
    raw.destroy();
    output.end();
    await once(output, 'close');
  }
}

class RecordReader {
  private readonly parser = new SaxesParser();
  private readonly path: string[] = [];
  private current: Record<string, string | number> | null = null;
  private text = '';
  private size = 0;
  private depth = 0;
  private done = '';

  constructor(private readonly record: string) {
    this.parser.on('error', (error) => {
      throw error;
    });
    this.parser.on('doctype', () => {
      throw new Error('a document type (DOCTYPE) is not allowed');
    });
    this.parser.on('opentag', ({ name, attributes }) => this.open(name, attributes));
    this.parser.on('closetag', ({ name }) => this.close_(name));
    this.parser.on('text', (text) => this.append(text));
    this.parser.on('cdata', (text) => this.append(text));
  }

  get line(): number {
    return this.parser.line;
  }

  write(text: string): void {
    this.parser.write(text);
  }

  close(): void {
    this.parser.close();
  }

  /** The records finished since the last call, as JSON lines. */
  take(): string {
    const lines = this.done;
    this.done = '';
    return lines;
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.path.push(name);
    this.text = '';
    if (this.current === null && name === this.record) {
      this.current = { ...attributes, _line: this.parser.line };
      this.depth = this.path.length;
      this.size = 0;
    }
  }

  private append(text: string): void {
    if (this.current === null) return;
    this.size += text.length;
    if (this.size > LONGEST_RECORD) throw new Error(`a <${this.record}> is longer than ${LONGEST_RECORD} characters`);
    this.text += text;
  }

  private close_(name: string): void {
    if (this.current !== null && this.path.length === this.depth + 1) this.current[name] = this.text;
    if (this.current !== null && this.path.length === this.depth) {
      this.done += `${JSON.stringify(this.current)}\n`;
      this.current = null;
    }
    this.path.pop();
    this.text = '';
  }
}
