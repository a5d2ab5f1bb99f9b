import { describe, expect, it } from 'vitest';
import { pathThrough } from './flow-path.js';

const steps = [
  { id: 'bills', from: [] },
  { id: 'usage', from: [] },
  { id: 'fact_bill', from: ['bills'] },
  { id: 'fact_usage', from: ['usage'] },
  { id: 'customer_month', from: ['fact_bill', 'fact_usage'] },
  { id: 'churn', from: ['customer_month'] },
  { id: 'daily', from: ['fact_usage'] },
];

describe('the path through a step', () => {
  it('is what it comes from and what comes of it, and nothing beside', () => {
    expect([...pathThrough(steps, 'fact_bill')].sort()).toEqual(['bills', 'churn', 'customer_month', 'fact_bill']);
    expect([...pathThrough(steps, 'daily')].sort()).toEqual(['daily', 'fact_usage', 'usage']);
    expect([...pathThrough(steps, 'customer_month')]).toHaveLength(6);
  });

  it('ends where steps go in a circle', () => {
    const circle = [
      { id: 'a', from: ['b'] },
      { id: 'b', from: ['a'] },
    ];
    expect([...pathThrough(circle, 'a')].sort()).toEqual(['a', 'b']);
  });
});
