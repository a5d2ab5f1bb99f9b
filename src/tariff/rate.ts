import { type Facts, holds } from './condition.js';
import { divideRounded, scaled } from './decimal.js';
import { SCALE } from './grammar.js';
import { lineOf, type SharedUse } from './shared.js';
import type { Discount, Tariff, UsageTariff } from './tariff.js';
import type { UsageRow } from './usage-row.js';

/** A customer's month, as far as a bill needs it. Days are of the month, [first, last]. */
export interface RatingInput {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly service: { readonly first: number; readonly last: number };
  readonly usage: readonly UsageRow[];
  /** Days of the month on which each product is held; `last` before `first`: none. */
  readonly products: readonly { readonly product: string; readonly first: number; readonly last: number }[];
  readonly facts: Facts;
  /** What the account's other customers on the version use of shared allowances; absent: there are none. */
  readonly shared?: SharedUse;
}

export type LineKind = 'recurring' | 'usage' | 'product' | 'discount' | 'tax';

/** amount: in 1/10,000 of the currency's unit; of a discount negative. */
export interface BillLine {
  readonly kind: LineKind;
  readonly item: string;
  readonly amount: bigint;
}

const ten = (power: number) => 10n ** BigInt(power);
/** Of price × quantity × band's factor × weekend's factor. */
const USAGE_SCALE = ten(SCALE.price + SCALE.quantity + 2 * SCALE.factor);
const MONEY = ten(SCALE.money);
const PERCENT = 100n * ten(SCALE.factor);
const ONE = ten(SCALE.factor);

/** The bill of a customer's month under a tariff, line by line. A line of nothing is left out, save the fee and the tax. */
export function rate(tariff: Tariff, input: RatingInput): readonly BillLine[] {
  const round = rounding(tariff);
  const recurring = feeOf(tariff.fee, tariff.proration.fee, input, input.service, round);
  const usage = usageLines(tariff, input);
  const products = productLines(tariff, input, round);
  const sum = (lines: readonly BillLine[]) => lines.reduce((total, { amount }) => total + amount, 0n);
  const parts = { recurring, usage: sum(usage), products: sum(products) };
  const discounts = discountLines(tariff.discounts, parts, input.facts, round);
  const charged = parts.recurring + parts.usage + parts.products + sum(discounts);
  const lines: BillLine[] = [
    { kind: 'recurring', item: 'fee', amount: recurring },
    ...[...usage, ...products, ...discounts].filter(({ amount }) => amount !== 0n),
    { kind: 'tax', item: 'tax', amount: round(charged * tariff.taxPercent, PERCENT) },
  ];
  return lines;
}

/** numerator / denominator, both in the same unit of money, at the tariff's step. */
type Round = (numerator: bigint, denominator: bigint) => bigint;

function rounding({ rounding: { to, mode } }: Tariff): Round {
  return (numerator, denominator) => divideRounded(numerator, denominator * to, mode) * to;
}

function feeOf(
  fee: bigint,
  proration: 'none' | 'daily',
  { month, service }: RatingInput,
  held: { readonly first: number; readonly last: number },
  round: Round,
): bigint {
  if (proration === 'none') return round(fee, 1n);
  const days = Math.max(0, Math.min(held.last, service.last) - Math.max(held.first, service.first) + 1);
  return round(fee * BigInt(days), BigInt(daysIn(month)));
}

function productLines(tariff: Tariff, input: RatingInput, round: Round): BillLine[] {
  const { first, last } = input.service;
  const held = new Map<string, { first: number; last: number }>();
  for (const { product, ...days } of input.products) {
    if (Math.min(days.last, last) < Math.max(days.first, first)) continue;
    const before = held.get(product);
    held.set(product, {
      first: Math.min(days.first, before?.first ?? days.first),
      last: Math.max(days.last, before?.last ?? days.last),
    });
  }
  const lines: BillLine[] = [];
  const charge = (item: string, fee: bigint, days: { first: number; last: number }) =>
    lines.push({ kind: 'product', item, amount: feeOf(fee, tariff.proration.products, input, days, round) });
  for (const { bundle, products, fee } of tariff.bundles) {
    const days = products.flatMap((product) => held.get(product) ?? []);
    if (days.length < products.length) continue;
    for (const product of products) held.delete(product);
    charge(bundle, fee, {
      first: Math.max(...days.map((one) => one.first)),
      last: Math.min(...days.map((one) => one.last)),
    });
  }
  for (const [product, days] of held) charge(product, tariff.products.get(product) ?? 0n, days);
  return lines;
}

function usageLines(tariff: Tariff, input: RatingInput): BillLine[] {
  const rowsOf = new Map<UsageTariff, UsageRow[]>(tariff.usage.map((line) => [line, []]));
  for (const row of [...input.usage].sort(inOrder)) {
    const line = lineOf(tariff, row);
    if (line) rowsOf.get(line)?.push(row);
  }
  return [...rowsOf].map(([line, rows]) => ({
    kind: 'usage' as const,
    item: line.usage,
    amount: lineAmount(line, rows, tariff, line.isShared ? input.shared : undefined),
  }));
}

/** Chronological as far as it is known: by day, then by the names of band, destination, direction and zone. */
function inOrder(left: UsageRow, right: UsageRow): number {
  for (const key of ['date', 'band', 'destination', 'direction', 'zone'] as const)
    if (left[key] !== right[key]) return left[key] < right[key] ? -1 : 1;
  return 0;
}

function lineAmount(
  line: UsageTariff,
  rows: readonly UsageRow[],
  { rounding: { each, to, mode } }: Tariff,
  shared: SharedUse | undefined,
): bigint {
  const included = line.included * BigInt(shared?.customers ?? 1);
  const others = shared?.before.get(line.usage);
  const step = (amount: bigint) => divideRounded(amount * MONEY, USAGE_SCALE * to, mode) * to * (USAGE_SCALE / MONEY);
  const cap = line.dayCap === undefined ? undefined : line.dayCap * (USAGE_SCALE / MONEY);
  let used = 0n;
  const days = new Map<string, bigint>();
  for (const row of rows) {
    const quantity = scaled(row[line.unit], SCALE.quantity) ?? 0n;
    const exact = rowAmount(line, row, included, used + (others?.get(row.date) ?? 0n), quantity);
    used += quantity;
    days.set(row.date, (days.get(row.date) ?? 0n) + (each === 'record' ? step(exact) : exact));
  }
  let total = 0n;
  for (const amount of days.values()) {
    const capped = cap !== undefined && amount > cap ? cap : amount;
    total += each === 'day' ? step(capped) : capped;
  }
  return (step(total) * MONEY) / USAGE_SCALE;
}

/** What the use from `used` to `used + quantity` costs, where the allowance comes first and the tiers after it. */
function rowAmount(line: UsageTariff, row: UsageRow, included: bigint, used: bigint, quantity: bigint): bigint {
  const factor = (line.bands.get(row.band) ?? ONE) * (isWeekend(row.date) ? line.weekend : ONE);
  let amount = 0n;
  let from = included;
  for (const { upTo, price } of line.tiers) {
    const to = upTo === undefined ? undefined : included + upTo;
    const begin = used > from ? used : from;
    const end = to !== undefined && used + quantity > to ? to : used + quantity;
    if (end > begin) amount += (end - begin) * price * factor;
    if (to !== undefined) from = to;
  }
  return amount + BigInt(row.calls) * line.perCall * ten(SCALE.quantity) * factor;
}

function discountLines(
  discounts: readonly Discount[],
  parts: Readonly<Record<'recurring' | 'usage' | 'products', bigint>>,
  facts: Facts,
  round: Round,
): BillLine[] {
  const left = { ...parts, total: parts.recurring + parts.usage + parts.products };
  return discounts.flatMap(({ discount, when, percent, amount, of }) => {
    if (when && !holds(when, facts)) return [];
    const base = left[of] < left.total ? left[of] : left.total;
    const wanted = percent === undefined ? round(amount, 1n) : round(base * percent, PERCENT);
    const given = wanted < base ? wanted : base;
    left.total -= given;
    if (of !== 'total') left[of] -= given;
    return [{ kind: 'discount' as const, item: discount, amount: -given }];
  });
}

export function daysIn(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}
