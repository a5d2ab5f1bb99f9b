import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { decimalText } from '../../src/tariff/decimal.js';
import { type RatingInput, rate } from '../../src/tariff/rate.js';
import { readTariff } from '../../src/tariff/read.js';
import { sharedUse } from '../../src/tariff/shared.js';
import type { UsageRow } from '../../src/tariff/usage-row.js';
import { oracleBill } from '../support/oracles/rater.js';
import '../support/property-seed.js';

const decimal = (most: number, decimals: number) =>
  fc.integer({ min: 0, max: most * 10 ** decimals }).map((n) => decimalText(BigInt(n), decimals));
const pick = (...of: string[]) => fc.constantFrom(...of);
const some = (...of: string[]) => fc.subarray(of, { minLength: 1 });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 2 }),
    fc.array(decimal(2, 6), { minLength: 3, maxLength: 3 }),
  )
  .map(([limits, prices]) => [
    ...limits.sort((a, b) => a - b).map((limit, at) => ({ up_to: String(limit), price: prices[at] })),
    { price: prices[2] },
  ]);
const line = fc.record({
  service: pick('voice', 'data', 'sms', 'roaming'),
  direction: maybe(some('in', 'out')),
  destinations: maybe(some('on-net', 'national', 'international')),
  zones: maybe(some('', 'asia').filter((zones) => !zones.includes(''))),
  included: maybe(decimal(200, 3)),
  shared: maybe(pick('account')),
  tiers,
  bands: maybe(fc.record({ night: decimal(2, 4), evening: decimal(2, 4) })),
  weekend: maybe(decimal(2, 4)),
  per_call: maybe(decimal(1, 6)),
  day_cap: maybe(decimal(20, 2)),
});
const discount = fc.record({
  of: pick('recurring', 'usage', 'products', 'total'),
  cut: fc.oneof(
    decimal(100, 4).map((percent) => ({ percent })),
    decimal(30, 4).map((amount) => ({ amount })),
  ),
});
const tariffs = fc
  .record({
    fee: decimal(300, 4),
    proration: fc.record({ fee: pick('none', 'daily'), products: pick('none', 'daily') }),
    rounding: fc.record({
      each: pick('record', 'day', 'service'),
      to: pick('0.01', '0.05', '0.1', '1', '0.0001'),
      mode: pick('down', 'half_up', 'half_even'),
    }),
    usage: fc.array(line, { maxLength: 5 }),
    discounts: fc.array(discount, { maxLength: 3 }),
    products: fc.record({ video: decimal(20, 2), music: decimal(20, 2), cloud: decimal(20, 2) }),
    bundle: maybe(decimal(20, 2)),
    tax_percent: decimal(20, 4),
  })
  .map(({ bundle, ...tariff }) => ({
    tariff: 'any',
    plan: 'ANY',
    valid_from: '2024-01-01',
    ...tariff,
    usage: tariff.usage.map((one, at) => ({ usage: `line ${at}`, ...one })),
    discounts: tariff.discounts.map(({ of, cut }, at) => ({ discount: `cut ${at}`, of, ...cut })),
    bundles: bundle === undefined ? [] : [{ bundle: 'media', products: ['video', 'music'], fee: bundle }],
  }));
const uses: fc.Arbitrary<UsageRow[]> = fc.array(
  fc.record({
    date: fc.integer({ min: 1, max: 29 }).map((day) => `2024-02-${String(day).padStart(2, '0')}`),
    service: pick('voice', 'data', 'sms', 'roaming'),
    band: pick('day', 'evening', 'night'),
    destination: pick('on-net', 'national', 'international'),
    direction: pick('in', 'out'),
    zone: pick('', 'asia'),
    calls: fc.nat(9),
    minutes: decimal(90, 2),
    megabytes: decimal(300, 3),
    units: fc.nat(30).map(String),
  }),
  { maxLength: 25 },
);
const days = fc.tuple(fc.integer({ min: 1, max: 29 }), fc.integer({ min: 1, max: 29 }));
const rows = fc.uniqueArray(
  uses.map((list) => list[0]).filter((one) => one !== undefined),
  {
    maxLength: 25,
    selector: ({ date, band, destination, direction, zone, service }) =>
      [date, band, destination, direction, zone, service].join(),
  },
);
const inputs = fc.record({
  use: rows,
  service: days.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  held: fc.array(fc.record({ product: pick('video', 'music', 'cloud', 'free'), days }), { maxLength: 4 }),
});

it('rates any use under any tariff as an independent rater does', () => {
  fc.assert(
    fc.property(tariffs, inputs, (written, { use, service, held }) => {
      const yaml = stringify(JSON.parse(JSON.stringify(written)));
      const { tariff } = readTariff(yaml, 'any.yml');
      const input: RatingInput = {
        month: '2024-02',
        service: { first: service[0], last: service[1] },
        usage: use,
        products: held.map(({ product, days: [first, last] }) => ({ product, first, last })),
        facts: {},
      };
      const lines = rate(tariff, input).map(({ kind, item, amount }) => [`${kind} ${item}`, decimalText(amount, 4, 4)]);
      expect(Object.fromEntries(lines)).toEqual(
        oracleBill(yaml, { month: '2024-02', days: service, use, held, gets: () => true }),
      );
    }),
    { numRuns: 400 },
  );
});

it('rates the customers of an account who share allowances as an independent rater does', () => {
  fc.assert(
    fc.property(tariffs, fc.array(rows, { minLength: 1, maxLength: 4 }), (written, account) => {
      const yaml = stringify(JSON.parse(JSON.stringify(written)));
      const { tariff } = readTariff(yaml, 'any.yml');
      const members = account.map((usage, at) => ({ customer: `C${at}`, usage }));
      const shared = sharedUse(tariff, members);
      for (const { customer, usage } of members) {
        const mine = shared.get(customer);
        const input: RatingInput = {
          month: '2024-02',
          service: { first: 1, last: 29 },
          usage,
          products: [],
          facts: {},
          ...(mine ? { shared: mine } : {}),
        };
        const lines = rate(tariff, input).map(({ kind, item, amount }) => [
          `${kind} ${item}`,
          decimalText(amount, 4, 4),
        ]);
        const others = members
          .filter((one) => one.customer !== customer)
          .map((one) => ({ customer: one.customer, use: one.usage }));
        expect(Object.fromEntries(lines)).toEqual(
          oracleBill(yaml, {
            month: '2024-02',
            days: [1, 29],
            use: usage,
            held: [],
            gets: () => true,
            customer,
            others,
          }),
        );
      }
    }),
    { numRuns: 200 },
  );
});

it('gives a day more for a day later, whatever the order of rows, and never less for a higher price', () => {
  fc.assert(
    fc.property(tariffs, inputs, ({ rounding: _rounding, ...written }, { use, service }) => {
      const total = (text: string, usage: readonly UsageRow[]) =>
        rate(readTariff(text, 'any.yml').tariff, {
          month: '2024-02',
          service: { first: service[0], last: service[1] },
          usage,
          products: [],
          facts: {},
        }).reduce((sum, { kind, amount }) => (kind === 'usage' ? sum + amount : sum), 0n);
      const yaml = stringify(JSON.parse(JSON.stringify(written)));
      expect(total(yaml, [...use].reverse())).toBe(total(yaml, use));
      const dearer = stringify(
        JSON.parse(JSON.stringify(written), (key, value) => (key === 'price' ? `1${value}` : value)),
      );
      expect(total(dearer, use) >= total(yaml, use)).toBe(true);
    }),
    { numRuns: 100 },
  );
});
