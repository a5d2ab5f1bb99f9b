import { z } from 'zod';
import { probabilityOf } from './calibration.js';

export const intervalSchema = z.object({ low: z.number(), high: z.number() });
/** 95%. */
export type Interval = z.infer<typeof intervalSchema>;

export const calibrationCheckSchema = z.object({
  /** Leavers that the probabilities add up to, and those who left. */
  expected: z.number(),
  actual: z.number(),
  /** How many of so many customers leave by chance if the probabilities are right. */
  expectedInterval: intervalSchema,
  /**
   * Log-odds by which all probabilities are too low (above 0) or too high: the intercept with the slope held at 1. Null, like its
   * interval, where nobody or everybody left.
   */
  inTheLarge: z.number().nullable(),
  inTheLargeInterval: intervalSchema.nullable(),
  /** Of the regression of who left on the log-odds: below 1, low risks are told too low and high ones too high. Null where it has none. */
  slope: z.number().nullable(),
  slopeInterval: intervalSchema.nullable(),
});
export type CalibrationCheck = z.infer<typeof calibrationCheckSchema>;

const Z = 1.959963984540054;

/**
 * Whether probabilities mean what they say (Cox 1958; Steyerberg 2009: calibration in the large and slope are two questions, and
 * the intercept beside a free slope answers neither). Intervals are Wald's.
 */
export function checkCalibration(logOdds: ArrayLike<number>, labels: ArrayLike<number>): CalibrationCheck {
  let [expected, variance, actual] = [0, 0, 0];
  for (let i = 0; i < logOdds.length; i++) {
    const p = probabilityOf(logOdds[i] as number);
    expected += p;
    variance += p * (1 - p);
    actual += labels[i] as number;
  }
  const large = actual > 0 && actual < logOdds.length ? shiftOf(logOdds, actual) : null;
  const slope = large ? slopeOf(logOdds, labels) : null;
  const spread = Z * Math.sqrt(variance);
  return {
    expected,
    actual,
    expectedInterval: { low: Math.max(0, expected - spread), high: Math.min(logOdds.length, expected + spread) },
    inTheLarge: large?.value ?? null,
    inTheLargeInterval: large ? around(large) : null,
    slope: slope?.value ?? null,
    slopeInterval: slope ? around(slope) : null,
  };
}

interface Estimate {
  readonly value: number;
  readonly error: number;
}

const around = ({ value, error }: Estimate): Interval => ({ low: value - Z * error, high: value + Z * error });

/** The shift of all log-odds with which they add up to those who left. */
function shiftOf(logOdds: ArrayLike<number>, actual: number): Estimate | null {
  let [low, high] = [-60, 60];
  let information = 0;
  for (let step = 0; step < 80; step++) {
    const shift = (low + high) / 2;
    let sum = 0;
    information = 0;
    for (let i = 0; i < logOdds.length; i++) {
      const p = probabilityOf((logOdds[i] as number) + shift);
      sum += p;
      information += p * (1 - p);
    }
    if (sum < actual) low = shift;
    else high = shift;
    if (high - low < 1e-10) break;
  }
  return information > 0 ? { value: (low + high) / 2, error: 1 / Math.sqrt(information) } : null;
}

/** Slope of the logistic regression of labels on log-odds, by Newton's method; null where it does not settle. */
function slopeOf(logOdds: ArrayLike<number>, labels: ArrayLike<number>): Estimate | null {
  let [slope, intercept] = [1, 0];
  for (let iteration = 0; iteration < 60; iteration++) {
    let [gs, gi, hss, hsi, hii] = [0, 0, 0, 0, 0];
    for (let i = 0; i < logOdds.length; i++) {
      const x = logOdds[i] as number;
      const p = probabilityOf(slope * x + intercept);
      const residual = (labels[i] as number) - p;
      const weight = p * (1 - p);
      gs += residual * x;
      gi += residual;
      hss += weight * x * x;
      hsi += weight * x;
      hii += weight;
    }
    const determinant = hss * hii - hsi * hsi;
    if (!(determinant > 1e-10 * hss * hii)) return null;
    const ds = (gs * hii - gi * hsi) / determinant;
    const di = (gi * hss - gs * hsi) / determinant;
    // Steps are held short, so that a few rows far out do not throw it; what runs away is separated and has no slope.
    slope += Math.max(-1, Math.min(1, ds));
    intercept += Math.max(-2, Math.min(2, di));
    if (Math.abs(ds) + Math.abs(di) < 1e-9) return { value: slope, error: Math.sqrt(hii / determinant) };
  }
  return null;
}
