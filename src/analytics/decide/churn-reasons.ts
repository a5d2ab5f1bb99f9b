import { Refusal } from '../refusal.js';

/** Customers of one group in one period, and those who left, by the reason they gave. */
export interface GroupPeriod {
  readonly group: string;
  readonly customers: number;
  readonly churnedByReason: Readonly<Record<string, number>>;
}

export interface Share {
  readonly name: string;
  /** In points of the churn rate (0.01 = one percentage point); all of a list sum to what is decomposed. */
  readonly contribution: number;
}

export interface LevelDecomposition {
  readonly churnRate: number;
  /** Ranked. Each reason's churners over all customers. */
  readonly reasons: readonly Share[];
  /** Ranked. Each group's churners over all customers. */
  readonly groups: readonly Share[];
}

export interface ChangeDecomposition {
  readonly before: number;
  readonly after: number;
  readonly change: number;
  /** Ranked by size. Reasons that pushed the rate of the groups up or down, at their mean share of the base. */
  readonly reasons: readonly Share[];
  /** Ranked by size. Groups whose share of the base grew or shrank, at their mean rate against the mean of all. */
  readonly mix: readonly Share[];
  /** Reasons and mix for each group, in the same sizes. */
  readonly groups: readonly { readonly name: string; readonly mix: number; readonly reasons: readonly Share[] }[];
}

/** What a churn rate is made of. */
export function decomposeLevel(groups: readonly GroupPeriod[]): LevelDecomposition {
  const customers = total(groups);
  const reasons = reasonsOf(groups).map((reason) => ({
    name: reason,
    contribution: ratio(
      groups.reduce((sum, one) => sum + (one.churnedByReason[reason] ?? 0), 0),
      customers,
    ),
  }));
  return {
    churnRate: ratio(
      groups.reduce((sum, one) => sum + churned(one), 0),
      customers,
    ),
    reasons: ranked(reasons),
    groups: ranked(groups.map((one) => ({ name: one.group, contribution: ratio(churned(one), customers) }))),
  };
}

/**
 * What changed a churn rate between two periods, summing to the change: R₁ − R₀ = Σ_g w̄_g Δr_g + Σ_g Δw_g (r̄_g − R̄),
 * with w a group's share of customers, r its rate, bars the mean of both periods (the symmetric form, in which neither
 * period is the base and no interaction is left over). r splits into reasons without rest. A group absent from a period
 * takes its rate from the other, so that its coming or going is mix alone.
 */
export function decomposeChange(before: readonly GroupPeriod[], after: readonly GroupPeriod[]): ChangeDecomposition {
  const names = [...new Set([...before, ...after].map(({ group }) => group))];
  const reasons = reasonsOf([...before, ...after]);
  const [customers0, customers1] = [total(before), total(after)];
  const rate0 = ratio(
    before.reduce((sum, one) => sum + churned(one), 0),
    customers0,
  );
  const rate1 = ratio(
    after.reduce((sum, one) => sum + churned(one), 0),
    customers1,
  );
  // Between nothing and something the shares do not sum alike, and there is no mean rate to compare with.
  const middle = customers0 > 0 && customers1 > 0 ? (rate0 + rate1) / 2 : 0;
  const groups = names.map((name) => {
    const [g0, g1] = [find(before, name), find(after, name)];
    const [share0, share1] = [ratio(g0?.customers ?? 0, customers0), ratio(g1?.customers ?? 0, customers1)];
    const rateOf = (period: GroupPeriod | undefined, other: GroupPeriod | undefined, reason: string) => {
      const known = (period?.customers ?? 0) > 0 ? period : other;
      return ratio(known?.churnedByReason[reason] ?? 0, known?.customers ?? 0);
    };
    const rates = reasons.map((reason) => ({ reason, r0: rateOf(g0, g1, reason), r1: rateOf(g1, g0, reason) }));
    const groupRate = rates.reduce((sum, { r0, r1 }) => sum + (r0 + r1) / 2, 0);
    return {
      name,
      mix: (share1 - share0) * (groupRate - middle),
      reasons: rates.map(({ reason, r0, r1 }) => ({ name: reason, contribution: ((share0 + share1) / 2) * (r1 - r0) })),
    };
  });
  const byReason = reasons.map((reason, i) => ({
    name: reason,
    contribution: groups.reduce((sum, group) => sum + (group.reasons[i] as Share).contribution, 0),
  }));
  const mix = groups.map((group) => ({ name: group.name, contribution: group.mix }));
  return { before: rate0, after: rate1, change: rate1 - rate0, reasons: ranked(byReason), mix: ranked(mix), groups };
}

/** A group's mean contributions to the log-odds, by driver, and the probability that they make with the intercept. */
export interface DriverState {
  readonly probability: number;
  readonly contributions: Readonly<Record<string, number>>;
}

/**
 * What moved the model's churn probability, by driver: the change is shared in proportion to the change of each driver's
 * contribution to the log-odds (the path integral of the logistic along the straight line between both, which is the same
 * factor for all drivers). What the drivers do not explain, such as the mean of a curve differing from the curve of the
 * mean, is the rest. Drivers and rest sum to the change.
 */
export function decomposeDrivers(
  before: DriverState,
  after: DriverState,
): { readonly drivers: readonly Share[]; readonly rest: number } {
  const names = [...new Set([...Object.keys(before.contributions), ...Object.keys(after.contributions)])];
  const moved = names.map((name) => (after.contributions[name] ?? 0) - (before.contributions[name] ?? 0));
  const change = after.probability - before.probability;
  const logOdds = logit(after.probability) - logit(before.probability);
  const factor = Math.abs(logOdds) < 1e-12 ? before.probability * (1 - before.probability) : change / logOdds;
  const drivers = names.map((name, i) => ({ name, contribution: (moved[i] as number) * factor }));
  return { drivers: ranked(drivers), rest: change - drivers.reduce((sum, { contribution }) => sum + contribution, 0) };
}

function logit(probability: number): number {
  const inside = Math.min(1 - 1e-12, Math.max(1e-12, probability));
  return Math.log(inside / (1 - inside));
}

function churned({ churnedByReason }: GroupPeriod): number {
  return Object.values(churnedByReason).reduce((sum, count) => sum + count, 0);
}

function total(groups: readonly GroupPeriod[]): number {
  for (const one of groups)
    if (churned(one) > one.customers)
      throw new Refusal(`${one.group}: ${churned(one)} left of ${one.customers} customers.`);
  return groups.reduce((sum, { customers }) => sum + customers, 0);
}

function reasonsOf(groups: readonly GroupPeriod[]): string[] {
  return [...new Set(groups.flatMap(({ churnedByReason }) => Object.keys(churnedByReason)))].sort();
}

function find(groups: readonly GroupPeriod[], name: string): GroupPeriod | undefined {
  return groups.find(({ group }) => group === name);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function ranked(shares: readonly Share[]): Share[] {
  return [...shares].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.name < b.name ? -1 : 1));
}
