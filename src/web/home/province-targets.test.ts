import { describe, expect, it } from 'vitest';
import { combinedTarget } from './province-targets.js';

describe('the target of several provinces', () => {
  it('is the sum of amounts, and the mean of rates by their bases', () => {
    const parts = [
      { target: 0.01, weight: 3000 },
      { target: 0.03, weight: 1000 },
    ];
    expect(combinedTarget(parts, 'mean')).toBeCloseTo(0.015, 12);
    expect(
      combinedTarget(
        [100, 250, 50].map((target) => ({ target, weight: 1 })),
        'sum',
      ),
    ).toBe(400);
  });

  it('of one province is its own, whatever the figure', () => {
    expect(combinedTarget([{ target: 0.02, weight: null }], null)).toBe(0.02);
  });

  it.each([
    ['no province', [], 'sum'],
    [
      'a province without one',
      [
        { target: 1, weight: 1 },
        { target: null, weight: 1 },
      ],
      'sum',
    ],
    [
      'a rate whose base is not known',
      [
        { target: 1, weight: 1 },
        { target: 2, weight: null },
      ],
      'mean',
    ],
    [
      'a figure of which nothing says how it comes together',
      [
        { target: 1, weight: 1 },
        { target: 2, weight: 1 },
      ],
      null,
    ],
    [
      'rates of nothing',
      [
        { target: 1, weight: 0 },
        { target: 2, weight: 0 },
      ],
      'mean',
    ],
  ] as const)('is none with %s', (_what, parts, combine) => {
    expect(combinedTarget(parts, combine)).toBeNull();
  });
});
