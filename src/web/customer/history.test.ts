import { describe, expect, it } from 'vitest';
import { cumulative, historyOf } from './history.js';

describe('the history of a customer', () => {
  it('names what each month brought and nothing that stayed', () => {
    const rows = [
      ['2024-01-01', 'Basic', 'Silver', null],
      ['2024-02-01', 'Basic', 'Silver', null],
      ['2024-03-01', 'Plus', 'Silver', 'Chengdu'],
    ];
    expect(historyOf(rows)).toEqual([
      {
        month: '2024-01-01',
        changes: [
          { column: 1, from: null, to: 'Basic' },
          { column: 2, from: null, to: 'Silver' },
        ],
      },
      {
        month: '2024-03-01',
        changes: [
          { column: 1, from: 'Basic', to: 'Plus' },
          { column: 3, from: null, to: 'Chengdu' },
        ],
      },
    ]);
    expect(historyOf([])).toEqual([]);
  });

  it('adds up months, gaps as nothing', () => {
    expect(cumulative([1, null, -3])).toEqual([1, 1, -2]);
  });
});
