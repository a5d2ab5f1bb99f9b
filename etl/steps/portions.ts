import { type Fragment, unsafeRaw } from '../../src/warehouse/sql.js';

/** What is merged in one statement: some whole partitions, or a slice of the customers of one. */
export interface Portion {
  readonly parts: readonly string[];
  /** Which customers; all of them when absent. */
  readonly slice?: Fragment;
}

/** Few statements for little data, flat memory for much: rows merged in one statement. */
const PORTION_ROWS = 4_000_000;

/** Packs small partitions together and cuts large ones by customer_key, which is a hash and leads every fact's sorting key. */
export function portions(
  partitions: readonly { readonly part: string; readonly rows: number }[],
  ofCustomer: boolean,
  most: number = PORTION_ROWS,
): Portion[] {
  const made: Portion[] = [];
  let open: string[] = [];
  let size = 0;
  const close = () => {
    if (open.length > 0) made.push({ parts: open });
    open = [];
    size = 0;
  };
  for (const { part, rows } of partitions) {
    if (rows > most && ofCustomer) {
      close();
      for (const slice of keySlices(Math.ceil(rows / most))) made.push({ parts: [part], slice });
      continue;
    }
    if (size + rows > most) close();
    open.push(part);
    size += rows;
  }
  close();
  return made;
}

/** Ranges of customer_key, about equal in customers, and found by the primary key; no bound values. */
export function keySlices(count: number): Fragment[] {
  const step = (1n << 64n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => {
    const low = step * BigInt(index);
    const high = index === count - 1 ? (1n << 64n) - 1n : low + step - 1n;
    return unsafeRaw(`customer_key BETWEEN toUInt64('${low}') AND toUInt64('${high}')`);
  });
}
