import { describe, expect, it } from 'vitest';
import { alikeFilters, CRITERIA } from './alike.js';

describe('customers alike', () => {
  it('have the same values of every criterion that the customer has a value of', () => {
    const columns = ['value_tier', 'contract', 'risk_band'].map((name) => ({ name }));
    expect(alikeFilters(CRITERIA.risk, columns, ['Gold', null, '5-10%'])).toEqual([
      { member: 'risk_band', operator: 'equals', values: ['5-10%'] },
      { member: 'value_tier', operator: 'equals', values: ['Gold'] },
    ]);
  });

  it('are not narrowed by what is empty', () => {
    expect(alikeFilters(CRITERIA.customers, [{ name: 'plan' }], [''])).toEqual([]);
  });
});
