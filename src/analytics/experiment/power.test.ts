import { expect, it } from 'vitest';
import { detectableDelta, meansPower, meansSize } from './power-means.js';
import { detectableRate, proportionsPower, proportionsSize } from './power-proportions.js';

// Figures of R 4.2 with tol = 1e-12, by the call beside each; compared to nine digits.
const close = (value: number | null, expected: number) =>
  expect(Math.abs((value ?? 0) / expected - 1)).toBeLessThan(1e-9);
const USUAL = { power: 0.8, alpha: 0.05 };

it('sizes a comparison of rates as power.prop.test', () => {
  close(proportionsSize(0.06, 0.05, USUAL), 8157.73144785); // p1 = .06, p2 = .05, power = .8
  close(proportionsSize(0.1, 0.08, USUAL), 3212.9370625); // p1 = .10, p2 = .08, power = .8
  close(proportionsSize(0.5, 0.75, { power: 0.9, alpha: 0.01 }), 109.095221662); // power = .9, sig.level = .01
  close(detectableRate(5000, 0.1, USUAL), 0.11743991481); // n = 5000, p1 = .1, power = .8
  close(proportionsPower(500, 0.1, 0.15, 0.05), 0.667030628606); // n = 500, p1 = .1, p2 = .15
  expect(detectableRate(3, 0.9, USUAL)).toBeNull();
  expect(() => proportionsSize(0.1, 0.1, USUAL)).toThrow('equal');
});

it('sizes a comparison of means as power.t.test', () => {
  close(meansSize(5, 60, USUAL), 2261.43812851); // delta = 5, sd = 60, power = .8
  close(meansSize(1, 1, { power: 0.9, alpha: 0.05 }), 22.0210955701); // delta = 1, sd = 1, power = .9
  close(meansSize(0.5, 2, { power: 0.95, alpha: 0.1 }), 346.988147278); // power = .95, sig.level = .1
  close(meansSize(3, 1, USUAL), 3.07000974695); // delta = 3, sd = 1, power = .8
  close(meansSize(0.05, 10, USUAL), 627911.339114); // delta = .05, sd = 10, power = .8
  close(detectableDelta(20, 1, { power: 0.9, alpha: 0.05 }), 1.05199312666); // n = 20, sd = 1, power = .9
  close(meansPower(20, 1, 1, 0.05), 0.868952801692); // n = 20, delta = 1, sd = 1
});
