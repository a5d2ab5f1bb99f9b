import { inverseBand, solve } from './cholesky.js';

/** The inverse of L Lᵀ, row-major, from its Cholesky factor: for small matrices whose every covariance is wanted. */
export function inverseOf(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const unit = new Float64Array(size);
    unit[i] = 1;
    inverse.set(solve(lower, size, unit), i * size);
  }
  return inverse;
}

/** The diagonal of (L Lᵀ)⁻¹: variances of estimates. */
export function inverseDiagonal(lower: Float64Array, size: number): Float64Array {
  return inverseBand(lower, size).diagonal;
}
