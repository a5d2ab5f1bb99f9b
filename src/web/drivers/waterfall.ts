import type { RiskDriver } from './driver-list.js';

/** A step of a waterfall on the log-odds: where it starts and where it ends. */
export interface Step {
  readonly kind: 'base' | 'factor' | 'rest' | 'score';
  /** The factor's name; empty for the other kinds. */
  readonly factor: string;
  readonly from: number;
  readonly to: number;
}

/**
 * From the log-odds of the average customer to those of a group: its strongest factors one by one, what all others bring
 * together, and the score. The steps add up to the score exactly, since the contributions do.
 */
export function waterfall(drivers: readonly RiskDriver[], logOdds: number, shown: number): readonly Step[] {
  const all = drivers.reduce((sum, one) => sum + one.difference, 0);
  const base = logOdds - all;
  const strongest = [...drivers].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)).slice(0, shown);
  const steps: Step[] = [{ kind: 'base', factor: '', from: base, to: base }];
  let at = base;
  for (const { factor, difference } of strongest) {
    steps.push({ kind: 'factor', factor, from: at, to: at + difference });
    at += difference;
  }
  if (drivers.length > strongest.length) steps.push({ kind: 'rest', factor: '', from: at, to: logOdds });
  return [...steps, { kind: 'score', factor: '', from: logOdds, to: logOdds }];
}

/** The probability that log-odds stand for. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
