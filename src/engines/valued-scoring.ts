import type { Logger } from 'pino';
import type { ValuationRequest, ValuationResult } from '../../etl/value/valuation.js';
import { partOf, type Scoring } from '../scoring/create.js';

/** Of the work of the first scores, the part that values and segments are. */
const VALUE_SHARE = 0.15;

/**
 * Scoring that first brings values and segments up to date, since they come from the same loads. When valuing fails the
 * scores are made all the same, and the log says why; the next load tries again.
 */
export function valuedScoring(
  scoring: Scoring,
  value: (request: ValuationRequest) => Promise<ValuationResult>,
  log: Logger,
): Scoring {
  const valueFirst = async ({ signal, onProgress }: Parameters<Scoring['refresh']>[0] = {}) => {
    try {
      const { months, segments } = await value({
        signal,
        onMonth: (_month, done, total) =>
          onProgress?.({ done: (100 * VALUE_SHARE * done) / total, total: 100, label: 'valuing customers' }),
      });
      log.info({ event: 'value.done', months: months.length, segments });
    } catch (error) {
      signal?.throwIfAborted();
      log.error({ event: 'value.failed', err: error });
    }
  };
  return {
    ...scoring,
    afterLoad: async (request) => {
      await valueFirst(request);
      return scoring.afterLoad({ ...request, onProgress: partOf(request?.onProgress, VALUE_SHARE, 1) });
    },
    refresh: async (request) => {
      await valueFirst(request);
      return scoring.refresh({ ...request, onProgress: partOf(request?.onProgress, VALUE_SHARE, 1) });
    },
  };
}
