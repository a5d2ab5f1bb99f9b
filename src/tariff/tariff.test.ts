import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { PROJECT_ROOT } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import { holds, readCondition } from './condition.js';
import { divideRounded } from './decimal.js';
import { tariffSchema } from './grammar.js';
import { rate } from './rate.js';
import { readTariff } from './read.js';
import { sharedUse } from './shared.js';
import { withParameters } from './tariff.js';

const LEAST = 'tariff: t\nplan: T\nvalid_from: 2024-01-01\nfee: 10\n';

function refusal(text: string): string {
  try {
    readTariff(text, 'new.yml');
  } catch (error) {
    if (error instanceof TenureError && error.kind === 'SOURCE') return error.message;
    throw error;
  }
  return 'taken';
}

it.each([
  ['a word that is none', `${LEAST}fees: 3\n`, /^new\.yml:5:1: /],
  [
    'a price that is no number',
    `${LEAST}usage:\n  - {usage: v, service: voice, tiers: [{price: dear}]}\n`,
    /^new\.yml:6:/,
  ],
  ['a negative fee', LEAST.replace('10', '-10'), /^new\.yml:4:1: /],
  ['too many decimals', LEAST.replace('10', '10.00001'), /^new\.yml:4:1: /],
  ['a fee that is missing', 'tariff: t\nplan: T\nvalid_from: 2024-01-01\n', /^new\.yml:1:1: /],
  ['a day in the middle', LEAST.replace('-01\n', '-02\n'), /^new\.yml:3:1: /],
  ['a day that is none', LEAST.replace('2024-01-01', '2024-02-30'), /^new\.yml:3:1: /],
  [
    'a tier after the last',
    `${LEAST}usage:\n  - usage: v\n    service: voice\n    tiers: [{price: 1}, {price: 2}]\n`,
    /^new\.yml:8:13: /,
  ],
  [
    'tiers that fall',
    `${LEAST}usage:\n  - usage: v\n    service: voice\n    tiers: [{up_to: 9, price: 1}, {up_to: 9, price: 1}, {price: 2}]\n`,
    /^new\.yml:8:36: /,
  ],
  ['a parameter that is not there', `${LEAST}tax_percent: $tax\n`, /^new\.yml:5:1: /],
  [
    'a name twice',
    `${LEAST}discounts:\n  - {discount: a, percent: 1}\n  - {discount: a, percent: 2}\n`,
    /^new\.yml:7:6: /,
  ],
  ['a discount of nothing', `${LEAST}discounts:\n  - {discount: a}\n`, /^new\.yml:6:5: /],
  [
    'a condition cut off',
    `${LEAST}discounts:\n  - {discount: a, percent: 1, when: "tier ="}\n`,
    /^new\.yml:6:31: .*character 7/,
  ],
  ['a key twice', `${LEAST}fee: 11\n`, /^new\.yml:5:1: /],
  ['an alias', `${LEAST}usage: &a [*a]\n`, /^new\.yml:/],
  ['no YAML', `${LEAST}usage: [`, /^new\.yml:5:9: /],
  ['an empty text', '', /^new\.yml:1:1: /],
])('refuses %s with line and column', (_, text, where) => {
  expect(refusal(text)).toMatch(where);
});

it('reads the tariff that uses every word, and bills by it', () => {
  const file = path.join(PROJECT_ROOT, 'test', 'golden', 'tariffs', 'every-word.yml');
  const { tariff, written, hash } = readTariff(readFileSync(file, 'utf8'), 'every-word.yml');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const use = {
    band: 'day',
    destination: 'national',
    direction: 'out',
    zone: '',
    calls: 0,
    minutes: '0',
    megabytes: '0',
    units: '0',
  };
  const input = {
    month: '2026-02',
    service: { first: 15, last: 28 },
    usage: [
      { ...use, date: '2026-02-16', service: 'voice', minutes: '70', calls: 2 },
      { ...use, date: '2026-02-16', service: 'voice', minutes: '500', direction: 'in' },
      { ...use, date: '2026-02-21', service: 'voice', minutes: '10', band: 'night', calls: 1 },
      { ...use, date: '2026-02-17', service: 'voice', minutes: '3', destination: 'premium' },
      { ...use, date: '2026-02-17', service: 'data', megabytes: '700' },
      { ...use, date: '2026-02-18', service: 'roaming', megabytes: '100', zone: 'asia' },
      { ...use, date: '2026-02-19', service: 'sms', units: '5' },
    ],
    products: [
      { product: 'video', first: 1, last: 28 },
      { product: 'music', first: 22, last: 28 },
      { product: 'cloud', first: 20, last: 25 },
    ],
    facts: { contract: 'Two year', tier: 'gold', tenure_months: '3' },
  };
  const lines = Object.fromEntries(
    rate(tariff, input).map(({ kind, item, amount }) => [`${kind} ${item}`, Number(amount) / 1e4]),
  );
  // By hand: half of the month; 10 minutes at 0.15 and 2 calls, then 10 × 0.15 × 0.5 × 0.8 and a call at that; 3 × 1.2; 512 × 0.03 is capped.
  expect(lines).toEqual({
    'recurring fee': 49.5,
    'usage voice': 2.12,
    'usage abroad': 3.6,
    'usage data': 10,
    'usage roaming in asia': 5,
    'usage messages': 0.3,
    'product media': 5,
    'product cloud': 1.29,
    'discount contract': -4.95,
    'discount talker': -1.16,
    'discount media': -0.06,
    'discount loyalty': -2.5,
    'tax tax': 4.09,
  });
  const more = withParameters(written, { voice_included: '1000' });
  expect(more.problems).toEqual([]);
  expect(rate(more.tariff, input).some(({ item }) => item === 'voice')).toBe(true);
  expect(withParameters(written, { voice_included: '1001' }).problems).toHaveLength(1);
});

it('shares an allowance among the customers of an account, whoever uses it first', () => {
  const { tariff } = readTariff(
    `${LEAST}usage:
  - {usage: data, service: data, included: 100, shared: account, tiers: [{up_to: 50, price: 0.1}, {price: 0.01}]}
  - {usage: calls, service: voice, included: 10, tiers: [{price: 1}]}
`,
    'family.yml',
  );
  const use = { band: '', destination: '', direction: 'out', zone: '', calls: 0, minutes: '0', units: '0' };
  const data = (day: number, megabytes: string) => ({ ...use, date: `2026-02-0${day}`, service: 'data', megabytes });
  const call = { ...use, date: '2026-02-01', service: 'voice', megabytes: '0', minutes: '10' };
  const members = [
    { customer: 'A', usage: [data(1, '150'), data(3, '30'), call] },
    { customer: 'B', usage: [data(2, '40'), data(3, '60'), call] },
    { customer: 'C', usage: [] },
  ];
  let shared = sharedUse(tariff, members);
  const billOf = ({ customer, usage }: (typeof members)[number]) =>
    Object.fromEntries(
      rate(tariff, {
        month: '2026-02',
        service: { first: 1, last: 28 },
        usage,
        products: [],
        facts: {},
        shared: shared.get(customer) ?? { customers: 1, before: new Map() },
      }).map(({ kind, item, amount }) => [`${kind} ${item}`, Number(amount) / 1e4]),
    );
  // 300 MB together, 280 used: A alone would have paid.
  expect(members.map(billOf)).toEqual([
    { 'recurring fee': 10, 'tax tax': 0 },
    { 'recurring fee': 10, 'tax tax': 0 },
    { 'recurring fee': 10, 'tax tax': 0 },
  ]);
  members[2]?.usage.push(data(2, '50'));
  shared = sharedUse(tariff, members);
  expect(shared.get('B')?.before.get('data')).toEqual(
    new Map([
      ['2026-02-02', 150_000n],
      ['2026-02-03', 230_000n],
    ]),
  );
  // 240 before the third; A's 30 end at 270; of B's 60 the last 30 lie in the first tier.
  expect(members.map(billOf).map((bill) => bill['usage data'])).toEqual([undefined, 3, undefined]);
});

it('reads conditions by the usual precedence', () => {
  const says = (text: string, facts: Record<string, string>) => holds(readCondition(text), facts);
  expect(says("a = 'x' or b = 1 and c = 2", { a: 'x' })).toBe(true);
  expect(says("(a = 'x' or b = 1) and c = 2", { a: 'x' })).toBe(false);
  expect(says('tenure >= 12', { tenure: '9' })).toBe(false);
  expect(says("name in ('it''s', 'b')", { name: "it's" })).toBe(true);
  expect(says("not a = 'x'", {})).toBe(true);
  expect(says("a != 'x'", {})).toBe(false);
});

it('rounds halves as declared', () => {
  const all = (n: bigint) =>
    (['down', 'half_up', 'half_even'] as const).map((mode) => Number(divideRounded(n, 10n, mode)));
  expect(all(25n)).toEqual([2, 3, 2]);
  expect(all(35n)).toEqual([3, 4, 4]);
  expect(all(-25n)).toEqual([-2, -3, -2]);
  expect(all(26n)).toEqual([2, 3, 3]);
});

it('documents every word with an example, and uses each in the golden file', () => {
  const words = new Set<string>();
  const collect = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') for (const word of Object.keys(value as object)) words.add(word);
      collect(value);
    }
  };
  collect(z.toJSONSchema(tariffSchema, { io: 'input', unrepresentable: 'any' }));
  expect(words.size).toBeGreaterThan(30);
  const page = readFileSync(path.join(PROJECT_ROOT, 'docs', 'tariffs.md'), 'utf8');
  const golden = readFileSync(path.join(PROJECT_ROOT, 'test', 'golden', 'tariffs', 'every-word.yml'), 'utf8');
  expect([...words].filter((word) => !page.includes(`| \`${word}\` | \``))).toEqual([]);
  expect([...words].filter((word) => !new RegExp(`\\b${word}:`).test(golden))).toEqual([]);
  const directory = path.join(PROJECT_ROOT, 'seed', 'tariffs');
  const sample = readdirSync(directory).map((file) => readFileSync(path.join(directory, file), 'utf8'));
  expect([...words].filter((word) => !new RegExp(`\\b${word}:`).test(sample.join('\n')))).toEqual([]);
});
