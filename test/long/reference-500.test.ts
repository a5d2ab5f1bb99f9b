import { it } from 'vitest';
import { compareWithReference } from '../support/reference/compare.js';

it('500 generated questions agree with a translator that shares nothing with the server', async () => {
  await compareWithReference(500, 7);
}, 600_000);
