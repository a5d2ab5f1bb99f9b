import { describe, expect, it } from 'vitest';
import { bridge } from './bridge.js';

const parts = [
  { name: 'price', contribution: 0.004 },
  { name: 'coverage', contribution: -0.003 },
  { name: 'moved', contribution: 0.0005 },
  { name: 'other', contribution: -0.0001 },
];

describe('a bridge from one rate to another', () => {
  it('hands over from step to step and ends where the parts lead', () => {
    const steps = bridge(
      { name: 'May', contribution: 0.02 },
      parts,
      [{ name: 'mix', contribution: 0.001 }],
      { name: 'June', contribution: 0.0224 },
      2,
    );
    expect(steps.map(({ kind, name }) => [kind, name])).toEqual([
      ['end', 'May'],
      ['part', 'price'],
      ['part', 'coverage'],
      ['others', ''],
      ['part', 'mix'],
      ['end', 'June'],
    ]);
    steps.slice(1).forEach((step, i) => {
      expect(step.from).toBeCloseTo(steps[i]?.to ?? Number.NaN, 12);
    });
    expect(steps.at(-1)?.to).toBeCloseTo(0.0224, 12);
    expect(steps[3]).toMatchObject({ from: expect.closeTo(0.021, 12), to: expect.closeTo(0.0214, 12) });
  });

  it('needs no step for others when all are told', () => {
    const steps = bridge({ name: 'a', contribution: 0 }, parts, [], { name: 'b', contribution: 0.0014 }, 4);
    expect(steps.some(({ kind }) => kind === 'others')).toBe(false);
  });
});
