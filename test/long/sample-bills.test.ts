import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Manifest, seed } from '../../seed/seed.js';
import { sampleSources } from '../../src/commands/sample.js';
import { checkBills } from '../../src/tariff/check-bills.js';
import { tariffsOf } from '../../src/tariff/versions.js';
import { billsOf } from '../../src/tariff/warehouse.js';
import { type LoadEngines, openLoadEngines } from '../support/load-engines.js';
import { oracleBill } from '../support/oracles/rater.js';

let engines: LoadEngines;
beforeAll(async () => {
  engines = await openLoadEngines();
});
afterAll(() => engines?.close());

const CONTRACTS: Readonly<Record<string, string>> = { 'two years': 'Two year', 'one year': 'One year' };

const gets = (discount: string, { contract, channel, tier }: Readonly<Record<string, string>>) =>
  discount === 'online'
    ? channel === 'online'
    : discount === 'gold'
      ? ['gold', 'platinum'].includes(tier ?? '')
      : CONTRACTS[discount] === contract;

describe.each([1, 7, 2024])('the bills of a sample operator (seed %i)', (number) => {
  let manifest: Manifest;
  let months: string[];
  beforeAll(async () => {
    await engines.empty();
    const out = path.join(engines.directory, `sample-${number}`);
    manifest = await seed({ customers: 150, months: 5, seed: number, out, warehouse: engines.warehouse });
    await engines.etl.run({ source: sampleSources(), directory: out });
    months = (
      await engines.rows("SELECT DISTINCT formatDateTime(month, '%Y-%m') FROM tenure.fact_bill ORDER BY 1")
    ).map(([month = '']) => month);
    expect(months).toHaveLength(5);
  });

  it('are what an independent rater makes of fees, use, products and contracts, save what was corrected by hand', async () => {
    let bills = 0;
    let adjusted = 0;
    for (const month of months) {
      const texts = await engines.rows(
        `SELECT plan_code, argMax(tariff, valid_from) FROM tenure.tariff_version WHERE valid_from <= '${month}-01' GROUP BY plan_code`,
      );
      const tariffs = new Map(texts.map(([plan = '', text = '']) => [plan, text]));
      for await (const slice of billsOf(engines.warehouse, month, 1))
        for (const { customerId, account, planCode, lines, input, billNumber, charged, tax } of slice) {
          bills++;
          const rated = oracleBill(tariffs.get(planCode) ?? '', {
            month,
            days: [input.service.first, input.service.last],
            use: input.usage,
            held: input.products.map(({ product, first, last }) => ({ product, days: [first, last] })),
            gets: (discount) => gets(discount, input.facts),
            customer: customerId,
            others: slice
              .filter((one) => account !== '' && one.account === account && one.planCode === planCode)
              .filter((one) => one.customerId !== customerId)
              .map((one) => ({ customer: one.customerId, use: one.input.usage })),
          });
          const isAdjustment = ({ kind }: { kind: string }) => kind === 'adjustment';
          if (lines.some(isAdjustment)) adjusted++;
          const billed = lines
            .filter((line) => !isAdjustment(line))
            .map(({ kind, item, amount }) => [`${kind} ${item}`, Number(amount).toFixed(4)] as const);
          expect(Object.fromEntries(billed), billNumber).toEqual(rated);
          const sum = lines.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0);
          expect(sum, billNumber).toBe(Math.round((Number(charged) + Number(tax)) * 100));
        }
    }
    expect(bills).toBeGreaterThan(350);
    expect(adjusted).toBe(manifest.truth.adjustments.bills);
    expect(adjusted).toBe(25);
  });

  it('differ from their tariffs in the planted adjustments alone, says the check', async () => {
    for (const month of months) {
      const { bills, equal, differences } = await checkBills(engines.warehouse, month);
      expect(differences).toEqual([{ reason: 'adjustment', part: 'adjustment', bills: 5 }]);
      expect(equal).toBe(bills - 5);
    }
  });

  it('reconcile: fee of the version, plan of the month, products, rated use, sums', async () => {
    const none = async (text: string) => expect(await engines.rows(text)).toEqual([]);
    // The plan on the bill is the customer's of the month, and what its network rated is what is billed.
    await none(`SELECT b.bill_number, l.plan, m.plan_code FROM tenure.fact_bill AS b
      INNER JOIN (SELECT customer_key, bill_number, any(plan_code) AS plan FROM tenure.fact_bill_line GROUP BY ALL) AS l
        ON l.customer_key = b.customer_key AND l.bill_number = b.bill_number
      INNER JOIN tenure.customer_month AS m ON m.customer_key = b.customer_key AND m.month = b.month
      WHERE m.active = 1 AND m.plan_code != l.plan`);
    await none(`SELECT customer_id, month, usage_charge, rated FROM tenure.fact_bill AS b LEFT JOIN
      (SELECT customer_key, toStartOfMonth(date) AS month, sum(charge) AS rated FROM tenure.fact_usage GROUP BY 1, 2) AS u
      ON u.customer_key = b.customer_key AND u.month = b.month WHERE usage_charge != rated`);
    await none(`SELECT bill_number FROM tenure.fact_bill AS b INNER JOIN
      (SELECT customer_key, bill_number, sumIf(amount, kind != 'tax') AS charged_lines, sumIf(amount, kind = 'tax') AS tax_lines,
         sumIf(amount, kind IN ('recurring', 'product')) AS recurring_lines, sumIf(amount, kind = 'usage') AS usage_lines
       FROM tenure.fact_bill_line GROUP BY ALL) AS l ON l.customer_key = b.customer_key AND l.bill_number = b.bill_number
      WHERE charged != charged_lines OR tax != tax_lines OR recurring_charge != recurring_lines OR usage_charge != usage_lines
        OR charged != recurring_charge + usage_charge - discount`);
    await none(
      `SELECT bill_number FROM tenure.fact_bill_line WHERE tariff_hash NOT IN (SELECT hash FROM tenure.tariff_version)`,
    );
    const [[held, billed] = []] = await engines.rows(`SELECT
      (SELECT uniqExact(customer_id, product_code) FROM tenure.fact_subscription WHERE held_from < '2025-12-01' AND held_to > '2025-12-31'
         AND customer_key IN (SELECT customer_key FROM tenure.fact_bill WHERE month = '2025-12-01')),
      (SELECT sum(if(item = 'media', 2, 1)) FROM tenure.fact_bill_line WHERE kind = 'product' AND month = '2025-12-01')`);
    expect(Number(held)).toBeGreaterThan(50);
    expect(Number(billed)).toBeGreaterThanOrEqual(Number(held));
  });

  it('rise with new versions of the tariffs', async () => {
    expect((await tariffsOf(engines.warehouse, '2020-01')).size).toBe(8);
    expect(
      await engines.rows(`SELECT countIf(rises != 1), uniqExact(plan_code) FROM
        (SELECT plan_code, count() - 1 AS rises FROM tenure.tariff_version GROUP BY plan_code)`),
    ).toEqual([['0', '8']]);
  });
});
