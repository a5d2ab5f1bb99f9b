import type { Condition } from './condition.js';
import { type RoundingMode, scaled } from './decimal.js';
import { type Kind, SCALE, type UsageUnit, type WrittenTariff } from './grammar.js';

/** A tariff in whole numbers (scales: grammar.ts), its parameters put in. */
export interface Tariff {
  readonly name: string;
  readonly plan: string;
  readonly validFrom: string;
  readonly fee: bigint;
  readonly proration: { readonly fee: 'none' | 'daily'; readonly products: 'none' | 'daily' };
  readonly rounding: { readonly each: 'record' | 'day' | 'service'; readonly to: bigint; readonly mode: RoundingMode };
  readonly usage: readonly UsageTariff[];
  readonly products: ReadonlyMap<string, bigint>;
  readonly bundles: readonly { readonly bundle: string; readonly products: readonly string[]; readonly fee: bigint }[];
  readonly discounts: readonly Discount[];
  readonly taxPercent: bigint;
}

export interface UsageTariff {
  readonly usage: string;
  readonly service: string;
  readonly unit: UsageUnit;
  readonly direction: readonly string[];
  readonly destinations: readonly string[] | undefined;
  readonly zones: readonly string[] | undefined;
  readonly included: bigint;
  /** Whether the account's customers on the same version use up their allowances together. */
  readonly isShared: boolean;
  readonly tiers: readonly { readonly upTo: bigint | undefined; readonly price: bigint }[];
  readonly bands: ReadonlyMap<string, bigint>;
  readonly weekend: bigint;
  readonly perCall: bigint;
  readonly dayCap: bigint | undefined;
}

export interface Discount {
  readonly discount: string;
  readonly when: Condition | undefined;
  readonly percent: bigint | undefined;
  readonly amount: bigint;
  readonly of: 'recurring' | 'usage' | 'products' | 'total';
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const ONE = 10n ** BigInt(SCALE.factor);
const UNITS: Readonly<Record<string, UsageUnit>> = { voice: 'minutes', data: 'megabytes', roaming: 'megabytes' };

/** Puts parameters' values in (their defaults where none is given) and says what does not fit. */
export function withParameters(
  written: WrittenTariff,
  values: Readonly<Record<string, string>>,
): { readonly tariff: Tariff; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  for (const name of Object.keys(values))
    if (!(name in written.parameters)) problems.push({ path: ['parameters'], message: `has no ${name}` });
  const read = (text: string | undefined, kind: Kind, path: readonly PropertyKey[], absent: bigint): bigint => {
    if (text === undefined) return absent;
    const name = text.startsWith('$') ? text.slice(1) : undefined;
    const declared = name === undefined ? undefined : written.parameters[name];
    if (name !== undefined && !declared) {
      problems.push({ path, message: `there is no parameter ${name}` });
      return 0n;
    }
    const value = scaled(name === undefined ? text : (values[name] ?? declared?.default ?? ''), SCALE[kind]);
    if (value === null) problems.push({ path, message: `must be a number of at most ${SCALE[kind]} decimals` });
    const bound = (limit: string | undefined) => (limit === undefined ? null : scaled(limit, SCALE.price));
    const exact = name === undefined ? null : scaled(values[name] ?? declared?.default ?? '', SCALE.price);
    const [least, most] = [bound(declared?.minimum), bound(declared?.maximum)];
    if (exact !== null && ((least !== null && exact < least) || (most !== null && exact > most)))
      problems.push({ path: ['parameters', String(name)], message: 'is out of its minimum and maximum' });
    return value ?? 0n;
  };
  const usage = written.usage.map((line, index): UsageTariff => {
    const at = (...path: PropertyKey[]) => ['usage', index, ...path];
    const tiers = line.tiers.map(({ up_to: limit, price }, tier) => ({
      upTo: limit === undefined ? undefined : read(limit, 'quantity', at('tiers', tier, 'up_to'), 0n),
      price: read(price, 'price', at('tiers', tier, 'price'), 0n),
    }));
    for (const [tier, { upTo }] of tiers.entries()) {
      const before = tiers[tier - 1]?.upTo ?? 0n;
      if (upTo !== undefined && upTo <= before)
        problems.push({ path: at('tiers', tier, 'up_to'), message: 'must be more than that of the tier before' });
    }
    return {
      usage: line.usage,
      service: line.service,
      unit: line.unit ?? UNITS[line.service] ?? 'units',
      direction: line.direction ?? ['out'],
      destinations: line.destinations,
      zones: line.zones,
      included: read(line.included, 'quantity', at('included'), 0n),
      isShared: line.shared === 'account',
      tiers,
      bands: new Map(
        Object.entries(line.bands ?? {}).map(([band, factor]) => [
          band,
          read(factor, 'factor', at('bands', band), ONE),
        ]),
      ),
      weekend: read(line.weekend, 'factor', at('weekend'), ONE),
      perCall: read(line.per_call, 'price', at('per_call'), 0n),
      dayCap: line.day_cap === undefined ? undefined : read(line.day_cap, 'money', at('day_cap'), 0n),
    };
  });
  const tariff: Tariff = {
    name: written.tariff,
    plan: written.plan,
    validFrom: written.valid_from,
    fee: read(written.fee, 'money', ['fee'], 0n),
    proration: written.proration,
    rounding: { ...written.rounding, to: read(written.rounding.to, 'money', ['rounding', 'to'], 1n) },
    usage,
    products: new Map(
      Object.entries(written.products).map(([code, fee]) => [code, read(fee, 'money', ['products', code], 0n)]),
    ),
    bundles: written.bundles.map(({ bundle, products, fee }, index) => ({
      bundle,
      products,
      fee: read(fee, 'money', ['bundles', index, 'fee'], 0n),
    })),
    discounts: written.discounts.map(({ discount, when, percent, amount, of }, index) => ({
      discount,
      when,
      percent: percent === undefined ? undefined : read(percent, 'factor', ['discounts', index, 'percent'], 0n),
      amount: read(amount, 'money', ['discounts', index, 'amount'], 0n),
      of,
    })),
    taxPercent: read(written.tax_percent, 'factor', ['tax_percent'], 0n),
  };
  return { tariff, problems };
}
