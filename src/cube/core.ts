import type * as cubeServerCore from '@cubejs-backend/server-core';
import type { CompilerApi, CreateOptions } from '@cubejs-backend/server-core';
import type * as cubeShared from '@cubejs-backend/shared';
import { fixCubeEnvironment, withoutPrinting } from '../config/cube-environment.js';
import { TenureQuery } from './dialect/query.js';
import { StoreQuery } from './dialect/store-query.js';
import { keepTranspiles } from './kept-transpiles.js';
import type { CompiledCache } from './model/compiled-cache.js';
import type { MetaCube, Texts } from './model/texts.js';
import type { SecurityContext } from './security-context.js';
import { requireCube } from './stock/require-cube.js';

const { CubejsServerCore, CompilerApi: StockCompilerApi } = requireCube(
  '@cubejs-backend/server-core',
) as typeof cubeServerCore;
const { getEnv } = requireCube('@cubejs-backend/shared') as typeof cubeShared;

export interface CubeContext {
  readonly securityContext: SecurityContext;
  readonly requestId: string;
}

/** What the core needs beside Cube's own options. */
interface CoreParts {
  readonly texts: () => Texts;
  readonly kept: CompiledCache;
}

type SqlArguments = Parameters<CompilerApi['getSql']>;

/**
 * Cube's SQL cache and policy cache hold the request's id in their keys, so that they never hit; without it they do. The
 * security context stays in: another caller never gets this one's SQL.
 */
class TenureCompilerApi extends StockCompilerApi {
  /** Set by the core that makes it. */
  texts: () => Texts = () => ({ restore: (cubes) => [...cubes] });
  kept: CompiledCache | undefined;

  override async compileSchema(
    ...given: Parameters<CompilerApi['compileSchema']>
  ): ReturnType<CompilerApi['compileSchema']> {
    if (this.kept) keepTranspiles(this.compiledYamlCache, this.kept);
    this.kept?.fill(this.compiledYamlCache);
    const compiled = await super.compileSchema(...given);
    const files = await this.repository.dataSchemaFiles();
    this.kept?.keep(
      files.map(({ content }) => content),
      this.compiledYamlCache,
    );
    return compiled;
  }

  /** Cube's description of the model, with the titles and notes that were kept out of its compiler. */
  override async metaConfig(...given: Parameters<CompilerApi['metaConfig']>): Promise<never> {
    const described: unknown = await super.metaConfig(...given);
    if (Array.isArray(described)) return this.texts().restore(described) as never;
    const { cubes, ...rest } = described as { readonly cubes: MetaCube[] };
    return { ...rest, cubes: this.texts().restore(cubes) } as never;
  }

  override getSql(query: SqlArguments[0], options: Record<string, unknown> = {}): ReturnType<CompilerApi['getSql']> {
    const { requestId: _ignored, ...kept } = options;
    return super.getSql(query, kept as SqlArguments[1]);
  }

  override hashRequestContext(context: never): string {
    const { securityContext } = context as CubeContext;
    return JSON.stringify(securityContext);
  }
}

class TenureCore extends CubejsServerCore {
  constructor(
    options: CreateOptions,
    private readonly parts: CoreParts,
  ) {
    super(options);
  }

  protected override createCompilerApi(repository: never, options: Record<string, unknown> = {}): CompilerApi {
    const api = new TenureCompilerApi(repository, options['dbType'] as never, {
      ...this.createCompilerApiOptions(options),
      // Rows of a cube without a primary key are rows all the same.
      allowUngroupedWithoutPrimaryKey: true,
    });
    api.texts = this.parts.texts;
    api.kept = this.parts.kept;
    return api;
  }

  /** Cube plans; the semantic layer asks the engines. */
  override async resolveDriver(): Promise<never> {
    throw new Error('Cube asks no engine here.');
  }

  /** The gateway, for the semantic layer's own questions. */
  gateway() {
    return this.apiGateway();
  }
}

/** Cube without a server of its own: what plans, and nothing that listens or asks. */
export function createCore(options: CreateOptions, parts: CoreParts): TenureCore {
  fixCubeEnvironment();
  // Cube says once that the JavaScript planner will go one day; the version is pinned for that.
  withoutPrinting(() => getEnv('nativeSqlPlanner'));
  return new TenureCore(options, parts);
}

/** The dialect of a data source. */
export function dialectOf({ dataSource }: { readonly dataSource?: string }): never {
  return (dataSource === 'store' ? StoreQuery : TenureQuery) as never;
}

/** Of the pinned Cube; what it compiled belongs to it alone. */
export const CUBE_VERSION: string = CubejsServerCore.version();
