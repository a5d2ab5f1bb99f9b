import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchDirectory } from '../../../test/support/scratch.js';
import { semanticOver } from '../../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../../test/support/small-warehouse.js';
import type { Principal } from '../../access/principal.js';
import type { Warehouse } from '../../warehouse/warehouse.js';

const MODEL = `
cubes:
  - name: stay
    sql_table: tenure.customer_spell
    public: false
    dimensions:
      - {name: customer_key, sql: customer_key, type: number, primary_key: true}
      - {name: joined_on, sql: joined_on, type: time}
      - {name: reason, sql: reason_code, type: string, public: true}
    measures:
      - {name: stays, type: count}
      - {name: longest, sql: "dateDiff('month', joined_on, left_on)", type: max}
views:
  - name: stays
    cubes:
      - {join_path: stay, includes: [joined_on, reason, stays, longest]}
    access_policy:
      - {group: admin, member_level: {includes: "*"}, row_level: {allow_all: true}}
      - {group: analyst, member_level: {includes: [joined_on, stays]}, row_level: {allow_all: true}}
`;

const scratch = scratchDirectory();
let small: SmallWarehouse;
let described = 0;

beforeAll(async () => {
  small = await openSmallWarehouse(5, 2);
  mkdirSync(path.join(scratch, 'model'));
  writeFileSync(path.join(scratch, 'model', 'stays.yml'), MODEL);
});
afterAll(() => small?.close());

/** The warehouse, counting how often it is asked to describe a question. */
function counted(warehouse: Warehouse): Warehouse {
  return new Proxy(warehouse, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
      return (...args: Parameters<Warehouse['query']>) => {
        if (args[0].text.startsWith('DESCRIBE')) described++;
        return target.query(...args);
      };
    },
  });
}

const started = async () => {
  described = 0;
  const semantic = await semanticOver(
    { ...small, warehouse: counted(small.warehouse) },
    { modelDir: path.join(scratch, 'model'), dataDir: scratch },
  );
  const types = async (group: string) => {
    const principal: Principal = { user: group, groups: [group], provinces: [], accountManagers: [] };
    const { views } = await semantic.catalog(principal);
    return views.flatMap(({ dimensions, measures }) =>
      [...dimensions, ...measures].map(({ name, type, engineType }) => `${name}: ${type} (${engineType})`),
    );
  };
  const found = { admin: await types('admin'), analyst: await types('analyst') };
  await semantic.close();
  return found;
};

it('are asked of the engine once for all policies, shown to whoever sees the member, and known at the next start', async () => {
  const first = await started();
  expect(described).toBe(1);
  expect(first.admin).toEqual([
    "joined_on: timestamp (DateTime('UTC'))",
    'reason: string (LowCardinality(String))',
    'stays: integer (UInt64)',
    'longest: integer (Int64)',
  ]);
  expect(first.analyst).toEqual([first.admin[0], first.admin[2]]);
  expect(await started()).toEqual(first);
  expect(described).toBe(0);
  await small.warehouse.command({ text: 'CREATE TABLE tenure.another (a Int8) ENGINE = Memory' }, { lane: 'batch' });
  expect(await started()).toEqual(first);
  expect(described).toBe(1);
});
