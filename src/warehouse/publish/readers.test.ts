import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Readers } from './readers.js';

it('a publication waits for running reads, and new reads wait for it', async () => {
  const readers = new Readers(10_000);
  const told: string[] = [];
  const read = readers.run(async () => {
    await sleep(40);
    told.push('read');
  });
  const publication = readers.exclusively(async () => {
    told.push('publish');
    await sleep(20);
    told.push('published');
  });
  const later = readers.run(async () => void told.push('later read'));
  await Promise.all([read, publication, later]);
  expect(told).toEqual(['read', 'publish', 'published', 'later read']);
});

it('a read that outlasts the grace is stopped and runs again after the publication', async () => {
  const readers = new Readers(20);
  const told: string[] = [];
  let attempts = 0;
  const read = readers.run(async (signal) => {
    attempts++;
    told.push(`attempt ${attempts}`);
    if (attempts === 1) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return attempts;
  });
  await readers.exclusively(async () => void told.push('published'));
  expect(await read).toBe(2);
  expect(told).toEqual(['attempt 1', 'published', 'attempt 2']);
});

it('whoever asks can stop waiting and stop running; other failures are passed on, once', async () => {
  const readers = new Readers(10_000);
  const caller = new AbortController();
  const running = readers.run(
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    caller.signal,
  );
  const reason = new Error('gone');
  caller.abort(reason);
  await expect(running).rejects.toBe(reason);
  let attempts = 0;
  await expect(
    readers.run(async () => {
      attempts++;
      throw new TypeError('broken');
    }),
  ).rejects.toThrow('broken');
  expect(attempts).toBe(1);
  const publishing = readers.exclusively(() => sleep(50));
  const waiting = new AbortController();
  const waited = readers.run(async () => 'read', waiting.signal);
  waiting.abort(reason);
  await expect(waited).rejects.toBe(reason);
  await publishing;
  expect(await readers.run(async () => 'read')).toBe('read');
});

it('publications come one after another, and a failed one opens the gate', async () => {
  const readers = new Readers(1000);
  const told: number[] = [];
  const publish = (n: number) =>
    readers.exclusively(async () => {
      told.push(n);
      await sleep(10);
      told.push(-n);
      if (n === 2) throw new Error('disk full');
    });
  await Promise.allSettled([publish(1), publish(2), publish(3)]);
  expect(told).toEqual([1, -1, 2, -2, 3, -3]);
  expect(await readers.run(async () => 'open')).toBe('open');
});
