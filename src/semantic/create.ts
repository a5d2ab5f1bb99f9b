import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import type { Config } from '../config/config.js';
import { CUBE_VERSION } from '../cube/core.js';
import { type Cube, type CubeOptions, createCube } from '../cube/cube.js';
import { CompiledCache } from '../cube/model/compiled-cache.js';
import { modelStamp } from '../cube/model/repository.js';
import type { PublishingGate } from '../warehouse/gate.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import type { SemanticAnswer } from './contract/answer.js';
import type { SemanticQuery } from './contract/query.js';
import type { AskOptions, StreamingSemanticService } from './contract/service.js';
import { readChecked } from './model/read-checked.js';
import { requireView, type View } from './model/view.js';
import { createVisibleModels } from './model/views-of.js';
import { rerouted } from './plan/beside.js';
import { createSingleMonth } from './plan/single-month.js';
import { answerOf } from './run/answer-of.js';
import { createAnswering } from './run/answering.js';
import { createCataloguer } from './run/cataloguer.js';
import { checkModel } from './run/check-model.js';
import type { StorePool } from './run/execute.js';
import type { QueueLimits } from './run/fair-queue.js';
import { createLayerFinder } from './run/layer.js';
import { createTypeFinder } from './run/member-types.js';
import { createPreparer, type Prepared } from './run/prepare.js';
import { createStreaming } from './run/stream.js';

export interface SemanticOptions {
  /** With a data directory, what was compiled and checked is remembered there for the next start. */
  readonly config: Pick<Config, 'modelDir' | 'timeZone'> & Partial<Pick<Config, 'dataDir'>>;
  readonly warehouse: Warehouse;
  readonly store: { readonly pool: StorePool };
  readonly gate: PublishingGate;
  readonly log: Logger;
  readonly queueLimits?: QueueLimits;
}

/** The model as one caller sees it, in the words that the model has for it. */
export interface DescribedModel {
  readonly views: ReadonlyMap<string, View>;
  /** Shown masked: it may be looked at row by row, neither filtered nor grouped by. */
  isMasked(view: string, member: string): boolean;
}

/** A question's statement for the engine that would answer it, with its parameters by name or by position. */
export type QuestionStatement = Pick<Prepared, 'text' | 'params' | 'values' | 'dataSource'>;

export interface Semantic extends StreamingSemanticService {
  readonly cube: Cube;
  /** IANA; of timestamps in questions that name no zone. */
  readonly timeZone: string;
  describe(principal: Principal): Promise<DescribedModel>;
  /** Plans a question without asking it. Who is shown the statement is for the door to see to (the right `sql`). */
  statement(query: SemanticQuery, principal: Principal): Promise<QuestionStatement>;
  /** Takes up the model directory as it is now. A model that is wrong is refused whole (MODEL), and the one before serves on. */
  reload(): Promise<'unchanged' | 'replaced'>;
  close(): Promise<void>;
}

/** Compiles a model apart from the one that serves, and lets the engine describe its views. Throws MODEL. */
async function tryModel(options: CubeOptions, engines: Parameters<typeof createTypeFinder>[1]): Promise<void> {
  const cube = await createCube(options);
  try {
    const visible = createVisibleModels(cube);
    await checkModel({ cube, types: createTypeFinder(cube, engines, visible), visible, warehouse: options.warehouse });
  } finally {
    await cube.close();
  }
}

/** Opens the semantic layer: compiles the model and answers questions under the caller's policy. */
export async function createSemantic(options: SemanticOptions): Promise<Semantic> {
  const { config, warehouse, store, gate, log, queueLimits } = options;
  const kept = new CompiledCache(config.dataDir, CUBE_VERSION);
  const opening = { modelDir: config.modelDir, warehouse, gate, log };
  let looked = await modelStamp(config.modelDir);
  let read = await readChecked(config.modelDir, log, kept);
  const cube = await createCube({ ...opening, files: read.files, kept });
  const engines = { warehouse, store };
  const layers = createLayerFinder(warehouse);
  const visible = createVisibleModels(cube);
  const types = createTypeFinder(cube, engines, visible);
  const prepare = createPreparer({ cube, visible, layers, timeZone: config.timeZone });
  const seesSql = (principal: Principal) => cube.roles().may(principal, 'sql');
  const answer = createAnswering({ engines, gate, layers, ...(queueLimits ? { limits: queueLimits } : {}) });
  const catalog = createCataloguer({ cube, types, visible, log });
  await checkModel({ cube, types, visible, warehouse }).catch(async (error: unknown) => {
    await cube.close();
    throw error;
  });
  const stopListening = gate.onPublished(() => layers.clear());

  async function askAny(query: SemanticQuery, principal: Principal, asking: AskOptions = {}): Promise<SemanticAnswer> {
    const started = performance.now();
    const prepared = await prepare(query, principal);
    const outcome = await answer(prepared, principal, query.asOf, asking.signal);
    return answerOf({ prepared, outcome, seesSql: seesSql(principal), started, language: asking.language ?? 'en' });
  }

  const { refuseOtherMonths, withMonths } = createSingleMonth({ visible, ask: askAny });
  const routed = async (query: SemanticQuery, principal: Principal) =>
    rerouted(requireView((await visible(principal)).views, query.view), query);
  const ask: Semantic['ask'] = async (asked, principal, asking) => {
    const query = await routed(asked, principal);
    await refuseOtherMonths(query, principal, asking);
    const answer = await askAny(query, principal, asking);
    return { ...answer, receipt: await withMonths(answer.receipt, principal, asking) };
  };
  const stream = createStreaming({ prepare, gate, warehouse, layers, seesSql, ask: askAny });

  return {
    cube,
    ask,
    timeZone: config.timeZone,
    async describe(principal) {
      const { views } = await visible(principal);
      return { views, isMasked: (view, member) => cube.isMasked(principal, view, member) };
    },
    async statement(asked, principal) {
      const query = await routed(asked, principal);
      await refuseOtherMonths(query, principal);
      return prepare(query, principal);
    },
    async stream(asked, principal, sink, asking) {
      const query = await routed(asked, principal);
      await refuseOtherMonths(query, principal, asking);
      return withMonths(await stream(query, principal, sink, asking), principal, asking);
    },
    catalog,
    roles: () => cube.roles(),
    async modelVersion() {
      return cube.version();
    },
    async reload() {
      const stamp = await modelStamp(config.modelDir);
      if (stamp === looked) return 'unchanged';
      const next = await readChecked(config.modelDir, log, kept);
      if (next.fingerprint === read.fingerprint) {
        looked = stamp;
        return 'unchanged';
      }
      await tryModel({ ...opening, files: next.files }, engines);
      await cube.replace(next.files);
      read = next;
      looked = stamp;
      return 'replaced';
    },
    async close() {
      stopListening();
      await cube.close();
    },
  };
}
