import type { Interval } from './calibration-check.js';
import { binLabel, type Feature, type NumberFeature } from './feature.js';
import { type Formula, type FormulaPair, formulaCells } from './formula.js';
import type { FormulaSupport, PartSupport } from './support.js';
import { groupCount } from './tables.js';

/** One line of a factor's table: the values it covers, their effect on the log-odds, and on the odds as a factor. */
export interface ExplainedEffect {
  readonly values: string;
  readonly effect: number;
  readonly oddsRatio: number;
  /** Learnt from so many rows, of which so many left; absent where that was not kept. */
  readonly rows?: number;
  readonly leavers?: number;
  /** 95% of the factor on the odds, all other lines held. */
  readonly oddsRatioInterval?: Interval;
}

export interface ExplainedFactor {
  readonly factor: string;
  /** Largest effect less smallest. */
  readonly range: number;
  readonly effects: readonly ExplainedEffect[];
}

/**
 * Every factor of the formula with its effects, the strongest first. Neighbouring bins of equal effect are joined. With support,
 * lines without rows or effect are left out, and factors without lines.
 */
export function explainFormula(formula: Formula, support?: FormulaSupport): ExplainedFactor[] {
  const mains = formula.features.map((feature, f) =>
    factor(feature.name, joinEqual(feature, formula.mains[f] ?? []), support?.mains[f]),
  );
  const pairs = formula.pairs.map((pair, p) => explainPair(formula, pair, support?.pairs[p]));
  const all = [...mains, ...pairs];
  return (support ? all.filter(({ effects }) => effects.length > 0) : all).sort(
    (a, b) => b.range - a.range || (a.factor < b.factor ? -1 : 1),
  );
}

interface Line {
  readonly values: string;
  readonly effect: number;
  /** The cells that the line tells of. */
  readonly cells: readonly number[];
}

function factor(name: string, lines: readonly Line[], support?: PartSupport): ExplainedFactor {
  const supported = lines.map(({ values, effect, cells }) => ({
    values,
    effect,
    ...supportOfCells(effect, cells, support),
  }));
  const effects = support ? supported.filter((one) => one.rows !== 0 && hasEffect(one.effect)) : supported;
  const values = effects.map((one) => one.effect);
  return {
    factor: name,
    range: effects.length === 0 ? 0 : Math.max(...values) - Math.min(...values),
    effects: effects.map((one) => ({ ...one, oddsRatio: Math.exp(one.effect) })),
  };
}

const hasEffect = (effect: number) => Math.abs(effect) >= TOLD_AS_ONE;

function supportOfCells(
  effect: number,
  cells: readonly number[],
  support: PartSupport | undefined,
): Pick<ExplainedEffect, 'rows' | 'leavers' | 'oddsRatioInterval'> {
  if (!support) return {};
  const sum = (counts: readonly number[]) => cells.reduce((all, cell) => all + (counts[cell] ?? 0), 0);
  const information = sum(support.information);
  const reach = 1.959963984540054 / Math.sqrt(information);
  return {
    rows: sum(support.rows),
    leavers: sum(support.leavers),
    ...(information > 0
      ? { oddsRatioInterval: { low: Math.exp(effect - reach), high: Math.exp(effect + reach) } }
      : {}),
  };
}

function explainPair(formula: Formula, pair: FormulaPair, support?: PartSupport): ExplainedFactor {
  const [first, second] = [formula.features[pair.first], formula.features[pair.second]];
  if (!first || !second) return factor('', []);
  const width = groupCount(pair.secondGroups);
  const label = (feature: Feature, groups: readonly number[], group: number) =>
    binsLabel(
      feature,
      [...groups.keys()].filter((bin) => groups[bin] === group),
    );
  const effects = pair.cells.map((effect, cell) => ({
    values: `${first.name} ${label(first, pair.firstGroups, Math.floor(cell / width))}; ${second.name} ${label(second, pair.secondGroups, cell % width)}`,
    effect,
    cells: [cell],
  }));
  return factor(
    `${first.name} × ${second.name}`,
    effects.filter((one) => Math.abs(one.effect) > 1e-9),
    support,
  );
}

/** Effects that differ by less than this are told as one; what is scored is exact. */
const TOLD_AS_ONE = 0.005;

function joinEqual(feature: Feature, cells: readonly number[]): Line[] {
  const runs: { bins: number[]; effect: number }[] = [];
  cells.forEach((effect, bin) => {
    const last = runs.at(-1);
    const mayJoin = feature.kind === 'number' && bin > 1;
    if (last && mayJoin && Math.abs(last.effect - effect) < TOLD_AS_ONE) last.bins.push(bin);
    else runs.push({ bins: [bin], effect });
  });
  return runs.map(({ bins, effect }) => ({ values: binsLabel(feature, bins), effect, cells: bins }));
}

/** What several bins hold: one span for numbers, names for categories, a long list by its ends. */
function binsLabel(feature: Feature, bins: readonly number[]): string {
  const known = bins.filter((bin) => bin > 0);
  const missing = bins.length > known.length ? ['missing'] : [];
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'missing';
  if (feature.kind === 'number') return [...missing, spanLabel(feature, first, last)].join(' or ');
  const names = [...missing, ...known.map((bin) => binLabel(feature, bin))];
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function spanLabel(feature: NumberFeature, first: number, last: number): string {
  const cuts = [first > 1 ? feature.cuts[first - 2] : undefined, feature.cuts[last - 1]];
  return binLabel({ ...feature, cuts: cuts.filter((cut) => cut !== undefined) }, first > 1 ? 2 : 1);
}

/** The whole formula as text; with support, what each line rests on. */
export function renderFormula(formula: Formula, support?: FormulaSupport): string {
  const lines = [
    `log-odds of leaving = ${formula.intercept.toFixed(4)} + the effects below (${formulaCells(formula)} cells)`,
    'An effect is against the average customer; ×2.00 means twice the odds.',
  ];
  if (formula.calibration.kind === 'isotonic') {
    const { raw, calibrated } = formula.calibration;
    lines.push(
      `then calibrated along ${raw.map((x, i) => `${x.toFixed(2)}→${(calibrated[i] ?? 0).toFixed(2)}`).join(', ')}`,
    );
  }
  for (const { factor: name, range, effects } of explainFormula(formula, support)) {
    lines.push('', `${name}  (spans ${range.toFixed(3)})`);
    const width = Math.max(0, ...effects.map((one) => one.values.length));
    for (const { values, effect, oddsRatio, rows, leavers, oddsRatioInterval: interval } of effects) {
      const sign = effect < 0 ? '−' : '+';
      lines.push(
        `  ${values.padEnd(width)}  ${sign}${Math.abs(effect).toFixed(4)}  ×${oddsRatio.toFixed(2)}${interval ? ` (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})` : ''}${rows === undefined ? '' : `  ${rows} rows, ${leavers} left`}`,
      );
    }
  }
  return lines.join('\n');
}
