/** Where a rising function passes 0, between two bounds: bisection to the last digit but three. */
export function rootOf(f: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 200 && to - from > 1e-13 * Math.max(Math.abs(from), Math.abs(to)); step++) {
    const middle = (from + to) / 2;
    if (f(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
