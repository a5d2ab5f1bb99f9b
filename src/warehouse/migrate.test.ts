import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../test/support/scratch.js';
import { PROJECT_ROOT } from '../config/config.js';
import { requireMergeTree } from './merge-tree-only.js';
import { migrateWarehouse } from './migrate.js';
import { openWarehouse } from './open.js';
import type { Warehouse } from './warehouse.js';

const SCHEMA = path.join(PROJECT_ROOT, 'src', 'warehouse', 'schema');
const scratch = scratchDirectory();

describe('a data directory made before product lines, brands and customer types', () => {
  let warehouse: Warehouse;
  const rows = async (text: string) => (await warehouse.query({ text })).rows;

  beforeAll(async () => {
    const before = path.join(scratch, 'schema');
    mkdirSync(before);
    for (const name of readdirSync(SCHEMA)) if (name < '060') cpSync(path.join(SCHEMA, name), path.join(before, name));
    const config = { dataDir: path.join(scratch, 'data'), clickhouseUrl: undefined };
    warehouse = await openWarehouse({ config, log: pino({ level: 'silent' }) });
    await migrateWarehouse(warehouse, before);
    for (const text of [
      `INSERT INTO tenure.dim_plan (plan_code, plan_en, plan_zh, family, monthly_fee) VALUES ('P', 'Plan', '套餐', 'basic', 29.5)`,
      `INSERT INTO tenure.dim_device (device_code, device_en, device_zh, generation) VALUES ('D', 'Device', '终端', '5G')`,
      `SYSTEM RELOAD DICTIONARY tenure.plan`,
      `SYSTEM RELOAD DICTIONARY tenure.device`,
    ])
      await warehouse.command({ text }, { lane: 'batch' });
  });
  afterAll(() => warehouse?.close());

  it('keeps its plans and devices, of the unknown member until they are described again', async () => {
    expect(await migrateWarehouse(warehouse)).toContain('060-hierarchy-levels.sql');
    expect(
      await rows(`SELECT dictGet('tenure.plan', ('plan_zh', 'product_line', 'family', 'monthly_fee'), 'P'),
        dictGet('tenure.device', ('device_en', 'generation', 'brand'), 'D'), dictGet('tenure.tier', 'customer_type', 'gold')`),
    ).toEqual([
      [
        { plan_zh: '套餐', product_line: 'Unknown', family: 'basic', monthly_fee: '29.5' },
        { device_en: 'Device', generation: '5G', brand: 'Unknown' },
        'Unknown',
      ],
    ]);
    expect(await migrateWarehouse(warehouse)).toEqual([]);
  });

  it('takes the new columns from then on, in the rows kept aside too', async () => {
    for (const text of [
      `INSERT INTO tenure.dim_plan (plan_code, plan_en, plan_zh, product_line) VALUES ('Q', 'Other', '其他', 'home')`,
      `INSERT INTO tenure.dim_plan_duplicate SELECT * FROM tenure.dim_plan`,
      `INSERT INTO tenure.dim_device_duplicate SELECT * FROM tenure.dim_device`,
      'SYSTEM RELOAD DICTIONARY tenure.plan',
    ])
      await warehouse.command({ text }, { lane: 'batch' });
    expect(await rows(`SELECT dictGet('tenure.plan', ('product_line', 'family'), 'Q')`)).toEqual([
      [{ product_line: 'home', family: 'Unknown' }],
    ]);
  });
});

describe('a warehouse whose tables stand in front of a cluster', () => {
  let warehouse: Warehouse;
  const schema = path.join(scratch, 'next-schema');
  beforeAll(async () => {
    const config = { dataDir: path.join(scratch, 'cluster'), clickhouseUrl: undefined };
    warehouse = await openWarehouse({ config, log: pino({ level: 'silent' }) });
    await migrateWarehouse(warehouse);
    cpSync(SCHEMA, schema, { recursive: true });
    writeFileSync(
      path.join(schema, '999-next.sql'),
      'CREATE TABLE tenure.next (n UInt8) ENGINE = MergeTree ORDER BY n',
    );
  });
  afterAll(() => warehouse?.close());

  it('is read, and neither migrated nor loaded', async () => {
    const command = (text: string) => warehouse.command({ text }, { lane: 'batch' });
    await command('CREATE TABLE tenure.of_the_owner (n UInt8) ENGINE = Memory');
    await requireMergeTree(warehouse);
    await command('RENAME TABLE tenure.fact_contact TO tenure.fact_contact_shard');
    // Merge stands for Distributed: another engine that reads from elsewhere, and needs no cluster.
    await command(
      `CREATE TABLE tenure.fact_contact AS tenure.fact_contact_shard ENGINE = Merge('tenure', '^fact_contact_shard$')`,
    );
    const refused = expect.objectContaining({ kind: 'CONFIG', message: expect.stringContaining('fact_contact') });
    await expect(requireMergeTree(warehouse)).rejects.toEqual(refused);
    await expect(migrateWarehouse(warehouse, schema)).rejects.toEqual(refused);
    expect((await warehouse.query({ text: 'EXISTS TABLE tenure.next' })).rows).toEqual([[0]]);
    expect(await migrateWarehouse(warehouse)).toEqual([]);
    await command('DROP TABLE tenure.fact_contact');
    await command('RENAME TABLE tenure.fact_contact_shard TO tenure.fact_contact');
    expect(await migrateWarehouse(warehouse, schema)).toEqual(['999-next.sql']);
    // And from then on the version without it refuses what it cannot know.
    await expect(migrateWarehouse(warehouse)).rejects.toMatchObject({
      kind: 'DATA_DIR',
      message: expect.stringContaining('999-next.sql'),
    });
  });
});
