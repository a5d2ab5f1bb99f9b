import type { PublishingGate } from '../src/warehouse/gate.js';

/**
 * A gate whose snapshot changes when told, though nothing is published: plans and layers stay known, but no kept answer
 * serves.
 */
export function freshSnapshots() {
  let run = 0;
  return {
    next: () => {
      run++;
    },
    gate: (real: PublishingGate): PublishingGate => ({
      current: async () => ({ ...(await real.current()), id: `run ${run}` }),
      read: (work, signal) => real.read((snapshot, stop) => work({ ...snapshot, id: `run ${run}` }, stop), signal),
      onPublished: (listener) => real.onPublished(listener),
    }),
  };
}
