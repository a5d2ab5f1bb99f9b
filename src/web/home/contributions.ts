import type { Scalar } from '../api/types.js';

/** Of which two additive measures a rate is the quotient. It is checked against the rate itself before it is used. */
export const QUOTIENTS: Readonly<Record<string, readonly [string, string]>> = {
  churn_rate: ['churned', 'customer_months'],
  arpu: ['revenue', 'customer_months'],
  margin_rate: ['margin', 'revenue'],
  margin_per_customer: ['margin', 'customer_months'],
  complaint_rate: ['complaints', 'customer_months'],
  contact_rate: ['contacts', 'customer_months'],
  dropped_call_rate: ['dropped_calls', 'calls'],
  migration_rate: ['plan_changed', 'customer_months'],
};

/** A member's figures before and now: an amount, or the two parts of a rate. */
export interface Parts {
  readonly member: Scalar;
  readonly label: string;
  readonly before: readonly number[];
  readonly now: readonly number[];
}

export interface Contribution {
  readonly member: Scalar;
  readonly label: string;
  readonly size: number;
}

/**
 * How much of the change of a total each member brought; the contributions add up to the change. An amount changes by its
 * members' changes. Of a rate R = ΣA/ΣB a member brings (a₁ − R₀·b₁)/B₁ − (a₀ − R₀·b₀)/B₀: what it has above the earlier
 * overall rate, so that a member that only grows at the average rate brings nothing.
 */
export function contributions(members: readonly Parts[], isRate: boolean): readonly Contribution[] {
  if (!isRate)
    return largest(
      members.map(({ member, label, before, now }) => ({ member, label, size: (now[0] ?? 0) - (before[0] ?? 0) })),
    );
  const sum = (when: 'before' | 'now', part: number) =>
    members.reduce((total, one) => total + (one[when][part] ?? 0), 0);
  const [base, later] = [sum('before', 1), sum('now', 1)];
  if (base === 0 || later === 0) return [];
  const rate = sum('before', 0) / base;
  const excess = (parts: readonly number[], all: number) => ((parts[0] ?? 0) - rate * (parts[1] ?? 0)) / all;
  return largest(
    members.map(({ member, label, before, now }) => ({
      member,
      label,
      size: excess(now, later) - excess(before, base),
    })),
  );
}

const largest = (list: Contribution[]): readonly Contribution[] =>
  list.sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
