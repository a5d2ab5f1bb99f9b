import { binLabel } from './feature.js';
import { type Formula, type FormulaPair, formulaCells } from './formula.js';
import { groupCount } from './tables.js';

/** One line of a factor's table: the values it covers, their effect on the log-odds, and on the odds as a factor. */
export interface ExplainedEffect {
  readonly values: string;
  readonly effect: number;
  readonly oddsRatio: number;
}

export interface ExplainedFactor {
  readonly factor: string;
  /** Largest effect less smallest. */
  readonly range: number;
  readonly effects: readonly ExplainedEffect[];
}

/** Every factor of the formula with its effects, the strongest first. Neighbouring bins of equal effect are joined. */
export function explainFormula(formula: Formula): ExplainedFactor[] {
  const mains = formula.features.map((feature, f) => {
    const cells = formula.mains[f] ?? [];
    return factor(feature.name, joinEqual(cells.map((effect, bin) => ({ values: binLabel(feature, bin), effect }))));
  });
  const pairs = formula.pairs.map((pair) => explainPair(formula, pair));
  return [...mains, ...pairs].sort((a, b) => b.range - a.range || (a.factor < b.factor ? -1 : 1));
}

function factor(name: string, effects: readonly { values: string; effect: number }[]): ExplainedFactor {
  const values = effects.map((one) => one.effect);
  return {
    factor: name,
    range: effects.length === 0 ? 0 : Math.max(...values) - Math.min(...values),
    effects: effects.map((one) => ({ ...one, oddsRatio: Math.exp(one.effect) })),
  };
}

function explainPair(formula: Formula, pair: FormulaPair): ExplainedFactor {
  const [first, second] = [formula.features[pair.first], formula.features[pair.second]];
  if (!first || !second) return factor('', []);
  const width = groupCount(pair.secondGroups);
  const label = (feature: typeof first, groups: readonly number[], group: number) => {
    const bins = [...groups.keys()].filter((bin) => groups[bin] === group);
    return spanLabel(bins.map((bin) => binLabel(feature, bin)));
  };
  const effects = pair.cells.map((effect, cell) => ({
    values: `${first.name} ${label(first, pair.firstGroups, Math.floor(cell / width))}; ${second.name} ${label(second, pair.secondGroups, cell % width)}`,
    effect,
  }));
  return factor(
    `${first.name} × ${second.name}`,
    effects.filter((one) => Math.abs(one.effect) > 1e-9),
  );
}

function joinEqual(effects: readonly { values: string; effect: number }[]): { values: string; effect: number }[] {
  const joined: { labels: string[]; effect: number }[] = [];
  for (const { values, effect } of effects) {
    const last = joined.at(-1);
    if (last && Math.abs(last.effect - effect) < 1e-9) last.labels.push(values);
    else joined.push({ labels: [values], effect });
  }
  return joined.map(({ labels, effect }) => ({ values: spanLabel(labels), effect }));
}

/** A few labels as they are; a long run of them by its ends. */
function spanLabel(labels: readonly string[]): string {
  return labels.length <= 3 ? labels.join(', ') : `${labels[0]} … ${labels.at(-1)}`;
}

/** The whole formula as text. */
export function renderFormula(formula: Formula): string {
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
  for (const { factor: name, range, effects } of explainFormula(formula)) {
    lines.push('', `${name}  (spans ${range.toFixed(3)})`);
    const width = Math.max(0, ...effects.map((one) => one.values.length));
    for (const { values, effect, oddsRatio } of effects) {
      const sign = effect < 0 ? '−' : '+';
      lines.push(`  ${values.padEnd(width)}  ${sign}${Math.abs(effect).toFixed(4)}  ×${oddsRatio.toFixed(2)}`);
    }
  }
  return lines.join('\n');
}
