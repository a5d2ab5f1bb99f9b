import { chiSquareTail } from '../statistics/chi-square.js';
import { factor, solve } from '../statistics/cholesky.js';
import type { ChiSquareTest, Cox } from './cox.js';
import { kaplanMeier, type Lives } from './kaplan-meier.js';

export interface Proportionality {
  /** One test a covariate, in their order. */
  readonly each: readonly ({ readonly name: string } & ChiSquareTest)[];
  readonly global: ChiSquareTest;
}

/**
 * Whether hazard ratios stay the same over time: score test of a coefficient that moves with 1 − S(t−), the Kaplan-Meier
 * curve just before (Grambsch and Therneau 1994; exact score test as `cox.zph` of R's survival since version 3).
 */
export function proportionality(fit: Cox, lives: Lives): Proportionality {
  const size = fit.coefficients.length;
  const curve = new Map<number, number>();
  let before = 1;
  for (const { time, survival } of kaplanMeier(lives).points) {
    curve.set(time, 1 - before);
    before = survival;
  }
  const plain = new Float64Array(size * size);
  const [crossed, squared] = [new Float64Array(size * size), new Float64Array(size * size)];
  const score = new Float64Array(size);
  for (const { time, score: u, information } of fit.times) {
    const g = curve.get(time) ?? 0;
    for (let i = 0; i < size; i++) {
      score[i] = (score[i] as number) + g * (u[i] as number);
      for (let j = 0; j < size; j++) {
        const at = i * size + j;
        const v = information[Math.max(i, j) * size + Math.min(i, j)] as number;
        plain[at] = (plain[at] as number) + v;
        crossed[at] = (crossed[at] as number) + g * v;
        squared[at] = (squared[at] as number) + g * g * v;
      }
    }
  }
  factor(plain, size);
  // Information of the moving parts once the fixed ones are fitted.
  const left = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const column = Float64Array.from({ length: size }, (_, i) => crossed[i * size + j] as number);
    const solved = solve(plain, size, column);
    for (let i = 0; i < size; i++) {
      const explained = solved.reduce((sum, value, k) => sum + value * (crossed[i * size + k] as number), 0);
      left[i * size + j] = (squared[i * size + j] as number) - explained;
    }
  }
  const each = fit.hazards.map(({ name }, i) => ({
    name,
    ...test((score[i] as number) ** 2 / (left[i * size + i] as number), 1),
  }));
  factor(left, size);
  const whole = solve(left, size, score).reduce((sum, value, i) => sum + value * (score[i] as number), 0);
  return { each, global: test(whole, size) };
}

function test(statistic: number, degreesOfFreedom: number): ChiSquareTest {
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}
