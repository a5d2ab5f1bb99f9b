import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import type { Config } from '../config/config.js';
import { type Cube, type CubeOptions, createCube } from '../cube/cube.js';
import { TenureError } from '../errors/errors.js';
import type { PublishingGate } from '../warehouse/gate.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import type { SemanticAnswer } from './answer.js';
import { answerOf } from './answer-of.js';
import { catalogOf, type MemberTypes } from './catalog-of.js';
import { execute, type StorePool } from './execute.js';
import { createLayerFinder } from './layer.js';
import { createTypeFinder, valueTypes } from './member-types.js';
import { planOf } from './plan.js';
import type { SemanticQuery } from './query.js';
import type { AskOptions, SemanticService } from './service.js';
import { pagingOf, statementOf } from './statement.js';
import { requireView, visibleViews } from './view.js';

export interface SemanticOptions {
  readonly config: Pick<Config, 'modelDir' | 'timeZone'>;
  readonly warehouse: Warehouse;
  readonly store: CubeOptions['store'] & { readonly pool: StorePool };
  readonly gate: PublishingGate;
  readonly log: Logger;
}

export interface Semantic extends SemanticService {
  readonly cube: Cube;
  close(): Promise<void>;
}

/** Opens the semantic layer: compiles the model and answers questions under the caller's policy. */
export async function createSemantic(options: SemanticOptions): Promise<Semantic> {
  const { config, warehouse, store, gate, log } = options;
  const cube = await createCube({ modelDir: config.modelDir, warehouse, gate, store, log });
  const layers = createLayerFinder(warehouse);
  const types = createTypeFinder(cube, { warehouse, store });
  const stopListening = gate.onPublished(() => layers.clear());

  async function ask(query: SemanticQuery, principal: Principal, asking: AskOptions = {}): Promise<SemanticAnswer> {
    const started = performance.now();
    const view = requireView(visibleViews(await cube.meta(principal)), query.view);
    const paging = pagingOf(query);
    const plan = planOf(view, query, config.timeZone);
    const sql = await cube.sql(plan.cube, principal);
    const statement = statementOf(plan, sql, query, paging);
    return gate.read(async (snapshot, signal) => {
      if (query.asOf !== undefined && query.asOf !== snapshot.id) {
        throw new TenureError(
          'SNAPSHOT_GONE',
          `Snapshot ${query.asOf} is not served; the current one is ${snapshot.id}.`,
        );
      }
      const [engine, layer] = await Promise.all([
        execute({ warehouse, store }, { ...statement, sql }, signal),
        sql.dataSource === 'store' ? 'store' : layers.layerOf(statement, signal),
      ]);
      return answerOf({
        plan,
        paging,
        text: statement.text,
        engine,
        layer,
        snapshot,
        principal,
        started,
        language: asking.language ?? 'en',
      });
    }, asking.signal);
  }

  return {
    cube,
    ask,
    async catalog(principal) {
      const meta = await cube.meta(principal);
      const found = new Map<string, MemberTypes>();
      await Promise.all(
        [...visibleViews(meta).values()].map(async (view) =>
          found.set(view.name, valueTypes(await types.typesOf(view))),
        ),
      );
      return catalogOf(
        meta,
        (view) => found.get(view) ?? new Map(),
        () => false,
      );
    },
    async modelVersion() {
      return cube.version();
    },
    async close() {
      stopListening();
      await cube.close();
    },
  };
}
