import type { Command } from 'commander';
import { binLabel } from '../analytics/churn/feature.js';
import { readTrial, type TrialColumns } from '../analytics/uplift/read-trial.js';
import { type Uplift, uplift } from '../analytics/uplift/uplift.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { nameList, percent, shown, wholeBetween } from './analyse-options.js';

interface Options extends Omit<TrialColumns, 'exclude'> {
  readonly csv: string;
  readonly exclude?: string[];
  readonly folds: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `tenure analyse uplift`: what a treatment did in a randomised trial, and whether a formula can tell whom it moves. */
export function analyseUplift(command: Command): void {
  command
    .command('uplift')
    .description('effect of a treatment in a randomised trial, and whom it moves: a formula judged out of fold')
    .requiredOption('--csv <file>', 'one row a customer of the trial')
    .requiredOption('--treatment <column>', 'which arm a row was in')
    .requiredOption('--treated <value>', 'the arm that was treated')
    .requiredOption('--control <value>', 'the arm that was not; rows of other arms are left out')
    .requiredOption('--outcome <column>', 'what happened: a number, or yes and no')
    .option(
      '--exclude <columns>',
      'columns that are no inputs: identifiers, and all that came after the split',
      nameList,
    )
    .option('--folds <n>', 'folds of the cross-validation', wholeBetween(2, 20), 5)
    .option('--seed <n>', 'the same seed gives the same figures', wholeBetween(0, 2 ** 31 - 1), 1)
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const table = await readCsv(options.csv);
      const found = await refusing(() => {
        const trial = readTrial(table, { ...options, exclude: options.exclude ?? [] });
        return { ...uplift(trial, options), inputs: trial.inputs.columns.map(({ name }) => name) };
      });
      console.log(options.json ? JSON.stringify(report(found, options), null, 2) : render(found, options));
    });
}

type Found = Uplift & { readonly inputs: readonly string[] };

function report(found: Found, { folds, seed }: Options) {
  const { average, qini, qiniInterval, upliftAt30, ranking, groups, formula, inputs } = found;
  return {
    ate: average.difference,
    ateStandardError: average.standardError,
    ateInterval: [average.low, average.high],
    qini,
    qiniInterval,
    upliftAt30,
    ranking,
    treated: groups.reduce((sum, group) => sum + group.treated, 0),
    control: groups.reduce((sum, group) => sum + group.control, 0),
    folds,
    seed,
    inputs,
    curve: groups,
    formula: { intercept: formula.tables.intercept, effects: effectsOf(found) },
  };
}

/** Every cell of the formula with its name; a customer's expected effect is the intercept plus one cell of each part. */
function effectsOf({ formula: { features, tables } }: Found) {
  const mains = features
    .flatMap((feature, f) =>
      Array.from(tables.mains[f] ?? [], (effect, bin) => ({
        part: feature.name,
        cell: binLabel(feature, bin),
        effect,
      })),
    )
    .filter(({ effect }) => effect !== 0);
  const pairs = tables.pairs.map(({ first, second, firstGroups, secondGroups, cells }) => {
    const [a, b] = [features[first], features[second]];
    return { part: `${a?.name} × ${b?.name}`, firstGroups, secondGroups, effects: Array.from(cells) };
  });
  return { mains, pairs };
}

function render(found: Found, { treated, control, outcome }: Options): string {
  const { average, qini, qiniInterval, upliftAt30, ranking, groups } = found;
  const [low, high] = qiniInterval;
  const figures = [
    ['average effect', `${average.difference.toFixed(6)} (standard error ${average.standardError.toFixed(6)})`],
    ['95% interval (Welch)', `${average.low.toFixed(6)} … ${average.high.toFixed(6)}`],
    ['Qini, out of fold', qini.toFixed(3)],
    ['95% interval (bootstrap)', `${low.toFixed(3)} … ${high.toFixed(3)}`],
    ['effect in the best 30%', upliftAt30.toFixed(6)],
  ];
  const most = Math.max(...groups.map(({ gain }) => Math.abs(gain)), 1e-300);
  const curve = groups.map(({ treated: t, control: c, treatedMean, controlMean, uplift: effect, gain }, i) => [
    `${10 * (i + 1)}%`,
    t,
    c,
    shown(treatedMean, 4),
    shown(controlMean, 4),
    effect.toFixed(5),
    gain.toFixed(5),
    (gain < 0 ? '░' : '█').repeat(Math.round((30 * Math.abs(gain)) / most)),
  ]);
  const { mains } = effectsOf(found);
  const strongest = [...mains].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, 10);
  const parts = [
    `${outcome}: ${treated} against ${control}`,
    renderTable(['figure', 'value'], figures),
    renderTable(
      ['up to', 'treated', 'control', 'mean', 'mean', 'effect', 'gain', 'gain of treating so many first'],
      curve,
    ),
  ];
  if (!ranking)
    return [
      ...parts,
      'No ranking found: the Qini’s interval contains 0. Treat all or nobody, by the average effect.',
    ].join('\n\n');
  const top = strongest.map(({ part, cell, effect }) => [part, cell, `${effect > 0 ? '+' : ''}${percent(effect)}`]);
  return [...parts, renderTable(['what moves the effect most', 'value', 'against the average'], top)].join('\n\n');
}
