import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const kept = z.object({
  version: z.string(),
  entries: z.record(z.string(), z.string()),
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
      const key = createHash('md5').update(text).digest('hex');
      const compiled = cache.get(key);
      if (compiled !== undefined) entries[key] = compiled;
    }
    if (Object.keys(entries).every((key) => Object.hasOwn(this.content.entries, key))) return;
    this.content = { ...this.content, entries };
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
    const empty = { version: this.version, entries: {} };
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
