import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type CellsForecast, type CellsQuestion, forecastCellsInTurns } from '../../analytics/forecast/cells.js';
import { Refusal } from '../../analytics/refusal.js';
import { TenureError } from '../../errors/errors.js';

/** How long a fit may keep the process from everything else. */
const TURN_MS = 8;
/** Cells of all fits that are kept. */
const KEPT_CELLS = 10_000;

/**
 * Fits cells a few at a time, so that doors answer in between. Fits are kept by what they were made of: the history itself,
 * which was asked as the caller. So no policy can get another one's, and a snapshot that changes nothing costs nothing.
 */
export class Fits {
  private readonly kept = new LRUCache<string, { readonly fit: CellsForecast }>({
    maxSize: KEPT_CELLS,
    sizeCalculation: ({ fit }) => Math.max(1, fit.cells.length),
  });

  /** Throws WRONG_USE for what cannot be forecast. */
  async fit(question: CellsQuestion, signal?: AbortSignal): Promise<CellsForecast> {
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64url');
    const known = this.kept.get(key);
    if (known) return known.fit;
    const fit = await inTurns(question, signal).catch(refused);
    this.kept.set(key, { fit });
    return fit;
  }

  /** As a tree where the history adds up, which is how measures tell whether they do; else each cell by itself. */
  async fitTree(question: CellsQuestion, signal?: AbortSignal): Promise<CellsForecast> {
    try {
      return await this.fit(question, signal);
    } catch (error) {
      if (!(error instanceof TenureError) || error.kind !== 'WRONG_USE') throw error;
      return this.fit({ ...question, cells: question.cells.map((cell) => ({ ...cell, parent: null })) }, signal);
    }
  }
}

function inTurns(question: CellsQuestion, signal: AbortSignal | undefined): Promise<CellsForecast> {
  let since = performance.now();
  return forecastCellsInTurns(question, async () => {
    if (performance.now() - since < TURN_MS) return;
    await new Promise(setImmediate);
    if (signal?.aborted) throw new TenureError('CANCELLED', 'The forecast was cancelled.');
    since = performance.now();
  });
}

function refused(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  throw new TenureError('WRONG_USE', error.message, error.hint === undefined ? {} : { hint: error.hint });
}
