import { Refusal } from '../refusal.js';
import { chiSquareTail } from '../statistics/chi-square.js';
import { factor, solve } from '../statistics/cholesky.js';
import { inverseOf } from '../statistics/inverse.js';
import { normalBelow, twoSidedZ } from '../statistics/normal.js';
import { type DeathTime, deathTimes, type Regression } from './partial-likelihood.js';

export interface Hazards {
  readonly name: string;
  /** Logarithm of the hazard ratio for one more unit. */
  readonly coefficient: number;
  readonly standardError: number;
  readonly hazardRatio: number;
  /** Wald interval of the hazard ratio: symmetric for its logarithm. */
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

export interface Cox {
  readonly count: number;
  readonly events: number;
  readonly hazards: readonly Hazards[];
  /** Partial log-likelihood without and with the covariates. */
  readonly logLikelihood: readonly [number, number];
  readonly likelihoodRatio: ChiSquareTest;
  readonly iterations: number;
  readonly coefficients: Float64Array;
  readonly times: readonly DeathTime[];
}

const ROUNDS = 30;

/**
 * Cox's proportional hazards regression, ties by Efron (1977), with left truncation where lives have an entry. As R's
 * `coxph(Surv(entry, time, event) ~ …)`. Newton's method, steps halved until the partial likelihood rises.
 */
export function cox(data: Regression, level = 0.95): Cox {
  const size = data.covariates.length;
  if (size === 0) throw new Refusal('A regression needs at least one covariate.');
  const events = Array.from(data.ended).filter(Boolean).length;
  if (events === 0) throw new Refusal('No life ended: there is no hazard to explain.');
  let at: Float64Array = new Float64Array(size);
  let now = deathTimes(data, at);
  const empty = now.logLikelihood;
  let iterations = 0;
  for (; iterations < ROUNDS; iterations++) {
    const step = stepOf(now.information, now.score, size, data);
    let share = 1;
    let next = deathTimes(data, moved(at, step, share));
    while (!(next.logLikelihood >= now.logLikelihood - 1e-12) && share > 1e-6) {
      share /= 2;
      next = deathTimes(data, moved(at, step, share));
    }
    const gain = next.logLikelihood - now.logLikelihood;
    at = moved(at, step, share);
    now = next;
    if (Math.abs(gain) <= 1e-12 * Math.abs(now.logLikelihood)) break;
  }
  if (iterations === ROUNDS || Array.from(at).some((one, i) => Math.abs(one * spreadOf(data.covariates[i])) > 20))
    throw new Refusal('A covariate tells exactly who leaves: its hazard ratio has no bound.');
  const lower = now.information.slice();
  factor(lower, size);
  const variance = inverseOf(lower, size);
  const z = twoSidedZ(level);
  const hazards = data.names.map((name, i) => {
    const coefficient = at[i] as number;
    const standardError = Math.sqrt(variance[i * size + i] as number);
    const [low, high] = [Math.exp(coefficient - z * standardError), Math.exp(coefficient + z * standardError)];
    const pValue = 2 * normalBelow(-Math.abs(coefficient / standardError));
    return { name, coefficient, standardError, hazardRatio: Math.exp(coefficient), low, high, pValue };
  });
  const statistic = Math.max(0, 2 * (now.logLikelihood - empty));
  return {
    count: data.durations.length,
    events,
    hazards,
    logLikelihood: [empty, now.logLikelihood],
    likelihoodRatio: { statistic, degreesOfFreedom: size, pValue: chiSquareTail(statistic, size) },
    iterations: iterations + 1,
    coefficients: at,
    times: now.times,
  };
}

function stepOf(information: Float64Array, score: Float64Array, size: number, { names }: Regression): Float64Array {
  const lower = information.slice();
  for (let i = 0; i < size; i++)
    if (!((information[i * size + i] as number) > 0))
      throw new Refusal(`"${names[i]}" never differs among those at risk.`);
  if (!factor(lower, size)) throw new Refusal('One covariate follows from the others.');
  return solve(lower, size, score);
}

function moved(at: Float64Array, step: Float64Array, share: number): Float64Array {
  return at.map((value, i) => value + share * (step[i] as number));
}

function spreadOf(values: Float64Array | undefined): number {
  const all = values ?? new Float64Array(1);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
}
