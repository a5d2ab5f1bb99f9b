import type { Place, Tile } from './report.js';

export const COLUMNS = 12;
const LEAST: Readonly<Record<Tile['kind'], { readonly width: number; readonly height: number }>> = {
  text: { width: 2, height: 1 },
  card: { width: 2, height: 3 },
  table: { width: 3, height: 4 },
  chart: { width: 3, height: 5 },
};
/** How large a tile is that nobody has placed. */
export const USUAL: Readonly<Record<Tile['kind'], { readonly width: number; readonly height: number }>> = {
  text: { width: 12, height: 2 },
  card: { width: 3, height: 4 },
  table: { width: 6, height: 9 },
  chart: { width: 6, height: 9 },
};

const touch = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const free = (place: Place, others: readonly Place[]): boolean => others.every((other) => !touch(place, other));

/** Where every tile stands: its own place, or the first free one below those before it. */
export function placesOf(tiles: readonly Tile[]): readonly Place[] {
  const taken: Place[] = tiles.flatMap((tile) => tile.place ?? []);
  return tiles.map((tile) => {
    if (tile.place) return tile.place;
    const place = firstFree(USUAL[tile.kind], taken);
    taken.push(place);
    return place;
  });
}

function firstFree(size: { readonly width: number; readonly height: number }, taken: readonly Place[]): Place {
  const end = Math.max(0, ...taken.map(({ y, height }) => y + height));
  for (let y = 0; y <= end; y++)
    for (let x = 0; x + size.width <= COLUMNS; x++) {
      const place = { x, y, ...size };
      if (free(place, taken)) return place;
    }
  return { x: 0, y: end, ...size };
}

/** A place within the page's columns, no smaller than this kind of tile can be read at. */
export function fitting(kind: Tile['kind'], { x, y, width, height }: Place): Place {
  const wide = Math.min(COLUMNS, Math.max(LEAST[kind].width, width));
  return {
    x: Math.max(0, Math.min(x, COLUMNS - wide)),
    y: Math.max(0, Math.min(y, 900)),
    width: wide,
    height: Math.min(60, Math.max(LEAST[kind].height, height)),
  };
}

/** The places after one tile took a new one: those in its way go down, then everything moves up as far as it can. */
export function rearranged(places: readonly Place[], at: number, to: Place): readonly Place[] {
  const before = places.map((place, i) => (i === at ? to : place));
  const order = before.map((_, i) => i).sort((a, b) => before0(a, b));
  function before0(a: number, b: number): number {
    const [p, q] = [before[a] as Place, before[b] as Place];
    return p.y - q.y || (a === at ? -1 : b === at ? 1 : p.x - q.x);
  }
  const settled = new Map<number, Place>();
  for (const i of order) {
    const own = before[i] as Place;
    const others = [...settled.values()];
    let { y } = own;
    while (!free({ ...own, y }, others)) y++;
    while (y > 0 && free({ ...own, y: y - 1 }, others)) y--;
    settled.set(i, { ...own, y });
  }
  return before.map((place, i) => settled.get(i) ?? place);
}
