import type { Settings } from './lanes.js';
import type { QueryLimits } from './warehouse.js';

/** What one interactive question may cost at most unless its caller says otherwise. */
export const INTERACTIVE_LIMITS: QueryLimits = {
  timeoutMs: 30_000,
  /** One more than an answer may have, by which it is known that there are more. */
  maxResultRows: 1_000_001,
  maxMemoryBytes: 2 * 1024 ** 3,
};

/** The limits as ClickHouse settings; each makes the statement fail, never cut its answer silently. */
export function limitSettings(limits: QueryLimits): Settings {
  const settings: Record<string, string | number> = {};
  if (limits.timeoutMs !== undefined) {
    settings['max_execution_time'] = limits.timeoutMs / 1000;
    settings['timeout_overflow_mode'] = 'throw';
  }
  if (limits.maxRowsToRead !== undefined) {
    settings['max_rows_to_read'] = limits.maxRowsToRead;
    settings['read_overflow_mode'] = 'throw';
  }
  if (limits.maxResultRows !== undefined) {
    settings['max_result_rows'] = limits.maxResultRows;
    settings['result_overflow_mode'] = 'throw';
  }
  if (limits.maxMemoryBytes !== undefined) settings['max_memory_usage'] = limits.maxMemoryBytes;
  if (limits.maxThreads !== undefined) settings['max_threads'] = limits.maxThreads;
  return settings;
}
