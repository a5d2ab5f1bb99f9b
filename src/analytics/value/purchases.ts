import { Refusal } from '../refusal.js';
import type { BuyingHistory } from './buying-history.js';

/** Purchases, one a row. */
export interface Purchases {
  readonly customer: readonly string[];
  /** Day of the purchase as a whole number that rises by 1 a day. */
  readonly day: ArrayLike<number>;
  /** Null where amounts are not known. */
  readonly amount: ArrayLike<number> | null;
}

export interface PastAndFuture {
  readonly customers: readonly string[];
  readonly history: BuyingHistory;
  /** Mean amount of the repeat purchases up to the cut, 0 without any; null where amounts are not known. */
  readonly spend: Float64Array | null;
  /** Purchases after the cut. */
  readonly after: Float64Array;
}

/**
 * Each customer's past up to the day `cut` and the purchases after it. Purchases of one day are one; customers whose first
 * purchase comes after the cut are not there yet. Times in periods of `periodDays`.
 */
export function splitPurchases({ customer, day, amount }: Purchases, cut: number, periodDays: number): PastAndFuture {
  const byCustomer = new Map<string, Map<number, number>>();
  customer.forEach((name, row) => {
    const days = byCustomer.get(name) ?? new Map<number, number>();
    byCustomer.set(name, days);
    const at = day[row] as number;
    days.set(at, (days.get(at) ?? 0) + (amount ? (amount[row] as number) : 0));
  });
  const rows = [...byCustomer].flatMap(([name, days]) => {
    const known = [...days.keys()].filter((at) => at <= cut).sort((a, b) => a - b);
    const [first] = known;
    if (first === undefined) return [];
    const repeats = known.slice(1);
    const spent = repeats.reduce((sum, at) => sum + (days.get(at) as number), 0);
    return [
      {
        name,
        frequency: repeats.length,
        recency: ((known.at(-1) as number) - first) / periodDays,
        age: (cut - first) / periodDays,
        spend: repeats.length === 0 ? 0 : spent / repeats.length,
        after: days.size - known.length,
      },
    ];
  });
  if (rows.length === 0) throw new Refusal('No purchase lies before the hold-out period.');
  const column = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of);
  return {
    customers: rows.map(({ name }) => name),
    history: { frequency: column((r) => r.frequency), recency: column((r) => r.recency), age: column((r) => r.age) },
    spend: amount ? column((r) => r.spend) : null,
    after: column((r) => r.after),
  };
}
