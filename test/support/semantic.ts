import { pino } from 'pino';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { createSemantic, type Semantic } from '../../src/semantic/create.js';
import type { QueueLimits } from '../../src/semantic/run/fair-queue.js';
import type { SmallWarehouse } from './small-warehouse.js';

/** Where the tests of a checkout keep what Cube made of the model: it depends on the text alone, and takes longest of all. */
const MODEL_CACHE = `${PROJECT_ROOT}/node_modules/.cache/tenure-tests`;

/** The project's own model with what is kept of it, or another one. */
export const modelOf = (modelDir?: string): { modelDir: string; dataDir?: string } =>
  modelDir === undefined ? { modelDir: `${PROJECT_ROOT}/model`, dataDir: MODEL_CACHE } : { modelDir };

/** A semantic service over a warehouse alone: views that live in the store are refused, as they are when it is away. */
export function semanticOver(
  { warehouse, gate }: Pick<SmallWarehouse, 'warehouse' | 'gate'>,
  {
    modelDir,
    dataDir,
    timeZone = 'Asia/Shanghai',
    queueLimits,
  }: {
    readonly modelDir?: string;
    readonly dataDir?: string;
    readonly timeZone?: string;
    readonly queueLimits?: QueueLimits;
  } = {},
): Promise<Semantic> {
  return createSemantic({
    config: { ...modelOf(modelDir), ...(dataDir === undefined ? {} : { dataDir }), timeZone },
    warehouse,
    gate,
    store: {
      pool: { query: () => Promise.reject(new Error('no store in this test')) },
    },
    log: pino({ level: 'silent' }),
    ...(queueLimits ? { queueLimits } : {}),
  });
}
