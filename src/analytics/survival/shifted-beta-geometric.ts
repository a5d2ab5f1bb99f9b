import { Refusal } from '../refusal.js';

/** The shifted-beta-geometric model of contract renewal (Fader and Hardie 2007, "How to project customer retention"). */
export interface ShiftedBetaGeometric {
  readonly alpha: number;
  readonly beta: number;
  readonly logLikelihood: number;
}

/** Those at risk at the start of period t + 1 and those lost in it, over one cohort or several added up. */
export interface Attrition {
  readonly atRisk: readonly number[];
  readonly lost: readonly number[];
}

/** Attrition of one cohort from its survivors 1000, 631, 468, …: the first number is the cohort's size. */
export function attritionOf(survivors: readonly number[]): Attrition {
  if (survivors.length < 3) throw new Refusal('Retention needs a cohort and at least two periods after it.');
  survivors.forEach((count, period) => {
    if (!Number.isFinite(count) || count < 0)
      throw new Refusal(`Survivors of period ${period} are not a count: ${count}.`);
    const before = survivors[period - 1];
    if (before !== undefined && count > before) {
      throw new Refusal(`Survivors rise from ${before} to ${count} in period ${period}: a cohort cannot grow.`);
    }
  });
  return {
    atRisk: survivors.slice(0, -1),
    lost: survivors.slice(1).map((count, i) => (survivors[i] as number) - count),
  };
}

/** Bounds of ln α and ln β: beyond them the model is a geometric one to seven digits. */
const LOG_BOUND = 16;

/**
 * Maximum likelihood. In period t the model loses α / (α + β + t − 1) of those at risk, so the likelihood is a product
 * of binomials; Newton's method on (ln α, ln β) with damping. Refused when nobody or everybody left in the first period:
 * there is nothing to project from.
 */
export function fitShiftedBetaGeometric({ atRisk, lost }: Attrition): ShiftedBetaGeometric {
  const gone = lost.reduce((sum, count) => sum + count, 0);
  const kept = atRisk.reduce((sum, count, i) => sum + count - (lost[i] as number), 0);
  if (gone === 0) throw new Refusal('Nobody left in the periods given: there is no decline to project.');
  if (kept === 0) throw new Refusal('Everybody left in the first period: there is nobody to project.');
  let point: readonly [number, number] = [0, 0];
  let value = likelihood(point, atRisk, lost).value;
  let damping = 1e-3;
  for (let iteration = 0; iteration < 500; iteration++) {
    const { gradient, hessian } = likelihood(point, atRisk, lost);
    const next = step(point, gradient, hessian, damping);
    const nextValue = likelihood(next, atRisk, lost).value;
    if (nextValue < value) {
      damping *= 10;
      if (damping > 1e15) break;
      continue;
    }
    const moved = Math.abs(next[0] - point[0]) + Math.abs(next[1] - point[1]);
    point = next;
    value = nextValue;
    damping = Math.max(damping / 10, 1e-12);
    if (moved < 1e-12) break;
  }
  return { alpha: Math.exp(point[0]), beta: Math.exp(point[1]), logLikelihood: value };
}

/** S(t): the share of a cohort that is left after t periods; S(0) = 1. */
export function retentionAt({ alpha, beta }: ShiftedBetaGeometric, period: number): number {
  let survival = 1;
  for (let t = 1; t <= period; t++) survival *= (beta + t - 1) / (alpha + beta + t - 1);
  return survival;
}

type Symmetric = readonly [aa: number, ab: number, bb: number];

/** Log-likelihood with its gradient and Hessian in (ln α, ln β). */
function likelihood(
  [logAlpha, logBeta]: readonly [number, number],
  atRisk: readonly number[],
  lost: readonly number[],
) {
  const alpha = Math.exp(logAlpha);
  const beta = Math.exp(logBeta);
  let value = 0;
  let [da, db, daa, dab, dbb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < atRisk.length; i++) {
    const exposed = atRisk[i] as number;
    const left = lost[i] as number;
    const stayed = exposed - left;
    const total = alpha + beta + i;
    if (left > 0) value += left * Math.log(alpha / total);
    if (stayed > 0) value += stayed * Math.log((beta + i) / total);
    da += left / alpha - exposed / total;
    db += stayed / (beta + i) - exposed / total;
    daa += -left / alpha ** 2 + exposed / total ** 2;
    dab += exposed / total ** 2;
    dbb += -stayed / (beta + i) ** 2 + exposed / total ** 2;
  }
  const gradient: readonly [number, number] = [da * alpha, db * beta];
  const hessian: Symmetric = [daa * alpha ** 2 + da * alpha, dab * alpha * beta, dbb * beta ** 2 + db * beta];
  return { value, gradient, hessian };
}

/** A damped Newton step uphill, made positive definite by raising the diagonal. */
function step(
  [x, y]: readonly [number, number],
  [gx, gy]: readonly [number, number],
  [hxx, hxy, hyy]: Symmetric,
  damping: number,
): readonly [number, number] {
  const scale = Math.max(1, Math.abs(hxx), Math.abs(hyy));
  let lift = damping * scale;
  for (;;) {
    const [axx, ayy] = [lift - hxx, lift - hyy];
    const determinant = axx * ayy - hxy * hxy;
    if (axx > 0 && determinant > 1e-18 * scale * scale) {
      const dx = (gx * ayy + gy * hxy) / determinant;
      const dy = (gx * hxy + gy * axx) / determinant;
      const bound = (value: number) => Math.min(LOG_BOUND, Math.max(-LOG_BOUND, value));
      return [bound(x + Math.max(-2, Math.min(2, dx))), bound(y + Math.max(-2, Math.min(2, dy)))];
    }
    lift = Math.max(lift * 4, 1e-6 * scale);
  }
}
