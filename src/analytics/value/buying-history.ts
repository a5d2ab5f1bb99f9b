import { Refusal } from '../refusal.js';

/** One row a customer: what the models of repeat buying need to know of the past. Times in one unit, such as weeks. */
export interface BuyingHistory {
  /** Purchases after the first. */
  readonly frequency: ArrayLike<number>;
  /** Time from the first purchase to the last; 0 when there was one only. */
  readonly recency: ArrayLike<number>;
  /** Time from the first purchase to the end of the observation. */
  readonly age: ArrayLike<number>;
}

/** Customers with the same past, counted: the likelihood asks each past once. */
export interface Past {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
  readonly customers: number;
}

/** Refuses what no history can be, naming the row (counted from 1, without the header). */
export function pastsOf({ frequency, recency, age }: BuyingHistory): Past[] {
  const counts = new Map<string, { frequency: number; recency: number; age: number; customers: number }>();
  for (let i = 0; i < frequency.length; i++) {
    const [x, t, T] = [frequency[i] as number, recency[i] as number, age[i] as number];
    const wrong = whatIsWrong(x, t, T);
    if (wrong) throw new Refusal(`Row ${i + 1}: ${wrong}.`);
    const key = `${x} ${t} ${T}`;
    const past = counts.get(key);
    if (past) past.customers++;
    else counts.set(key, { frequency: x, recency: t, age: T, customers: 1 });
  }
  const pasts = [...counts.values()];
  if (!pasts.some((past) => past.frequency > 0))
    throw new Refusal('Nobody bought a second time: there is nothing to learn from.');
  return pasts;
}

function whatIsWrong(x: number, t: number, T: number): string | undefined {
  if (!Number.isInteger(x) || x < 0) return `frequency must be a whole number of repeat purchases, not ${x}`;
  if (!Number.isFinite(T) || T <= 0) return `the observed time T must be more than 0, not ${T}`;
  if (!Number.isFinite(t) || t < 0 || t > T) return `recency must lie between 0 and T (${T}), not ${t}`;
  if (x === 0 && t > 0) return `recency must be 0 for a customer without a repeat purchase, not ${t}`;
  if (x > 0 && t === 0) return 'recency must be more than 0 for a customer with repeat purchases';
  return undefined;
}
