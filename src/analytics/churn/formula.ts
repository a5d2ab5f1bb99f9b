import { z } from 'zod';
import { type Calibration, calibrate, probabilityOf } from './calibration.js';
import { binCount, type Feature, MAX_BINS } from './feature.js';
import { type EffectTables, groupCount, logOddsOf } from './tables.js';

/**
 * The whole model, as a person can read it and an engine can run it: calibrated log-odds = calibration of (intercept +
 * one cell a feature + one cell a pair). Cells are log-odds against the average customer of the fit.
 */
export interface Formula {
  readonly version: 1;
  readonly features: readonly Feature[];
  readonly intercept: number;
  /** By feature, by bin. */
  readonly mains: readonly (readonly number[])[];
  readonly pairs: readonly FormulaPair[];
  readonly calibration: Calibration;
}

export interface FormulaPair {
  /** Positions of the two features. */
  readonly first: number;
  readonly second: number;
  /** Group of each bin. */
  readonly firstGroups: readonly number[];
  readonly secondGroups: readonly number[];
  /** Row by row of the first feature's groups. */
  readonly cells: readonly number[];
}

/** A formula has at most this many cells: beyond it nobody reads it, and engines slow down. */
export const MAX_CELLS = 3000;

export function formulaCells(formula: Pick<Formula, 'mains' | 'pairs'>): number {
  const mains = formula.mains.reduce((sum, cells) => sum + cells.length, 0);
  return formula.pairs.reduce((sum, pair) => sum + pair.cells.length, mains);
}

/** Makes the formula of fitted tables. Platt's slope and intercept go into the cells, so that it stays purely additive. */
export function makeFormula(features: readonly Feature[], tables: EffectTables, calibration: Calibration): Formula {
  const slope = calibration.kind === 'platt' ? calibration.slope : 1;
  const shift = calibration.kind === 'platt' ? calibration.intercept : 0;
  const scaled = (cells: Float64Array) => Array.from(cells, (cell) => cell * slope);
  return {
    version: 1,
    features,
    intercept: tables.intercept * slope + shift,
    mains: tables.mains.map(scaled),
    pairs: tables.pairs.map((pair) => ({ ...pair, cells: scaled(pair.cells) })),
    calibration: calibration.kind === 'isotonic' ? calibration : { kind: 'none' },
  };
}

/** Calibrated probabilities of rows that are binned by the formula's features. */
export function probabilities(formula: Formula, columns: readonly Uint8Array[], rowCount: number): Float64Array {
  return calibratedLogOdds(formula, columns, rowCount).map(probabilityOf);
}

export function calibratedLogOdds(formula: Formula, columns: readonly Uint8Array[], rowCount: number): Float64Array {
  return logOddsOf(asTables(formula), columns, undefined, rowCount).map((raw) => calibrate(formula.calibration, raw));
}

function asTables(formula: Formula): EffectTables {
  return {
    intercept: formula.intercept,
    mains: formula.mains.map((cells) => Float64Array.from(cells)),
    pairs: formula.pairs.map((pair) => ({ ...pair, cells: Float64Array.from(pair.cells) })),
  };
}

/** Names of the parts that add up to the log-odds, in the order of `contributionsOf`. */
export function termNames(formula: Formula): string[] {
  const name = (feature: number) => formula.features[feature]?.name ?? '';
  return [
    ...formula.features.map((feature) => feature.name),
    ...formula.pairs.map((pair) => `${name(pair.first)} × ${name(pair.second)}`),
    ...(formula.calibration.kind === 'isotonic' ? ['(calibration)'] : []),
  ];
}

/** What each part adds to one customer's log-odds: intercept + their sum = calibrated log-odds. */
export function contributionsOf(formula: Formula, bins: ArrayLike<number>): number[] {
  const parts = formula.mains.map((cells, f) => cells[bins[f] as number] ?? 0);
  for (const pair of formula.pairs) {
    const width = groupCount(pair.secondGroups);
    const row = pair.firstGroups[bins[pair.first] as number] as number;
    const column = pair.secondGroups[bins[pair.second] as number] as number;
    parts.push(pair.cells[row * width + column] ?? 0);
  }
  if (formula.calibration.kind !== 'isotonic') return parts;
  const raw = parts.reduce((sum, part) => sum + part, formula.intercept);
  return [...parts, calibrate(formula.calibration, raw) - raw];
}

const finite = z.number();
const group = z.number().int().min(0).max(MAX_BINS);
const featureSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    name: z.string().min(1),
    cuts: z.array(finite).max(MAX_BINS - 2),
    parts: z.array(z.string()).min(2).optional(),
  }),
  z.object({ kind: z.literal('category'), name: z.string().min(1), levels: z.array(z.string()).max(MAX_BINS - 2) }),
]);
const calibrationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('platt'), slope: finite, intercept: finite }),
  z.object({ kind: z.literal('isotonic'), raw: z.array(finite).min(1), calibrated: z.array(finite).min(1) }),
]);

/** The stored form. Checks that every table has the cells that its features' bins ask for. */
export const formulaSchema = z
  .object({
    version: z.literal(1),
    features: z.array(featureSchema),
    intercept: finite,
    mains: z.array(z.array(finite)),
    pairs: z.array(
      z.object({
        first: z.number().int().min(0),
        second: z.number().int().min(0),
        firstGroups: z.array(group),
        secondGroups: z.array(group),
        cells: z.array(finite),
      }),
    ),
    calibration: calibrationSchema,
  })
  .superRefine((formula, context) => {
    const problem = (message: string) => context.addIssue({ code: 'custom', message });
    const bins = formula.features.map(binCount);
    if (formula.mains.length !== bins.length) problem('one table a feature is expected');
    formula.mains.forEach((cells, f) => {
      if (cells.length !== bins[f]) problem(`table ${f} has ${cells.length} cells, its feature ${bins[f]} bins`);
    });
    formula.pairs.forEach((pair, p) => {
      const sizes = [pair.firstGroups.length === bins[pair.first], pair.secondGroups.length === bins[pair.second]];
      if (sizes.includes(false)) problem(`pair ${p} does not group its features' bins`);
      else if (pair.cells.length !== groupCount(pair.firstGroups) * groupCount(pair.secondGroups))
        problem(`pair ${p} has ${pair.cells.length} cells`);
    });
    const { calibration } = formula;
    if (calibration.kind === 'isotonic' && calibration.raw.length !== calibration.calibrated.length)
      problem('knots of the calibration differ in number');
    if (formulaCells(formula) > MAX_CELLS) problem(`more than ${MAX_CELLS} cells`);
  });

export function parseFormula(stored: unknown): Formula {
  return formulaSchema.parse(stored);
}
