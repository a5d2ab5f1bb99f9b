import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SemanticQuery } from './query.js';
import { bindToken, shapeOf } from './shape.js';
import { viewOf } from './view.js';

const view = viewOf({
  name: 'v',
  dimensions: [
    { name: 'v.city', type: 'string' },
    { name: 'v.size', type: 'number' },
    { name: 'v.month', type: 'time' },
  ],
});

const byCity = (value: string): SemanticQuery => ({
  view: 'v',
  dimensions: [{ name: 'city' }],
  filters: [{ or: [{ member: 'city', operator: 'equals', values: [value] }] }],
});

describe('shape of a question', () => {
  it('is the same whatever text is compared, and gives the text back', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [first, second] = [shapeOf(view, byCity(a)), shapeOf(view, byCity(b))];
        expect(first.query).toEqual(second.query);
        const token = JSON.parse(JSON.stringify(first.query)).filters[0].or[0].values[0];
        expect(bindToken(token, first.values)).toBe(a);
        expect(bindToken(token, second.values)).toBe(b);
      }),
    );
  });

  it('a text that looks like a token is a text', () => {
    const { query, values } = shapeOf(view, byCity('\u00010\u0001'));
    const token = JSON.parse(JSON.stringify(query)).filters[0].or[0].values[0];
    expect(bindToken(token, values)).toBe('\u00010\u0001');
  });

  it('dates, numbers and nulls are part of the shape, since the plan depends on them', () => {
    const filters = [
      { member: 'month', operator: 'equals', values: ['2024-01-01'] },
      { member: 'size', operator: 'gt', values: [3] },
      { member: 'city', operator: 'in', values: [null] },
    ] as const;
    const { query, values } = shapeOf(view, { view: 'v', filters });
    expect(query.filters).toEqual(filters);
    expect(values).toEqual([]);
  });

  it('wildcards of a text are escaped where it is looked for within others', () => {
    const { query, values } = shapeOf(view, {
      view: 'v',
      filters: [{ member: 'city', operator: 'contains', values: ['50%_\\'] }],
    });
    const [filter] = query.filters ?? [];
    const token = filter && 'values' in filter ? filter.values?.[0] : undefined;
    expect(bindToken(token, values)).toBe('50\\%\\_\\\\');
  });
});
