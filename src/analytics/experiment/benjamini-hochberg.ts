/**
 * Adjusted p-values that hold the false discovery rate (Benjamini and Hochberg 1995), in the order given: a slice with an
 * adjusted value of at most 0.05 is among discoveries of which at most 5% are false. `p.adjust(p, "BH")` in R.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[b] as number) - (pValues[a] as number));
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((index, place) => {
    const rank = pValues.length - place;
    least = Math.min(least, ((pValues[index] as number) * pValues.length) / rank);
    adjusted[index] = least;
  });
  return adjusted;
}
