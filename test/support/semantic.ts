import { pino } from 'pino';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { createSemantic, type Semantic } from '../../src/semantic/create.js';
import type { SmallWarehouse } from './small-warehouse.js';

/** A semantic service over a warehouse alone: views that live in the store are refused, as they are when it is away. */
export function semanticOver(
  { warehouse, gate }: Pick<SmallWarehouse, 'warehouse' | 'gate'>,
  { modelDir = `${PROJECT_ROOT}/model`, timeZone = 'Asia/Shanghai' } = {},
): Promise<Semantic> {
  return createSemantic({
    config: { modelDir, timeZone },
    warehouse,
    gate,
    store: {
      connection: { host: '127.0.0.1', port: 1, user: 'none', password: 'none', database: 'none' },
      pool: { query: () => Promise.reject(new Error('no store in this test')) },
    },
    log: pino({ level: 'silent' }),
  });
}
