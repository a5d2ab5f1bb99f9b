import type { Command } from 'commander';
import { detectableDelta, meansPower, meansSize } from '../analytics/experiment/power-means.js';
import {
  detectableRate,
  proportionsPower,
  proportionsSize,
  type TestTerms,
} from '../analytics/experiment/power-proportions.js';
import { Refusal } from '../analytics/refusal.js';
import { refusing } from '../commands/csv-table.js';
import { numberBetween, percent, shown } from './analyse-options.js';

interface Options {
  readonly p1?: number;
  readonly p2?: number;
  readonly delta?: number;
  readonly sd?: number;
  readonly n?: number;
  readonly power: number;
  readonly alpha: number;
  readonly json?: boolean;
}

/** What was asked and found. `nPerArm` is exact, as R gives it; round it up to whole customers. */
interface Found {
  readonly test: 'proportions' | 'means';
  readonly nPerArm: number;
  readonly power: number;
  readonly alpha: number;
  readonly p1?: number;
  readonly p2?: number | null;
  readonly delta?: number;
  readonly sd?: number;
}

const LEAST = 1e-12;

/** `tenure analyse power`: how many customers a campaign needs, or what a number of them can show. */
export function analysePower(command: Command): void {
  command
    .command('power')
    .description('customers that each arm needs to show an effect; with --n the least effect that so many show')
    .option('--p1 <rate>', 'rate in one arm', numberBetween(0, 1))
    .option('--p2 <rate>', 'rate in the other', numberBetween(0, 1))
    .option('--delta <amount>', 'instead: a difference of means', numberBetween(-1e15, 1e15))
    .option('--sd <amount>', 'standard deviation of an arm', numberBetween(LEAST, 1e15))
    .option(
      '--n <customers>',
      'customers in each arm: gives the effect they can show, or the power',
      numberBetween(2, 1e12),
    )
    .option('--power <share>', 'chance of finding the effect when it is there', numberBetween(0.01, 0.999999), 0.8)
    .option('--alpha <share>', 'chance of finding one when there is none, two-sided', numberBetween(LEAST, 0.5), 0.05)
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const found = await refusing(() => analyse(options));
      console.log(options.json ? JSON.stringify(found, null, 2) : render(found));
    });
}

function analyse(options: Options): Found {
  const isRates = options.p1 !== undefined || options.p2 !== undefined;
  if (isRates && (options.delta !== undefined || options.sd !== undefined))
    throw new Refusal('Give two rates, or a difference and its standard deviation, not both.');
  return isRates ? rates(options) : means(options);
}

function rates({ p1, p2, n, power, alpha }: Options): Found {
  const terms: TestTerms = { power, alpha };
  if (p1 === undefined) throw new Refusal('Give --p1 too.');
  if (n === undefined) {
    if (p2 === undefined) throw new Refusal('Give --p2, or --n for the rate that so many can tell from --p1.');
    return { test: 'proportions', nPerArm: proportionsSize(p1, p2, terms), power, alpha, p1, p2 };
  }
  if (p2 !== undefined)
    return { test: 'proportions', nPerArm: n, power: proportionsPower(n, p1, p2, alpha), alpha, p1, p2 };
  return { test: 'proportions', nPerArm: n, power, alpha, p1, p2: detectableRate(n, p1, terms) };
}

function means({ delta, sd, n, power, alpha }: Options): Found {
  const terms: TestTerms = { power, alpha };
  if (sd === undefined) throw new Refusal('Give --p1 and --p2, or --delta and --sd.');
  if (n === undefined) {
    if (delta === undefined) throw new Refusal('Give --delta, or --n for the difference that so many can show.');
    return { test: 'means', nPerArm: meansSize(delta, sd, terms), power, alpha, delta, sd };
  }
  if (delta !== undefined)
    return { test: 'means', nPerArm: n, power: meansPower(n, delta, sd, alpha), alpha, delta, sd };
  return { test: 'means', nPerArm: n, power, alpha, delta: detectableDelta(n, sd, terms), sd };
}

function render({ test, nPerArm, power, alpha, p1, p2, delta, sd }: Found): string {
  const effect =
    test === 'means'
      ? `a difference of ${shown(delta ?? null)} (standard deviation ${shown(sd ?? null)})`
      : p2 === null
        ? `nothing: no rate can be told from ${shown(p1 ?? null)}`
        : `a rate of ${shown(p2 ?? null)} from ${shown(p1 ?? null)}`;
  const whole = Math.ceil(nPerArm);
  return `${whole} customers in each arm (${2 * whole} in both; exactly ${nPerArm.toFixed(3)}) show ${effect} with a power of ${percent(power)} at ${percent(alpha)}, two-sided.`;
}
