import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { checkModelDirectory, OWN_MODEL } from '../../src/commands/model.js';
import { compareModels } from '../../src/semantic/compare-models.js';
import type { Semantic } from '../../src/semantic/create.js';
import { watchModel } from '../../src/start/watch-model.js';
import { withModel } from '../support/foreign-shop.js';
import { semanticOver } from '../support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../support/small-warehouse.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
let small: SmallWarehouse;
let directory: string;
let semantic: Semantic;

const MODEL = `
cubes:
  - name: months
    public: false
    sql_table: tenure.customer_month
    dimensions:
      - {name: key, sql: "concat(toString({CUBE}.customer_key), toString({CUBE}.month))", type: string, primary_key: true}
      - {name: month, sql: "{CUBE}.month", type: time, meta: {grain: month}}
      - {name: customer_id, sql: "{CUBE}.customer_id", type: string}
      - {name: tier, sql: "toString({CUBE}.tier)", type: string}
    measures:
      - {name: churned, sql: "{CUBE}.churned", type: sum, meta: {additivity: additive, derived: [previous]}}
      - {name: minutes, sql: "{CUBE}.voice_minutes", type: sum}
      - {name: stayed_share, sql: "1 - toFloat64({churned}) / nullif(count(), 0)", type: number}
views:
  - name: leaving
    meta: {time: month}
    cubes: [{join_path: months, includes: [month, customer_id, tier, churned, churned_previous, stayed_share]}]
    access_policy:
      - {group: admin, row_level: {allow_all: true}}
      - {group: executive, member_level: {includes: "*", excludes: [customer_id]}, row_level: {allow_all: true}}
  - name: calls
    meta: {time: month}
    cubes: [{join_path: months, includes: [month, tier, minutes, churned, churned_previous]}]
    access_policy: [{group: admin, row_level: {allow_all: true}}]
`;
const file = () => path.join(directory, 'model.yml');
async function edit(from: string, to: string): Promise<void> {
  const text = await readFile(file(), 'utf8');
  expect(text).toContain(from);
  await writeFile(file(), text.replace(from, to));
}
const churned = async () =>
  Number((await semantic.ask({ view: 'leaving', measures: [{ name: 'churned' }] }, admin)).rows[0]?.[0]);

beforeAll(async () => {
  small = await openSmallWarehouse();
  directory = await mkdtemp(path.join(tmpdir(), 'tenure-model-'));
  await writeFile(file(), MODEL);
  semantic = await semanticOver(small, { modelDir: directory });
});

afterAll(async () => {
  await semantic.close();
  await small.close();
  await rm(directory, { recursive: true });
});

describe('tenure model', () => {
  it('check finds nothing in the own model, and says where another one is wrong', async () => {
    expect(await checkModelDirectory(OWN_MODEL)).toMatch(/no problem found/);
    expect(await checkModelDirectory(directory)).toBe('1 files, 1 cubes, 2 views: no problem found.');
    await edit('join_path: months, includes: [month, tier', 'join_path: month, includes: [month, tier');
    await expect(checkModelDirectory(directory)).rejects.toMatchObject({ kind: 'MODEL' });
    await edit('join_path: month, includes', 'join_path: months, includes');
    await edit('sql: "{CUBE}.voice_minutes"', 'sq: "{CUBE}.voice_minutes"');
    await expect(checkModelDirectory(directory)).rejects.toMatchObject({ kind: 'MODEL' });
    await writeFile(file(), MODEL);
  });

  it('diff tells changed figures, members and rights, and nothing else', async () => {
    await withModel(MODEL, async (modelDir) => {
      const before = await semanticOver(small, { modelDir });
      try {
        const same = await compareModels(before, semantic);
        expect(same).toEqual({ asked: 6, members: [], figures: [], rights: [] });

        await edit('sql: "1 - toFloat64', 'sql: "1.5 - toFloat64');
        await edit('excludes: [customer_id]', 'excludes: [tier]');
        await edit('tier, minutes', 'minutes');
        expect(await semantic.reload()).toBe('replaced');
        const { members, figures, rights } = await compareModels(before, semantic);
        expect(figures).toMatchObject([{ view: 'leaving', measure: 'stayed_share' }]);
        expect(members).toEqual([{ view: 'calls', member: 'tier', only: 'before' }]);
        expect(rights).toEqual([
          { role: 'admin', view: 'calls', member: 'tier', before: 'shown', after: 'absent' },
          { role: 'executive', view: 'leaving', member: 'tier', before: 'shown', after: 'absent' },
          { role: 'executive', view: 'leaving', member: 'customer_id', before: 'absent', after: 'shown' },
        ]);
      } finally {
        await before.close();
      }
    });
  });

  it('takes a changed model up while it serves, and refuses a wrong one whole', async () => {
    const events: unknown[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void events.push(JSON.parse(line).event) });
    const stop = watchModel(semantic, log, 20);
    const was = await churned();
    const version = await semantic.modelVersion();
    await edit('sql: "{CUBE}.churned"', 'sql: "2 * {CUBE}.churned"');
    await expect.poll(churned).toBe(2 * was);
    await edit('sql: "2 * {CUBE}.churned"', 'sql: "2 * {CUBE}.churnt"');
    await expect.poll(() => events).toContain('model.refused');
    expect(await churned()).toBe(2 * was);
    await edit('sql: "2 * {CUBE}.churnt"', 'sql: "{CUBE}.churned"');
    await expect.poll(churned).toBe(was);
    expect(await semantic.modelVersion()).toBe(version);
    await stop();
    expect(events).toEqual(['model.replaced', 'model.refused', 'model.replaced']);
  });
});
