import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type CellForecast, forecastCells } from '../analytics/forecast/cells.js';
import type { ForecastNote } from '../analytics/forecast/forecast.js';
import { monthlyCells } from '../analytics/forecast/monthly-cells.js';
import type { SeriesKind } from '../analytics/forecast/scale.js';
import { judge } from '../analytics/forecast/trial.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';
import { percent, shown, wholeBetween } from './analyse-options.js';

interface Options {
  readonly csv?: string;
  readonly series?: string;
  readonly date?: string;
  readonly value?: string;
  readonly by?: string;
  readonly kind: SeriesKind;
  readonly horizon: number;
  readonly asOf?: string;
  readonly json?: boolean;
}

/** `tenure analyse forecast`: months ahead of any table, or the judgement of the method on series whose future is known. */
export function analyseForecast(command: Command): void {
  command
    .command('forecast')
    .description('months ahead with intervals and a back-test, for any table of dated values')
    .option('--csv <file>', 'rows with a date and a value; those of one month are added up')
    .option('--date <column>', 'dates as 2026-03-15, or months as 2026-03')
    .option('--value <column>', 'what is forecast')
    .option('--by <column>', 'a forecast for each value of this column too; they add up to the total')
    .option('--horizon <months>', 'months ahead', wholeBetween(1, 120), 12)
    .addOption(
      new Option('--kind <kind>', 'an amount, a count (never below 0) or a rate (0 to 1)')
        .choices(['amount', 'count', 'rate'])
        .default('amount'),
    )
    .option('--as-of <date>', 'the day of the data: a month that is not over by then is left out (default: today)')
    .option('--series <file>', 'instead: JSON [{"x": […], "xx": […]}], monthly; forecasts x and judges it by xx')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      if (options.series !== undefined) {
        const trial = await judged(options.series);
        console.log(options.json ? JSON.stringify(trial, null, 2) : renderTrial(trial));
        return;
      }
      const found = await refusing(() => analyse(options));
      console.log(options.json ? JSON.stringify(found, null, 2) : render(found));
    });
}

const SERIES = z.array(z.object({ x: z.array(z.number()).min(4), xx: z.array(z.number()).min(1) })).min(1);

async function judged(file: string) {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new TenureError('SOURCE', `Cannot read ${file} as JSON.`, { cause });
  }
  const read = SERIES.safeParse(json);
  if (!read.success) {
    const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
    throw new TenureError('SOURCE', `${file} is not a list of {"x": […], "xx": […]}: ${path.join('.')} ${message}`);
  }
  return refusing(() => judge(read.data));
}

async function analyse(options: Options) {
  const { csv, date, value, by, kind, horizon } = options;
  if (csv === undefined || date === undefined || value === undefined)
    throw new TenureError('BAD_REQUEST', 'Give --csv F --date COLUMN --value COLUMN, or --series F.');
  const table = await readCsv(csv);
  const asOf = options.asOf ?? new Date().toISOString().slice(0, 10);
  const { cells, start, ...history } = monthlyCells(table, { date, value, by, kind, asOf });
  const found = forecastCells({ cells, start, kind, horizon });
  return { kind, horizon, ...history, ...found };
}

type Found = Awaited<ReturnType<typeof analyse>>;

const NOTES: Readonly<Record<ForecastNote, string>> = {
  'season-unknown': 'season unknown: it takes 36 months to tell',
  'no-season': 'no season found',
  'calendar-unknown': 'New Year and working days unknown: they take 48 months',
  'no-back-test': 'no back-test: it takes 9 months',
  'below-poisson': 'counts below 20: intervals of a Poisson count or wider',
  constant: 'the history never moves, so neither does the forecast',
  'too-short': 'less than four months: their mean',
};

function render({ cells, leftOut, emptyMonths, months, isCoherent }: Found): string {
  const lines = [
    `${months} months${leftOut === null ? '' : `; ${leftOut} is not over and was left out`}${emptyMonths > 0 ? `; ${emptyMonths} months without rows count as 0` : ''}`,
  ];
  for (const cell of cells) lines.push('', cell.key, renderCell(cell));
  if (isCoherent) lines.push('', 'The groups add up to the total in every month.');
  return lines.join('\n');
}

function renderCell({ months, backTest, model, notes }: CellForecast): string {
  const levels = months[0]?.intervals.map(({ level }) => `${shown(level * 100)}% interval`) ?? [];
  const rows = months.map(({ month, step, value, intervals }) => [
    month ?? step,
    shown(value),
    ...intervals.map(({ low, high }) => `${shown(low)} … ${shown(high)}`),
  ]);
  const lines = [renderTable(['month', 'forecast', ...levels], rows)];
  if (backTest) {
    const inside = backTest.coverage.map(
      ({ level, share }) => `${percent(share)} inside the ${shown(level * 100)}% interval`,
    );
    lines.push(
      `back-test, ${backTest.months} months from ${backTest.origins} origins: sMAPE ${shown(backTest.smape, 3)}%, MASE ${shown(backTest.mase, 3)}, ${inside.join(', ')}`,
    );
  }
  for (const { name, coefficient, t, isUsed } of model?.calendar ?? [])
    if (isUsed)
      lines.push(
        `${name === 'newYear' ? 'New Year week' : 'a working day'}: ${shown(coefficient, 3)} (t ${shown(t, 3)})`,
      );
  return [...lines, ...notes.map((note) => NOTES[note])].join('\n');
}

function renderTrial(trial: ReturnType<typeof judge>): string {
  return renderTable(
    ['mean over series', 'value'],
    [
      ['series', String(trial.series)],
      ['sMAPE, %', trial.smape.toFixed(3)],
      ['MASE', trial.mase.toFixed(4)],
      ['inside the 80% interval', percent(trial.coverage80)],
      ['inside the 95% interval', percent(trial.coverage95)],
    ],
  );
}
