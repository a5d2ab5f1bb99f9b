import path from 'node:path';
import { PROJECT_ROOT } from '../src/config/config.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';

/** Customers spread over the real districts; only the columns that the questions read differ from their defaults. */
export async function fillCustomerMonths(warehouse: Warehouse, rows: number, months: number): Promise<void> {
  const run = (text: string) => warehouse.command({ text }, { lane: 'batch', limits: { timeoutMs: 600_000 } });
  await run(`INSERT INTO tenure.dim_region (district_code, district_en, district_zh, city_code, city_en, city_zh,
               province_code, province_en, province_zh)
             SELECT district_code, district_en, district_zh, city_code, city_en, city_zh, province_code, province_en, province_zh
             FROM file('${path.join(PROJECT_ROOT, 'seed', 'regions.csv')}', 'CSVWithNames')`);
  await run('SYSTEM RELOAD DICTIONARY tenure.region');
  for (let month = 0; month < months; month++) {
    await run(`
      INSERT INTO tenure.customer_month (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, device_code,
        active, joined,
        churned, tenure_months, revenue, monthly_charges)
      WITH (SELECT groupArray(district_code) FROM tenure.dim_region) AS districts
      SELECT addMonths(toDate('2024-01-01'), ${month}), sipHash64(number), toString(number),
        districts[1 + sipHash64(number, 1) % length(districts)], concat('P', toString(sipHash64(number, 2) % 12)),
        ['Gold', 'Silver', 'Bronze'][1 + sipHash64(number, 3) % 3], concat('C', toString(sipHash64(number, 9) % 4)),
        concat('D', toString(sipHash64(number, 10) % 5)), 1, sipHash64(number, ${month}, 4) % 40 = 0,
        sipHash64(number, ${month}, 5) % 60 = 0, ${month} + sipHash64(number, 8) % 40,
        20 + sipHash64(number, ${month}, 6) % 20000 / 100, 20 + sipHash64(number, 7) % 10000 / 100
      FROM numbers(${Math.ceil(rows / months)})`);
  }
}
