import { float, numbers, text } from '../analytics/churn/clickhouse.js';
import { binOfNumber, MAX_BINS } from '../analytics/churn/feature.js';
import type { Formula, FormulaPair } from '../analytics/churn/formula.js';
import { groupCount } from '../analytics/churn/tables.js';

/** Cells of tenure's path at most; what-if is not offered for a formula that has more. */
const MOST_PATH_CELLS = 3_000_000;

/** What fills tenure.churn_factor and tenure.churn_cell (see schema/031-what-if.sql) with a formula. */
export interface WhatIfTables {
  /** Rows of churn_factor, as a SELECT. */
  readonly factors: string;
  /** Rows of churn_cell (position, value), each as a SELECT. */
  readonly cells: readonly string[];
}

export function whatIfTables(formula: Formula, tenureFeature: string): WhatIfTables {
  const tenure = formula.features.findIndex(({ name }) => name === tenureFeature);
  const cells: string[] = [];
  let next = 1;
  const place = (values: readonly number[]): number => {
    const start = next;
    next += values.length;
    cells.push(
      `SELECT ${start} + place - 1 AS position, value FROM (SELECT ${numbers(values)} AS all) ARRAY JOIN all AS value, arrayEnumerate(all) AS place`,
    );
    return start;
  };
  const path = pathOf(formula, tenure);
  // A calibration of the sum as a whole cannot be taken apart by factor.
  const isOffered = formula.calibration.kind !== 'isotonic' && path.cells <= MOST_PATH_CELLS;
  if (!isOffered) return { factors: `SELECT * FROM tenure.churn_factor WHERE 0`, cells: [] };
  const pathStarts = path.parts.map((part) =>
    place(Array.from({ length: MAX_BINS }, (_, bin) => part.stride * path.months * (part.groups[bin] ?? 0))),
  );
  const rows = formula.features.map((feature, f) => {
    const parts = f === tenure ? [] : partsOf(formula, f, tenure);
    const starts = parts.map(({ cellAt }) => place(expanded(cellAt)));
    const cuts = feature.kind === 'number' ? feature.cuts : [];
    const levels = feature.kind === 'category' ? feature.levels : [];
    return { name: feature.name, isNumber: feature.kind === 'number', cuts, levels, starts, parts, position: f + 1 };
  });
  const pathStart = next;
  cells.push(pathSql(path, pathStart));
  const shared = [
    tenure + 1,
    path.months - 1,
    pathStart,
    list(pathStarts, 'UInt64'),
    list(
      path.parts.map(({ partner }) => partner + 1),
      'UInt8',
    ),
  ].join(', ');
  const selects = rows.map(
    (row) => `SELECT ${text(row.name)}, ${row.position}, ${row.isNumber ? 1 : 0}, ${numbers(row.cuts)}::Array(Float64),
      [${row.levels.map(text).join(', ')}]::Array(String), ${list(row.starts, 'UInt64')},
      ${list(
        row.parts.map(({ partner }) => partner + 1),
        'UInt8',
      )}, ${shared}`,
  );
  const whole = `SELECT '', 0, 0, []::Array(Float64), []::Array(String), []::Array(UInt64), []::Array(UInt8), ${shared}`;
  return { factors: [whole, ...selects].join('\nUNION ALL ').replaceAll('\n', ' '), cells };
}

interface Part {
  readonly partner: number;
  /** The cell at the feature's bin and the partner's. */
  readonly cellAt: (bin: number, partnerBin: number) => number;
}

/** What a feature adds: alone, then with each partner, tenure apart. */
function partsOf({ mains, pairs }: Formula, f: number, tenure: number): Part[] {
  const alone: Part = { partner: f, cellAt: (bin) => mains[f]?.[bin] ?? 0 };
  const together = pairs
    .filter(({ first, second }) => (first === f || second === f) && first !== tenure && second !== tenure)
    .map((pair): Part => {
      const isFirst = pair.first === f;
      return {
        partner: isFirst ? pair.second : pair.first,
        cellAt: (bin, other) => (isFirst ? cellOf(pair, bin, other) : cellOf(pair, other, bin)),
      };
    });
  return [alone, ...together];
}

function cellOf(pair: FormulaPair, firstBin: number, secondBin: number): number {
  const row = pair.firstGroups[firstBin];
  const column = pair.secondGroups[secondBin];
  if (row === undefined || column === undefined) return 0;
  return pair.cells[row * groupCount(pair.secondGroups) + column] ?? 0;
}

function expanded(cellAt: Part['cellAt']): number[] {
  return Array.from({ length: MAX_BINS * MAX_BINS }, (_, at) => cellAt(Math.floor(at / MAX_BINS), at % MAX_BINS));
}

interface PathPart {
  readonly partner: number;
  readonly groups: readonly number[];
  readonly count: number;
  readonly stride: number;
  /** By group, by month. */
  readonly values: readonly number[];
}

interface Path {
  readonly own: readonly number[];
  readonly months: number;
  readonly parts: readonly PathPart[];
  readonly cells: number;
}

/** What tenure adds alone and with others, for every month of tenure and every group of the others together. */
function pathOf({ features, mains, pairs }: Formula, tenure: number): Path {
  const feature = features[tenure];
  if (feature?.kind !== 'number') return { own: [0], months: 1, parts: [], cells: 1 };
  const months = Math.max(0, Math.ceil(feature.cuts.at(-1) ?? 0)) + 2;
  const binAt = Array.from({ length: months }, (_, month) => binOfNumber(feature.cuts, month));
  let stride = 1;
  const parts = pairs
    .filter(({ first, second }) => first === tenure || second === tenure)
    .map((pair): PathPart => {
      const isFirst = pair.first === tenure;
      const [own, groups] = isFirst ? [pair.firstGroups, pair.secondGroups] : [pair.secondGroups, pair.firstGroups];
      const count = groupCount(groups);
      const width = groupCount(pair.secondGroups);
      const values = Array.from({ length: count }, (_, group) =>
        binAt.map((bin) => {
          const tenureGroup = own[bin] ?? 0;
          return pair.cells[isFirst ? tenureGroup * width + group : group * width + tenureGroup] ?? 0;
        }),
      ).flat();
      const part = { partner: isFirst ? pair.second : pair.first, groups, count, stride, values };
      stride *= count;
      return part;
    });
  return { own: binAt.map((bin) => mains[tenure]?.[bin] ?? 0), months, parts, cells: stride * months };
}

/** The path's cells as odds, made by the engine from each part's own small table. */
function pathSql({ own, months, parts, cells }: Path, start: number): string {
  const terms = parts.map(
    ({ count, stride, values }) =>
      `${numbers(values)}[(intDiv(intDiv(number, ${months}), ${stride}) % ${count}) * ${months} + number % ${months} + 1]`,
  );
  const logOdds = [`${numbers(own)}[number % ${months} + 1]`, ...terms].join(' + ');
  return `SELECT ${start} + number AS position, exp(${logOdds} + ${float(0)}) AS value FROM numbers(${cells})`;
}

function list(values: readonly number[], type: string): string {
  return `[${values.join(', ')}]::Array(${type})`;
}
