/** How far from the best a simpler candidate may be, in standard errors of the difference. */
const TOLERANCE = 0.5;

/**
 * Index of the candidate to take. Candidates come simplest first, each as one loss a row (rows alike for all); taken is
 * the first whose mean loss is the lowest or within half a standard error of the paired difference from it.
 */
export function chooseSimplest(losses: readonly Float64Array[]): number {
  const means = losses.map((loss) => loss.reduce((sum, one) => sum + one, 0) / Math.max(1, loss.length));
  const best = means.indexOf(Math.min(...means));
  const bestLoss = losses[best];
  if (!bestLoss) return 0;
  return losses.findIndex((loss, candidate) => {
    const gap = (means[candidate] as number) - (means[best] as number);
    let squares = 0;
    for (let i = 0; i < loss.length; i++) squares += ((loss[i] as number) - (bestLoss[i] as number) - gap) ** 2;
    const standardError = Math.sqrt(squares / Math.max(1, loss.length - 1) / Math.max(1, loss.length));
    return gap <= TOLERANCE * standardError;
  });
}
