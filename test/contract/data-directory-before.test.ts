import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/config/config.js';
import type { Semantic } from '../../src/semantic/create.js';
import { checkBills } from '../../src/tariff/check-bills.js';
import { type MigrationProgress, migrateWarehouse } from '../../src/warehouse/migrate.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import { type LoadEngines, openLoadEngines } from '../support/load-engines.js';
import { semanticOver } from '../support/semantic.js';

// The warehouse of a sample operator (150 customers, 3 months, seed 3) as version 0.1 left it, with what that version answered.
const KEPT = path.join(PROJECT_ROOT, 'test', 'support', 'data-directories');
const before = JSON.parse(readFileSync(path.join(KEPT, 'version-0.1.json'), 'utf8')) as {
  readonly months: readonly string[][];
  readonly usage: readonly string[][];
};

describe('a data directory of version 0.1', () => {
  let directory: string;
  let engines: LoadEngines;
  let semantic: Semantic;
  const told: MigrationProgress[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'tenure-before-'));
    chmodSync(directory, 0o711);
    const dataDir = path.join(directory, 'data');
    mkdirSync(dataDir, { mode: 0o711 });
    execFileSync('tar', ['-xzf', path.join(KEPT, 'version-0.1.tar.gz'), '-C', dataDir]);
    const warehouse = await openWarehouse({
      config: { dataDir, clickhouseUrl: undefined },
      log: pino({ level: 'silent' }),
    });
    await migrateWarehouse(warehouse, undefined, (progress) => told.push(progress)).finally(() => warehouse.close());
    engines = await openLoadEngines({ directory });
    semantic = await semanticOver(engines);
  });
  afterAll(async () => {
    await semantic?.close();
    await engines?.close();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  it('is brought forward with progress, once', async () => {
    expect(told[0]).toMatchObject({ file: '080-billed-and-rated.sql', done: 0 });
    expect(told.map(({ done }) => done)).toEqual(told.map((_, index) => index));
    expect(told.every(({ total }) => total === told.length)).toBe(true);
    expect(await migrateWarehouse(engines.warehouse, undefined, (progress) => told.push(progress))).toEqual([]);
    expect(told.at(-1)?.done).toBe(told.length - 1);
  });

  it('answers as before, use without detail being outgoing', async () => {
    expect(
      await engines.rows(`SELECT toString(month), sum(active), sum(churned), toString(sum(revenue)), toString(sum(usage_charges)), sum(calls),
        toString(sum(arrears)) FROM tenure.customer_month GROUP BY month ORDER BY month`),
    ).toEqual(before.months);
    expect(
      await engines.rows(`SELECT service, count(), toString(sum(minutes)), toString(sum(megabytes)), toString(sum(charge))
        FROM tenure.fact_usage GROUP BY service ORDER BY service`),
    ).toEqual(before.usage);
    expect(
      await engines.rows(
        `SELECT DISTINCT hour_band, destination, direction, roaming_zone, calls FROM tenure.fact_usage`,
      ),
    ).toEqual([['', '', 'out', '', '0']]);
    const { rows } = await semantic.ask(
      {
        view: 'billing',
        measures: [{ name: 'revenue' }],
        dimensions: [{ name: 'month', granularity: 'month' }],
        order: [{ by: 'month', direction: 'asc' }],
      },
      { user: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] },
    );
    expect(rows.map((row) => Number(row[1]))).toEqual(before.months.map((row) => Number(row[3])));
  });

  it('takes files as before, and files with more', async () => {
    const load = async (name: string, columns: readonly string[], rows: readonly string[]) => {
      const source = path.join(directory, `${name}.yml`);
      const map = columns.map((column) => `${column}: ${column}`).join(', ');
      writeFileSync(
        source,
        `source: ${name}\nformat: csv\ncolumns: [${columns.join(', ')}]\nloads:\n  - {into: usage, map: {${map}}}\n`,
      );
      const file = path.join(directory, `${name}.csv`);
      writeFileSync(file, `${[columns.join(','), ...rows].join('\n')}\n`);
      return engines.etl.run({ source, files: [file] });
    };
    const day = '2025-12-31';
    await load('as-before', ['customer_id', 'date', 'service', 'minutes'], [`C00000001,${day},fax,5`]);
    await load(
      'with-more',
      ['customer_id', 'date', 'service', 'hour_band', 'direction', 'minutes'],
      [`C00000001,${day},fax,night,in,7`, `C00000001,${day},fax,night,out,8`],
    );
    expect(
      await engines.rows(
        `SELECT direction, hour_band, minutes FROM tenure.fact_usage WHERE service = 'fax' ORDER BY direction, hour_band`,
      ),
    ).toEqual([
      ['in', 'night', '7'],
      ['out', '', '5'],
      ['out', 'night', '8'],
    ]);
  });

  it('has bills that no tariff is known for, and says so', async () => {
    expect(await checkBills(engines.warehouse, '2025-12')).toMatchObject({
      equal: 0,
      differences: [{ reason: 'no lines', part: 'bill' }],
    });
  });
});
