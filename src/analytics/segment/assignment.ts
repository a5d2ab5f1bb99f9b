/**
 * The assignment of rows to columns with the least total cost, each column used once (Kuhn 1955, Munkres 1957; the form
 * with potentials, O(rows² × columns)). With more rows than columns some rows stay without one: −1.
 */
export function leastCostAssignment(cost: readonly (readonly number[])[]): number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  if (rows > columns) {
    const turned = Array.from({ length: columns }, (_, c) => cost.map((row) => row[c] as number));
    const result = new Array<number>(rows).fill(-1);
    leastCostAssignment(turned).forEach((row, column) => {
      result[row] = column;
    });
    return result;
  }
  // 1-based, with column 0 as the place where each new row enters.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) augment(cost, row, rowPotential, columnPotential, rowOf);
  const result = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] as number;
    if (row > 0) result[row - 1] = column - 1;
  }
  return result;
}

/** Finds the cheapest augmenting path for one more row (Dijkstra on reduced costs) and turns it over. */
function augment(
  cost: readonly (readonly number[])[],
  row: number,
  rowPotential: Float64Array,
  columnPotential: Float64Array,
  rowOf: Int32Array,
): void {
  const columns = columnPotential.length - 1;
  const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(columns + 1);
  const done = new Uint8Array(columns + 1);
  rowOf[0] = row;
  let current = 0;
  do {
    done[current] = 1;
    const from = rowOf[current] as number;
    let delta = Number.POSITIVE_INFINITY;
    let next = 0;
    for (let column = 1; column <= columns; column++) {
      if (done[column]) continue;
      const reduced =
        (cost[from - 1]?.[column - 1] as number) - (rowPotential[from] as number) - (columnPotential[column] as number);
      if (reduced < (least[column] as number)) {
        least[column] = reduced;
        cameFrom[column] = current;
      }
      if ((least[column] as number) < delta) {
        delta = least[column] as number;
        next = column;
      }
    }
    for (let column = 0; column <= columns; column++) {
      if (done[column]) {
        const owner = rowOf[column] as number;
        rowPotential[owner] = (rowPotential[owner] as number) + delta;
        columnPotential[column] = (columnPotential[column] as number) - delta;
      } else least[column] = (least[column] as number) - delta;
    }
    current = next;
  } while (rowOf[current] !== 0);
  while (current !== 0) {
    const previous = cameFrom[current] as number;
    rowOf[current] = rowOf[previous] as number;
    current = previous;
  }
}
