import { describe, expect, it } from 'vitest';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import { pointsToTell, seriesWords } from './chart-words.js';

const rate = { info: { unit: 'ratio', format: 'percent', type: 'float' } } as ShownMeasure;

describe('a chart in words', () => {
  it('tells every series with figures as the table writes them, and gaps not at all', () => {
    const data = {
      categories: ['Jan', 'Feb', 'Mar'],
      series: [
        { name: 'Gold', values: [0.0123456, null, 0.02] },
        { name: 'Silver', values: [0.5, 1, 0] },
      ],
      of: 2,
    };
    expect(seriesWords('Churn rate by Tier × Month', data, rate, 'en')).toBe(
      'Churn rate by Tier × Month. Gold: Jan 1.23%, Mar 2.00%. Silver: Jan 50.00%, Feb 100.00%, Mar 0.00%',
    );
  });

  it('tells of a long series the first, the lowest, the highest and the last', () => {
    const values = Array.from({ length: 60 }, (_, i) => (i === 20 ? -5 : i === 40 ? 999 : i));
    expect(pointsToTell(values)).toEqual([0, 20, 40, 59]);
    expect(pointsToTell(values.slice(0, 3))).toEqual([0, 1, 2]);
    expect(pointsToTell([])).toEqual([]);
  });
});
