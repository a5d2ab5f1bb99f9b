import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROJECT_ROOT } from '../src/config/config.js';

const DIRECTORY = path.join(PROJECT_ROOT, 'seed', 'tariffs');

const usage = z.strictObject({
  usage: z.string(),
  service: z.string(),
  unit: z.enum(['minutes', 'units']).optional(),
  direction: z.array(z.enum(['in', 'out'])).optional(),
  destinations: z.array(z.string()).optional(),
  zones: z.array(z.literal('asia')).optional(),
  included: z.string().default('0'),
  shared: z.literal('account').optional(),
  tiers: z.array(z.strictObject({ up_to: z.string().optional(), price: z.string() })),
  bands: z.strictObject({ evening: z.string().optional(), night: z.string() }).optional(),
  weekend: z.string().optional(),
  per_call: z.string().optional(),
  day_cap: z.string().optional(),
});
type Usage = z.infer<typeof usage>;

const contract = (name: string) =>
  z.strictObject({ discount: z.literal(name), when: z.string(), percent: z.string(), of: z.literal('recurring') });
const discount = z.union([
  contract('two years'),
  contract('one year'),
  z.strictObject({ discount: z.literal('online'), when: z.string(), amount: z.string(), of: z.literal('usage') }),
  z.strictObject({ discount: z.literal('gold'), when: z.string(), percent: z.string(), of: z.literal('total') }),
]);
/** The orders of discounts that sql/make-8-bill.sql knows: gold is first or last. */
const ORDERS = ['two years, one year', 'two years, one year, online', 'two years, one year, gold'].concat([
  'two years, one year, online, gold',
  'gold, two years, one year',
]);

/** What of the grammar the generator's own rating (sql/make-7-use.sql) knows; strict, so that a tariff with more is refused. */
const written = z.strictObject({
  tariff: z.string(),
  plan: z.string(),
  valid_from: z.string(),
  fee: z.string(),
  proration: z.strictObject({ fee: z.enum(['none', 'daily']), products: z.enum(['none', 'daily']) }),
  rounding: z.strictObject({
    each: z.enum(['record', 'day', 'service']),
    to: z.string(),
    mode: z.enum(['half_up', 'half_even', 'down']),
  }),
  usage: z.array(usage),
  products: z.record(z.string(), z.string()),
  bundles: z
    .tuple([
      z.strictObject({
        bundle: z.literal('media'),
        products: z.tuple([z.literal('video'), z.literal('music')]),
        fee: z.string(),
      }),
    ])
    .optional(),
  discounts: z
    .array(discount)
    .refine((list) => ORDERS.includes(list.map((one) => one.discount).join(', ')), { error: 'unknown order' }),
  tax_percent: z.literal('6'),
  parameters: z.record(z.string(), z.object({ default: z.string() })).default({}),
});

/** Statements that make tenure_seed.tariff (one row a plan, both prices) and tenure_seed.tariff_version (one row a version). */
export function tariffStatements(): string[] {
  const rows = readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => rowOf(readFileSync(path.join(DIRECTORY, file), 'utf8')));
  return [
    `CREATE TABLE tenure_seed.written ENGINE = MergeTree ORDER BY plan_code AS
     SELECT ${Object.keys(rows[0] ?? {})
       .map((name, at) => `row.${at + 1} AS ${name}`)
       .join(
         ', ',
       )} FROM (SELECT arrayJoin([${rows.map((row) => `(${Object.values(row).join(', ')})`).join(', ')}]) AS row)`,
    `CREATE TABLE tenure_seed.tariff ENGINE = MergeTree ORDER BY plan_code AS
     SELECT w.*, intDiv(old_fee * 108, 100 * step) * step AS new_fee, lower(hex(SHA256(old_text))) AS old_hash,
       addMonths(@FIRST, p.tariff_month) AS new_from,
       replaceRegexpOne(replaceRegexpOne(old_text, '\\nvalid_from: [^\\n]*', concat('\\nvalid_from: ', toString(new_from))),
         '\\nfee: [^\\n]*', concat('\\nfee: ', toString(toDecimal64(new_fee, 2) / 100))) AS new_text,
       lower(hex(SHA256(new_text))) AS new_hash
     FROM tenure_seed.written AS w INNER JOIN tenure_seed.plan AS p ON p.plan_code = w.plan_code`,
  ];
}

/** Numbers as sql/make-7-use.sql takes them: money in cents, prices and factors × 10,000, minutes × 100, megabytes × 1,000. */
function rowOf(text: string): Record<string, string> {
  const tariff = written.parse(parse(text, { schema: 'failsafe' }));
  const line = (name: string): Usage => {
    const found = tariff.usage.find((one) => one.usage === name);
    if (!found) throw new Error(`${tariff.tariff} has no line ${name}`);
    return found;
  };
  const lineIfAny = (name: string): Usage | undefined => tariff.usage.find((one) => one.usage === name);
  const times = (text: string | undefined, power: number) => {
    const decimal = text?.startsWith('$') ? tariff.parameters[text.slice(1)]?.default : text;
    const [whole = '0', fraction = ''] = (decimal ?? '').split('.');
    if (fraction.length > power) throw new Error(`${tariff.tariff}: ${decimal} has too many decimals`);
    return `toInt64(${BigInt(`${whole}${fraction.padEnd(power, '0')}`)})`;
  };
  const flag = (is: boolean) => `toUInt8(${is ? 1 : 0})`;
  const price = (name: string, tier = 0) => times(line(name).tiers[tier]?.price, 4);
  const quoted = (value: string) =>
    `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  const cut = (name: string) => {
    const found = tariff.discounts.find((one) => one.discount === name);
    return found && ('percent' in found ? found.percent : found.amount);
  };
  const [calls, asia] = [line('calls'), lineIfAny('roaming in asia')];
  return {
    plan_code: quoted(tariff.plan),
    old_text: quoted(text),
    old_from: `toDate('${tariff.valid_from}')`,
    old_fee: times(tariff.fee, 2),
    prorated: flag(tariff.proration.fee === 'daily'),
    products_prorated: flag(tariff.proration.products === 'daily'),
    by_service: flag(tariff.rounding.each === 'service'),
    step: times(tariff.rounding.to, 2),
    mode: `toUInt8(${['half_up', 'half_even', 'down'].indexOf(tariff.rounding.mode) + 1})`,
    calls_included: times(calls.included, 2),
    calls_price: price('calls'),
    per_call: times(calls.per_call ?? '0', 4),
    evening: times(calls.bands?.evening ?? '1', 4),
    night: times(calls.bands?.night ?? '1', 4),
    weekend: times(calls.weekend ?? '1', 4),
    received_price: times(lineIfAny('calls received')?.tiers[0]?.price ?? '0', 4),
    abroad_price: price('international calls'),
    premium_price: price('premium numbers'),
    data_included: times(line('data').included, 3),
    data_shared: flag(line('data').shared === 'account'),
    data_limit: times(line('data').tiers[0]?.up_to, 3),
    data_price: price('data'),
    data_price_beyond: price('data', 1),
    messages_included: times(line('messages').included, 0),
    message_price: price('messages'),
    roaming_price: price('roaming'),
    roaming_cap: times(line('roaming').day_cap, 2),
    has_asia: flag(asia !== undefined),
    asia_price: times(asia?.tiers[0]?.price ?? '0', 4),
    asia_cap: times(asia?.day_cap ?? '0', 2),
    product_codes: `[${Object.keys(tariff.products).map(quoted).join(', ')}]`,
    product_fees: `[${Object.values(tariff.products)
      .map((fee) => times(fee, 2))
      .join(', ')}]`,
    bundle_fee: times(tariff.bundles?.[0].fee ?? '0', 2),
    two_years: times(cut('two years'), 0),
    one_year: times(cut('one year'), 0),
    online: times(cut('online') ?? '0', 2),
    gold: times(cut('gold') ?? '0', 0),
    gold_first: flag(tariff.discounts[0]?.discount === 'gold'),
  };
}
