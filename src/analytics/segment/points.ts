/** Points of one space, row-major: point i occupies values[i × dimensions … (i + 1) × dimensions). */
export interface Points {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float64Array;
}

export function pointsFromColumns(columns: readonly ArrayLike<number>[]): Points {
  const dimensions = columns.length;
  const count = columns[0]?.length ?? 0;
  const values = new Float64Array(count * dimensions);
  columns.forEach((column, d) => {
    for (let i = 0; i < count; i++) values[i * dimensions + d] = column[i] as number;
  });
  return { count, dimensions, values };
}

/** The chosen points, in the order of the indices (repeats allowed). */
export function pickPoints(points: Points, indices: ArrayLike<number>): Points {
  const { dimensions } = points;
  const values = new Float64Array(indices.length * dimensions);
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] as number) * dimensions;
    values.set(points.values.subarray(from, from + dimensions), i * dimensions);
  }
  return { count: indices.length, dimensions, values };
}

/** Squared Euclidean distance between point i of a and point j of b. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, dimensions: number): number {
  let sum = 0;
  const ia = i * dimensions;
  const jb = j * dimensions;
  for (let d = 0; d < dimensions; d++) {
    const difference = (a[ia + d] as number) - (b[jb + d] as number);
    sum += difference * difference;
  }
  return sum;
}

/** How many distinct points there are, counted no further than `enough`. */
export function countDistinct(points: Points, enough: number): number {
  const seen = new Set<string>();
  const { dimensions } = points;
  for (let i = 0; i < points.count && seen.size < enough; i++)
    seen.add(points.values.subarray(i * dimensions, (i + 1) * dimensions).join(' '));
  return seen.size;
}
