import { beforeAll, describe, expect, it } from 'vitest';
import { ownNames } from '../../../test/support/own-names.js';
import { scoringFeatures } from '../../scoring/feature-set.js';
import { factorName, learnFactors } from './factors.js';

describe("the model's factors in words", () => {
  beforeAll(async () => learnFactors((await ownNames()).factors));

  it('have a Chinese name each', () => {
    for (const { name } of scoringFeatures([])) expect(factorName(name, 'zh'), name).toMatch(/^[^A-Za-z_]+$/);
  });

  it('tell the span of months, and both of an interaction; what nobody named stays as it is', () => {
    expect(factorName('dropped_calls_3m', 'en')).toBe('dropped calls, 3 months');
    expect(factorName('revenue_vs_6m', 'zh')).toBe('收入（比前 6 个月）');
    expect(factorName('tenure_months × contract', 'zh')).toBe('在网月数 × 合约类型');
    expect(factorName('own_field', 'en')).toBe('own field');
  });
});
