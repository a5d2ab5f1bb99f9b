import { expect, it } from 'vitest';
import { createLog } from './log.js';

it('writes events as JSON lines and cuts out secrets wherever they stand', () => {
  let written = '';
  const log = createLog({ logLevel: 'info' }, { write: (line) => void (written += line) });
  const secret = 'do-not-write-me';
  log.info({
    event: 'sign_in',
    user: 'analyst',
    password: secret,
    config: { token: secret, auth: { secret } },
    request: { headers: { authorization: `Bearer ${secret}`, cookie: secret } },
    statement: { text: 'SELECT {p0:String}', params: { p0: secret } },
    securityContext: { sub: secret },
  });
  log.debug({ event: 'below the level' });
  expect(written).not.toContain(secret);
  expect(written.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(written)).toMatchObject({
    level: 'info',
    event: 'sign_in',
    user: 'analyst',
    password: '[redacted]',
  });
});
