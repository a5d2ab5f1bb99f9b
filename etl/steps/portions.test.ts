import { expect, it } from 'vitest';
import { keySlices, portions } from './portions.js';

const parts = (...rows: number[]) => rows.map((count, index) => ({ part: `20240${index + 1}`, rows: count }));

it('packs small partitions together and keeps their order', () => {
  expect(portions(parts(3, 3, 5, 1), true, 6)).toEqual([
    { parts: ['202401', '202402'] },
    { parts: ['202403', '202404'] },
  ]);
  expect(portions([], true, 6)).toEqual([]);
});

it('cuts a partition that is too large by customer, alone', () => {
  const cut = portions(parts(1, 13, 1), true, 6);
  expect(cut.map((one) => one.parts)).toEqual([['202401'], ['202402'], ['202402'], ['202402'], ['202403']]);
  expect(cut.map((one) => one.slice !== undefined)).toEqual([false, true, true, true, false]);
  expect(portions(parts(13), false, 6)).toEqual([{ parts: ['202401'] }]);
});

it.each([1, 2, 3, 7])('%d slices leave no customer out and take none twice', (count) => {
  const bounds = keySlices(count).map(({ text }) =>
    [...text.matchAll(/'(\d+)'/g)].map(([, bound]) => BigInt(bound ?? '')),
  );
  expect(bounds).toHaveLength(count);
  expect(bounds[0]?.[0]).toBe(0n);
  expect(bounds.at(-1)?.[1]).toBe(2n ** 64n - 1n);
  for (const [index, [low]] of bounds.entries()) if (index > 0) expect(low).toBe((bounds[index - 1]?.[1] ?? 0n) + 1n);
});
