import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binTable } from '../../src/analytics/churn/binning.js';
import { formulaSql } from '../../src/analytics/churn/clickhouse.js';
import { fitFormula } from '../../src/analytics/churn/fit.js';
import { calibratedLogOdds, contributionsOf, type Formula } from '../../src/analytics/churn/formula.js';
import { plantedTable } from '../../src/analytics/churn/planted.fixture.js';
import { inlineRunner } from '../../src/analytics/churn/task-runner.js';
import { churnCurve, churnCurveSql, hazardOf } from '../../src/analytics/survival/hazard.js';
import { findColumn, type Table } from '../../src/analytics/table/table.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';

const ROWS = 2000;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'tenure-formula-'));
const { table, labels } = plantedTable(ROWS, 1);
let warehouse: Warehouse;
let formula: Formula;

beforeAll(async () => {
  const log = pino({ level: 'silent' });
  warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
  const options = { seed: 1, maxRounds: 200, runner: inlineRunner, requiredPairs: [['months', 'contract']] as const };
  ({ formula } = await fitFormula(table, labels, options));
  await warehouse.command({ text: 'CREATE DATABASE IF NOT EXISTS trial' });
  await store(table);
});
afterAll(async () => {
  await warehouse.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The table in the engine: numbers as Float64 with NaN, categories as String with ''. */
async function store({ columns, rowCount }: Table): Promise<void> {
  const types = columns.map((column) => `${column.name} ${column.kind === 'number' ? 'Float64' : 'String'}`);
  await warehouse.command({
    text: `CREATE TABLE trial.raw (row UInt32, ${types.join(', ')}) ENGINE = MergeTree ORDER BY row`,
  });
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const cells = columns.map((column) => {
      if (column.kind === 'category')
        return `'${(column.levels[column.codes[row] as number] ?? '').replaceAll("'", "\\'")}'`;
      const value = column.values[row] as number;
      return Number.isNaN(value) ? 'nan' : String(value);
    });
    return `(${row}, ${cells.join(', ')})`;
  });
  await warehouse.command({ text: `INSERT INTO trial.raw VALUES ${rows.join(', ')}` });
}

async function scored(one: Formula): Promise<readonly (readonly unknown[])[]> {
  const sql = formulaSql(one, (feature) => feature.name);
  const curve = churnCurveSql(hazardOf(one, 'months'), 'toUInt32(months)');
  const { rows } = await warehouse.query({
    text: `SELECT bins, contributions, ${sql.logOdds} AS log_odds, ${curve} AS churn
           FROM (SELECT *, ${sql.contributions} AS contributions FROM (SELECT *, ${sql.bins} AS bins FROM trial.raw))
           ORDER BY row`,
  });
  return rows;
}

function agrees(one: Formula, rows: readonly (readonly unknown[])[]): void {
  const { columns } = binTable(one.features, (name) => findColumn(table, name), ROWS);
  const logOdds = calibratedLogOdds(one, columns, ROWS);
  const months = findColumn(table, 'months');
  let worst = 0;
  rows.forEach(([bins, contributions, sqlLogOdds, churn], row) => {
    const mine = columns.map((column) => column[row] as number);
    expect((bins as unknown[]).map(Number)).toEqual(mine);
    const parts = contributionsOf(one, mine);
    parts.forEach((part, i) => {
      worst = Math.max(worst, Math.abs(part - Number((contributions as unknown[])[i])));
    });
    worst = Math.max(worst, Math.abs((logOdds[row] as number) - Number(sqlLogOdds)));
    const curve = churnCurve(
      hazardOf(one, 'months'),
      mine,
      months.kind === 'number' ? (months.values[row] as number) : 0,
    );
    curve.forEach((share, month) => {
      worst = Math.max(worst, Math.abs(share - Number((churn as unknown[])[month])));
    });
  });
  expect(worst).toBeLessThan(1e-9);
}

it('gives the bins, contributions, log-odds and curves of TypeScript in the engine', async () => {
  expect(formula.pairs.length).toBeGreaterThan(0);
  const rows = await scored(formula);
  expect(rows).toHaveLength(ROWS);
  agrees(formula, rows);
});

it('does so with an isotonic calibration too', async () => {
  const isotonic: Formula = {
    ...formula,
    calibration: { kind: 'isotonic', raw: [-2.5, -1, 0.25, 1.5], calibrated: [-3, -1, -1, 2] },
  };
  agrees(isotonic, await scored(isotonic));
});

it('writes levels of any spelling safely and numbers exactly', async () => {
  const hostile = ["it's", 'back\\slash', "'); DROP TABLE trial.raw; --", '中文', 'a\nb'];
  const odd: Formula = {
    version: 1,
    features: [
      { kind: 'category', name: 'level', levels: hostile },
      { kind: 'number', name: 'x', cuts: [0.1, 1 / 3, 1e21, 1.7976931348623157e308] },
    ],
    intercept: 1e-300,
    mains: [
      [0, 1, 2, 3, 4, 5, 6],
      [0, 0.1, 0.2, 1 / 3, 1e-17, 5],
    ],
    pairs: [],
    calibration: { kind: 'none' },
  };
  const sql = formulaSql(odd, (feature) => (feature.name === 'level' ? '{level:String}' : '{x:Float64}'));
  for (const [index, level] of [...hostile, 'other', ''].entries()) {
    const { rows } = await warehouse.query({
      text: `SELECT bins, ${sql.contributions} FROM (SELECT ${sql.bins} AS bins)`,
      params: { level, x: 1 / 3 },
    });
    const bin = level === '' ? 0 : index + 1;
    expect(rows[0]).toEqual([
      [bin, 2],
      [bin, 0.2],
    ]);
  }
  const { rows } = await warehouse.query({ text: 'SELECT count() FROM trial.raw' });
  expect(Number(rows[0]?.[0])).toBe(ROWS);
});
