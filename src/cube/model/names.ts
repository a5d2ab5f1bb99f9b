import { isMap, isSeq } from 'yaml';
import { z } from 'zod';
import { TenureError } from '../../errors/errors.js';
import type { ModelFile } from './model-file.js';

/** A name in both languages; where one says only the other, a code stands for itself. */
export interface CodeName {
  readonly code: string;
  readonly name: { readonly en: string; readonly zh: string };
}

/** What the churn model reads: its name and, where it is declared, whether more of it may only raise, or only lower, the risk. */
export interface Factor extends CodeName {
  readonly monotone?: 'up' | 'down';
}

/** Names of the members of some dimensions, or of any where none is named. */
export interface NameList {
  readonly dimensions: readonly string[] | null;
  readonly members: readonly CodeName[];
}

/** What a model calls the members of its dimensions that are codes, and what the churn model reads. */
export interface ModelNames {
  readonly members: readonly NameList[];
  readonly factors: readonly Factor[];
}

const named = z.strictObject({ en: z.string().min(1).optional(), zh: z.string().min(1).optional() });
const names = z.record(z.string(), named);
const factors = z.record(z.string(), named.extend({ monotone: z.enum(['up', 'down']).optional() }));
const list = z.strictObject({ of: z.array(z.string()).min(1).optional(), members: names });

/** The names that a model's files declare under `names:` and `factors:`. Throws MODEL with file and line for what is none. */
export function namesOf(files: readonly ModelFile[]): ModelNames {
  return { members: files.flatMap(listsOf), factors: files.flatMap(factorsOf) };
}

function listsOf(file: ModelFile): NameList[] {
  if (file.written['names'] === undefined) return [];
  const lists = file.document.get('names');
  if (!isSeq(lists)) throw new TenureError('MODEL', `${file.name}:1: names must be a list.`);
  return lists.items.map((node) => {
    const { of: dimensions = null, members } = read(list, file, 'names', node);
    return { dimensions, members: codesOf(members) };
  });
}

function factorsOf(file: ModelFile): readonly Factor[] {
  if (file.written['factors'] === undefined) return [];
  const declared = read(factors, file, 'factors', file.document.get('factors'));
  return codesOf(declared).map((one) => {
    const monotone = declared[one.code]?.monotone;
    return monotone === undefined ? one : { ...one, monotone };
  });
}

function codesOf(members: z.infer<typeof names>): CodeName[] {
  return Object.entries(members).map(([code, { en = code, zh = en }]) => ({ code, name: { en, zh } }));
}

function read<T>(schema: z.ZodType<T>, file: ModelFile, key: string, node: unknown): T {
  const line = isMap(node) && node.range ? file.lines.linePos(node.range[0]).line : 1;
  const { data, error } = schema.safeParse(isMap(node) ? node.toJS(file.document) : node);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new TenureError('MODEL', `${file.name}:${line}: ${key}: ${issue?.path.join('.')}: ${issue?.message}`);
}
