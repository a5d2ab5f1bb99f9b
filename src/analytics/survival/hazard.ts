import { calibrate, probabilityOf } from '../churn/calibration.js';
import { calibratedSql, float, numbers } from '../churn/clickhouse.js';
import { binOfNumber } from '../churn/feature.js';
import { contributionsOf, type Formula, type FormulaPair } from '../churn/formula.js';
import { groupCount } from '../churn/tables.js';
import { Refusal } from '../refusal.js';

/** Months that a curve covers: S(1) … S(60). */
export const CURVE_MONTHS = 60;

/**
 * A formula read as a monthly hazard: the chance to leave in the month after the one whose features are given. Over the
 * months to come tenure advances by one each, in its own effect and in its interactions; all else stays as it is.
 */
export interface Hazard {
  readonly formula: Formula;
  /** Position of the feature that holds whole months of tenure; -1 when the formula does not use it. */
  readonly tenure: number;
}

export function hazardOf(formula: Formula, tenureFeature: string): Hazard {
  const tenure = formula.features.findIndex((feature) => feature.name === tenureFeature);
  if (tenure >= 0 && formula.features[tenure]?.kind !== 'number') throw new Refusal(`"${tenureFeature}" is no number.`);
  return { formula, tenure };
}

/**
 * 1 − S(t) for t = 1 … months: the chance to have left within t months. Never falls, lies in [0, 1]. `tenureMonths` is
 * NaN where it is not known; then it does not advance.
 */
export function churnCurve(
  { formula, tenure }: Hazard,
  bins: ArrayLike<number>,
  tenureMonths: number,
  months = CURVE_MONTHS,
): Float64Array {
  const feature = formula.features[tenure];
  const moving = Array.from(bins);
  const curve = new Float64Array(months);
  let logSurvival = 0;
  for (let step = 0; step < months; step++) {
    if (feature?.kind === 'number') moving[tenure] = binOfNumber(feature.cuts, tenureMonths + step);
    const parts = contributionsOf({ ...formula, calibration: { kind: 'none' } }, moving);
    const raw = parts.reduce((sum, part) => sum + part, formula.intercept);
    logSurvival += Math.log1p(-probabilityOf(calibrate(formula.calibration, raw)));
    curve[step] = 1 - Math.exp(logSurvival);
  }
  return curve;
}

/**
 * The curve in ClickHouse: an Array(Float64) from the columns `bins`, `contributions` and the tenure in months (UInt,
 * exact months). What tenure multiplies the odds by is laid out month by month in constant arrays, from which a customer's
 * months ahead are one slice a term: a month costs a multiplication and a logarithm.
 */
export function churnCurveSql({ formula, tenure }: Hazard, tenureSql: string, months = CURVE_MONTHS): string {
  const feature = formula.features[tenure];
  const moving = formula.pairs.flatMap((pair, p) => (pair.first === tenure || pair.second === tenure ? [p] : []));
  const mainCount = formula.mains.length;
  const still = [
    ...formula.mains.flatMap((_, f) => (f === tenure ? [] : [`contributions[${f + 1}]`])),
    ...formula.pairs.flatMap((_, p) => (moving.includes(p) ? [] : [`contributions[${mainCount + p + 1}]`])),
  ];
  const base = [float(formula.intercept), ...still].join(' + ');
  const { calibration } = formula;
  if (feature?.kind !== 'number') {
    return gone(`arrayWithConstant(${months}, log(1 + exp(${calibratedSql(calibration, base)})))`);
  }
  const last = Math.max(0, Math.ceil(feature.cuts.at(-1) ?? 0)) + 1;
  // Whatever month a customer begins at, all months of the curve follow it.
  const binAt = Array.from({ length: last + months }, (_, month) => binOfNumber(feature.cuts, Math.min(month, last)));
  const from = `least(${tenureSql}, ${last}) + 1`;
  const slice = (effects: readonly number[], start: string) =>
    `arraySlice(${numbers(effects.map(Math.exp))}, ${start}, ${months})`;
  const slices = [
    slice(
      binAt.map((bin) => formula.mains[tenure]?.[bin] ?? 0),
      from,
    ),
    ...moving.map((p) => {
      const { effects, offset } = movingPair(formula.pairs[p] as FormulaPair, tenure, binAt);
      return slice(effects, `${offset} + ${from}`);
    }),
  ];
  const factors = slices.map((_, i) => `m${i}`);
  const plain = [`exp(${base})`, ...factors].join(' * ');
  const odds = calibration.kind === 'none' ? plain : `exp(${calibratedSql(calibration, `log(${plain})`)})`;
  // Of a month: −log(1 − p) = log(1 + odds); log1p would be exact for the least of risks, but is several times slower.
  return gone(`arrayMap((${factors.join(', ')}) -> log(1 + ${odds}), ${slices.join(', ')})`);
}

/** A pair with tenure, laid out by the other feature's group and the month. */
function movingPair(
  pair: FormulaPair,
  tenure: number,
  binAt: readonly number[],
): { effects: number[]; offset: string } {
  const isFirst = pair.first === tenure;
  const width = groupCount(pair.secondGroups);
  const [tenureGroups, otherGroups] = isFirst
    ? [pair.firstGroups, pair.secondGroups]
    : [pair.secondGroups, pair.firstGroups];
  const other = isFirst ? pair.second : pair.first;
  const cells = Array.from({ length: groupCount(otherGroups) }, (_, group) =>
    binAt.map((bin) => {
      const tenureGroup = tenureGroups[bin] as number;
      return pair.cells[isFirst ? tenureGroup * width + group : group * width + tenureGroup] as number;
    }),
  );
  const offsets = otherGroups.map((group) => group * binAt.length);
  return { effects: cells.flat(), offset: `[${offsets.join(', ')}][bins[${other + 1}] + 1]` };
}

/** Added up over the months: the chance to have left. */
function gone(hazards: string): string {
  return `arrayMap(gone -> 1 - exp(-gone), arrayCumSum(${hazards}))`;
}
