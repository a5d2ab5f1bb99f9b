import { createHash } from 'node:crypto';
import type { CompiledCache } from './model/compiled-cache.js';
import { requireCube } from './stock/require-cube.js';

interface SourceFile {
  readonly fileName: string;
  readonly content: string;
}

/** What a transpiler is told beside the file; one object for all files of a phase. */
interface Symbols {
  readonly transpilerNames: unknown;
  readonly cubeNames: unknown;
  readonly cubeSymbols: object;
}

interface Compiler {
  readonly compiledYamlCache: object;
  transpileJsFile(file: SourceFile, errors: unknown, symbols: Symbols): Promise<SourceFile | undefined>;
}

const { DataSchemaCompiler } = requireCube(
  '@cubejs-backend/schema-compiler/dist/src/compiler/DataSchemaCompiler.js',
) as { readonly DataSchemaCompiler: { readonly prototype: Compiler } };

const caches = new WeakMap<object, CompiledCache>();
const keys = new WeakMap<object, string>();

/**
 * Cube transpiles every file of a model in each of three phases, in worker threads that load Babel for it: a third of a restart's
 * processor time. The result depends on the file's text and on the names of all members, so it is kept by their hash; the
 * workers do not start where nothing has changed.
 */
export function keepTranspiles(compiledYamlCache: object, kept: CompiledCache): void {
  caches.set(compiledYamlCache, kept);
}

const transpile = DataSchemaCompiler.prototype.transpileJsFile;
DataSchemaCompiler.prototype.transpileJsFile = async function (file, errors, symbols) {
  const kept = caches.get(this.compiledYamlCache);
  if (!kept) return transpile.call(this, file, errors, symbols);
  const key = createHash('sha256').update(symbolsKey(symbols)).update(file.content).digest('base64url');
  const known = kept.transpiled(key);
  if (known !== undefined) return { ...file, content: known };
  const made = await transpile.call(this, file, errors, symbols);
  // A model with errors is refused whole, and what is noted of it is never kept.
  if (made) kept.noteTranspiled(key, made.content);
  return made;
};

function symbolsKey({ transpilerNames, cubeNames, cubeSymbols }: Symbols): string {
  const known = keys.get(cubeSymbols);
  if (known !== undefined) return known;
  const key = createHash('sha256')
    .update(JSON.stringify([transpilerNames, cubeNames, cubeSymbols]))
    .digest('base64url');
  keys.set(cubeSymbols, key);
  return key;
}
