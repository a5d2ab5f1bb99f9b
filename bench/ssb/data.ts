import type { Warehouse } from '../../src/warehouse/warehouse.js';

/** Rows of the benchmark at scale 1. */
export const SCALE_1_ROWS = 6_000_000;

const CUSTOMERS = 30_000;
const SUPPLIERS = 2_000;
const PARTS = 200_000;

/** Five nations a region, in the order of the regions. */
const NATIONS = `['ALGERIA', 'ETHIOPIA', 'KENYA', 'MOROCCO', 'MOZAMBIQUE', 'ARGENTINA', 'BRAZIL', 'CANADA', 'PERU', 'UNITED STATES',
  'CHINA', 'INDIA', 'INDONESIA', 'JAPAN', 'VIETNAM', 'FRANCE', 'GERMANY', 'ROMANIA', 'RUSSIA', 'UNITED KINGDOM',
  'EGYPT', 'IRAN', 'IRAQ', 'JORDAN', 'SAUDI ARABIA']`;
const REGIONS = `['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST']`;

const TABLE = `
  CREATE TABLE ssb.lineorder_flat (
    lo_orderdate Date, lo_quantity UInt8, lo_extendedprice UInt32, lo_discount UInt8, lo_revenue UInt32, lo_supplycost UInt32,
    d_year UInt16, d_yearmonthnum UInt32, d_yearmonth LowCardinality(String), d_weeknuminyear UInt8,
    c_city LowCardinality(String), c_nation LowCardinality(String), c_region LowCardinality(String),
    s_city LowCardinality(String), s_nation LowCardinality(String), s_region LowCardinality(String),
    p_mfgr LowCardinality(String), p_category LowCardinality(String), p_brand1 LowCardinality(String)
  ) ENGINE = MergeTree ORDER BY lo_orderdate`;

/** Fills ssb.lineorder_flat with lines drawn from hashes of their number: the same rows each time. */
export async function fillSsb(warehouse: Warehouse, rows: number): Promise<void> {
  const run = (text: string) => warehouse.command({ text }, { lane: 'batch', limits: { timeoutMs: 600_000 } });
  await run('CREATE DATABASE ssb');
  await run(TABLE);
  await run(`
    INSERT INTO ssb.lineorder_flat
    WITH ${NATIONS} AS nations, ${REGIONS} AS regions,
      sipHash64(number, 1) % ${CUSTOMERS} AS customer, sipHash64(number, 2) % ${SUPPLIERS} AS supplier,
      sipHash64(number, 3) % ${PARTS} AS part,
      sipHash64(customer, 4) % 25 AS customer_nation, sipHash64(supplier, 5) % 25 AS supplier_nation,
      1 + sipHash64(part, 6) % 5 AS maker, 1 + sipHash64(part, 7) % 5 AS category, 1 + sipHash64(part, 8) % 40 AS brand,
      addDays(toDate('1992-01-01'), sipHash64(number, 9) % 2406) AS day,
      1 + sipHash64(number, 10) % 50 AS quantity, sipHash64(number, 11) % 11 AS discount,
      quantity * (90000 + part % 20001 + 100 * (part % 1000)) AS price
    SELECT day, quantity, price, discount, intDiv(price * (100 - discount), 100), intDiv(6 * price, 10 * quantity),
      toYear(day), toYYYYMM(day), formatDateTime(day, '%b%Y'), 1 + intDiv(toDayOfYear(day) - 1, 7),
      concat(rightPad(left(nations[1 + customer_nation], 9), 9), toString(sipHash64(customer, 12) % 10)),
      nations[1 + customer_nation], regions[1 + intDiv(customer_nation, 5)],
      concat(rightPad(left(nations[1 + supplier_nation], 9), 9), toString(sipHash64(supplier, 13) % 10)),
      nations[1 + supplier_nation], regions[1 + intDiv(supplier_nation, 5)],
      concat('MFGR#', toString(maker)), concat('MFGR#', toString(maker), toString(category)),
      concat('MFGR#', toString(maker), toString(category), toString(brand))
    FROM numbers(${rows})`);
  await run('OPTIMIZE TABLE ssb.lineorder_flat FINAL');
}
