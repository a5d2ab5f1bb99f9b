/** What a customer is worth, in currency units. The parts sum: lifetime = stock + incremental, customer = all three. */
export interface CustomerValue {
  /** Margin of the last 12 months. */
  readonly current: number;
  /** Discounted expected future margin of what the customer has. */
  readonly stock: number;
  /** Discounted expected margin of what the customer is likely to add. */
  readonly incremental: number;
  readonly lifetime: number;
  readonly customer: number;
}

/** A product the customer does not have, how likely it is to come and what it earns. */
export interface LikelyAddition {
  readonly product: string;
  /** Chance that it is added within `windowMonths`, if the customer stays. */
  readonly probability: number;
  /** Margin a month once it is there, in currency units. */
  readonly monthlyMargin: number;
}

export interface ValueTerms {
  readonly horizonMonths: number;
  /** A year: 0.10 discounts month t by 1.1^(−t/12). */
  readonly annualDiscountRate: number;
  /** The time that the chances of additions are about. */
  readonly windowMonths: number;
}

export interface CustomerPast {
  /** Margin of each of the last months, at most 12 of them. */
  readonly recentMargins: readonly number[];
  /** Mean monthly margin expected of what the customer has. */
  readonly monthlyMargin: number;
  /** churn[t − 1] = 1 − S(t): the chance to be gone by the end of month t. */
  readonly churn: ArrayLike<number>;
  readonly additions: readonly LikelyAddition[];
}

/** Weights w_t of months 1 … horizon. */
export function discountWeights(horizonMonths: number, annualDiscountRate: number): number[] {
  return Array.from({ length: horizonMonths }, (_, t) => (1 + annualDiscountRate) ** (-(t + 1) / 12));
}

export function customerValue(past: CustomerPast, terms: ValueTerms): CustomerValue {
  const weights = discountWeights(terms.horizonMonths, terms.annualDiscountRate);
  const survival = weights.map((_, t) => 1 - ((past.churn[t] ?? past.churn[past.churn.length - 1] ?? 0) as number));
  const current = past.recentMargins.slice(-12).reduce((sum, margin) => sum + margin, 0);
  const stock = weights.reduce((sum, w, t) => sum + w * past.monthlyMargin * (survival[t] as number), 0);
  const incremental = past.additions.reduce(
    (sum, addition) => sum + additionValue(addition, weights, survival, terms.windowMonths),
    0,
  );
  const lifetime = stock + incremental;
  return { current, stock, incremental, lifetime, customer: current + lifetime };
}

/**
 * Discounted expected margin of one likely addition. Its chance within the window is taken as a constant monthly one, so
 * that by month t it has come with probability 1 − (1 − p)^(t / window); it earns while the customer stays.
 */
export function additionValue(
  { probability, monthlyMargin }: Omit<LikelyAddition, 'product'>,
  weights: readonly number[],
  survival: readonly number[],
  windowMonths: number,
): number {
  return weights.reduce(
    (sum, w, t) => sum + w * monthlyMargin * addedBy(t + 1, probability, windowMonths) * (survival[t] as number),
    0,
  );
}

/** The chance that an addition has come by month t. */
function addedBy(month: number, probability: number, windowMonths: number): number {
  return 1 - (1 - probability) ** (month / windowMonths);
}

/** Margin of months 1 … `months` expected of likely additions, given that the customer stays. */
export function additionCurve(additions: readonly LikelyAddition[], months: number, windowMonths: number): number[] {
  return Array.from({ length: months }, (_, t) =>
    additions.reduce(
      (sum, { probability, monthlyMargin }) => sum + monthlyMargin * addedBy(t + 1, probability, windowMonths),
      0,
    ),
  );
}
