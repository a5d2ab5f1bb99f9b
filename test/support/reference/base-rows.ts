import type { LoadEngines } from '../load-engines.js';
import { expectedMonths } from '../month-oracle.js';
import { AMOUNTS, band, type ReferenceRow, readNames, SCALES, scaled } from './rows.js';

/** Amounts that are plain sums of one fact, as rows of month, customer and amount. */
const FACTS: Readonly<Record<string, string>> = {
  revenue: 'SELECT month, customer_id, charged FROM tenure.fact_bill',
  monthly_charges: 'SELECT month, customer_id, recurring_charge FROM tenure.fact_bill',
  cost: 'SELECT month, customer_id, amount FROM tenure.fact_cost',
  margin:
    'SELECT month, customer_id, charged FROM tenure.fact_bill UNION ALL SELECT month, customer_id, -amount FROM tenure.fact_cost',
  data_mb: "SELECT toStartOfMonth(date), customer_id, megabytes FROM tenure.fact_usage WHERE service = 'data'",
  contacts: 'SELECT toStartOfMonth(date), customer_id, 1 FROM tenure.fact_contact',
  complaints: 'SELECT toStartOfMonth(date), customer_id, 1 FROM tenure.fact_contact WHERE is_complaint',
};

/** Customer-months worked out from statements, events and facts alone: no look at the layers that the server reads. */
export async function readBaseRows(engines: LoadEngines): Promise<ReferenceRow[]> {
  const names = await readNames((text) => engines.rows(text));
  const sums = new Map(
    await Promise.all(
      Object.entries(FACTS).map(async ([amount, facts]) => [amount, await sumsOf(engines, amount, facts)] as const),
    ),
  );
  const months = await expectedMonths(engines, { more: true });
  return months.map((cells) => {
    const [
      month = '',
      customer = '',
      active,
      joined,
      churned,
      ,
      district = '',
      plan = '',
      tier = '',
      contract = '',
      tenure,
      held,
      owed = '0',
    ] = cells;
    const [channel = '', device = '', household = '', autopay = ''] = cells.slice(-4);
    const state: Readonly<Record<string, string | undefined>> = {
      active,
      joined,
      churned,
      tenure_months: tenure,
      products_held: held,
      arrears: owed,
    };
    const { provinceCode, text } = names.textOf({ district, plan, tier, channel, device });
    return {
      customer,
      month,
      provinceCode,
      text: { ...text, contract: contract === '' ? 'Unknown' : contract, tenure_band: band(Number(tenure)) },
      number: { household_size: household === '' ? null : Number(household) },
      flag: { autopay: autopay === '' ? null : autopay === 'true' || autopay === '1' },
      amounts: Object.fromEntries(
        AMOUNTS.map((name) => [
          name,
          state[name] === undefined
            ? (sums.get(name)?.get(`${month} ${customer}`) ?? 0n)
            : scaled(state[name], SCALES[name] ?? 0),
        ]),
      ),
    };
  });
}

async function sumsOf(engines: LoadEngines, amount: string, facts: string): Promise<ReadonlyMap<string, bigint>> {
  const found = new Map<string, bigint>();
  for (const [month, customer, value = '0'] of await engines.rows(facts)) {
    const key = `${month} ${customer}`;
    found.set(key, (found.get(key) ?? 0n) + scaled(value, SCALES[amount] ?? 0));
  }
  return found;
}
