import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { migrateWarehouse } from '../../src/warehouse/migrate.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import { type Gate, openGate } from '../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { beginWith } from './template.js';

export interface SmallWarehouse {
  readonly warehouse: Warehouse;
  readonly gate: Gate;
  close(): Promise<void>;
}

/**
 * A real embedded engine in a directory of its own with the real schema and a star small enough to count by hand, but with
 * what goes wrong: customers who move between provinces, change tier, leave and come back, rows of nobody active, empty
 * attributes, equal names in different provinces; a plan without a product line, a device without a brand and a tier that nobody
 * described.
 */
export async function openSmallWarehouse(customers = 400, months = 15): Promise<SmallWarehouse> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-small-'));
  const log = pino({ level: 'silent' });
  await beginWith('warehouse', dataDir);
  const warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
  await migrateWarehouse(warehouse);
  for (const text of smallStar(customers, months)) await warehouse.command({ text }, { lane: 'batch' });
  return {
    warehouse,
    gate: await openGate({ warehouse, log }),
    async close() {
      await warehouse.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function smallStar(customers: number, months: number): string[] {
  return [
    `INSERT INTO tenure.dim_region VALUES
      (510104, 'Jinjiang', '锦江区', 510100, 'Chengdu', '成都市', 510000, 'Sichuan', '四川省', 0),
      (510105, 'Qingyang', '青羊区', 510100, 'Chengdu', '成都市', 510000, 'Sichuan', '四川省', 0),
      (510703, 'Fucheng', '涪城区', 510700, 'Mianyang', '绵阳市', 510000, 'Sichuan', '四川省', 0),
      (440103, 'Liwan', '荔湾区', 440100, 'Guangzhou', '广州市', 440000, 'Guangdong', '广东省', 0),
      (440304, 'Futian', '福田区', 440300, 'Shenzhen', '深圳市', 440000, 'Guangdong', '广东省', 0),
      (110105, 'Chaoyang', '朝阳区', 110100, 'Beijing', '北京市', 110000, 'Beijing', '北京市', 0)`,
    `INSERT INTO tenure.dim_plan (plan_code, plan_en, plan_zh, product_line, family, monthly_fee) VALUES
      ('P1', 'Basic 29', '畅享29', 'Personal', 'Basic', 29), ('P2', 'Plus 59', '畅享59', 'Personal', 'Plus', 59),
      ('P3', 'Max 199', '尊享199', '', 'Max', 199)`,
    `INSERT INTO tenure.dim_device (device_code, device_en, device_zh, brand, generation) VALUES
      ('D1', 'Lark 9', '云雀9', 'Lark', '5G'), ('D2', 'Lark 5', '云雀5', 'Lark', '4G'), ('D3', 'Wren', '鹪鹩', 'Wren', '4G'),
      ('D4', 'Plain', '素机', '', '4G')`,
    `INSERT INTO tenure.dim_tier (tier, customer_type) VALUES ('Gold', 'Business'), ('Silver', 'Consumer')`,
    `INSERT INTO tenure.dim_channel (channel_code, channel_en, channel_zh, kind) VALUES
      ('C1', 'Shop', '营业厅', 'Physical'), ('C2', 'App', '手机客户端', 'Digital')`,
    `INSERT INTO tenure.dim_reason (reason_code, reason_en, reason_zh, category) VALUES
      ('R1', 'Price', '价格', 'Offer'), ('R2', 'Coverage', '覆盖', 'Network')`,
    `INSERT INTO tenure.attribute (name, type, title_en, title_zh, description_en, description_zh, personal, declared_at) VALUES
      ('contract', 'text', 'Contract', '合约', 'Kind of contract', '合约类型', false, now64(3)),
      ('household_size', 'number', 'Household size', '家庭人数', 'People in the household', '家庭成员数', false, now64(3)),
      ('paperless', 'flag', 'Paperless', '电子账单', 'Bills without paper', '是否电子账单', false, now64(3)),
      ('national_id', 'text', 'National id', '身份证号', 'Identity number', '身份证号码', true, now64(3))`,
    customerMonths(customers, months),
    spells(customers, months),
    ...['region', 'plan', 'device', 'tier', 'channel', 'reason'].map(
      (name) => `SYSTEM RELOAD DICTIONARY tenure.${name}`,
    ),
  ];
}

/** Everything follows from the customer's number and the month, so a check can be computed anew by anybody. */
function customerMonths(customers: number, months: number): string {
  return `
    INSERT INTO tenure.customer_month
      (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, device_code, account_manager_code, reason_code,
       text_attributes, number_attributes, flag_attributes, active, joined, churned, bills, tenure_months, monthly_charges, revenue, cost,
       margin, contacts, complaints, data_mb, arrears, products_held)
    SELECT
      addMonths(toDate('2023-11-01'), m) AS month,
      sipHash64(customer_id) AS customer_key,
      concat('C', leftPad(toString(c), 6, '0')) AS customer_id,
      [510104, 510105, 510703, 440103, 440304, 110105, 0][1 + (c + if(c % 5 = 0, intDiv(m, 4), 0)) % 7] AS district_code,
      ['P1', 'P2', 'P3', ''][1 + (c * 7 + if(c % 3 = 0, intDiv(m, 6), 0)) % 4] AS plan_code,
      ['Gold', 'Silver', 'Bronze'][1 + (c + if(m > 6, c % 2, 0)) % 3] AS tier,
      ['C1', 'C2'][1 + c % 2] AS channel_code,
      ['D1', 'D2', 'D3', 'D4', 'D5'][1 + c % 5] AS device_code,
      ['AM-44-1', 'AM-51-1', ''][1 + c % 3] AS account_manager_code,
      if(churned = 1, ['R1', 'R2', ''][1 + c % 3], '') AS reason_code,
      mapFilter((k, v) -> v != '', map('contract', ['Month-to-month', 'One year', ''][1 + c % 3], 'national_id', toString(c * 91))),
      if(c % 4 = 0, map(), map('household_size', toFloat64(1 + c % 5))),
      map('paperless', c % 2 = 0),
      m >= c % 6 AND m <= last_month AND c % 40 != 39 AS active,
      m = c % 6 AND active AS joined,
      m = last_month AND last_month < ${months} - 1 AND active AS churned,
      1,
      greatest(0, m - c % 6),
      toDecimal64(29.99 + c % 17, 4) * active,
      toDecimal64(31.4567 + c % 13, 4),
      toDecimal64(12.0001, 4),
      toDecimal64(31.4567 + c % 13, 4) - toDecimal64(12.0001, 4),
      c % 3, c % 11 = 0, toDecimal64(c * 1.5, 3), toDecimal64((c * 7 + m * 3) % 10, 4) * 2.25, (c + m) % 4
    FROM (SELECT number AS c, if(number % 9 = 0, 2 + number % 10, 1000) AS last_month FROM numbers(${customers})) AS customers
    CROSS JOIN (SELECT number AS m FROM numbers(${months})) AS months
    WHERE m >= c % 6 AND m <= last_month + 1`;
}

/** One stay a customer, in the months in which customerMonths has it active. */
function spells(customers: number, months: number): string {
  return `
    INSERT INTO tenure.customer_spell (customer_key, customer_id, joined_on, left_on, reason_code)
    SELECT sipHash64(customer_id), concat('C', leftPad(toString(c), 6, '0')) AS customer_id,
      addDays(addMonths(toDate('2023-11-01'), c % 6), c % 28),
      if(last_month < ${months} - 1, addDays(addMonths(toDate('2023-11-01'), last_month), 27), toDate('2100-01-01')), ''
    FROM (SELECT number AS c, if(number % 9 = 0, 2 + number % 10, 1000) AS last_month FROM numbers(${customers}))
    WHERE c % 40 != 39 AND c % 6 <= last_month AND c % 6 < ${months}`;
}
