import type { ClickHouseClient } from '@clickhouse/client';
import type { Lane } from './warehouse.js';

/** Where statements run: the embedded engine or a server. All else is the same code over @clickhouse/client. */
export interface Engine {
  readonly kind: 'embedded' | 'server';
  /** A new client over a lane; closing it leaves the lane open. */
  connect(lane: Lane): ClickHouseClient;
  /** Stops a statement in the engine by its query id, where closing its connection does not. */
  stop(queryId: string): Promise<void>;
  /** Stops what runs and lets go of the engine. */
  close(): Promise<void>;
}
