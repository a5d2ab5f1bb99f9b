import type { Command } from 'commander';
import { projectRetention, type RetentionProjection } from '../analytics/survival/retention.js';
import { refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';

interface Options {
  readonly survivors: string;
  readonly fitYears?: string;
  readonly ahead: string;
  readonly json?: boolean;
}

/** `tenure analyse retention`: fits the sBG to one cohort's survivors and projects them. */
export function analyseRetention(command: Command): void {
  command
    .command('retention')
    .description('project the retention of a cohort from its survivors (shifted-beta-geometric)')
    .requiredOption('--survivors <counts>', 'the cohort and its survivors period by period: 1000,631,468,…')
    .option('--fit-years <n>', 'fit the first n periods only and compare the rest')
    .option('--ahead <n>', 'project at least n periods beyond the fit', '5')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const result = await refusing(() =>
        projectRetention(
          options.survivors.split(',').map((text) => number(text, '--survivors')),
          {
            ...(options.fitYears === undefined ? {} : { fitPeriods: number(options.fitYears, '--fit-years') }),
            ahead: number(options.ahead, '--ahead'),
          },
        ),
      );
      console.log(options.json ? JSON.stringify(result, null, 2) : render(result));
    });
}

function number(text: string, option: string): number {
  const value = Number(text.trim());
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new TenureError('BAD_REQUEST', `${option}: "${text}" is not a number.`);
  }
  return value;
}

function render(result: RetentionProjection): string {
  const rows = [...result.fitted, ...result.projected].map((period) => [
    period.period,
    period.period <= result.fitPeriods ? 'fit' : 'projected',
    `${(100 * period.survival).toFixed(2)}%`,
    period.observed === null ? '' : String(period.observed),
    `${(100 * period.retention).toFixed(2)}%`,
  ]);
  return [
    `sBG: alpha ${result.alpha.toFixed(5)}, beta ${result.beta.toFixed(5)}, log-likelihood ${result.logLikelihood.toFixed(2)}`,
    '',
    renderTable(['period', '', 'left of cohort', 'observed', 'stay of those left'], rows),
  ].join('\n');
}
