import { expect, it } from 'vitest';
import { REMEMBERED_MS, Remembered } from './remembered.js';

it('reads once for a crowd and for five seconds, again after that, and never remembers a failure', async () => {
  let now = 0;
  let reads = 0;
  let fails = false;
  const remembered = new Remembered(
    async (key) => {
      reads++;
      if (fails) throw new Error('away');
      return `${key} ${reads}`;
    },
    () => now,
  );
  const crowd = await Promise.all(Array.from({ length: 500 }, () => remembered.get('ann')));
  expect(new Set(crowd)).toEqual(new Set(['ann 1']));
  now = REMEMBERED_MS - 1;
  expect(await remembered.get('ann')).toBe('ann 1');
  now = REMEMBERED_MS;
  expect(await remembered.get('ann')).toBe('ann 2');
  fails = true;
  await expect(remembered.get('bob')).rejects.toThrow('away');
  fails = false;
  expect(await remembered.get('bob')).toBe('bob 4');
});

it('gives nothing of before it was told to forget, read then or being read', async () => {
  let value = 'before';
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const remembered = new Remembered(async () => {
    const read = value;
    await gate;
    return read;
  });
  const early = remembered.get('ann');
  value = 'after';
  remembered.forget();
  const late = remembered.get('ann');
  open();
  expect([await early, await late, await remembered.get('ann')]).toEqual(['before', 'after', 'after']);
});
