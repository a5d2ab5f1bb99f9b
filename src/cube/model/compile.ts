import { withoutPrinting } from '../../config/cube-environment.js';
import { prepareCompiler } from '../stock/schema-compiler.js';
import { asModelError } from './compile-error.js';
import type { ModelFile } from './model-file.js';
import { modelSource } from './repository.js';

/** Compiles a model with Cube's compiler alone: no engine is opened. Throws MODEL with file and line. */
export async function compileModel(directory: string, files: readonly ModelFile[]): Promise<void> {
  const source = modelSource(files, []);
  const repository = { localPath: () => directory, dataSchemaFiles: async () => [...source.files] };
  const { compiler } = withoutPrinting(() =>
    prepareCompiler(repository as never, { allowNodeRequire: false, standalone: true } as never),
  );
  try {
    await compiler.compile();
  } catch (error) {
    throw asModelError(error, files);
  }
}
