import type { Logger } from 'pino';
import type { ValuationRequest, ValuationResult } from '../../etl/value/valuation.js';
import type { Scoring } from '../scoring/create.js';

/**
 * Scoring that first brings values and segments up to date, since they come from the same loads. When valuing fails the
 * scores are made all the same, and the log says why; the next load tries again.
 */
export function valuedScoring(
  scoring: Scoring,
  value: (request: ValuationRequest) => Promise<ValuationResult>,
  log: Logger,
): Scoring {
  const valueFirst = async (signal: AbortSignal | undefined) => {
    try {
      const { months, segments } = await value({ signal });
      log.info({ event: 'value.done', months: months.length, segments });
    } catch (error) {
      signal?.throwIfAborted();
      log.error({ event: 'value.failed', err: error });
    }
  };
  return {
    ...scoring,
    afterLoad: async (request) => {
      await valueFirst(request?.signal);
      return scoring.afterLoad(request);
    },
    refresh: async (request) => {
      await valueFirst(request?.signal);
      return scoring.refresh(request);
    },
  };
}
