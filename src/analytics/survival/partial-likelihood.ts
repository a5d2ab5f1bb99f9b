import { riskOrder, type Watched } from './risk-sets.js';

/** Lives with covariates: one array a covariate, one value a life. */
export interface Regression extends Watched {
  readonly ended: ArrayLike<boolean>;
  readonly names: readonly string[];
  readonly covariates: readonly Float64Array[];
}

/** What one time of deaths adds: kept apart, since the test of proportionality weighs times differently. */
export interface DeathTime {
  readonly time: number;
  readonly score: Float64Array;
  /** Row-major, the lower triangle. */
  readonly information: Float64Array;
}

export interface PartialLikelihood {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
  /** Latest first. */
  readonly times: readonly DeathTime[];
}

/** Sums of the risk set: Σ r, Σ r x, Σ r x xᵀ (lower triangle), where r is a life's relative hazard. */
class RiskSums {
  total = 0;
  readonly first: Float64Array;
  readonly second: Float64Array;

  constructor(
    private readonly size: number,
    private readonly centred: readonly Float64Array[],
  ) {
    this.first = new Float64Array(size);
    this.second = new Float64Array(size * size);
  }

  add(row: number, risk: number): void {
    this.total += risk;
    for (let i = 0; i < this.size; i++) {
      const x = risk * ((this.centred[i] as Float64Array)[row] as number);
      this.first[i] = (this.first[i] as number) + x;
      for (let j = 0; j <= i; j++) {
        const at = i * this.size + j;
        this.second[at] = (this.second[at] as number) + x * ((this.centred[j] as Float64Array)[row] as number);
      }
    }
  }
}

/** Efron's partial log-likelihood with its first and second derivatives at the coefficients. */
export function deathTimes(data: Regression, coefficients: Float64Array): PartialLikelihood {
  const { durations, entries, ended } = data;
  const size = coefficients.length;
  const centred = data.covariates.map(centre);
  const risks = Float64Array.from({ length: durations.length }, (_, row) => Math.exp(predictor(row)));
  const { byEnd, byEntry } = riskOrder(data);
  const atRisk = new RiskSums(size, centred);
  const times: DeathTime[] = [];
  const [score, information] = [new Float64Array(size), new Float64Array(size * size)];
  let logLikelihood = 0;
  let left = 0;
  for (let i = 0; i < byEnd.length; ) {
    const time = durations[byEnd[i] as number] as number;
    const dying = new RiskSums(size, centred);
    const dead: number[] = [];
    for (; i < byEnd.length && durations[byEnd[i] as number] === time; i++) {
      const row = byEnd[i] as number;
      atRisk.add(row, risks[row] as number);
      if (!ended[row]) continue;
      dying.add(row, risks[row] as number);
      dead.push(row);
    }
    if (dead.length === 0) continue;
    // Who enters at this time or later was not yet at risk.
    for (; entries && left < byEntry.length && (entries[byEntry[left] as number] as number) >= time; left++) {
      const row = byEntry[left] as number;
      atRisk.add(row, -(risks[row] as number));
    }
    const own = { time, score: new Float64Array(size), information: new Float64Array(size * size) };
    for (const row of dead) {
      logLikelihood += predictor(row);
      for (let d = 0; d < size; d++)
        own.score[d] = (own.score[d] as number) + ((centred[d] as Float64Array)[row] as number);
    }
    for (let k = 0; k < dead.length; k++) logLikelihood -= takeTie(own, atRisk, dying, k / dead.length);
    for (let d = 0; d < size; d++) score[d] = (score[d] as number) + (own.score[d] as number);
    for (let d = 0; d < size * size; d++) information[d] = (information[d] as number) + (own.information[d] as number);
    times.push(own);
  }
  return { logLikelihood, score, information, times };

  function predictor(row: number): number {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += (coefficients[d] as number) * ((centred[d] as Float64Array)[row] as number);
    return sum;
  }
}

/** One of several deaths at a time, with the share of the dying that Efron takes out of the risk set before it. */
function takeTie({ score, information }: DeathTime, atRisk: RiskSums, dying: RiskSums, share: number): number {
  const size = score.length;
  const total = atRisk.total - share * dying.total;
  const mean = atRisk.first.map((sum, d) => (sum - share * (dying.first[d] as number)) / total);
  for (let i = 0; i < size; i++) {
    score[i] = (score[i] as number) - (mean[i] as number);
    for (let j = 0; j <= i; j++) {
      const at = i * size + j;
      const second = ((atRisk.second[at] as number) - share * (dying.second[at] as number)) / total;
      information[at] = (information[at] as number) + second - (mean[i] as number) * (mean[j] as number);
    }
  }
  return Math.log(total);
}

function centre(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
