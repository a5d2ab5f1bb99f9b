import { availableParallelism } from 'node:os';
import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import type { PublishingGate, Snapshot } from '../../warehouse/gate.js';
import { type Engines, execute } from './execute.js';
import { FairQueue, type QueueLimits } from './fair-queue.js';
import type { LayerFinder } from './layer.js';
import type { Prepared } from './prepare.js';
import { type KeptAnswer, ResultCache } from './result-cache.js';
import { SingleFlight } from './single-flight.js';

export interface Outcome extends KeptAnswer {
  readonly snapshot: Snapshot;
  readonly cached: boolean;
}

const SESSIONS = Math.min(16, Math.max(4, 2 * availableParallelism()));

export const QUEUE_LIMITS: QueueLimits = {
  running: SESSIONS,
  runningPerUser: Math.max(2, SESSIONS - 1),
  waiting: 500,
  waitingPerUser: 200,
};

export interface AnsweringOptions {
  readonly engines: Engines;
  readonly gate: PublishingGate;
  readonly layers: LayerFinder;
  readonly limits?: QueueLimits;
}

/** Gets the engine's answer to a prepared question: from the cache, from whoever asks the same just now, or by running it. */
export function createAnswering({ engines, gate, layers, limits = QUEUE_LIMITS }: AnsweringOptions) {
  const cache = new ResultCache();
  const flights = new SingleFlight<Outcome>();
  const queue = new FairQueue(limits);

  function run(prepared: Prepared): (signal: AbortSignal) => Promise<Outcome> {
    return (signal) =>
      gate.read(async (snapshot, stop) => {
        const [engine, layer] = await Promise.all([
          execute(engines, prepared, stop),
          prepared.dataSource === 'store' ? 'store' : layers.layerOf(prepared, stop),
        ]);
        return { engine, layer, snapshot, cached: false };
      }, signal);
  }

  return async function answer(
    prepared: Prepared,
    { user }: Principal,
    asOf: string | undefined,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    const current = await gate.current();
    refuseOtherSnapshot(asOf, current);
    // The store changes without a snapshot, so its answers are never kept.
    const keeps = prepared.dataSource === 'default';
    const kept = keeps ? cache.get(prepared.key, current.id) : undefined;
    if (kept) return { ...kept, snapshot: current, cached: true };
    const key = `${current.id}|${prepared.key}`;
    const outcome = await flights.run(key, (stop) => queue.run(user, () => run(prepared)(stop), stop), signal);
    refuseOtherSnapshot(asOf, outcome.snapshot);
    if (keeps) cache.set(prepared.key, outcome.snapshot.id, { engine: outcome.engine, layer: outcome.layer });
    return outcome;
  };
}

function refuseOtherSnapshot(asOf: string | undefined, { id }: Snapshot): void {
  if (asOf === undefined || asOf === id) return;
  throw new TenureError('SNAPSHOT_GONE', `Snapshot ${asOf} is not served; the current one is ${id}.`);
}
