import { it } from 'vitest';
import { compareWithBaseFacts } from '../support/reference/compare.js';

it('500 generated questions agree with a translator that shares nothing with the server and reads base facts', async () => {
  await compareWithBaseFacts(500, 7);
}, 600_000);
