// Scoring a million customers and publishing the scores with their projections; then the risk measures at the door, from the
// projections, with a filter that is in none, and what-if. Uncached: each question has arguments of its own. The fit is a
// short one; bench/fit measures fitting.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { workerRunner } from '../src/analytics/churn/task-runner.js';
import { PROJECT_ROOT } from '../src/config/config.js';
import { fitModel } from '../src/scoring/fit-model.js';
import { scoreMonths } from '../src/scoring/score-months.js';
import type { SemanticQuery } from '../src/semantic/contract/query.js';
import { createSemantic } from '../src/semantic/create.js';
import { migrateStore } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import { migrateWarehouse } from '../src/warehouse/migrate.js';
import { openWarehouse } from '../src/warehouse/open.js';
import { openGate } from '../src/warehouse/publish/gate.js';
import { printProjections } from './projections.js';
import { medianMs } from './timing.js';

/** Still there at the end of the scored month, nearly: 69% of those who ever were. */
const CUSTOMERS = Number(process.env.BENCH_ROWS ?? 1_000_000) / 0.69;
const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const log = pino({ level: 'silent' });
const warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
const store = await openStore({ config: { dataDir, postgresUrl: undefined }, log });
const runner = workerRunner();
const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const started = performance.now();
  return [await work(), (performance.now() - started) / 1000];
};
try {
  await Promise.all([migrateWarehouse(warehouse), migrateStore(store)]);
  await fill();
  const gate = await openGate({ warehouse, log });
  const [fitted, fitSeconds] = await timed(() => fitModel(warehouse, 'bench', log, { seed: 1, runner, maxRounds: 80 }));
  const model = { ...fitted, version: 1, fittedAt: new Date(), promotedAt: new Date() };
  const request = { model, months: ['2025-06-01'], runId: 'sbench' };
  const before = process.cpuUsage();
  const [scored, scoreSeconds] = await timed(() => scoreMonths(warehouse, gate, request));
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${scored.customers} customers; fit ${fitSeconds.toFixed(1)} s on ${fitted.figures.rows} customer-months; ` +
      `score: compute ${(scored.computeMs / 1000).toFixed(1)} s, published after ${scoreSeconds.toFixed(1)} s, ` +
      `${((user + system) / 1e6).toFixed(1)} s of processor time`,
  );
  const config = { modelDir: path.join(PROJECT_ROOT, 'model'), timeZone: 'Asia/Shanghai' };
  const semantic = await createSemantic({ config, warehouse, store, gate, log });
  const factor =
    model.formula.features.find(({ kind, name }) => kind === 'number' && name !== 'tenure_months')?.name ?? '';
  const rows = [];
  for (const { measure, by, filtered, given } of questions(factor)) {
    let step = 1;
    const ask = () => {
      const query: SemanticQuery = {
        view: 'risk',
        dimensions: by === null ? [] : [{ name: by }],
        measures: [{ name: measure, arguments: given(++step) }],
        filters: filtered ? [{ member: 'tenure_band', operator: 'notEquals', values: ['0-2 months'] }] : [],
      };
      return semantic.ask(query, { user: 'bench', groups: ['admin'], provinces: [], accountManagers: [] });
    };
    const { receipt } = await ask();
    const ms = await medianMs(7, async () => {
      await ask();
    });
    rows.push({
      measure,
      by: by ?? '',
      filter: filtered ? 'tenure_band' : '',
      layer: receipt.layer,
      'p50 ms': ms.toFixed(1),
    });
  }
  console.table(rows);
  await printProjections(warehouse, ['customer_score', 'customer_score_history']);
  await semantic.close();
} finally {
  await runner.close();
  await Promise.all([warehouse.close(), store.close()]);
  rmSync(dataDir, { recursive: true, force: true });
}

interface Question {
  readonly measure: string;
  readonly by: string | null;
  readonly filtered: boolean;
  readonly given: (step: number) => Readonly<Record<string, string | number>>;
}

/** Each measure by two projected dimensions and with a filter in no projection; what-if to twelve months. */
function questions(factor: string): Question[] {
  const measures: [string, Question['given']][] = [
    ['churn_risk', (step) => ({ horizon_months: step })],
    ['risk_drivers', (step) => ({ top: step })],
    ['lifetime_value', (step) => ({ horizon_months: 36, annual_discount_rate: step / 100 })],
    ['value_at_risk', (step) => ({ horizon_months: 24, annual_discount_rate: step / 100 })],
    ['customers_above', (step) => ({ threshold: step / 100 })],
  ];
  return [
    ...measures.flatMap(([measure, given]): Question[] => [
      { measure, by: 'province', filtered: false, given },
      { measure, by: 'stage', filtered: false, given },
      { measure, by: null, filtered: true, given },
    ]),
    {
      measure: 'customers_above',
      by: null,
      filtered: false,
      given: (step) => ({ horizon_months: 6, threshold: step / 1000 }),
    },
    {
      measure: 'what_if_after',
      by: null,
      filtered: false,
      given: (step) => ({ factor, to: step, horizon_months: 12 }),
    },
    {
      measure: 'what_if_after',
      by: 'province',
      filtered: false,
      given: (step) => ({ factor, by: step, horizon_months: 12 }),
    },
  ];
}

/** Seven months of customers in 300 districts; who leaves depends on contract, complaints and tenure. */
async function fill(): Promise<void> {
  const command = (text: string) => warehouse.command({ text }, { lane: 'batch' });
  await command(`INSERT INTO tenure.dim_region SELECT 100000 + number, concat('District ', toString(number)), '', intDiv(number, 10),
    concat('City ', toString(intDiv(number, 10))), '', number % 31, concat('Province ', toString(number % 31)), '', 0 FROM numbers(300)`);
  await command('SYSTEM RELOAD DICTIONARY tenure.region');
  await command(
    `INSERT INTO tenure.attribute VALUES ('contract', 'text', 'Contract', '合约', '', '', false, now64(3))`,
  );
  for (let month = 0; month < 7; month++) {
    await command(`INSERT INTO tenure.customer_month
        (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, text_attributes, active, churned,
         tenure_months, monthly_charges, revenue, cost, margin, complaints, contacts, dropped_calls, data_mb, calls)
      SELECT addMonths(toDate('2024-12-01'), ${month}), c, toString(c), 100000 + c % 300, concat('P', toString(c % 20)),
        ['Gold', 'Silver', 'Bronze'][1 + c % 3], concat('C', toString(c % 7)),
        map('contract', ['Month-to-month', 'One year', 'Two year'][1 + kind]), 1,
        sipHash64(c, ${month}, 'leave') % 10000 < 40 + 200 * (kind = 0) + 200 * (trouble = 0),
        ${month} + c % 60, 30 + c % 100, 30 + c % 100, 12, 18 + c % 100, trouble = 0, c % 3, c % 9, c % 5000, c % 300
      FROM (SELECT number AS c, sipHash64(number, 'kind') % 3 AS kind, sipHash64(number, ${month}, 'trouble') % 10 AS trouble
            FROM numbers(${Math.ceil(CUSTOMERS)}))
      WHERE sipHash64(c, 'gone') % 20 >= ${month} OR sipHash64(c, 'gone') % 20 > 8`);
  }
}
