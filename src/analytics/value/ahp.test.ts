import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../refusal.js';
import { ahp, consistentAhp } from './ahp.js';
import { treeWeights } from './indicator-tree.js';

const PUBLISHED = [
  [1, 4, 3, 7],
  [1 / 4, 1, 1 / 3, 3],
  [1 / 3, 3, 1, 5],
  [1 / 7, 1 / 3, 1 / 5, 1],
];

describe('ahp', () => {
  test('gives the published figures', () => {
    const { weights, lambdaMax, consistencyRatio } = ahp(PUBLISHED);
    // Published as .547/.127/.270/.056, rounded so that they sum to 1; the eigenvector's first is .54757.
    [0.547, 0.127, 0.27, 0.056].forEach((published, i) => {
      expect(Math.abs((weights[i] as number) - published)).toBeLessThan(0.0006);
    });
    expect(lambdaMax).toBeCloseTo(4.1184, 4);
    expect(consistencyRatio).toBeCloseTo(0.044, 3);
  });

  test('agrees with a general eigenvalue solver on any reciprocal matrix', () => {
    const judgement = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9).chain((x) => fc.constantFrom(x, 1 / x));
    const matrices = fc
      .integer({ min: 2, max: 7 })
      .chain((n) => fc.array(judgement, { minLength: n * n, maxLength: n * n }));
    fc.assert(
      fc.property(matrices, (cells) => {
        const n = Math.sqrt(cells.length);
        const matrix = Array.from({ length: n }, (_, i) =>
          Array.from({ length: n }, (_, j) => {
            if (i === j) return 1;
            return i < j ? (cells[i * n + j] as number) : 1 / (cells[j * n + i] as number);
          }),
        );
        const { weights, lambdaMax } = ahp(matrix);
        const solved = new EigenvalueDecomposition(new Matrix(matrix));
        const largest = solved.realEigenvalues.indexOf(Math.max(...solved.realEigenvalues));
        const vector = solved.eigenvectorMatrix.getColumn(largest);
        const sum = vector.reduce((total, x) => total + x, 0);
        expect(lambdaMax).toBeCloseTo(solved.realEigenvalues[largest] as number, 8);
        weights.forEach((weight, i) => expect(weight).toBeCloseTo((vector[i] as number) / sum, 8));
      }),
      { numRuns: 100 },
    );
  });

  test('consistent judgements give their own weights back with ratio 0', () => {
    const weights = fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(weights, (given) => {
        const total = given.reduce((sum, w) => sum + w, 0);
        const result = ahp(given.map((a) => given.map((b) => a / b)));
        expect(result.consistencyRatio).toBeCloseTo(0, 9);
        result.weights.forEach((weight, i) => expect(weight).toBeCloseTo((given[i] as number) / total, 9));
      }),
    );
  });

  test('takes a short fraction for the exact reciprocal, and a missing half for the other', () => {
    const short = ahp([
      [1, 4, 3, 7],
      [0.25, 1, 0.333, 3],
      [null, 3, 1, 5],
      [0.143, 0.333, null, 1],
    ]);
    expect(short).toEqual(ahp(PUBLISHED));
  });

  test.each([
    ['not square', [[1, 2]]],
    ['empty', []],
    [
      'nought',
      [
        [1, 0],
        [2, 1],
      ],
    ],
    [
      'negative',
      [
        [1, -2],
        [-0.5, 1],
      ],
    ],
    [
      'not reciprocal',
      [
        [1, 2],
        [2, 1],
      ],
    ],
    [
      'diagonal',
      [
        [2, 1],
        [1, 1],
      ],
    ],
    [
      'neither half',
      [
        [1, null],
        [null, 1],
      ],
    ],
    [
      'not a number',
      [
        [1, Number.NaN],
        [1, 1],
      ],
    ],
  ])('refuses a matrix that is %s', (_, matrix) => {
    expect(() => ahp(matrix)).toThrow(Refusal);
  });

  test('refuses judgements that contradict each other and says which', () => {
    const contradictory = [
      [1, 2, 4],
      [1 / 2, 1, 1 / 9],
      [1 / 4, 9, 1],
    ];
    expect(ahp(contradictory).consistencyRatio).toBeGreaterThan(0.1);
    expect(() => consistentAhp(contradictory, ['margin', 'usage', 'tenure'])).toThrow(/consistency ratio/);
  });
});

test('weights of an indicator tree sum to 1 and multiply along the path', () => {
  const { weights, consistency } = treeWeights({
    name: 'value',
    matrix: [
      [1, 3],
      [1 / 3, 1],
    ],
    children: [
      { name: 'money', children: [{ name: 'margin' }, { name: 'arrears', lessIsMore: true }] },
      { name: 'tenure' },
    ],
  });
  expect(weights.map(({ name, weight }) => [name, Number(weight.toFixed(6))])).toEqual([
    ['margin', 0.375],
    ['arrears', 0.375],
    ['tenure', 0.25],
  ]);
  expect(weights[1]).toMatchObject({ path: ['value', 'money', 'arrears'], lessIsMore: true });
  expect(consistency.map(({ name }) => name)).toEqual(['value', 'money']);
});
