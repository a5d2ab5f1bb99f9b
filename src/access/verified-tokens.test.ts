import { expect, it } from 'vitest';
import { remembering } from './verified-tokens.js';

it('verifies a token once in half a minute, at most until it expires, and a wrong one each time', async () => {
  let now = 1_000_000;
  const asked: string[] = [];
  const verify = remembering(
    async (token) => {
      asked.push(token);
      if (token === 'wrong' || (token === 'short' && now >= 1_010_000)) throw new Error('refused');
      return token === 'short' ? { sub: 'amy', exp: 1010 } : { sub: 'bob' };
    },
    () => now,
  );
  for (const token of ['short', 'short', 'long', 'long']) await verify(token);
  expect(asked).toEqual(['short', 'long']);
  await expect(verify('wrong')).rejects.toThrow();
  await expect(verify('wrong')).rejects.toThrow();
  now = 1_009_999;
  expect(await verify('short')).toMatchObject({ sub: 'amy' });
  now = 1_010_000;
  await expect(verify('short')).rejects.toThrow();
  expect(asked).toEqual(['short', 'long', 'wrong', 'wrong', 'short']);
  now = 1_030_000;
  expect(await verify('long')).toEqual({ sub: 'bob' });
  expect(asked.at(-1)).toBe('long');
});
