import { type Column, findColumn, type Table } from '../table/table.js';
import { binCount, binOfNumber, type Feature, MAX_BINS } from './feature.js';
import { findSums, sumOf } from './sums.js';

/** Rows as bins, a column a feature: what every fit works on. Shared memory, so that workers need no copy. */
export interface Binned {
  readonly features: readonly Feature[];
  readonly columns: readonly Uint8Array[];
  readonly rowCount: number;
}

/** A main-effect table has at most this many cells in all; with many columns each gets fewer bins. */
const MAIN_CELL_BUDGET = 1700;
/** Fewer rows than this a bin would say little about the bin. */
const ROWS_A_BIN = 12;
/** A category with a smaller share than this of the rows, and fewer rows than a bin needs, joins `other`. */
const RARE_ROWS = 10;

/**
 * Features of the columns that can say anything: constant ones, empty ones and those whose every level is rare are left
 * out. Numbers get quantile bins over the values that occur, categories their frequent levels.
 */
export function findFeatures(table: Table, rows: ArrayLike<number>, mostBins = MAX_BINS - 2): Feature[] {
  const limit = Math.floor(MAIN_CELL_BUDGET / Math.max(1, table.columns.length));
  const bySize = Math.floor(rows.length / ROWS_A_BIN);
  const valueBins = Math.max(2, Math.min(mostBins, MAX_BINS - 2, limit - 2, Math.max(4, bySize)));
  return table.columns.flatMap((column) => {
    const feature =
      column.kind === 'number' ? numberFeature(column, rows, valueBins) : categoryFeature(column, rows, valueBins);
    return feature ? [feature] : [];
  });
}

/** The same, with sums of columns of one kind as features of their own. */
export function findFeaturesAndSums(table: Table, rows: ArrayLike<number>): Feature[] {
  const sums = new Map(findSums(table, rows).map(({ name, parts }) => [name, parts]));
  const added = [...sums].map(([name, parts]) =>
    sumOf(
      name,
      parts.map((part) => findColumn(table, part)),
      table.rowCount,
    ),
  );
  return findFeatures({ rowCount: table.rowCount, columns: [...table.columns, ...added] }, rows).map((feature) => {
    const parts = sums.get(feature.name);
    return parts && feature.kind === 'number' ? { ...feature, parts } : feature;
  });
}

/** Applies the features to a table that holds their columns; any other column of it is ignored. */
export function binTable(features: readonly Feature[], columnOf: (name: string) => Column, rowCount: number): Binned {
  const columns = features.map((feature) => {
    const parts = feature.kind === 'number' ? feature.parts : undefined;
    const column = parts ? sumOf(feature.name, parts.map(columnOf), rowCount) : columnOf(feature.name);
    return binColumn(feature, column, rowCount);
  });
  return { features, columns, rowCount };
}

function binColumn(feature: Feature, column: Column, rowCount: number): Uint8Array {
  const bins = new Uint8Array(new SharedArrayBuffer(rowCount));
  if (feature.kind === 'number') {
    const values = column.kind === 'number' ? column.values : numbersOf(column);
    for (let row = 0; row < rowCount; row++) bins[row] = binOfNumber(feature.cuts, values[row] as number);
    return bins;
  }
  const other = binCount(feature) - 1;
  const binOfLevel = new Map(feature.levels.map((level, i) => [level, i + 1]));
  if (column.kind === 'number') {
    for (let row = 0; row < rowCount; row++) {
      const value = column.values[row] as number;
      bins[row] = Number.isNaN(value) ? 0 : (binOfLevel.get(String(value)) ?? other);
    }
    return bins;
  }
  const binOfCode = column.levels.map((level) => binOfLevel.get(level) ?? other);
  for (let row = 0; row < rowCount; row++) bins[row] = binOfCode[column.codes[row] as number] ?? 0;
  return bins;
}

/** A column that was numeric when fitted and has texts now: texts that are no number are missing values. */
function numbersOf(column: Column & { kind: 'category' }): Float64Array {
  const parsed = column.levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)));
  return Float64Array.from(column.codes, (code) => parsed[code] ?? Number.NaN);
}

function numberFeature(
  column: Column & { kind: 'number' },
  rows: ArrayLike<number>,
  bins: number,
): Feature | undefined {
  const values = new Float64Array(rows.length);
  let known = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column.values[rows[i] as number] as number;
    if (Number.isFinite(value)) values[known++] = value;
  }
  const sorted = values.subarray(0, known).sort();
  const hasMissing = known < rows.length;
  const cuts = quantileCuts(sorted, bins);
  if (cuts.length === 0 && (!hasMissing || known === 0)) return undefined;
  return { kind: 'number', name: column.name, cuts };
}

/** Cuts halfway between neighbouring values, so that bins hold about equal numbers; a frequent value gets its own bin. */
function quantileCuts(sorted: Float64Array, bins: number): number[] {
  const cuts: number[] = [];
  let left = sorted.length;
  let inBin = 0;
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i] as number;
    let end = i + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    inBin += end - i;
    const next = sorted[end];
    if (next === undefined) break;
    let nextEnd = end + 1;
    while (nextEnd < sorted.length && sorted[nextEnd] === next) nextEnd++;
    const target = left / (bins - cuts.length);
    // Close the bin when it is full, or when taking the next value would overfill it by more than it lacks.
    if (inBin >= target || inBin + (nextEnd - end) - target > target - inBin) {
      if (cuts.length >= bins - 1) break;
      cuts.push(between(value, next));
      left -= inBin;
      inBin = 0;
    }
    i = end;
  }
  return cuts;
}

/** A short number in [low, high): the midpoint rounded to the fewest digits that still separates the two. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  for (let digits = 1; digits <= 15; digits++) {
    const rounded = Number(middle.toPrecision(digits));
    if (rounded >= low && rounded < high) return rounded;
  }
  return middle >= low && middle < high ? middle : low;
}

function categoryFeature(
  column: Column & { kind: 'category' },
  rows: ArrayLike<number>,
  bins: number,
): Feature | undefined {
  const counts = new Float64Array(column.levels.length);
  let missing = 0;
  for (let i = 0; i < rows.length; i++) {
    const code = column.codes[rows[i] as number] as number;
    if (code < 0) missing++;
    else counts[code] = (counts[code] as number) + 1;
  }
  const present = [...counts.keys()].filter((code) => (counts[code] as number) > 0);
  const frequent = present
    .filter((code) => (counts[code] as number) >= Math.min(RARE_ROWS, rows.length / 4))
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, bins)
    .sort((a, b) => a - b);
  const groups = frequent.length + (frequent.length < present.length ? 1 : 0) + (missing > 0 ? 1 : 0);
  if (groups < 2 || frequent.length === 0) return undefined;
  return { kind: 'category', name: column.name, levels: frequent.map((code) => column.levels[code] as string) };
}
