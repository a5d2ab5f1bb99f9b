import type { Calibration } from './calibration.js';
import type { Feature } from './feature.js';
import type { Formula, FormulaPair } from './formula.js';
import { groupCount } from './tables.js';

/**
 * The formula in ClickHouse's SQL. Bins are computed once and kept as one UInt8 array; cells lie in constant arrays and
 * are fetched by offset, several times faster than conditions in the text. Additions go in the same order as in
 * TypeScript, in Float64, so both give the same log-odds.
 */
export interface FormulaSql {
  /** Array(UInt8), one a feature, from the expressions of the raw values. */
  readonly bins: string;
  /** Array(Float64), in the order of `termNames`, from a column `bins`. */
  readonly contributions: string;
  /** Calibrated log-odds from a column `contributions`. */
  readonly logOdds: string;
}

/** Expressions of the raw values by feature: numbers as Float64 with NaN for missing, categories as String with ''. */
export type ValueSql = (feature: Feature) => string;

export function formulaSql(formula: Formula, valueSql: ValueSql): FormulaSql {
  const { features, mains, pairs, calibration } = formula;
  const fetched = [
    ...mains.map((main, f) => `${numbers(main)}[bins[${f + 1}] + 1]`),
    ...pairs.map((pair) => `${numbers(pair.cells)}[${pairOffset(pair)} + 1]`),
  ];
  const sum = [float(formula.intercept), ...fetched.map((_, i) => `contributions[${i + 1}]`)].join(' + ');
  if (calibration.kind === 'isotonic') {
    const raw = [float(formula.intercept), ...fetched].join(' + ');
    fetched.push(`${calibratedSql(calibration, raw)} - (${raw})`);
  }
  const calibrated = calibration.kind === 'isotonic' ? `${sum} + contributions[${fetched.length}]` : sum;
  return {
    bins: `[${features.map((feature) => binSql(feature, valueSql(feature))).join(', ')}]::Array(UInt8)`,
    contributions: fetched.length > 0 ? `[${fetched.join(', ')}]` : '[]::Array(Float64)',
    logOdds: calibrated,
  };
}

/** UInt8: the bin of a raw value, as `binOfNumber` and `binOfText` put it. */
export function binSql(feature: Feature, value: string): string {
  if (feature.kind === 'category') {
    const codes = feature.levels.map((_, i) => i + 1).join(', ');
    const other = feature.levels.length + 1;
    const known =
      feature.levels.length === 0
        ? String(other)
        : `transform(${value}, [${feature.levels.map(text).join(', ')}], [${codes}], ${other})`;
    return `toUInt8(if(${value} = '', 0, ${known}))`;
  }
  const above = feature.cuts.map((cut) => `(${value} > ${float(cut)})`);
  return `toUInt8(if(isNaN(${value}), 0, ${['1', ...above].join(' + ')}))`;
}

/** Straight lines between the knots as sums of clamped differences; outside parallel to the identity. */
export function calibratedSql(calibration: Calibration, raw: string): string {
  if (calibration.kind === 'none') return `(${raw})`;
  if (calibration.kind === 'platt') {
    return `(${float(calibration.slope)} * (${raw}) + ${float(calibration.intercept)})`;
  }
  const { raw: x, calibrated: y } = calibration;
  const last = x.length - 1;
  const pieces = [float(y[0] as number), `least(raw - ${float(x[0] as number)}, 0)`];
  for (let k = 1; k <= last; k++) {
    const width = (x[k] as number) - (x[k - 1] as number);
    const slope = ((y[k] as number) - (y[k - 1] as number)) / width;
    pieces.push(`${float(slope)} * least(greatest(raw - ${float(x[k - 1] as number)}, 0), ${float(width)})`);
  }
  pieces.push(`greatest(raw - ${float(x[last] as number)}, 0)`);
  // A lambda names the value, so that its text is written once and not once a knot.
  return `arrayMap(raw -> ${pieces.join(' + ')}, [${raw}])[1]`;
}

/** Offset of a pair's cell from its table's start, from `bins`. */
function pairOffset(pair: FormulaPair): string {
  const width = groupCount(pair.secondGroups);
  const rows = pair.firstGroups.map((group) => group * width);
  return `[${rows.join(', ')}][bins[${pair.first + 1}] + 1] + [${pair.secondGroups.join(', ')}][bins[${pair.second + 1}] + 1]`;
}

export function numbers(values: readonly number[]): string {
  return `[${values.map(float).join(', ')}]`;
}

/** A Float64 literal that reads back as the same number. */
export function float(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`A formula cannot hold ${value}.`);
  const digits = String(Object.is(value, -0) ? 0 : value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/** A String literal. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
