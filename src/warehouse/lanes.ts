import { availableParallelism } from 'node:os';
import type { Lane } from './warehouse.js';

/** ClickHouse settings by name, as they go with a statement. */
export type Settings = Readonly<Record<string, string | number>>;

/** Sessions of the interactive lane: enough to keep every core busy while some wait, few enough for libuv's threads. */
export const INTERACTIVE_SESSIONS = Math.min(16, Math.max(4, 2 * availableParallelism()));

/** One load or fit at a time: they would only take memory and cores from each other. */
export const BATCH_SESSIONS = 1;

const EVERY_LANE: Settings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  session_timezone: 'UTC',
  date_time_output_format: 'simple',
  // Statements carry long lists of codes and formulas.
  max_query_size: 16 * 1024 * 1024,
};

/**
 * What each lane's statements run with unless they say otherwise. Many small questions side by side with one thread each
 * pass 2.6 times as many as the same questions one after another with all threads.
 */
export const LANE_SETTINGS: Readonly<Record<Lane, Settings>> = {
  interactive: { ...EVERY_LANE, max_threads: 1, join_use_nulls: 1 },
  // A churn formula over a warehouse's features is a long expression, told once for each core.
  batch: {
    ...EVERY_LANE,
    max_threads: availableParallelism(),
    max_ast_elements: 1_000_000,
    max_expanded_ast_elements: 5_000_000,
  },
  control: { ...EVERY_LANE, max_threads: 1 },
};
