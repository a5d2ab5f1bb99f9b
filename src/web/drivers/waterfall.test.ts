import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probabilityOf, waterfall } from './waterfall.js';

const driver = fc.record({
  factor: fc.string(),
  contribution: fc.constant(0),
  difference: fc.double({ min: -5, max: 5, noNaN: true }),
});

describe('the waterfall of a risk', () => {
  it('leads from the average customer to the score without a gap', () => {
    fc.assert(
      fc.property(
        fc.array(driver, { maxLength: 30 }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (drivers, score) => {
          const steps = waterfall(drivers, score, 8);
          const base = score - drivers.reduce((sum, one) => sum + one.difference, 0);
          expect(steps[0]?.to).toBeCloseTo(base, 9);
          expect(steps.at(-1)?.from).toBe(score);
          for (const [i, step] of steps.entries())
            if (i > 0) expect(step.from).toBeCloseTo(steps[i - 1]?.to ?? Number.NaN, 9);
        },
      ),
    );
  });

  it('shows the strongest factors first and the others together', () => {
    const drivers = [0.1, -0.9, 0.4].map((difference, i) => ({ factor: `f${i}`, contribution: 0, difference }));
    expect(waterfall(drivers, -3, 2).map(({ kind, factor }) => [kind, factor])).toEqual([
      ['base', ''],
      ['factor', 'f1'],
      ['factor', 'f2'],
      ['rest', ''],
      ['score', ''],
    ]);
  });

  it('names log-odds as probabilities', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(probabilityOf(Math.log(0.02 / 0.98))).toBeCloseTo(0.02, 12);
  });
});
