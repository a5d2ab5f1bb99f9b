import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const kept = z.object({
  version: z.string(),
  entries: z.record(z.string(), z.string()),
  /** JavaScript of each phase of Cube's compiler, by the hash of what it was made from. */
  transpiled: z.record(z.string(), z.string()).default({}),
  /** Files of the model as JSON, by the hash of their YAML. */
  parsed: z.record(z.string(), z.string()).default({}),
  checked: z.object({ key: z.string(), types: z.record(z.string(), z.record(z.string(), z.string())) }).optional(),
});

type Checked = NonNullable<z.infer<typeof kept>['checked']>;

/**
 * What Cube made of the model's YAML, kept in the data directory: turning it into JavaScript is the longest part of a start
 * and depends on the text alone. Each entry's name is the hash of its text, so a changed file is simply not found.
 */
export class CompiledCache {
  private readonly file: string | undefined;
  private content: z.infer<typeof kept>;
  /** What the model that is being compiled is made of; the rest is forgotten when it is kept. */
  private readonly transpiles = new Map<string, string>();

  constructor(
    directory: string | undefined,
    private readonly version: string,
  ) {
    this.file = directory === undefined ? undefined : path.join(directory, 'model-cache.json');
    this.content = this.read();
  }

  fill(cache: { set(key: string, value: string): unknown }): void {
    for (const [key, text] of Object.entries(this.content.entries)) cache.set(key, text);
  }

  /** Keeps what is in use now, and nothing older. */
  keep(texts: readonly string[], cache: { get(key: string): string | undefined }): void {
    const entries: Record<string, string> = {};
    for (const text of texts) {
      const key = createHash('md5').update(text).digest('hex'); // As Cube names its entries.
      const compiled = cache.get(key);
      if (compiled !== undefined) entries[key] = compiled;
    }
    const transpiled = Object.fromEntries(this.transpiles);
    this.transpiles.clear();
    const isKnown = (one: object, known: object) => Object.keys(one).every((key) => Object.hasOwn(known, key));
    if (isKnown(entries, this.content.entries) && isKnown(transpiled, this.content.transpiled)) return;
    this.content = { ...this.content, entries, transpiled };
    this.write();
  }

  transpiled(key: string): string | undefined {
    const known = this.transpiles.get(key) ?? this.content.transpiled[key];
    if (known !== undefined) this.transpiles.set(key, known);
    return known;
  }

  noteTranspiled(key: string, text: string): void {
    this.transpiles.set(key, text);
  }

  /** The content of a file with that text, where it was parsed before; a value of its own each time. */
  parsed(text: string): unknown {
    const known = this.content.parsed[hashOf(text)];
    return known === undefined ? undefined : JSON.parse(known);
  }

  /** Keeps the contents of these files, and of no others. */
  keepParsed(files: readonly { readonly text: string; readonly json: string }[]): void {
    if (this.file === undefined) return;
    const parsed = Object.fromEntries(files.map(({ text, json }) => [hashOf(text), json]));
    if (Object.keys(parsed).every((key) => Object.hasOwn(this.content.parsed, key))) return;
    this.content = { ...this.content, parsed };
    this.write();
  }

  /** Engine types by view and member, of a model that the engine has accepted already; the key is of model and tables. */
  checked(key: string): Checked['types'] | undefined {
    return this.file !== undefined && this.content.checked?.key === key ? this.content.checked.types : undefined;
  }

  setChecked(key: string, types: Checked['types']): void {
    this.content = { ...this.content, checked: { key, types } };
    this.write();
  }

  private read(): z.infer<typeof kept> {
    const empty = { version: this.version, entries: {}, transpiled: {}, parsed: {} };
    if (this.file === undefined) return empty;
    try {
      const parsed = kept.parse(JSON.parse(readFileSync(this.file, 'utf8')));
      return parsed.version === this.version ? parsed : empty;
    } catch {
      return empty;
    }
  }

  /** Best effort: without it the next start is slower, nothing else. */
  private write(): void {
    if (this.file === undefined) return;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      const unfinished = `${this.file}.${process.pid}`;
      writeFileSync(unfinished, JSON.stringify(this.content), { mode: 0o600 });
      renameSync(unfinished, this.file);
    } catch {
      // Nothing is lost.
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
