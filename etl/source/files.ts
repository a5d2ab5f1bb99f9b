import { createHash } from 'node:crypto';
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { TenureError } from '../../src/errors/errors.js';
import type { Source } from './read-source.js';

export interface SourceFile {
  /** Absolute, links resolved. */
  readonly path: string;
  /** How the ledger calls it: its way from the directory or glob that was named, its last name where it was named itself. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the content. */
  readonly hash: string;
}

export interface FileChoice {
  /** Paths that the operator gave; the source file's own list when empty. */
  readonly files: readonly string[];
  /** Directory that the source file's relative paths are meant from; its own directory if absent. */
  readonly directory?: string | undefined;
}

const WANTED: Readonly<Record<string, RegExp>> = {
  csv: /\.(csv|tsv|txt)(\.gz)?$/i,
  json: /\.json(\.gz)?$/i,
  jsonl: /\.(jsonl|ndjson|json)(\.gz)?$/i,
  parquet: /\.parquet$/i,
  xml: /\.xml(\.gz)?$/i,
};

/**
 * The files of a run, sorted by name: what the operator or the source file names and what lies in named directories.
 * A link that leads out of its directory is refused. Throws SOURCE with the file and the reason.
 */
export async function findFiles(source: Source, choice: FileChoice): Promise<SourceFile[]> {
  const { spec } = source;
  const directory = path.resolve(choice.directory ?? path.dirname(source.path));
  const named = choice.files.length > 0 ? choice.files : spec.files.map((file) => path.resolve(directory, file));
  if (named.length === 0)
    throw new TenureError('SOURCE', `${source.path} names no files: give them with --file, or under files.`);
  const isOwn = choice.files.length === 0;
  const names = new Map<string, string>();
  for (const one of named)
    for (const found of await expand(path.resolve(one), spec.format, isOwn ? directory : undefined))
      if (!names.has(found.path)) names.set(found.path, found.name);
  refuseSameNames(names);
  return Promise.all(
    [...names].sort(([one], [other]) => (one < other ? -1 : 1)).map(([file, name]) => fingerprint(file, name)),
  );
}

interface Found {
  readonly path: string;
  readonly name: string;
}

function refuseSameNames(names: ReadonlyMap<string, string>): void {
  const seen = new Map<string, string>();
  for (const [file, name] of names) {
    const other = seen.get(name);
    if (other)
      throw new TenureError(
        'SOURCE',
        `${other} and ${file} would both be called ${name} in the ledger, which tells files apart by name: give the directory above both, or rename one.`,
      );
    seen.set(name, file);
  }
}

/** within: the folder that what is found must lie in. */
async function expand(named: string, format: string, within: string | undefined): Promise<Found[]> {
  if (within !== undefined && named !== within && !named.startsWith(within + path.sep))
    throw new TenureError(
      'SOURCE',
      `${named} is not in ${within}, the folder of the source: name it with --file, or its folder with --in.`,
    );
  const wild = /[*?]/.test(named);
  if (!wild && !statOf(named).isDirectory()) return [{ path: readable(named, within), name: path.basename(named) }];
  const root = wild ? globRoot(named) : named;
  statOf(root);
  const wanted = wild ? globPattern(named) : WANTED[format];
  const found = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => wanted?.test(file));
  if (found.length === 0)
    throw new TenureError(
      'SOURCE',
      wild ? `${named} matches no file.` : `The directory ${named} holds no ${format} file.`,
    );
  return found.map((file) => ({
    path: readable(file, root),
    name: path.relative(root, file).split(path.sep).join('/'),
  }));
}

/** The directory before the first wildcard. */
function globRoot(pattern: string): string {
  const steps = pattern.split(path.sep);
  const wild = steps.findIndex((step) => /[*?]/.test(step));
  return steps.slice(0, wild).join(path.sep) || path.sep;
}

/** `**` any directories, `*` and `?` within a name. */
function globPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}

function readable(file: string, root: string | undefined): string {
  if (!statOf(file).isFile()) throw new TenureError('SOURCE', `${file} is not a regular file.`);
  const real = realpathSync(file);
  if (root !== undefined && !real.startsWith(realpathSync(root) + path.sep))
    throw new TenureError('SOURCE', `${file} leads out of ${root}: name ${real} itself if it is meant.`);
  if (/[*?{}\0]/.test(real))
    throw new TenureError('SOURCE', `${file}: the engine would read * ? { } in a name as a pattern; rename the file.`);
  return real;
}

function statOf(file: string) {
  try {
    return statSync(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const words =
      reason === 'ENOENT' ? 'there is no such file' : reason === 'EACCES' ? 'no permission to read it' : reason;
    throw new TenureError('SOURCE', `${file} cannot be read: ${words}.`, { cause: error });
  }
}

async function fingerprint(file: string, name: string): Promise<SourceFile> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read: ${reason}`, { cause: error });
  }
  return { path: file, name, bytes: statSync(file).size, hash: hash.digest('hex') };
}
