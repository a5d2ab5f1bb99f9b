import { cumulativeIncidence, type IncidenceAt, incidenceAt } from '../analytics/survival/competing-risks.js';
import { designOf } from '../analytics/survival/covariates.js';
import { type ChiSquareTest, cox, type Hazards } from '../analytics/survival/cox.js';
import { gray } from '../analytics/survival/gray.js';
import type { Lives } from '../analytics/survival/kaplan-meier.js';
import { type Proportionality, proportionality } from '../analytics/survival/proportionality.js';
import type { Table } from '../analytics/table/table.js';
import { renderTable } from '../commands/csv-table.js';

/** Which kind every interval of the answer is; all are of 95%. */
export const INTERVALS = {
  survival: 'pointwise, log(-log) scale, Greenwood variance',
  median: 'where the log(-log) bounds of survival pass one half',
  hazardRatio: 'Wald, symmetric for the logarithm',
  incidence: 'pointwise, log(-log) scale, delta-method variance (Aalen)',
} as const;

export interface CoxResult {
  readonly count: number;
  /** Rows without a value of every covariate. */
  readonly leftOut: number;
  readonly events: number;
  readonly ties: 'efron';
  readonly hazards: readonly Hazards[];
  readonly logLikelihood: readonly [number, number];
  readonly likelihoodRatio: ChiSquareTest;
  readonly proportionality: Proportionality;
}

export function coxOf(table: Table, lives: Lives, columns: readonly string[]): CoxResult {
  const { names, covariates, rows } = designOf(table, columns);
  const { entries } = lives;
  const kept = {
    durations: Array.from(rows, (row) => lives.durations[row] as number),
    ended: Array.from(rows, (row) => lives.ended[row] === true),
    ...(entries ? { entries: Array.from(rows, (row) => entries[row] as number) } : {}),
  };
  const fit = cox({ ...kept, names, covariates });
  const { count, events, hazards, logLikelihood, likelihoodRatio } = fit;
  return {
    count,
    leftOut: table.rowCount - count,
    events,
    ties: 'efron',
    hazards,
    logLikelihood,
    likelihoodRatio,
    proportionality: proportionality(fit, kept),
  };
}

export interface CauseResult {
  readonly cause: string;
  readonly group: string | null;
  readonly events: number;
  readonly incidence: readonly ({ readonly time: number } & IncidenceAt)[];
}

export interface CompetingResult {
  readonly causes: readonly CauseResult[];
  readonly gray: readonly ({ readonly cause: string } & ChiSquareTest)[];
}

export interface Groups {
  readonly names: readonly string[];
  readonly groupOf: Int32Array;
}

export function competingOf(
  durations: Float64Array,
  { names, causes }: { names: readonly string[]; causes: Int32Array },
  groups: Groups | null,
  times: readonly number[],
): CompetingResult {
  const rowsOf = (group: number | null) =>
    Array.from(durations.keys()).filter((row) => group === null || groups?.groupOf[row] === group);
  const sets = [
    { group: null as string | null, rows: rowsOf(null) },
    ...(groups?.names ?? []).map((group, g) => ({ group: group as string | null, rows: rowsOf(g) })),
  ];
  return {
    causes: sets.flatMap(({ group, rows }) =>
      names.map((cause, c) => {
        const lives = {
          durations: rows.map((row) => durations[row] as number),
          causes: rows.map((row) => causes[row] as number),
        };
        const points = cumulativeIncidence(lives, c + 1);
        const incidence = times.map((time) => ({ time, ...incidenceAt(points, time) }));
        return { cause, group, events: lives.causes.filter((one) => one === c + 1).length, incidence };
      }),
    ),
    gray: groups
      ? names.map((cause, c) => ({
          cause,
          ...gray({ durations, causes }, c + 1, groups.groupOf, groups.names.length),
        }))
      : [],
  };
}

export function renderCox({
  count,
  leftOut,
  events,
  hazards,
  likelihoodRatio,
  proportionality: tests,
}: CoxResult): string {
  const rows = hazards.map(({ name, hazardRatio, low, high, pValue }, i) => [
    name,
    hazardRatio.toFixed(4),
    `${low.toFixed(4)} … ${high.toFixed(4)}`,
    pValue.toPrecision(3),
    tests.each[i]?.pValue.toPrecision(3) ?? '',
  ]);
  return [
    `Cox regression, ties by Efron: ${count} lives, ${events} ended${leftOut > 0 ? `, ${leftOut} left out that lack a covariate` : ''}`,
    renderTable(['covariate', 'hazard ratio', '95% interval (Wald, log)', 'p', 'p of proportionality'], rows),
    `likelihood ratio: ${chiSquareText(likelihoodRatio)}; proportional hazards, all together: ${chiSquareText(tests.global)}`,
  ].join('\n');
}

export function renderCompeting({ causes, gray: tests }: CompetingResult): string {
  const times = causes[0]?.incidence.map(({ time }) => time) ?? [];
  const header = ['time', ...causes.map(({ cause, group }) => (group === null ? cause : `${cause} · ${group}`))];
  const rows = times.map((time, i) => [
    time,
    ...causes.map(({ incidence }) => {
      const { incidence: at, low, high } = incidence[i] as IncidenceAt;
      return `${at.toFixed(4)} (${low.toFixed(3)}–${high.toFixed(3)})`;
    }),
  ]);
  return [
    'Cumulative incidence by cause (95% interval on the log(-log) scale)',
    renderTable(header, rows),
    ...tests.map(({ cause, ...test }) => `Gray’s test, ${cause}: ${chiSquareText(test)}`),
  ].join('\n');
}

function chiSquareText({ statistic, degreesOfFreedom, pValue }: ChiSquareTest): string {
  return `chi-square ${statistic.toFixed(2)}, df ${degreesOfFreedom}, p ${pValue.toPrecision(3)}`;
}
