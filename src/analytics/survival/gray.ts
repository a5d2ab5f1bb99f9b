import { Refusal } from '../refusal.js';
import { chiSquareTail } from '../statistics/chi-square.js';
import { factor, solve } from '../statistics/cholesky.js';
import { ascending, type CompetingLives } from './competing-risks.js';
import type { ChiSquareTest } from './cox.js';

interface GroupState {
  atRisk: number;
  /** Incidence of the cause and survival of all causes, just before the time in hand. */
  incidence: number;
  survival: number;
}

/**
 * Gray's test (1988, Annals of Statistics 16, 1141–1154; ρ = 0) that groups have one cumulative incidence of a cause, as
 * `cuminc` of R's cmprsk. `groupOf` gives each life's group, 0 … groupCount − 1.
 */
export function gray(
  { durations, causes }: CompetingLives,
  cause: number,
  groupOf: ArrayLike<number>,
  groupCount: number,
): ChiSquareTest {
  if (groupCount < 2) throw new Refusal('Gray’s test compares at least two groups; there is only one.');
  const order = ascending(durations);
  const groups = Array.from({ length: groupCount }, (): GroupState => ({ atRisk: 0, incidence: 0, survival: 1 }));
  for (const row of order) (groups[groupOf[row] as number] as GroupState).atRisk++;
  const sums = new GraySums(groupCount);
  let pooled = 0;
  for (let i = 0; i < order.length; ) {
    const time = durations[order[i] as number] as number;
    const [own, other, all] = [
      new Float64Array(groupCount),
      new Float64Array(groupCount),
      new Float64Array(groupCount),
    ];
    for (; i < order.length && durations[order[i] as number] === time; i++) {
      const row = order[i] as number;
      const g = groupOf[row] as number;
      const why = causes[row] as number;
      all[g] = (all[g] as number) + 1;
      if (why === cause) own[g] = (own[g] as number) + 1;
      else if (why > 0) other[g] = (other[g] as number) + 1;
    }
    pooled = sums.take(groups, own, other, pooled);
    groups.forEach((group, g) => {
      if (group.atRisk > 0) {
        const [mine, theirs] = [own[g] as number, other[g] as number];
        group.incidence += (group.survival * mine) / group.atRisk;
        group.survival *= (group.atRisk - mine - theirs) / group.atRisk;
      }
      group.atRisk -= all[g] as number;
    });
  }
  return sums.test();
}

/** Score, and the sums that its variance is made of: (6) and the appendix of Gray's paper. */
class GraySums {
  private readonly score: Float64Array;
  private readonly c: Float64Array[];
  private readonly variance: Float64Array[];
  private readonly v2: Float64Array[];
  private readonly v3: Float64Array;

  constructor(private readonly count: number) {
    const square = () => Array.from({ length: count }, () => new Float64Array(count));
    this.score = new Float64Array(count);
    this.v3 = new Float64Array(count);
    [this.c, this.variance, this.v2] = [square(), square(), square()];
  }

  /** Takes one time's events; returns the pooled incidence after it. */
  take(groups: readonly GroupState[], own: Float64Array, other: Float64Array, before: number): number {
    const ownAll = own.reduce((sum, one) => sum + one, 0);
    const otherAll = other.reduce((sum, one) => sum + one, 0);
    if (ownAll + otherAll === 0) return before;
    // At risk, made up for those who ended otherwise (h of the paper); and of them those still free of the cause (R).
    const whole = groups.map(({ atRisk, survival }) => (atRisk > 0 ? atRisk / survival : 0));
    const risk = groups.map(({ incidence }, g) => (whole[g] as number) * (1 - incidence));
    const total = whole.reduce((sum, one) => sum + one, 0);
    const allRisk = risk.reduce((sum, one) => sum + one, 0);
    const after = before + ownAll / total;
    const a = whole.map((mine, i) => whole.map((theirs, j) => (i === j ? mine : 0) - (mine * theirs) / total));
    for (let i = 0; i < this.count; i++) {
      if ((groups[i] as GroupState).atRisk <= 0) continue;
      this.score[i] = (this.score[i] as number) + (own[i] as number) - (ownAll * (risk[i] as number)) / allRisk;
      for (let j = 0; j < this.count; j++)
        this.raise(this.c, i, j, ((a[i]?.[j] as number) * ownAll) / (total * (1 - before)));
    }
    groups.forEach((group, k) => {
      if (group.atRisk <= 0) return;
      const mine = own[k] as number;
      const theirs = other[k] as number;
      const survival = (group.survival * (group.atRisk - mine - theirs)) / group.atRisk;
      if (ownAll > 0) {
        const t4 = survival > 0 ? 1 - (1 - after) / survival : 1;
        const ties = ownAll > 1 ? 1 - (ownAll - 1) / (total * group.survival - 1) : 1;
        const size = (ties * group.survival * ownAll) / (total * group.atRisk);
        this.spread(k, size, t4, (i) => (a[i]?.[k] as number) - t4 * (this.c[i]?.[k] as number));
      }
      if (theirs > 0 && survival > 0) {
        const t4 = (1 - after) / survival;
        const ties = theirs > 1 ? 1 - (theirs - 1) / (group.atRisk - 1) : 1;
        const size = (ties * group.survival ** 2 * theirs) / group.atRisk ** 2;
        this.spread(k, size, -t4, (i) => t4 * (this.c[i]?.[k] as number));
      }
    });
    return after;
  }

  test(): ChiSquareTest {
    const size = this.count - 1;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let sum = this.variance[i]?.[j] as number;
        for (let k = 0; k < this.count; k++) {
          const [ci, cj] = [this.c[i]?.[k] as number, this.c[j]?.[k] as number];
          sum += ci * cj * (this.v3[k] as number) + ci * (this.v2[j]?.[k] as number) + cj * (this.v2[i]?.[k] as number);
        }
        matrix[i * size + j] = sum;
      }
    if (!factor(matrix, size)) throw new Refusal('A group has no life that could show a difference.');
    const score = this.score.slice(0, size);
    const statistic = solve(matrix, size, score).reduce((sum, value, i) => sum + value * (score[i] as number), 0);
    return { statistic, degreesOfFreedom: size, pValue: chiSquareTail(statistic, size) };
  }

  private spread(k: number, size: number, t4: number, of: (i: number) => number): void {
    this.v3[k] = (this.v3[k] as number) + t4 * t4 * size;
    for (let i = 0; i < this.count; i++) {
      this.raise(this.v2, i, k, of(i) * t4 * size);
      for (let j = 0; j < this.count; j++) this.raise(this.variance, i, j, of(i) * of(j) * size);
    }
  }

  private raise(matrix: readonly Float64Array[], i: number, j: number, amount: number): void {
    const row = matrix[i] as Float64Array;
    row[j] = (row[j] as number) + amount;
  }
}
