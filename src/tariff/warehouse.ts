import { sql, typed, unsafeRaw } from '../warehouse/sql.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { daysIn, type RatingInput } from './rate.js';
import type { UsageRow } from './usage-row.js';

const lane = { lane: 'batch' } as const;

/** A bill as it stands in the warehouse, with all that its rating needs. Amounts are decimals as text. */
export interface StoredBill {
  readonly customerId: string;
  /** Blank for a customer of no account. */
  readonly account: string;
  /** Customers of an account may have one bill: rows of the same number. */
  readonly billNumber: string;
  readonly charged: string;
  readonly tax: string;
  /** Of the lines; blank where there are none. */
  readonly planCode: string;
  readonly lines: readonly StoredLine[];
  readonly input: RatingInput;
}

export interface StoredLine {
  readonly kind: string;
  readonly item: string;
  readonly amount: string;
  /** Of the tariff version that it was made by; blank where the source does not say. */
  readonly tariffHash: string;
}

type Tuple = readonly (string | number)[];

/**
 * Bills of a month, a slice of customers at a time, so that memory does not grow with the operator. Customers of an account are in
 * one slice.
 */
export async function* billsOf(
  warehouse: Warehouse,
  month: string,
  slices: number,
): AsyncGenerator<readonly StoredBill[]> {
  for (let slice = 0; slice < slices; slice++) {
    const { rows } = await warehouse.query(billsQuery(month, slice, slices), lane);
    yield rows.map((row) => storedBill(row, month));
  }
}

export async function countBills(warehouse: Warehouse, month: string): Promise<number> {
  const { rows } = await warehouse.query(
    sql`SELECT count() FROM tenure.fact_bill WHERE month = ${typed(`${month}-01`, 'Date')}`,
    lane,
  );
  return Number(rows[0]?.[0]);
}

function billsQuery(month: string, slice: number, slices: number) {
  const first = typed(`${month}-01`, 'Date');
  const account = `dictGet('tenure.account', 'account_code', customer_key)`;
  const mine = unsafeRaw(`if(${account} = '', customer_key, sipHash64(${account})) % ${slices} = ${slice}`);
  return sql`
    SELECT b.customer_id, dictGet('tenure.account', 'account_code', b.customer_key), b.bill_number, toString(b.charged), toString(b.tax), l.plan, l.lines, u.use, s.held, p.spell,
      toString(m.tier), toString(m.channel_code), toString(m.gender), m.tenure_months, m.products_held,
      mapKeys(m.text_attributes), mapValues(m.text_attributes), mapKeys(m.number_attributes),
      arrayMap(one -> toString(one), mapValues(m.number_attributes)), mapKeys(m.flag_attributes),
      arrayMap(one -> if(one, 'true', 'false'), mapValues(m.flag_attributes))
    FROM (SELECT customer_key, customer_id, bill_number, charged, tax FROM tenure.fact_bill WHERE month = ${first} AND ${mine}) AS b
    LEFT JOIN (
      SELECT customer_key, bill_number, toString(any(plan_code)) AS plan,
        groupArray((toString(kind), toString(item), toString(amount), toString(tariff_hash))) AS lines
      FROM tenure.fact_bill_line WHERE month = ${first} AND ${mine} GROUP BY customer_key, bill_number
    ) AS l ON l.customer_key = b.customer_key AND l.bill_number = b.bill_number
    LEFT JOIN (
      SELECT customer_key, groupArray((toString(date), toString(service), toString(hour_band), toString(destination), toString(direction),
        toString(roaming_zone), toString(calls), toString(minutes), toString(megabytes), toString(units))) AS use
      FROM tenure.fact_usage WHERE toStartOfMonth(date) = ${first} AND ${mine} GROUP BY customer_key
    ) AS u ON u.customer_key = b.customer_key
    LEFT JOIN (
      SELECT customer_key, groupArray((toString(product_code), toString(dateDiff('day', ${first}, held_from) + 1),
        toString(dateDiff('day', ${first}, held_to)))) AS held
      FROM tenure.fact_subscription WHERE held_from <= toLastDayOfMonth(${first}) AND held_to > ${first} AND ${mine}
      GROUP BY customer_key
    ) AS s ON s.customer_key = b.customer_key
    LEFT JOIN (
      SELECT customer_key, (min(toInt64(dateDiff('day', ${first}, joined_on)) + 1), max(toInt64(dateDiff('day', ${first}, left_on)) + 1)) AS spell
      FROM tenure.customer_spell WHERE joined_on <= toLastDayOfMonth(${first}) AND left_on >= ${first} AND ${mine}
      GROUP BY customer_key
    ) AS p ON p.customer_key = b.customer_key
    LEFT JOIN (SELECT * FROM tenure.customer_month WHERE month = ${first} AND ${mine}) AS m ON m.customer_key = b.customer_key
    ORDER BY b.bill_number, b.customer_id SETTINGS join_use_nulls = 0`;
}

function storedBill(row: readonly unknown[], month: string): StoredBill {
  const [customer, account, number, charged, tax, plan, lines, use, held, spell, ...facts] = row;
  const list = (value: unknown) => value as readonly Tuple[];
  const last = daysIn(month);
  const [from = 0, to = 0] = (spell as Tuple).map(Number);
  return {
    customerId: String(customer),
    account: String(account),
    billNumber: String(number),
    charged: String(charged),
    tax: String(tax),
    planCode: String(plan),
    lines: list(lines).map(([kind, item, amount, hash]) => ({
      kind: String(kind),
      item: String(item),
      amount: String(amount),
      tariffHash: String(hash),
    })),
    input: {
      month,
      service: { first: Math.max(1, from), last: Math.min(last, to) },
      usage: list(use).map(usageRow),
      products: list(held).map(([product, first, end]) => ({
        product: String(product),
        first: Math.max(1, Number(first)),
        last: Math.min(last, Number(end)),
      })),
      facts: factsOf(facts),
    },
  };
}

function usageRow(tuple: Tuple): UsageRow {
  const [date, service, band, destination, direction, zone, calls, minutes, megabytes, units] = tuple.map(String);
  return {
    date: date ?? '',
    service: service ?? '',
    band: band ?? '',
    destination: destination ?? '',
    direction: direction ?? '',
    zone: zone ?? '',
    calls: Number(calls),
    minutes: minutes ?? '0',
    megabytes: megabytes ?? '0',
    units: units ?? '0',
  };
}

function factsOf(columns: readonly unknown[]): Record<string, string> {
  const [tier, channel, gender, tenure, products, ...maps] = columns;
  const facts: Record<string, string> = {
    tier: String(tier),
    channel: String(channel),
    gender: String(gender),
    tenure_months: String(tenure),
    products_held: String(products),
  };
  for (let at = 0; at < maps.length; at += 2) {
    const [names, values] = [maps[at] as readonly string[], maps[at + 1] as readonly string[]];
    for (const [index, name] of names.entries()) facts[name] = String(values[index]);
  }
  return facts;
}
