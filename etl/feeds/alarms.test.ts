import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedMetrics } from '../../src/http/feed-metrics.js';
import { type LoadEngines, openLoadEngines } from '../../test/support/load-engines.js';
import { alarmsOf, lateSince } from './alarms.js';

const figures = (rows: number, amount = rows * 10, blank = 0) => ({
  subject: 'bill',
  files: 1,
  rows,
  sums: { charged: amount },
  blanks: { tax: blank },
});

describe('a load held against those before', () => {
  const before = [100, 104, 98, 101, 99, 103].map((rows) => figures(rows));

  it.each([
    ['as usual', figures(102), []],
    ['half the rows', figures(50), [/rows a file 50, usually 100/]],
    ['no rows', figures(0), [/rows a file 0/]],
    ['amounts in another unit', figures(100, 100_000), [/charged a row 1000, usually 10/]],
    ['a column that is no longer filled', figures(100, 1000, 1), [/tax blank in 100.0%, usually 0.0%/]],
  ])('%s', (_, now, expected) => {
    expect(alarmsOf(now, before)).toEqual(expected.map((words) => expect.stringMatching(words)));
  });

  it('one strange load before hides none, and a young feed has no alarms', () => {
    expect(alarmsOf(figures(50), [...before, figures(1)])).toHaveLength(1);
    expect(alarmsOf(figures(50), before.slice(0, 4))).toEqual([]);
  });

  it('is late by what is declared, else by its own pace', () => {
    const day = 86_400_000;
    const daily = Array.from({ length: 10 }, (_, index) => new Date(100 * day - index * day));
    const late = (after: number, expectedEvery: string | null = null, loadedAt = daily) =>
      lateSince({ source: 'x', loadedAt, expectedEvery }, new Date(100 * day + after * day));
    expect(late(1.2)).toBeNull();
    expect(late(2)).toEqual(new Date(101 * day));
    expect(late(2, 'week')).toBeNull();
    expect(late(2, null, daily.slice(0, 3))).toBeNull();
    expect(late(2, 'day', daily.slice(0, 1))).toEqual(new Date(101 * day));
  });
});

describe('alarms of a feed', () => {
  let engines: LoadEngines;
  beforeAll(async () => {
    engines = await openLoadEngines();
  });
  afterAll(() => engines?.close());

  it('are told at check and run, counted for Prometheus, and stop a feed that says so', async () => {
    const write = (name: string, text: string) => {
      const file = path.join(engines.directory, name);
      writeFileSync(file, text);
      return file;
    };
    const yaml =
      'source: bills\nformat: csv\nexpected_every: day\ncolumns: [who, number, month, amount]\nloads:\n  - into: bill\n    map: { customer_id: who, bill_number: number, month: month, charged: amount }\n';
    const source = write('bills.yml', yaml);
    const strict = write('strict.yml', yaml.replace('format: csv', 'format: csv\nstop_at_alarms: true'));
    const bills = (name: string, count: number) =>
      write(
        `${name}.csv`,
        `who,number,month,amount\n${Array.from({ length: count }, (_, n) => `C${n},${name}-${n},2024-01,10`).join('\n')}\n`,
      );
    for (let n = 0; n < 5; n++)
      expect((await engines.etl.run({ source, files: [bills(`f${n}`, 20 + n)] })).warnings).toEqual([]);
    const short = { files: [bills('short', 3)] };
    expect((await engines.etl.check({ source, ...short })).alarms).toEqual([
      expect.stringMatching(/bill: rows a file 3/),
    ]);
    await expect(engines.etl.run({ source: strict, ...short })).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(/stops at alarms/),
    });
    expect(await engines.rows(`SELECT count() FROM tenure.fact_bill WHERE startsWith(bill_number, 'short')`)).toEqual([
      ['0'],
    ]);
    expect((await engines.etl.run({ source, ...short })).warnings).toEqual([
      expect.stringMatching(/^Alarm: bill: rows a file 3/),
    ]);
    const registry = new Registry();
    feedMetrics(registry, engines.etl);
    const text = await registry.metrics();
    expect(text).toContain('tenure_feed_alarms{source="bills"} 1');
    expect(text).toContain('tenure_feed_late{source="bills"} 0');
  });
});
