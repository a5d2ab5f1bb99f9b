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
    // Four rows at a time: row j is read once for all of them, and their sums do not wait for each other.
    let i = j + 1;
    for (; i + 3 < size; i += 4) {
      const [a, b, c, d] = [i * size, (i + 1) * size, (i + 2) * size, (i + 3) * size] as const;
      let sumA = matrix[a + j] as number;
      let sumB = matrix[b + j] as number;
      let sumC = matrix[c + j] as number;
      let sumD = matrix[d + j] as number;
      for (let k = 0; k < j; k++) {
        const beside = matrix[rowJ + k] as number;
        sumA -= (matrix[a + k] as number) * beside;
        sumB -= (matrix[b + k] as number) * beside;
        sumC -= (matrix[c + k] as number) * beside;
        sumD -= (matrix[d + k] as number) * beside;
      }
      matrix[a + j] = sumA / root;
      matrix[b + j] = sumB / root;
      matrix[c + j] = sumC / root;
      matrix[d + j] = sumD / root;
    }
    for (; i < size; i++) {
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
    const row = i * size;
    // Four rows above at a time, for the same reason; the order of the subtractions stays.
    let k = 0;
    for (; k + 3 < i; k += 4) {
      const s0 = lower[row + k] as number;
      const s1 = lower[row + k + 1] as number;
      const s2 = lower[row + k + 2] as number;
      const s3 = lower[row + k + 3] as number;
      const [r0, r1, r2, r3] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size] as const;
      for (let j = 0; j <= k + 3; j++) {
        // Above the diagonal the inverse is nought.
        inverse[row + j] =
          (inverse[row + j] as number) -
          s0 * (inverse[r0 + j] as number) -
          s1 * (inverse[r1 + j] as number) -
          s2 * (inverse[r2 + j] as number) -
          s3 * (inverse[r3 + j] as number);
      }
    }
    for (; k < i; k++) {
      const scale = lower[row + k] as number;
      const start = k * size;
      for (let j = 0; j <= k; j++)
        inverse[row + j] = (inverse[row + j] as number) - scale * (inverse[start + j] as number);
    }
    const pivot = 1 / (lower[row + i] as number);
    for (let j = 0; j < i; j++) inverse[row + j] = (inverse[row + j] as number) * pivot;
    inverse[row + i] = pivot;
    for (let j = 0; j <= i; j++) {
      const entry = inverse[row + j] as number;
      diagonal[j] = (diagonal[j] as number) + entry ** 2;
      if (j < i) beside[j] = (beside[j] as number) + entry * (inverse[row + j + 1] as number);
    }
  }
  return { diagonal, beside };
}
