import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from './listen.js';

const where = { host: '127.0.0.1', port: 0, setting: 'TENURE_PORT' } as const;

it('takes a free port, and names port and setting when one is in use', async () => {
  const first = createServer();
  const port = await listen(first, where);
  expect(port).toBeGreaterThan(0);
  await expect(listen(createServer(), { ...where, port })).rejects.toMatchObject({
    kind: 'CONFIG',
    message: expect.stringMatching(new RegExp(`^Port ${port} of 127.0.0.1 is in use.*TENURE_PORT`)),
  });
  first.close();
});

it('names the host setting when the address is not of this machine', async () => {
  await expect(listen(createServer(), { ...where, host: '192.0.2.1' })).rejects.toMatchObject({
    kind: 'CONFIG',
    message: expect.stringContaining('TENURE_HOST'),
  });
});
