import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, fitting, placesOf, rearranged } from './layout.js';
import type { Place, Tile } from './report.js';

const text = (place?: Place): Tile => ({ kind: 'text', text: '', ...(place ? { place } : {}) });
const apart = (places: readonly Place[]): boolean =>
  places.every((a, i) =>
    places.every(
      (b, j) =>
        i >= j || a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height,
    ),
  );
const size = fc.record({
  x: fc.integer({ min: 0, max: 11 }),
  y: fc.integer({ min: 0, max: 30 }),
  width: fc.integer({ min: 1, max: 12 }),
  height: fc.integer({ min: 1, max: 12 }),
});

describe('the layout of a report page', () => {
  it('places tiles without a place in the first free spot, and keeps the others', () => {
    const place = { x: 0, y: 0, width: 6, height: 4 };
    const card: Tile = {
      kind: 'card',
      title: 'A',
      question: { view: 'v', measures: [], dimensions: [], filters: [], order: [], limit: 1 },
    };
    expect(placesOf([text(place), card, card, text()])).toEqual([
      place,
      { x: 6, y: 0, width: 3, height: 4 },
      { x: 9, y: 0, width: 3, height: 4 },
      { x: 0, y: 4, width: 12, height: 2 },
    ]);
  });

  it('never lets tiles overlap or leave the page, wherever one is put', () => {
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 12 }), size, fc.nat(), (sizes, to, which) => {
        const tiles = sizes.map(() => text());
        let places = placesOf(tiles);
        places = sizes.reduce((now, one, i) => rearranged(now, i, fitting('text', one)), places);
        const at = which % places.length;
        const after = rearranged(places, at, fitting('text', to));
        expect(apart(after)).toBe(true);
        for (const one of after) expect(one.x >= 0 && one.x + one.width <= COLUMNS && one.y >= 0).toBe(true);
        const wanted = fitting('text', to);
        expect(after[at]).toMatchObject({ x: wanted.x, width: wanted.width, height: wanted.height });
        // Nothing hangs in the air: each tile lies on the top or on another one.
        for (const one of after)
          expect(one.y === 0 || after.some((other) => other !== one && !apart([{ ...one, y: one.y - 1 }, other]))).toBe(
            true,
          );
      }),
    );
  });

  it('pushes what is in the way down', () => {
    const two = [
      { x: 0, y: 0, width: 6, height: 4 },
      { x: 6, y: 0, width: 6, height: 4 },
    ];
    expect(rearranged(two, 1, { x: 0, y: 0, width: 6, height: 4 })).toEqual([
      { x: 0, y: 4, width: 6, height: 4 },
      { x: 0, y: 0, width: 6, height: 4 },
    ]);
  });
});
