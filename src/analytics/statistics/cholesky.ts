/**
 * Cholesky factor of a symmetric positive definite matrix, in place on plain arrays (row-major, lower triangle). Here and
 * not from a library because the fits factor matrices of several hundred rows dozens of times.
 */
export function factor(matrix: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    const rowJ = j * size;
    let diagonal = matrix[rowJ + j] as number;
    for (let k = 0; k < j; k++) diagonal -= (matrix[rowJ + k] as number) ** 2;
    if (!(diagonal > 0)) return false;
    const root = Math.sqrt(diagonal);
    matrix[rowJ + j] = root;
    for (let i = j + 1; i < size; i++) {
      const rowI = i * size;
      let sum = matrix[rowI + j] as number;
      for (let k = 0; k < j; k++) sum -= (matrix[rowI + k] as number) * (matrix[rowJ + k] as number);
      matrix[rowI + j] = sum / root;
    }
  }
  return true;
}

/** Solves L Lᵀ x = b. */
export function solve(lower: Float64Array, size: number, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * size + k] as number) * (x[k] as number);
    x[i] = sum / (lower[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < size; k++) sum -= (lower[k * size + i] as number) * (x[k] as number);
    x[i] = sum / (lower[i * size + i] as number);
  }
  return x;
}

/**
 * The diagonal of (L Lᵀ)⁻¹ and the entries just below it: all that the traces of first-difference penalties need, at the
 * cost of L⁻¹ alone. `beside[i]` is the entry at (i + 1, i).
 */
export function inverseBand(lower: Float64Array, size: number): { diagonal: Float64Array; beside: Float64Array } {
  const inverse = new Float64Array(size * size);
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = inverse.subarray(i * size, i * size + i + 1);
    for (let k = 0; k < i; k++) {
      const scale = lower[i * size + k] as number;
      if (scale === 0) continue;
      const start = k * size;
      for (let j = 0; j <= k; j++) row[j] = (row[j] as number) - scale * (inverse[start + j] as number);
    }
    const pivot = 1 / (lower[i * size + i] as number);
    for (let j = 0; j < i; j++) row[j] = (row[j] as number) * pivot;
    row[i] = pivot;
    for (let j = 0; j <= i; j++) {
      diagonal[j] = (diagonal[j] as number) + (row[j] as number) ** 2;
      if (j < i) beside[j] = (beside[j] as number) + (row[j] as number) * (row[j + 1] as number);
    }
  }
  return { diagonal, beside };
}
