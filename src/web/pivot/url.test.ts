import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHARTS } from './chart-kinds.js';
import { AHEAD } from './months-ahead.js';
import { type BrowseState, COMPARISONS, emptyState, LOOKS } from './state.js';
import { decodeState, encodeState } from './url.js';

const name = fc.stringMatching(/^[a-z][a-z_]{0,12}$/);
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('四川省', 'a~b,c&d=e', '', '!', '*1', '100%'),
);
const path = (length: number) => fc.array(scalar, { minLength: 1, maxLength: Math.max(1, length) });
const level = fc.record(
  { name, granularity: fc.constantFrom('year', 'quarter', 'month', 'day') },
  { requiredKeys: ['name'] },
) as fc.Arbitrary<{ name: string }>;
const axis = fc.array(level, { minLength: 1, maxLength: 4 }).chain((levels) =>
  fc.record({
    levels: fc.constant(levels),
    depth: fc.integer({ min: 1, max: levels.length }),
    root: fc.array(scalar, { maxLength: levels.length - 1 }),
    open: fc.array(path(levels.length), { maxLength: 3 }),
    shut: fc.array(path(levels.length), { maxLength: 3 }),
  }),
);
const state: fc.Arbitrary<BrowseState> = fc.record({
  view: name,
  rows: axis,
  columns: axis,
  values: fc.array(fc.record({ measure: name, arguments: fc.dictionary(name, fc.oneof(fc.integer(), name)) }), {
    maxLength: 3,
  }),
  slicers: fc.array(
    fc.record({
      member: name,
      mode: fc.constantFrom('in' as const, 'notIn' as const, 'range' as const),
      values: fc.array(scalar, { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
  sort: fc.option(
    fc.record({
      value: fc.integer({ min: -1, max: 3 }),
      column: fc.array(scalar, { maxLength: 2 }),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    }),
  ),
  top: fc.option(
    fc.record({ count: fc.integer({ min: 1, max: 99 }), value: fc.integer({ min: 0, max: 3 }), others: fc.boolean() }),
  ),
  look: fc.constantFrom(...LOOKS),
  chart: fc.constantFrom(...CHARTS),
  compare: fc.constantFrom(...COMPARISONS),
  ahead: fc.constantFrom(...AHEAD),
});

describe('the address', () => {
  it('tells any state again as it was', () => {
    fc.assert(fc.property(state, (given) => void expect(decodeState(encodeState(given))).toEqual(given)));
  });

  it('holds only what an address may hold', () => {
    fc.assert(fc.property(state, (given) => void expect(encodeState(given)).toMatch(/^[A-Za-z0-9_\-.~!*,:=&%]*$/)));
  });

  it('is null where it tells no state, and never throws', () => {
    expect(decodeState('')).toBeNull();
    expect(decodeState('v=churn&f=plan~in~%E0%A4%A')).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void decodeState(text)));
  });

  it('leaves out what makes no sense', () => {
    expect(decodeState('v=churn&look=loud&chart=pie&vs=ever')).toEqual(emptyState('churn'));
  });
});
