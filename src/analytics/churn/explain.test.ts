import { expect, it } from 'vitest';
import { explainFormula, renderFormula } from './explain.js';
import type { Formula } from './formula.js';
import { supportOf } from './support.js';

const formula: Formula = {
  version: 1,
  features: [
    { kind: 'category', name: 'contract', levels: ['monthly', 'yearly'] },
    { kind: 'number', name: 'complaints', cuts: [0.5, 1.5, 2.5] },
  ],
  intercept: -3,
  mains: [
    [0, 0.7, -0.7, 0],
    [0, -0.1, -0.1, 0.4, 0.4],
  ],
  pairs: [{ first: 0, second: 1, firstGroups: [0, 1, 0, 0], secondGroups: [0, 0, 0, 1, 1], cells: [0, 0, 0.25, -0.5] }],
  calibration: { kind: 'none' },
};

it('tells every factor, the strongest first, with neighbouring bins of one effect joined', () => {
  const [contract, pair, complaints] = explainFormula(formula);
  expect([contract?.factor, pair?.factor, complaints?.factor]).toEqual([
    'contract',
    'contract × complaints',
    'complaints',
  ]);
  expect(contract?.effects.map((one) => one.values)).toEqual(['missing', 'monthly', 'yearly', 'other']);
  expect(complaints?.effects).toEqual([
    { values: 'missing', effect: 0, oddsRatio: 1 },
    { values: '≤ 1.5', effect: -0.1, oddsRatio: Math.exp(-0.1) },
    { values: '> 1.5', effect: 0.4, oddsRatio: Math.exp(0.4) },
  ]);
  expect(pair?.effects.map((one) => [one.values, one.effect])).toEqual([
    ['contract monthly; complaints missing or ≤ 1.5', 0.25],
    ['contract monthly; complaints > 1.5', -0.5],
  ]);
});

it('is written out for people, with odds', () => {
  const text = renderFormula(formula);
  expect(text).toContain('-3.0000');
  expect(text).toContain('13 cells');
  expect(text).toMatch(/monthly\s+\+0\.7000\s+×2\.01/);
});

it('says what each line rests on, and leaves out lines without rows or effect', () => {
  // Ten rows: contract monthly (bin 1) in six, complaints in bins 1, 3 and 4; nobody's contract is missing or another.
  const contract = Uint8Array.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2);
  const complaints = Uint8Array.of(1, 1, 1, 3, 3, 4, 1, 1, 3, 3);
  const labels = Uint8Array.of(1, 0, 0, 1, 1, 0, 0, 0, 0, 0);
  const told = explainFormula(formula, supportOf(formula, [contract, complaints], labels));
  expect(told[0]?.effects.map((one) => [one.values, one.rows, one.leavers])).toEqual([
    ['monthly', 6, 3],
    ['yearly', 4, 0],
  ]);
  expect(told[2]?.effects.map((one) => [one.values, one.rows, one.leavers])).toEqual([
    ['≤ 1.5', 5, 1],
    ['> 1.5', 5, 2],
  ]);
  for (const { effects } of told)
    for (const { oddsRatio, oddsRatioInterval: interval } of effects) {
      expect(interval?.low).toBeLessThan(oddsRatio);
      expect(interval?.high).toBeGreaterThan(oddsRatio);
    }
  const idle = { ...formula, mains: [[0, 0.001, -0.001, 0], formula.mains[1] ?? []], pairs: [] };
  const support = supportOf(idle, [contract, complaints], labels);
  expect(explainFormula(idle, support).map(({ factor }) => factor)).toEqual(['complaints']);
  expect(renderFormula(idle, support)).toContain('5 rows, 2 left');
});
