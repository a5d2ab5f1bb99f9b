import type { Command } from 'commander';
import { Refusal } from '../analytics/refusal.js';
import {
  kaplanMeier,
  type Lives,
  type SurvivalAt,
  type SurvivalCurve,
  survivalAt,
} from '../analytics/survival/kaplan-meier.js';
import { readCauses, readEvents, readGroups } from '../analytics/survival/lives.js';
import { type LogRank, logRank } from '../analytics/survival/log-rank.js';
import { findNumbers } from '../analytics/table/table.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';
import { nameList } from './analyse-options.js';
import {
  type CompetingResult,
  type CoxResult,
  competingOf,
  coxOf,
  type Groups,
  INTERVALS,
  renderCompeting,
  renderCox,
} from './survival-parts.js';

interface Options {
  readonly csv: string;
  readonly duration: string;
  readonly event?: string;
  readonly eventValue?: string;
  readonly group?: string;
  readonly times?: string;
  readonly entry?: string;
  readonly cox?: string[];
  readonly cause?: string;
  readonly json?: boolean;
}

interface GroupResult {
  readonly group: string | null;
  readonly count: number;
  readonly events: number;
  readonly median: number | null;
  /** 95% interval of the median; null where the curve's bound never falls to one half. */
  readonly medianLow: number | null;
  readonly medianHigh: number | null;
  /** Null at times after the longest life watched, unless nobody is left by then. */
  readonly survival: readonly ({ readonly time: number } & { readonly [K in keyof SurvivalAt]: number | null })[];
}

interface Result extends Omit<GroupResult, 'group'> {
  readonly groups: readonly GroupResult[];
  readonly logRank: LogRank | null;
  readonly cox: CoxResult | null;
  readonly competing: CompetingResult | null;
  /** Which kind each interval is. */
  readonly intervals: typeof INTERVALS;
}

/** `tenure analyse survival`: Kaplan-Meier for any table, by group with a log-rank test. */
export function analyseSurvival(command: Command): void {
  command
    .command('survival')
    .description('survival of any table of lives: median, survival at times, log-rank test between groups')
    .requiredOption('--csv <file>', 'file with a header line')
    .requiredOption('--duration <column>', 'how long each life was watched')
    .option('--event <column>', 'whether it ended then: 1/0, true/false, yes/no')
    .option('--event-value <value>', 'the value that means it ended, for other spellings')
    .option('--group <column>', 'compare the groups of this column')
    .option('--times <list>', 'times at which survival is wanted, as 12,24,36')
    .option('--entry <column>', 'when each life began to be watched, where that was not at 0 (left truncation)')
    .option('--cox <columns>', 'hazard ratios of these covariates by Cox regression: a,b', nameList)
    .option('--cause <column>', 'why a life ended: incidence of each cause beside the others (competing risks)')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const result = await refusing(() => analyse(options));
      console.log(options.json ? JSON.stringify(result, null, 2) : render(result));
    });
}

async function analyse(options: Options): Promise<Result> {
  const table = await readCsv(options.csv);
  const durations = findNumbers(table, options.duration);
  const entries = options.entry === undefined ? undefined : findNumbers(table, options.entry);
  const own = options.event === undefined ? null : readEvents(table, options.event, options.eventValue);
  if (!own && options.cause === undefined)
    throw new Refusal('Give --event, or --cause for lives that end in several ways.');
  if (entries && options.cause !== undefined) throw new Refusal('--entry does not go with --cause.');
  const causes = options.cause === undefined ? null : readCauses(table, options.cause, own);
  const ended = own ?? Array.from(causes?.causes ?? [], (cause) => cause > 0);
  const times = options.times === undefined ? evenTimes(durations) : options.times.split(',').map(time);
  const lives = { durations, ended, entries };
  const groups = options.group === undefined ? null : readGroups(table, options.group);
  const { group: _, ...overall } = describe(null, kaplanMeier(lives), times);
  return {
    ...overall,
    groups: groups ? groups.names.map((name, g) => describe(name, kaplanMeier(ofGroup(lives, groups, g)), times)) : [],
    logRank: groups ? logRank(lives, groups.groupOf, groups.names.length) : null,
    cox: options.cox ? coxOf(table, lives, options.cox) : null,
    competing: causes ? competingOf(durations, causes, groups, times) : null,
    intervals: INTERVALS,
  };
}

function ofGroup({ durations, ended, entries }: Lives, { groupOf }: Groups, g: number): Lives {
  const rows = Array.from(groupOf.keys()).filter((row) => groupOf[row] === g);
  return {
    durations: rows.map((row) => durations[row] as number),
    ended: rows.map((row) => ended[row] === true),
    entries: entries && rows.map((row) => entries[row] as number),
  };
}

const UNKNOWN = { survival: null, low: null, high: null };

function describe(group: string | null, curve: SurvivalCurve, times: readonly number[]): GroupResult {
  const { count, events, median, medianLow, medianHigh } = curve;
  const survival = times.map((at) => ({ time: at, ...(survivalAt(curve, at) ?? UNKNOWN) }));
  return { group, count, events, median, medianLow, medianHigh, survival };
}

function time(text: string): number {
  const value = Number(text.trim());
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new TenureError('BAD_REQUEST', `--times: "${text}" is not a time of at least 0.`);
  }
  return value;
}

/** About ten times between nought and the longest life, on steps of 1, 2 or 5 times a power of ten. */
function evenTimes(durations: Float64Array): number[] {
  const longest = durations.reduce((max, duration) => Math.max(max, duration), 0);
  if (!(longest > 0)) return [0];
  const rough = longest / 10;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  return Array.from({ length: Math.floor(longest / step) }, (_, i) => Number(((i + 1) * step).toPrecision(12)));
}

function render(result: Result): string {
  const all = [{ group: 'all', ...result }, ...result.groups];
  const summary = all.map((one) => [
    one.group ?? '',
    one.count,
    one.events,
    one.median === null ? 'not reached' : String(one.median),
    `${one.medianLow ?? '—'} … ${one.medianHigh ?? '—'}`,
  ]);
  const header = ['time', ...all.map((one) => `S ${one.group}`)];
  const curves = result.survival.map((point, i) => [
    point.time,
    ...all.map((one) => {
      const { survival, low, high } = one.survival[i] ?? UNKNOWN;
      return survival === null ? '—' : `${survival.toFixed(4)} (${low?.toFixed(3)}–${high?.toFixed(3)})`;
    }),
  ]);
  const unknown = all.some((one) => one.survival.some(({ survival }) => survival === null));
  const lines = [
    renderTable(['group', 'lives', 'ended', 'median', '95% interval (log-log)'], summary),
    '',
    renderTable(header, curves),
    ...(unknown ? ['—: nobody was watched so long'] : []),
  ];
  if (result.logRank) {
    const { statistic, degreesOfFreedom, pValue } = result.logRank;
    lines.push('', `log-rank: chi-square ${statistic.toFixed(2)}, df ${degreesOfFreedom}, p ${pValue.toPrecision(3)}`);
  }
  if (result.cox) lines.push('', renderCox(result.cox));
  if (result.competing) lines.push('', renderCompeting(result.competing));
  return lines.join('\n');
}
