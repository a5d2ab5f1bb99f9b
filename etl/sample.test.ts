import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEW_YEARS } from '../seed/new-years.js';
import { type Manifest, seed } from '../seed/seed.js';
import { sampleSources } from '../src/commands/sample.js';
import { type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';
import type { RunResult } from './request.js';

const SHAPE = { customers: 300, months: 8, seed: 7 } as const;

describe('the sample operator, loaded', () => {
  let engines: LoadEngines;
  let manifest: Manifest;
  let result: RunResult;
  let out: string;

  beforeAll(async () => {
    engines = await openLoadEngines();
    out = path.join(engines.directory, 'sample');
    manifest = await seed({ ...SHAPE, out, warehouse: engines.warehouse });
    result = await engines.etl.run({ source: sampleSources(), directory: out });
  });
  afterAll(() => engines?.close());

  it('quarantines exactly the rows that the manifest lists', async () => {
    const { rows } = await engines.store.pool.query(
      `select file_name as file, line::int, column_name as column, reason, severity from etl_quarantine order by 1, 2`,
    );
    const planted = manifest.dirty.filter(({ severity }) => severity !== 'loads');
    expect(rows).toEqual([...planted].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line));
    expect(planted.length).toBeGreaterThan(10);
  });

  it('rows in = loaded + quarantined + duplicates, as planted', () => {
    const good = manifest.files.reduce((sum, { rows }) => sum + rows, 0);
    expect(result.rowsDuplicate).toBe(manifest.duplicates);
    expect(result.rowsIn).toBe(good + manifest.dirty.length + manifest.duplicates);
    expect(result.rowsIn).toBe(result.rowsLoaded + result.rowsQuarantined + result.rowsDuplicate);
  });

  it('has the customer-months, churns and revenue of the truth', async () => {
    // The bill of a customer that nobody described is money too.
    expect(
      await engines.rows(
        `SELECT sum(active), sum(churned), toString(sum(if(startsWith(customer_id, 'U'), 0, revenue))) FROM tenure.customer_month`,
      ),
    ).toEqual([
      [
        String(manifest.truth.customerMonths),
        String(manifest.truth.churned),
        manifest.truth.revenue.replace(/0+$/, ''),
      ],
    ]);
  });

  it('reads GBK, keeps Chinese', async () => {
    expect(
      await engines.rows(
        `SELECT DISTINCT dictGet('tenure.account_manager', 'account_manager_zh', 'AM-51-1'), dictGet('tenure.region', 'province_zh', toUInt32(510104)) FROM system.one`,
      ),
    ).toEqual([['四川省客户经理1', '四川省']]);
  });

  it('has every plan, device and tier under the coarser levels of its files', async () => {
    expect(
      await engines.rows(
        `SELECT dictGet('tenure.plan', 'product_line', plan_code) AS line, arrayStringConcat(arraySort(groupUniqArray(plan_code)), ' ')
         FROM tenure.customer_month WHERE plan_code != '' GROUP BY line ORDER BY line`,
      ),
    ).toEqual([
      ['enterprise', 'X299'],
      ['household', 'F129 F99'],
      ['personal', 'B19 B39 P199 S59 S79'],
    ]);
    expect(
      await engines.rows(
        `SELECT dictGet('tenure.tier', 'customer_type', tier) AS type, arrayStringConcat(arraySort(groupUniqArray(toString(tier))), ' ')
         FROM tenure.customer_month GROUP BY type ORDER BY type`,
      ),
    ).toEqual([
      ['Unknown', ''],
      ['business', 'gold platinum'],
      ['consumer', 'silver standard'],
    ]);
    expect(
      await engines.rows(
        `SELECT DISTINCT dictGet('tenure.device', 'brand', device_code) AS brand FROM tenure.customer_month ORDER BY brand`,
      ),
    ).toEqual([['Apple'], ['Nokia'], ['Unknown'], ['Xiaomi']]);
  });

  it('gives a customer nobody described a row of the unknown member, not counted as a customer', async () => {
    expect(
      await engines.rows(
        `SELECT active, district_code, plan_code, toString(revenue) FROM tenure.customer_month WHERE customer_id = 'U00000001' AND bills > 0`,
      ),
    ).toEqual([['0', '0', '', '59']]);
  });

  it('gives the same files for the same seed, and others for another', async () => {
    const again = path.join(engines.directory, 'again');
    const other = path.join(engines.directory, 'other');
    await seed({ ...SHAPE, out: again, warehouse: engines.warehouse });
    await seed({ ...SHAPE, seed: 8, out: other, warehouse: engines.warehouse });
    const hash = (directory: string, file: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(directory, file)))
        .digest('hex');
    for (const { file } of manifest.files) expect(hash(again, file), file).toBe(hash(out, file));
    expect(hash(other, 'bills/bills.csv')).not.toBe(hash(out, 'bills/bills.csv'));
  });
});

describe('what is planted in a sample operator', () => {
  let engines: LoadEngines;
  let manifest: Manifest;

  beforeAll(async () => {
    engines = await openLoadEngines();
    const out = path.join(engines.directory, 'sample');
    manifest = await seed({ customers: 1800, months: 15, seed: 11, out, warehouse: engines.warehouse });
    await engines.etl.run({ source: sampleSources(), directory: out });
  });
  afterAll(() => engines?.close());

  it('twelve campaigns in every state, arms at random, effects that plain SQL finds', async () => {
    expect(await engines.rows(`SELECT state, count() FROM tenure.dim_campaign GROUP BY state ORDER BY state`)).toEqual([
      ['approved', '1'],
      ['closed', '3'],
      ['draft', '1'],
      ['frozen', '1'],
      ['read', '2'],
      ['rejected', '1'],
      ['running', '2'],
      ['submitted', '1'],
    ]);
    const found = await engines.rows(`
      SELECT k.campaign_code, countIf(arm = 'treated'), countIf(arm = 'control'), countIf(arm = 'treated' AND stayed),
        countIf(arm = 'control' AND stayed), any(c.holdout_share)
      FROM (SELECT k.campaign_code AS campaign_code, arm, s.left_on > addMonths(addDays(k.frozen_on, 1), d.window_months) - 1 AS stayed
            FROM tenure.fact_campaign_member AS k INNER JOIN tenure.dim_campaign AS d ON d.campaign_code = k.campaign_code
            INNER JOIN tenure.customer_spell AS s ON s.customer_key = k.customer_key) AS k
      INNER JOIN tenure.dim_campaign AS c ON c.campaign_code = k.campaign_code GROUP BY k.campaign_code ORDER BY 1`);
    const planted = manifest.truth.campaigns;
    expect(found.map(([code]) => code)).toEqual(planted.map(({ code }) => code));
    for (const [index, { members, stayed, matured, effect, reached, kinds }] of planted.entries()) {
      const [, treated, control, treatedStayed, controlStayed, holdout] = (found[index] ?? []).map(Number) as number[];
      expect([treated, control]).toEqual([members.treated, members.control]);
      const all = members.treated + members.control;
      // The arms are a fair draw: within 4 standard errors of the share held out.
      expect(Math.abs(members.control / all - (holdout ?? 0))).toBeLessThan(4 * Math.sqrt(0.25 / all));
      expect(kinds.persuadable + kinds.sure + kinds.lost + kinds['sleeping dog']).toBe(all);
      // 2% are reached by mistake, within 4 standard errors.
      expect(reached.control).toBeLessThan(1 + 0.02 * members.control + 4 * Math.sqrt(0.02 * members.control));
      if (!matured) continue;
      expect([treatedStayed, controlStayed]).toEqual([stayed.treated, stayed.control]);
      const [p, q] = [stayed.treated / members.treated, stayed.control / members.control];
      const error = Math.sqrt((p * (1 - p)) / members.treated + (q * (1 - q)) / members.control + 1 / all ** 2);
      expect(Math.abs(p - q - effect)).toBeLessThan(3.3 * error);
    }
    expect(planted.filter(({ matured, state }) => matured && state === 'closed')).toHaveLength(2);
    expect(planted.find(({ code }) => code === 'K02')?.effect).toBe(0);
    expect(
      await engines.rows(`SELECT countIf(cost < 3), countIf(outcome = 'accepted' AND cost != 23), count() > 100,
        countIf((campaign_code, customer_key) NOT IN (SELECT campaign_code, customer_key FROM tenure.fact_campaign_member))
        FROM tenure.fact_campaign_attempt`),
    ).toEqual([['0', '0', '1', '0']]);
  });

  it('cheats of five kinds, each with what shows it', async () => {
    const { cheats } = manifest.truth;
    expect(new Set(cheats.map(({ kind }) => kind)).size).toBe(5);
    expect(cheats).toHaveLength(15);
    const sum = async (kind: string, what: string, from: string, day: string) => {
      const of = cheats
        .filter((one) => one.kind === kind)
        .map(
          ({ customer, from: first, to }) =>
            `(customer_id = '${customer}' AND ${day} BETWEEN '${first}-01' AND toLastDayOfMonth(toDate('${to}-01')))`,
        );
      const [[value] = []] = await engines.rows(`SELECT ${what} FROM tenure.${from} WHERE ${of.join(' OR ')}`);
      return Number(value);
    };
    expect(await sum('never-pay', 'count()', 'fact_payment', 'bill_month')).toBe(0);
    expect(await sum('never-pay', 'count()', 'fact_bill', 'month')).toBeGreaterThan(10);
    expect(await sum('bust-out', 'count()', 'fact_payment', 'bill_month')).toBe(0);
    expect(
      await sum(
        'irsf',
        "countIf(destination = 'premium' AND hour_band = 'night' AND calls >= 40)",
        'fact_usage',
        'date',
      ),
    ).toBeGreaterThan(15);
    expect(
      await sum('irsf', 'uniqCombinedMerge(12)(numbers_state)', 'fact_numbers_called', 'date'),
    ).toBeLessThanOrEqual(10);
    expect(
      await sum('pbx', "countIf(destination = 'international' AND hour_band = 'night')", 'fact_usage', 'date'),
    ).toBeGreaterThan(20);
    expect(await sum('sim-box', "countIf(direction = 'in' OR service != 'voice')", 'fact_usage', 'date')).toBe(0);
    expect(await sum('sim-box', 'uniqCombinedMerge(12)(numbers_state)', 'fact_numbers_called', 'date')).toBeGreaterThan(
      5000,
    );
  });

  it('cheats can be found by plain SQL, all of them and nobody else', async () => {
    const { cheats } = manifest.truth;
    const now = `SELECT * FROM tenure.dim_customer WHERE valid_to = '2100-01-01'`;
    const together = (hash: string) =>
      `${hash} != '' AND ${hash} IN (SELECT ${hash} FROM (${now}) GROUP BY ${hash} HAVING count() > 1)`;
    const paid = 'SELECT customer_key FROM tenure.fact_payment';
    const found: Readonly<Record<string, string>> = {
      // One document signs for several, through one dealer, and none of them pays.
      'never-pay': `SELECT customer_id FROM (${now}) WHERE ${together('document_hash')} AND customer_key NOT IN (${paid})`,
      // Good for months, then a month of much more than usual, and no payment since.
      'bust-out': `SELECT DISTINCT customer_id FROM (
          SELECT customer_key, any(customer_id) AS customer_id, month, sum(used) AS used, any(last_paid) AS last_paid, any(payments) AS payments,
            any(usual) AS usual FROM (
            SELECT u.customer_key AS customer_key, u.customer_id AS customer_id, u.month AS month, u.used AS used, p.last_paid AS last_paid,
              p.payments AS payments, avg(u.used) OVER (PARTITION BY u.customer_key ORDER BY u.month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS usual
            FROM (SELECT customer_key, customer_id, toStartOfMonth(date) AS month, toFloat64(sum(minutes) + sum(megabytes) / 100) AS used
                  FROM tenure.fact_usage GROUP BY ALL) AS u
            INNER JOIN (SELECT customer_key, max(bill_month) AS last_paid, count() AS payments FROM tenure.fact_payment GROUP BY customer_key) AS p
              ON p.customer_key = u.customer_key)
          GROUP BY customer_key, month)
        WHERE last_paid < month AND month < (SELECT max(month) FROM tenure.fact_bill) AND used > 3 * usual`,
      irsf: `SELECT DISTINCT u.customer_id FROM tenure.fact_usage AS u INNER JOIN (
          SELECT customer_key, date FROM tenure.fact_numbers_called GROUP BY ALL HAVING uniqCombinedMerge(12)(numbers_state) <= 2) AS n
          ON n.customer_key = u.customer_key AND n.date = u.date
        WHERE u.destination = 'premium' AND u.hour_band = 'night' AND u.calls >= 40`,
      'sim-box': `SELECT customer_id FROM (${now}) WHERE ${together('device_hash')}`,
      pbx: `SELECT DISTINCT customer_id FROM tenure.fact_usage WHERE destination = 'international' AND hour_band = 'night' AND calls >= 15
        AND customer_key IN (SELECT customer_key FROM tenure.dim_account WHERE kind = 'business group')`,
    };
    for (const [kind, text] of Object.entries(found)) {
      const customers = (await engines.rows(text)).map(([customer]) => customer);
      const planted = cheats.filter((one) => one.kind === kind).map(({ customer }) => customer);
      if (kind !== 'bust-out') expect(customers.sort(), kind).toEqual(planted.sort());
      else {
        // Some month of use is much by chance: all are found, and few others.
        expect(customers, kind).toEqual(expect.arrayContaining(planted));
        expect(customers.length, kind).toBeLessThanOrEqual(2 * planted.length);
      }
    }
    // Papers are kept as hashes alone, and the dealer of those who never pay stands out.
    expect(
      await engines.rows(
        `SELECT countIf(NOT match(document_hash, '^[0-9a-f]{32}$') OR NOT match(address_hash, '^[0-9a-f]{32}$') OR NOT match(device_hash, '^[0-9a-f]{32}$'))
         FROM tenure.dim_customer`,
      ),
    ).toEqual([['0']]);
    const [[dealer] = []] =
      await engines.rows(`SELECT dealer_code FROM (${now}) WHERE joined_on >= '2024-10-01' AND customer_key NOT IN (${paid})
      AND customer_key IN (SELECT customer_key FROM tenure.fact_bill GROUP BY customer_key HAVING count() >= 3)
      GROUP BY dealer_code ORDER BY count() DESC LIMIT 1`);
    expect(dealer).toBe('D013');
  });

  it('ends of contracts, credit, dunning, promises, port-ins, accounts, surveys, a market', async () => {
    // The hazard's strongest driver can be seen: in the month before the end the attribute says 1.
    expect(
      await engines.rows(`SELECT countIf(mapContains(date_attributes, 'contract_ends_on') != (text_attributes['contract'] != 'Month-to-month')),
          countIf(mapContains(date_attributes, 'contract_ends_on') AND date_attributes['contract_ends_on'] < month AND churned = 0)
        FROM tenure.customer_month WHERE active = 1`),
    ).toEqual([['0', '0']]);
    const [ending = [], others = []] = await engines.rows(`
      SELECT dateDiff('month', month, date_attributes['contract_ends_on']) = 0, avg(churned)
      FROM tenure.customer_month WHERE active = 1 AND mapContains(date_attributes, 'contract_ends_on') GROUP BY 1 ORDER BY 1 DESC`);
    expect(Number(ending[1])).toBeGreaterThan(2 * Number(others[1]));
    expect(
      (await engines.rows(`SELECT DISTINCT kind FROM tenure.fact_event ORDER BY kind`)).map(([kind]) => kind),
    ).toEqual(expect.arrayContaining(['dunning_1', 'dunning_2', 'dunning_3', 'port_in', 'promise', 'promise_broken']));
    expect(
      await engines.rows(
        `SELECT uniqExact(text_attributes['credit_class']), min(number_attributes['credit_limit']) FROM tenure.dim_customer`,
      ),
    ).toEqual([['4', '200']]);
    expect(
      await engines.rows(
        `SELECT kind, max(lines) FROM (SELECT kind, account_code, count() AS lines FROM tenure.dim_account GROUP BY ALL) GROUP BY kind ORDER BY kind`,
      ),
    ).toEqual([
      ['business group', '8'],
      ['household', '3'],
    ]);
    expect(await engines.rows(`SELECT min(score) <= 2, max(score) FROM tenure.fact_survey`)).toEqual([['1', '10']]);
    expect(
      await engines.rows(`SELECT uniqExact(operator), uniqExact(month),
          sumIf(revenue, operator = 'Tenure') = (SELECT sum(charged) FROM tenure.fact_bill WHERE NOT startsWith(customer_id, 'U'))
        FROM tenure.market_total`),
    ).toEqual([['3', '15', '1']]);
  });

  it('the Chinese New Year, by the lunar calendar', async () => {
    const calendar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
    expect(NEW_YEARS).toHaveLength(31);
    // In 2027 and 2030 the new moon comes within minutes of midnight in Beijing, and ICU takes the neighbouring day.
    for (const day of NEW_YEARS.filter((one) => !['2027-02-06', '2030-02-03'].includes(one)))
      expect(calendar.format(new Date(`${day}T00:00:00Z`)), day).toBe('1/1');
    expect(manifest.truth.chineseNewYears).toEqual(['2025-01-29']);
    const [[near, usual] = []] = await engines.rows(`
      SELECT avgIf(units, abs(dateDiff('day', date, toDate('2025-01-29'))) <= 7), avgIf(units, toMonth(date) IN (4, 5)) FROM tenure.fact_usage WHERE service = 'sms'`);
    expect(Number(near)).toBeGreaterThan(1.3 * Number(usual));
  });
});
