import { randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import type { Roles } from '../access/roles.js';
import { readAttributes } from '../warehouse/attributes.js';
import type { PublishingGate } from '../warehouse/gate.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { CUBE_VERSION, createCore, dialectOf } from './core.js';
import { cubeLogger } from './log.js';
import type { CubeMeta } from './meta.js';
import { asModelError } from './model/compile-error.js';
import { CompiledCache } from './model/compiled-cache.js';
import { groupsNamed } from './model/default-policies.js';
import type { ModelFile } from './model/model-file.js';
import type { ModelNames } from './model/names.js';
import { positionOf, sqlOfMember } from './model/position.js';
import { modelSource } from './model/repository.js';
import { groupsOf, scopesOf, securityContextOf } from './security-context.js';
import { type CubeQuery, type CubeSql, sqlOf } from './sql.js';

export interface CubeOptions {
  readonly warehouse: Warehouse;
  readonly gate: PublishingGate;
  /** Absolute; named in Cube's own messages. */
  readonly modelDir: string;
  /** The model as read and found right. */
  readonly files: readonly ModelFile[];
  readonly log: Logger;
  /** What was compiled before, and is kept for the next start. */
  readonly kept?: CompiledCache;
}

/** Whoever makes Cube compile the model at start; it has no rights. */
const COMPILER: Principal = { user: 'compile', groups: [], provinces: [], accountManagers: [] };

/** Cube in this process: SQL with the caller's policy applied, and the model's description. */
export interface Cube {
  sql(query: CubeQuery, principal: Principal): Promise<CubeSql>;
  /** What this caller may see of the model. */
  meta(principal: Principal): Promise<CubeMeta>;
  /** Whether a member is shown masked to this caller: it may be selected, but neither filtered nor grouped by. */
  isMasked(principal: Principal, view: string, member: string): boolean;
  /** Members of a view by which this caller's policies leave rows out; none for whoever sees all rows. */
  restrictedBy(principal: Principal, view: string): readonly string[];
  /** The SQL that the model gives a member of a cube (`customer_month.arpu`). */
  sqlOfMember(member: string): string | undefined;
  /** `cubes/plan.yml:12` of a cube, view or member of the model. */
  position(item: string, member?: string): string | undefined;
  /** What each role may do. */
  roles(): Roles;
  /** Names of members that are codes. */
  names(): ModelNames;
  /** All groups that the model's policies name. */
  groups(): readonly string[];
  /** What is remembered of the model from start to start. */
  readonly kept: CompiledCache;
  /** Changes with the model's files and the declared attributes. */
  version(): string;
  /** Takes up attributes that a load has declared since. */
  refresh(): Promise<void>;
  /** Puts another model, found right before, in the place of this one. */
  replace(files: readonly ModelFile[]): Promise<void>;
  close(): Promise<void>;
}

export async function createCube(options: CubeOptions): Promise<Cube> {
  const { modelDir, warehouse, gate, log } = options;
  let files = options.files;
  const compose = async () => modelSource(files, await readAttributes(warehouse));
  let source = await compose();
  const kept = options.kept ?? new CompiledCache(undefined, CUBE_VERSION);

  const core = createCore(
    {
      apiSecret: randomBytes(32).toString('hex'),
      devServer: false,
      telemetry: false,
      logger: cubeLogger(log),
      cacheAndQueueDriver: 'memory',
      driverFactory: ({ dataSource }: { dataSource: string }) => ({
        type: dataSource === 'store' ? 'postgres' : 'clickhouse',
      }),
      dialectFactory: dialectOf,
      repositoryFactory: () => ({ localPath: () => modelDir, dataSchemaFiles: async () => [...source.files] }),
      schemaVersion: () => source.version,
      contextToGroups: ({ securityContext }: { securityContext?: object }) => groupsOf(securityContext, source.roles),
      contextToApiScopes: async (securityContext: object) => scopesOf(securityContext, source.roles) as never,
      allowNodeRequire: false,
      scheduledRefreshTimer: false,
    } as never,
    { texts: () => source.texts, kept },
  );
  const contextOf = (principal: Principal) => ({
    securityContext: securityContextOf(principal),
    requestId: randomUUID(),
  });

  const cube: Cube = {
    kept,
    sql: (query, principal) => sqlOf(core.gateway(), query, contextOf(principal)),
    async meta(principal) {
      const context = contextOf(principal);
      const compiler = await core.getCompilerApi(context as never);
      return (await compiler.metaConfig(context, { includeCompilerId: false })) as CubeMeta;
    },
    sqlOfMember: (member) => sqlOfMember(files, member),
    position: (item, member) => positionOf(files, item, member),
    roles: () => source.roles,
    names: () => source.names,
    groups: () => groupsNamed(files),
    isMasked: ({ groups }, view, member) => source.masks.isMasked(groups, view, member),
    restrictedBy: ({ groups }, view) => source.restrictions.restrictedBy(groups, view),
    version: () => source.version,
    async refresh() {
      source = await compose();
    },
    async replace(next) {
      files = next;
      source = await compose();
      await cube.meta(COMPILER);
    },
    async close() {
      stopListening();
      await core.beforeShutdown();
      await core.shutdown();
    },
  };
  const stopListening = gate.onPublished(() => {
    cube.refresh().catch((error: unknown) => log.error({ err: error }, 'cube.refresh_failed'));
  });
  await cube.meta(COMPILER).catch(async (error: unknown) => {
    await cube.close();
    throw asModelError(error, files);
  });
  return cube;
}
