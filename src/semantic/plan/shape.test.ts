import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SemanticQuery } from '../contract/query.js';
import { viewOf } from '../model/view.js';
import { bindToken, shapeOf } from './shape.js';

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

  it('is the same whatever number of one form is compared, and another for another form', () => {
    const bySize = (value: string | number) =>
      shapeOf(view, { view: 'v', filters: [{ member: 'size', operator: 'gt', values: [value] }] });
    const forms = [
      [3, '-40'],
      ['1.25', 0.75],
      [1e300, '1e9'],
      ['12345678901234567890', '9'.repeat(70)],
    ] as const;
    for (const alike of forms) {
      const [one, other] = alike.map(bySize);
      expect(one?.query).toEqual(other?.query);
      expect(one?.values).toEqual([String(alike[0])]);
    }
    const different = new Set(forms.map(([value]) => JSON.stringify(bySize(value).query)));
    expect(different.size).toBe(forms.length);
    expect(() => bySize('\u00010#Int64\u0001')).toThrow(/is a number/);
  });

  it('is the same whatever value an expression binds, but for constants of the text', () => {
    const half = (value: number, type: 'Float64' | 'Constant') =>
      shapeOf(view, {
        view: 'v',
        dimensions: [{ name: 'x', expression: { parts: [{ member: 'size' }, ' * ', { value, type }] } }],
      });
    expect(half(0.5, 'Float64').query).toEqual(half(7, 'Float64').query);
    expect(half(1, 'Constant').query).not.toEqual(half(2, 'Constant').query);
  });

  it('dates and nulls are part of the shape, since the plan depends on them', () => {
    const filters = [
      { member: 'month', operator: 'equals', values: ['2024-01-01'] },
      { member: 'city', operator: 'equals', values: [null] },
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
