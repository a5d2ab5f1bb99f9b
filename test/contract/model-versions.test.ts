import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Formula } from '../../src/analytics/churn/formula.js';
import type { NewModel } from '../../src/scoring/model.js';
import { ModelVersions } from '../../src/scoring/model-versions.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { scratchDirectory } from '../support/scratch.js';

const formula: Formula = {
  version: 1,
  features: [{ kind: 'category', name: "o'plan", levels: ['中文', 'B'] }],
  intercept: -3.123456789012345,
  mains: [[0, 0.1, -0.30000000000000004, 1e-17]],
  pairs: [],
  calibration: { kind: 'none' },
};
const model: NewModel = {
  snapshotId: '4',
  seed: 9,
  kind: 'person-months',
  formula,
  features: [{ name: "o'plan", kind: 'category', over: 'months', sql: 'toString(anyIf(plan_code, at = 0))' }],
  figures: {
    rows: 10,
    churned: 1,
    months: ['2025-01-01'],
    holdout: null,
    backtest: [],
    drift: [],
    refused: [{ column: 'x', reason: 'it restates the label' }],
    chosen: { model: 'regression', pairs: 0, rounds: 0, calibration: 'none' },
  },
};

let store: Store;
let versions: ModelVersions;
beforeAll(async () => {
  const config = { dataDir: scratchDirectory(), postgresUrl: undefined };
  store = await openStore({ config, log: pino({ level: 'silent' }) });
  await migrateStore(store);
  versions = new ModelVersions(store.pool);
});
afterAll(() => store?.close());

it('keeps versions exactly, uses the one promoted last, and goes back to the one before', async () => {
  expect(await versions.current()).toBeNull();
  const [first, second] = [await versions.add(model), await versions.add({ ...model, seed: 10 })];
  expect(first).toMatchObject({ ...model, promotedAt: null });
  expect(first.formula).toEqual(formula);
  expect(await versions.current()).toBeNull();
  await versions.promote(first.version);
  await expect(versions.rollBack()).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  await versions.promote(second.version);
  expect((await versions.current())?.version).toBe(second.version);
  expect((await versions.rollBack()).version).toBe(first.version);
  expect((await versions.current())?.version).toBe(first.version);
  expect((await versions.list()).map((one) => one.version)).toEqual([second.version, first.version]);
  await versions.promote(second.version);
  expect((await versions.current())?.seed).toBe(10);
});

it('refuses versions that are not there, and a stored formula that somebody damaged', async () => {
  await expect(versions.find(999)).rejects.toMatchObject({ kind: 'NOT_FOUND' });
  await expect(versions.promote(999)).rejects.toMatchObject({ kind: 'NOT_FOUND' });
  const { version } = await versions.add(model);
  await store.pool.query(`update churn_model set formula = jsonb_set(formula, '{mains}', '[]') where version = $1`, [
    version,
  ]);
  await expect(versions.find(version)).rejects.toThrow(/one table a feature/);
});
