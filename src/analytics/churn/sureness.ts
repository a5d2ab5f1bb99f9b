import { type CalibrationCheck, checkCalibration, type Interval } from './calibration-check.js';
import { aucInterval, liftInterval } from './intervals.js';

/** How sure the figures of `metricsOf` are, and whether the probabilities mean what they say. */
export interface Sureness {
  readonly calibration: CalibrationCheck;
  /** Null where either kind has too few rows. */
  readonly aucInterval: Interval | null;
  readonly topDecileLiftInterval: Interval | null;
}

export function surenessOf(probabilities: Float64Array, labels: Uint8Array): Sureness {
  return {
    calibration: checkCalibration(
      probabilities.map((p) => Math.log(p / (1 - p))),
      labels,
    ),
    aucInterval: aucInterval(probabilities, labels),
    topDecileLiftInterval: liftInterval(probabilities, labels),
  };
}
