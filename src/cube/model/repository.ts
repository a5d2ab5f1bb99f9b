import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Document, isMap, LineCounter, parseDocument, stringify } from 'yaml';
import type { Roles } from '../../access/roles.js';
import { TenureError } from '../../errors/errors.js';
import type { DeclaredAttribute } from '../../warehouse/attributes.js';
import { addAttributes } from './attributes.js';
import type { CompiledCache } from './compiled-cache.js';
import { addDefaultPolicies } from './default-policies.js';
import { addDerivedMeasures } from './derived.js';
import { extendCubes } from './extend.js';
import { addIntervals } from './intervals.js';
import { type Masks, masksOf } from './masks.js';
import type { ModelFile } from './model-file.js';
import { type ModelNames, namesOf } from './names.js';
import { addOrderColumns } from './order-columns.js';
import { addRatios } from './ratios.js';
import { rolesOf } from './roles.js';
import { type RowRestrictions, rowRestrictionsOf } from './row-restrictions.js';
import { sharePolicies } from './shared-policies.js';
import { type Texts, takeTexts } from './texts.js';
import { mendWindows } from './windows.js';
import { writeTemplates } from './written-templates.js';

/** Files that were parsed before, by their text: reading YAML with its places takes long. */
export type KeptFiles = Pick<CompiledCache, 'parsed' | 'keepParsed'>;

/** The model's files as they lie on disk, parsed. Throws MODEL with file and line for what is not YAML. */
export async function readModel(directory: string, kept?: KeptFiles): Promise<ModelFile[]> {
  const names = await yamlFilesBelow(directory);
  if (names.length === 0) throw new TenureError('MODEL', `There is no model in ${directory}: no .yml file was found.`);
  const files = await Promise.all(names.map((name) => readModelFile(directory, name, kept)));
  kept?.keepParsed(files.map(({ text, written }) => ({ text, json: JSON.stringify(written) })));
  extendCubes(files);
  sharePolicies(files);
  addOrderColumns(files);
  for (const { content } of files) addRatios(addDerivedMeasures(writeTemplates(mendWindows(content))));
  addIntervals(files);
  return files;
}

/** Changes when a model file is added, removed or written; cheap enough to ask every few seconds. */
export async function modelStamp(directory: string): Promise<string> {
  const names = await yamlFilesBelow(directory);
  const stats = await Promise.all(names.map((name) => stat(path.join(directory, name))));
  return JSON.stringify(names.map((name, index) => [name, stats[index]?.mtimeMs, stats[index]?.size]));
}

async function yamlFilesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new TenureError('MODEL', `The model directory ${directory} cannot be read (TENURE_MODEL_DIR).`, { cause });
  });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
  const script = files.find((file) => /\.(js|jsx|ts|py|jinja)$/.test(file));
  if (script) {
    throw new TenureError('MODEL', `${script}: models are YAML here; scripts and templates are not run.`);
  }
  return files.filter((file) => /\.ya?ml$/.test(file)).sort();
}

async function readModelFile(directory: string, name: string, kept: KeptFiles | undefined): Promise<ModelFile> {
  const text = await readFile(path.join(directory, name), 'utf8');
  const parsed = once(() => parse(name, text));
  const known = kept?.parsed(text) as ModelFile['content'] | undefined;
  const written = known ?? contentOf(name, parsed().document);
  return {
    name,
    text,
    written,
    // Anchors and aliases stand for equal values, not for one that all share.
    content: JSON.parse(JSON.stringify(written)) as ModelFile['content'],
    get document() {
      return parsed().document;
    },
    get lines() {
      return parsed().lines;
    },
  };
}

function parse(name: string, text: string): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = document.errors[0];
  if (!problem) return { document, lines };
  const { line } = lines.linePos(problem.pos[0]);
  throw new TenureError('MODEL', `${name}:${line}: ${problem.message.split('\n', 1)[0]}`);
}

function contentOf(name: string, document: Document): ModelFile['content'] {
  if (document.contents !== null && !isMap(document.contents))
    throw new TenureError('MODEL', `${name}:1: a model file is a mapping with cubes: or views:`);
  return (document.toJS() ?? {}) as ModelFile['content'];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Raised where the same model is planned otherwise, so that no type or plan kept by the version before is used. */
const DIALECT = 2;

export interface ModelSource {
  readonly version: string;
  readonly masks: Masks;
  readonly restrictions: RowRestrictions;
  readonly texts: Texts;
  readonly roles: Roles;
  readonly names: ModelNames;
  readonly files: readonly { readonly fileName: string; readonly content: string }[];
}

/** What Cube compiles: the files with declared attributes as dimensions and a policy on everything that shows. */
export function modelSource(files: readonly ModelFile[], attributes: readonly DeclaredAttribute[]): ModelSource {
  const own = files.map((file) => forCube(structuredClone(file.content)));
  const roles = rolesOf(files);
  const names = namesOf(files);
  const contents = addDefaultPolicies(addAttributes(own, attributes, roles));
  const masks = masksOf(contents);
  const restrictions = rowRestrictionsOf(contents);
  const version = createHash('sha256')
    .update(JSON.stringify([DIALECT, contents, roles.all, names]))
    .digest('hex')
    .slice(0, 16);
  const texts = takeTexts(contents);
  const out = contents.map((content, index) => ({
    fileName: files[index]?.name ?? '',
    content: stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 }),
  }));
  return { version, masks, restrictions, texts, roles, names, files: out };
}

/** Without what is not Cube's: roles, names, and pre-aggregations, whose place the engine's projections take. */
function forCube(content: ModelFile['content']): ModelFile['content'] {
  for (const own of ['roles', 'names', 'factors']) delete content[own];
  for (const cube of content.cubes ?? []) delete cube['pre_aggregations'];
  return content;
}
