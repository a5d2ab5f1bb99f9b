import {
  type AffinityCounts,
  type AffinityRule,
  additionProbability,
  affinityRules,
  type Exposure,
} from '../../src/analytics/value/affinity.js';
import { additionCurve } from '../../src/analytics/value/components.js';
import { type Fragment, sql, typed } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';

/** Months in which an addition counts as following from what was held before. */
export const WINDOW_MONTHS = 6;
/** As long as the curves of churn are. */
const CURVE_MONTHS = 60;
const ROWS_AT_ONCE = 5_000;

/** Products as they were held at the end of a month, one row a customer: codes in order, separated by commas. */
export function portfolios(month: string): Fragment {
  return sql`SELECT customer_key, arrayStringConcat(arraySort(groupUniqArray(toString(product_code))), ',') AS portfolio
    FROM tenure.fact_subscription
    WHERE held_from <= toLastDayOfMonth(${typed(month, 'Date')}) AND held_to > toLastDayOfMonth(${typed(month, 'Date')})
    GROUP BY customer_key`;
}

/** What products follow which, and what each brings a month. */
export interface Additions {
  readonly counts: AffinityCounts;
  readonly rules: readonly AffinityRule[];
  /** Monthly margin by product, in currency units. */
  readonly margins: ReadonlyMap<string, number>;
}

/** Learnt from who held what when the window before the end of `month` began, and what they added within it. */
export async function learnAdditions(warehouse: Warehouse, month: string): Promise<Additions> {
  const rows = async (statement: Fragment) => (await warehouse.query(statement, { lane: 'batch' })).rows;
  const start = sql`addMonths(${typed(month, 'Date')}, ${-WINDOW_MONTHS})`;
  const from = sql`toLastDayOfMonth(${start})`;
  const holdings = sql`(
    SELECT held, arrayFilter(product -> NOT has(held, product), later) AS added FROM (
      SELECT customer_key,
        groupUniqArrayIf(toString(product_code), held_from <= ${from} AND held_to > ${from}) AS held,
        groupUniqArrayIf(toString(product_code), held_from > ${from} AND held_from <= toLastDayOfMonth(${typed(month, 'Date')})) AS later
      FROM tenure.fact_subscription
      WHERE customer_key IN (SELECT customer_key FROM tenure.customer_month WHERE month = ${start} AND active = 1 AND churned = 0)
      GROUP BY customer_key))`;
  const [[customers] = []] = await rows(
    sql`SELECT count() FROM tenure.customer_month WHERE month = ${start} AND active = 1 AND churned = 0`,
  );
  const holders = asCounts(await rows(sql`SELECT arrayJoin(held) AS p, count() FROM ${holdings} GROUP BY p`));
  const adders = asCounts(await rows(sql`SELECT arrayJoin(added) AS p, count() FROM ${holdings} GROUP BY p`));
  const both = asPairs(
    await rows(
      sql`SELECT a, b, count() FROM (SELECT held, arrayJoin(held) AS a FROM ${holdings}) ARRAY JOIN held AS b GROUP BY a, b`,
    ),
  );
  const followed = asPairs(
    await rows(
      sql`SELECT a, b, count() FROM (SELECT added, arrayJoin(held) AS a FROM ${holdings}) ARRAY JOIN added AS b GROUP BY a, b`,
    ),
  );
  const margins = await productMargins(rows, month);
  const products = [...new Set([...holders.keys(), ...adders.keys()])].sort();
  const exposure = (exposed: number, added: number): Exposure => ({ exposed, added });
  const counts: AffinityCounts = {
    customers: Number(customers ?? 0),
    base: new Map(
      products.map((next) => [
        next,
        exposure(Number(customers ?? 0) - (holders.get(next) ?? 0), adders.get(next) ?? 0),
      ]),
    ),
    pairs: new Map(
      products.map((held) => [
        held,
        new Map(
          products
            .filter((next) => next !== held)
            .map((next) => [
              next,
              exposure(
                (holders.get(held) ?? 0) - (both.get(`${held}>${next}`) ?? 0),
                followed.get(`${held}>${next}`) ?? 0,
              ),
            ]),
        ),
      ]),
    ),
  };
  return { counts, rules: affinityRules(counts), margins };
}

/** Mean fee of those who hold a product, times what is left of revenue after serving cost, over the last year. */
async function productMargins(rows: (statement: Fragment) => Promise<readonly (readonly unknown[])[]>, month: string) {
  const at = typed(month, 'Date');
  const [[rate] = []] = await rows(
    sql`SELECT greatest(0, 1 - toFloat64(sum(serving_cost)) / nullIf(toFloat64(sum(revenue)), 0)) FROM tenure.customer_month
        WHERE month BETWEEN addMonths(${at}, -11) AND ${at}`,
  );
  const fees = await rows(
    sql`SELECT toString(product_code), avg(toFloat64(monthly_fee)) FROM tenure.fact_subscription
        WHERE held_from <= toLastDayOfMonth(${at}) GROUP BY product_code`,
  );
  return new Map(fees.map(([product, fee]) => [String(product), Number(fee) * Number(rate ?? 0)]));
}

/** Writes what was learnt, and for every set of products that a customer of the given months holds what is likely to be added. */
export async function writeAdditions(
  warehouse: Warehouse,
  additions: Additions,
  target: { readonly affinity: string; readonly likely: string; readonly month: string; readonly runId: string },
  months: readonly string[],
): Promise<void> {
  const { counts, rules, margins } = additions;
  const { affinity, likely, month, runId } = target;
  const client = warehouse.client('batch');
  const insert = async (table: string, values: unknown[][]) => {
    for (let from = 0; from < values.length; from += ROWS_AT_ONCE)
      await client.insert({ table, values: values.slice(from, from + ROWS_AT_ONCE), format: 'JSONCompactEachRow' });
  };
  const margin = (product: string) => margins.get(product) ?? 0;
  const bases = [...counts.base].map(([added, { exposed, added: n }]) => {
    const rate = exposed === 0 ? 0 : n / exposed;
    return ['', added, exposed, n, n / Math.max(1, counts.customers), rate, 1];
  });
  const learnt = rules.map((rule) => [
    rule.held,
    rule.next,
    rule.exposed,
    rule.added,
    rule.support,
    rule.confidence,
    rule.lift,
  ]);
  await insert(
    affinity,
    [...bases, ...learnt].map((row) => [month, WINDOW_MONTHS, ...row, margin(String(row[1])), runId]),
  );
  const known = new Set<string>(['']);
  const { rows: before } = await warehouse.query(sql`SELECT DISTINCT portfolio FROM tenure.customer_value`, {
    lane: 'batch',
  });
  for (const [portfolio] of before) known.add(String(portfolio));
  for (const one of months) {
    const { rows } = await warehouse.query(sql`SELECT DISTINCT portfolio FROM (${portfolios(one)})`, { lane: 'batch' });
    for (const [portfolio] of rows) known.add(String(portfolio));
  }
  await insert(
    likely,
    [...known].map((portfolio) => {
      const held = new Set(portfolio === '' ? [] : portfolio.split(','));
      const list = [...counts.base.keys()].map((product) => ({
        product,
        probability: additionProbability(held, product, rules, counts.base),
        monthlyMargin: margin(product),
      }));
      const soon = list.reduce((sum, { probability, monthlyMargin }) => sum + probability * monthlyMargin, 0);
      return [portfolio, soon, additionCurve(list, CURVE_MONTHS, WINDOW_MONTHS), runId];
    }),
  );
}

const asCounts = (rows: readonly (readonly unknown[])[]) =>
  new Map(rows.map(([product, count]) => [String(product), Number(count)]));
const asPairs = (rows: readonly (readonly unknown[])[]) =>
  new Map(rows.map(([a, b, count]) => [`${String(a)}>${String(b)}`, Number(count)]));
