import { it } from 'vitest';
import { compareWithLightLayer } from '../support/reference/compare.js';

// The long suite asks 500, over base facts; see test/long.
it('generated questions agree with a translator that shares nothing with the server', async () => {
  await compareWithLightLayer(60, 20240131);
}, 180_000);
