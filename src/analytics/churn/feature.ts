/**
 * How a raw value becomes a bin. Bin 0 is a missing value; it always exists, so that a value first missing at scoring has
 * a defined effect. Numbers: bin 1 holds values up to cuts[0], bin k + 1 those above cuts[k − 1]. Categories: bin k + 1
 * holds levels[k]; the last bin holds every other level, the rare ones and those never seen.
 */
export type Feature = NumberFeature | CategoryFeature;

export interface NumberFeature {
  readonly kind: 'number';
  readonly name: string;
  /** Ascending, each the highest value of its bin. */
  readonly cuts: readonly number[];
  /** Columns whose sum it is; absent for a column of its own. */
  readonly parts?: readonly string[] | undefined;
}

export interface CategoryFeature {
  readonly kind: 'category';
  readonly name: string;
  readonly levels: readonly string[];
}

/** Two columns' bins are packed into one 16-bit histogram index, so a column has at most 32. */
export const MAX_BINS = 32;

export function binCount(feature: Feature): number {
  return feature.kind === 'number' ? feature.cuts.length + 2 : feature.levels.length + 2;
}

export function binOfNumber(cuts: readonly number[], value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

export function binOfText(levels: readonly string[], text: string | null): number {
  if (text === null) return 0;
  const index = levels.indexOf(text);
  return index < 0 ? levels.length + 1 : index + 1;
}

/** What a bin holds, for people: `≤ 12`, `12 – 24`, `Month-to-month`, `missing`, `other`. */
export function binLabel(feature: Feature, bin: number): string {
  if (bin === 0) return 'missing';
  if (feature.kind === 'category') return feature.levels[bin - 1] ?? 'other';
  const { cuts } = feature;
  const [below, above] = [cuts[bin - 2], cuts[bin - 1]];
  const text = (value: number) => String(Number(value.toPrecision(6)));
  if (below === undefined) return above === undefined ? 'any' : `≤ ${text(above)}`;
  return above === undefined ? `> ${text(below)}` : `${text(below)} – ${text(above)}`;
}
