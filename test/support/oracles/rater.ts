import { parse } from 'yaml';

// A second rater, which shares nothing with src/tariff: it reads the YAML by itself, counts in fractions of big integers, and rounds
// only where the tariff says so. Slow and plain: it is what the product's bills are held against.

interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export interface OracleUse {
  readonly date: string;
  readonly service: string;
  readonly band: string;
  readonly destination: string;
  readonly direction: string;
  readonly zone: string;
  readonly calls: number;
  readonly minutes: string;
  readonly megabytes: string;
  readonly units: string;
}

export interface OracleInput {
  readonly month: string;
  /** First and last day of service in the month, as numbers. */
  readonly days: readonly [number, number];
  readonly use: readonly OracleUse[];
  readonly held: readonly { readonly product: string; readonly days: readonly [number, number] }[];
  /** Whether a discount's condition holds, by the discount's name: conditions are not the rater's. */
  readonly gets: (discount: string) => boolean;
  /** Of the customer, and of the others of the account on the same version, where an allowance is shared. */
  readonly customer?: string;
  readonly others?: readonly { readonly customer: string; readonly use: readonly OracleUse[] }[];
}

interface Written {
  fee: string;
  proration?: { fee?: string; products?: string };
  rounding?: { each?: string; to?: string; mode?: string };
  usage?: {
    usage: string;
    service: string;
    unit?: string;
    direction?: string[];
    destinations?: string[];
    zones?: string[];
    included?: string;
    shared?: string;
    tiers: { up_to?: string; price: string }[];
    bands?: Record<string, string>;
    weekend?: string;
    per_call?: string;
    day_cap?: string;
  }[];
  products?: Record<string, string>;
  bundles?: { bundle: string; products: string[]; fee: string }[];
  discounts?: { discount: string; percent?: string; amount?: string; of?: string }[];
  tax_percent?: string;
  parameters?: Record<string, { default: string }>;
}

const f = (text: string): Fraction => {
  const [whole = '0', fraction = ''] = text.split('.');
  return { n: BigInt(whole + fraction), d: 10n ** BigInt(fraction.length) };
};
const NOTHING = f('0');
const plus = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const minus = (a: Fraction, b: Fraction) => plus(a, { n: -b.n, d: b.d });
const times = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d });
const less = (a: Fraction, b: Fraction) => a.n * b.d < b.n * a.d;
const least = (a: Fraction, b: Fraction) => (less(a, b) ? a : b);
const most = (a: Fraction, b: Fraction) => (less(a, b) ? b : a);
const sum = (list: readonly Fraction[]) => list.reduce(plus, NOTHING);

/** Lines of the bill as `kind item` → amount with four decimals; lines of 0 are absent, save fee and tax. */
export function oracleBill(yaml: string, input: OracleInput): Readonly<Record<string, string>> {
  const tariff = parse(yaml, { schema: 'failsafe' }) as Written;
  const number = (text: string) =>
    f(text.startsWith('$') ? (tariff.parameters?.[text.slice(1)]?.default ?? '0') : text);
  const step = f(tariff.rounding?.to ?? '0.01');
  const mode = tariff.rounding?.mode ?? 'half_up';
  const each = tariff.rounding?.each ?? 'service';
  const round = (amount: Fraction): Fraction => {
    // Amounts are never negative here.
    const twice = (2n * amount.n * step.d) / (amount.d * step.n);
    const isExactHalf = (2n * amount.n * step.d) % (amount.d * step.n) === 0n && twice % 2n === 1n;
    let steps = twice / 2n;
    if (mode === 'half_up') steps = (twice + 1n) / 2n;
    if (mode === 'half_even' && twice % 2n === 1n && (!isExactHalf || steps % 2n === 1n)) steps += 1n;
    return { n: steps * step.n, d: step.d };
  };
  const monthDays = BigInt(new Date(Number(input.month.slice(0, 4)), Number(input.month.slice(5)), 0).getDate());
  const share = (fee: Fraction, how: string | undefined, [first, last]: readonly [number, number]) => {
    if (how !== 'daily') return round(fee);
    let days = 0n;
    for (let day = input.days[0]; day <= input.days[1]; day++) if (day >= first && day <= last) days += 1n;
    return round(times(fee, { n: days, d: monthDays }));
  };
  const lines: Record<string, Fraction> = {};
  const put = (name: string, amount: Fraction) => {
    if (amount.n !== 0n) lines[name] = amount;
  };

  const recurring = share(number(tariff.fee), tariff.proration?.fee, [1, 31]);
  const taken = new Set<number>();
  const me = input.customer ?? '';
  const everybody = [{ customer: me, use: input.use }, ...(input.others ?? [])];
  const uses = everybody
    .flatMap(({ customer, use }) => use.map((one) => ({ customer, use: one })))
    .map(({ customer, use }, index) => ({
      use,
      index,
      isMine: customer === me,
      key: [use.date, customer, use.band, use.destination, use.direction, use.zone].join('\u0000'),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  let usageTotal = NOTHING;
  for (const line of tariff.usage ?? []) {
    const unit = line.unit ?? ({ voice: 'minutes', data: 'megabytes', roaming: 'megabytes' }[line.service] || 'units');
    const byDay: Record<string, Fraction> = {};
    let position = NOTHING;
    const shares = line.shared === 'account';
    const included = times(number(line.included ?? '0'), { n: shares ? BigInt(everybody.length) : 1n, d: 1n });
    for (const { use, index, isMine } of uses) {
      if (taken.has(index) || use.service !== line.service) continue;
      if (!(line.direction ?? ['out']).includes(use.direction)) continue;
      if (line.destinations && !line.destinations.includes(use.destination)) continue;
      if (line.zones && !line.zones.includes(use.zone)) continue;
      taken.add(index);
      if (!isMine && !shares) continue;
      const quantity = f(use[unit as 'minutes' | 'megabytes' | 'units']);
      const end = plus(position, quantity);
      let amount = NOTHING;
      let lower = included;
      for (const tier of line.tiers) {
        const upper = tier.up_to === undefined ? end : plus(included, number(tier.up_to));
        const inside = minus(least(end, upper), most(position, lower));
        if (inside.n > 0n) amount = plus(amount, times(inside, number(tier.price)));
        lower = upper;
      }
      amount = plus(amount, times({ n: BigInt(use.calls), d: 1n }, number(line.per_call ?? '0')));
      amount = times(amount, number(line.bands?.[use.band] ?? '1'));
      if (['Sat', 'Sun'].includes(new Date(`${use.date}T12:00:00Z`).toUTCString().slice(0, 3)))
        amount = times(amount, number(line.weekend ?? '1'));
      if (isMine) byDay[use.date] = plus(byDay[use.date] ?? NOTHING, each === 'record' ? round(amount) : amount);
      position = end;
    }
    const daily = Object.values(byDay).map((amount) => {
      const capped = line.day_cap === undefined ? amount : least(amount, number(line.day_cap));
      return each === 'day' ? round(capped) : capped;
    });
    const amount = round(sum(daily));
    usageTotal = plus(usageTotal, amount);
    put(`usage ${line.usage}`, amount);
  }

  const held = new Map<string, [number, number]>();
  for (const { product, days } of input.held) {
    const [first, last] = [Math.max(days[0], input.days[0]), Math.min(days[1], input.days[1])];
    if (first > last) continue;
    const other = held.get(product);
    held.set(product, other ? [Math.min(other[0], days[0]), Math.max(other[1], days[1])] : [days[0], days[1]]);
  }
  let productTotal = NOTHING;
  const sell = (name: string, fee: Fraction, days: readonly [number, number]) => {
    const amount = share(fee, tariff.proration?.products, days);
    productTotal = plus(productTotal, amount);
    put(`product ${name}`, amount);
  };
  for (const { bundle, products, fee } of tariff.bundles ?? []) {
    if (!products.every((product) => held.has(product))) continue;
    const all = products.map((product) => held.get(product) ?? [1, 0]);
    for (const product of products) held.delete(product);
    sell(bundle, number(fee), [
      Math.max(...all.map(([first]) => first ?? 1)),
      Math.min(...all.map(([, last]) => last ?? 0)),
    ]);
  }
  for (const [product, days] of held) sell(product, number(tariff.products?.[product] ?? '0'), days);

  const base: Record<string, Fraction> = { recurring, usage: usageTotal, products: productTotal };
  let charged = plus(plus(recurring, usageTotal), productTotal);
  for (const one of tariff.discounts ?? []) {
    if (!input.gets(one.discount)) continue;
    const of = one.of ?? 'total';
    const from = least(of === 'total' ? charged : (base[of] ?? NOTHING), charged);
    const wanted = one.percent ? times(times(from, number(one.percent)), f('0.01')) : number(one.amount ?? '0');
    const given = least(round(wanted), from);
    charged = minus(charged, given);
    if (of !== 'total') base[of] = minus(base[of] ?? NOTHING, given);
    put(`discount ${one.discount}`, minus(NOTHING, given));
  }
  lines['recurring fee'] = recurring;
  lines['tax tax'] = round(times(times(charged, number(tariff.tax_percent ?? '0')), f('0.01')));
  return Object.fromEntries(Object.entries(lines).map(([name, amount]) => [name, fourDecimals(amount)]));
}

function fourDecimals({ n, d }: Fraction): string {
  if ((n * 10_000n) % d !== 0n) throw new Error('an amount has more than four decimals');
  const units = (n * 10_000n) / d;
  const digits = (units < 0n ? -units : units).toString().padStart(5, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
