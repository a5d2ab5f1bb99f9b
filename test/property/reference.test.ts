import { it } from 'vitest';
import { compareWithReference } from '../support/reference/compare.js';

// The long suite asks 500; see test/long.
it('generated questions agree with a translator that shares nothing with the server', async () => {
  await compareWithReference(60, 20240131);
}, 180_000);
