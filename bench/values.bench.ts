// Measures of value over a million valued and scored customers, uncached: from projections by segment, tier and district.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { PROJECT_ROOT } from '../src/config/config.js';
import { createSemantic } from '../src/semantic/create.js';
import { migrateWarehouse } from '../src/warehouse/migrate.js';
import { openWarehouse } from '../src/warehouse/open.js';
import { openGate } from '../src/warehouse/publish/gate.js';
import { medianOf } from './timing.js';

const CUSTOMERS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const MONTH = '2025-06-01';
const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const log = pino({ level: 'silent' });
const warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
try {
  await migrateWarehouse(warehouse);
  await fill();
  const gate = await openGate({ warehouse, log });
  const config = { modelDir: path.join(PROJECT_ROOT, 'model'), timeZone: 'Asia/Shanghai' };
  const store = {
    pool: { query: () => Promise.reject(new Error('no store in this benchmark')) },
  };
  const semantic = await createSemantic({ config, warehouse, store, gate, log });
  const rows = [];
  for (const [view, measure, groups, argument] of [
    ['valuation', 'current_value', ['segment', 'province']],
    ['valuation', 'revenue_12', ['segment', 'province']],
    ['valuation', 'potential_margin', ['customer_class', 'province']],
    ['valuation', 'moved', ['segment']],
    ['risk', 'stock_value', ['province', 'stage'], 'annual_discount_rate'],
    ['risk', 'incremental_value', ['province', 'stage'], 'annual_discount_rate'],
    ['risk', 'customer_value', ['province', 'stage'], 'annual_discount_rate'],
    ['risk_history', 'expected_next_month', ['province', 'stage']],
    ['risk_history', 'incremental_value', ['province', 'stage']],
    ['risk_history', 'customer_value', ['province', 'stage']],
    ['risk_history', 'churn_drivers', ['province', 'stage']],
    ['valuation', 'value_gini', ['segment']],
    ['risk', 'concentration_gini', ['stage'], 'annual_discount_rate'],
    ['valuation', 'customer_months', ['value_tier', 'risk_band']],
  ] as const)
    for (const by of groups) {
      let step = 1;
      let layer = '';
      // Another month's end or rate each time: no answer is kept.
      const ms = await medianOf(9, async () => {
        step++;
        const { receipt } = await semantic.ask(
          {
            view,
            dimensions: [{ name: by }],
            measures: [{ name: measure, ...(argument ? { arguments: { [argument]: step / 100 } } : {}) }],
            ...(argument
              ? {}
              : { filters: [{ member: 'month', operator: 'between', values: [MONTH, `2025-06-${10 + step}`] }] }),
          },
          { user: 'bench', groups: ['admin'], provinces: [], accountManagers: [] },
        );
        layer = receipt.layer;
        return receipt.durationMs;
      });
      rows.push({ measure, by, layer, 'p50 ms': ms.toFixed(1) });
    }
  console.table(rows);
  await semantic.close();
} finally {
  await warehouse.close();
  rmSync(dataDir, { recursive: true, force: true });
}

/** One month of customers in 300 districts, with six segments and curves of churn and of likely additions. */
async function fill(): Promise<void> {
  const command = (text: string) => warehouse.command({ text }, { lane: 'batch' });
  await command(`INSERT INTO tenure.dim_region SELECT 100000 + number, concat('District ', toString(number)), '', intDiv(number, 10),
    concat('City ', toString(intDiv(number, 10))), '', number % 31, concat('Province ', toString(number % 31)), '', 0 FROM numbers(300)`);
  await command('SYSTEM RELOAD DICTIONARY tenure.region');
  await command(
    `INSERT INTO tenure.segment_month (month, segment, name_en) SELECT '${MONTH}', number + 1, concat('Segment ', toString(number + 1)) FROM numbers(6)`,
  );
  await command('SYSTEM RELOAD DICTIONARY tenure.segment');
  await command(`INSERT INTO tenure.customer_value
      (month, customer_key, customer_id, district_code, plan_code, segment, previous_segment, moved, value_tier, loyalty_band, current_value,
       value_score, loyalty_index, indicators, revenue_12, potential_margin, customer_class)
    SELECT '${MONTH}', number, toString(number), 100000 + number % 300, concat('P', toString(number % 20)), 1 + number % 6, 1 + intDiv(number, 7) % 6,
      number % 9 = 0, 1 + number % 4, 1 + number % 3, sipHash64(number) % 90000 / 100, number % 100, number % 97,
      [0.1, 0.5, 0.3, 0.7, 0.9], sipHash64(number) % 200000 / 100, number % 11 / 10, number % 3
    FROM numbers(${CUSTOMERS})`);
  await command(`INSERT INTO tenure.customer_score
      (month, customer_key, customer_id, district_code, plan_code, stage, model_version, probability, risk_bin, margin, margin_12, churn, gain)
    SELECT '${MONTH}', number, toString(number), 100000 + number % 300, concat('P', toString(number % 20)), ['new', 'growing', 'mature'][1 + number % 3],
      1, 0.03, 3, 20 + number % 30, 12 * (20 + number % 30), arrayMap(t -> 1 - pow(0.97, t), range(1, 61)),
      arrayMap(t -> (number % 7) * (1 - pow(0.99, t)), range(1, 61))
    FROM numbers(${CUSTOMERS})`);
  await command(`INSERT INTO tenure.customer_score_history
      (month, customer_key, customer_id, district_code, plan_code, at_risk, explained, stage, model_version, probability, margin, margin_12,
       expected_value, expected_gain, next_month, contributions)
    SELECT '${MONTH}', number, toString(number), 100000 + number % 300, concat('P', toString(number % 20)), 1, 1,
      ['new', 'growing', 'mature'][1 + number % 3], 1, (sipHash64(number) % 300) / 1000, 20 + number % 30, 12 * (20 + number % 30),
      30 * (20 + number % 30), number % 90, (sipHash64(number) % 100) / 1000, arrayMap(f -> ((number + f) % 9) / 10, range(25))
    FROM numbers(${CUSTOMERS})`);
  await command(`INSERT INTO tenure.churn_term (position, model_version, factor, base)
    SELECT number + 1, 1, concat('factor_', toString(number)), 0 FROM numbers(25)`);
  for (const dictionary of ['churn_term_of', 'customer_risk'])
    await command(`SYSTEM RELOAD DICTIONARY tenure.${dictionary}`);
}
