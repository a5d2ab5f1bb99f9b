import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse } from '../../src/warehouse/open.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { scratchDirectory } from '../../test/support/scratch.js';
import { checkExpressions } from './expressions.js';
import { readSource } from './read-source.js';

const directory = scratchDirectory();
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse({
    config: { dataDir: directory, clickhouseUrl: undefined },
    log: pino({ level: 'silent' }),
  });
});
afterAll(() => warehouse.close());

function check(expression: string): Promise<void> {
  const file = path.join(directory, 'source.yml');
  const yaml = {
    source: 'x',
    format: 'csv',
    columns: ['a', 'b', 'Customer ID'],
    loads: [{ into: 'channel', map: { channel_code: 'a', channel_en: 'b', channel_zh: 'b', kind: expression } }],
  };
  writeFileSync(file, JSON.stringify(yaml));
  return checkExpressions(readSource(file), warehouse);
}

describe('mapping expressions', () => {
  it.each([
    'a',
    '`Customer ID`',
    "if(a = 'x', upper(b), concat(a, '-', b))",
    "CASE WHEN a IN ('1', '2') THEN 'low' ELSE b END",
    "replaceRegexpOne(a, '[^0-9]', '')",
    "'it''s -- no comment'",
    'a -- a comment ends with its line',
    'toString(toDate(a) + toIntervalMonth(1))',
  ])('takes %s', async (expression) => {
    await expect(check(expression)).resolves.toBeUndefined();
  });

  it.each([
    "file('/etc/passwd')",
    '(SELECT 1)',
    'a IN (SELECT name FROM system.tables)',
    "url('http://example.com')",
    "dictGet('tenure.plan', 'plan_en', a)",
    'hostName()',
    'sleep(3)',
    "getSetting('max_threads')",
    'a) AS x, (b',
    'a) FROM system.tables --',
    'a /* ',
    'nothing_of_this_source',
    'a, b',
    '{x:String}',
    'arrayMap(x -> a, [1])',
    '* ',
    'a FORMAT CSV',
    "CAST(a, 'Dynamic') SETTINGS max_threads = 1",
    '(((',
    '',
  ])('refuses %s, naming file and line', async (expression) => {
    await expect((async () => check(expression))()).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(/source\.yml:\d+: /),
    });
  });
});
