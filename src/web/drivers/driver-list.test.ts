import { describe, expect, it } from 'vitest';
import { driversOf } from './driver-list.js';

describe('risk drivers', () => {
  it('are read from lists, the strongest first', () => {
    expect(
      driversOf([
        ['tenure', 0.4, 0.1],
        ['contract', -0.2, -0.5],
      ]).map((one) => one.factor),
    ).toEqual(['contract', 'tenure']);
    expect(driversOf('[["tenure",0.4,0.1]]')).toEqual([{ factor: 'tenure', contribution: 0.4, difference: 0.1 }]);
  });

  it('are none where there is nothing to read', () => {
    for (const cell of [null, 'none', '[', [], 3]) expect(driversOf(cell)).toEqual([]);
  });
});
