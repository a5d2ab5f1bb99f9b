import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorKind, TenureError } from '../../src/errors/errors.js';
import { identifier, sql, typed } from '../../src/warehouse/sql.js';
import type { QueryOptions, Statement, Warehouse } from '../../src/warehouse/warehouse.js';

/** Takes about a minute if nothing stops it. */
const SLOW: Statement = { text: 'SELECT count() AS slow FROM numbers(20000000000) WHERE sipHash64(number) = 1' };

/** What every caller of the port relies on, whichever engine is behind it. */
export function warehouseContract(open: () => Promise<Warehouse>, expected: { engine: Warehouse['engine'] }): void {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await open();
  });
  afterAll(() => warehouse?.close());

  const cells = async (statement: Statement, options?: QueryOptions) =>
    (await warehouse.query(statement, options)).rows;
  const failure = (statement: Statement, options?: QueryOptions): Promise<TenureError> =>
    warehouse.query(statement, options).then(
      () => expect.fail(`no error: ${statement.text}`),
      (error: TenureError) => error,
    );
  const kindOf = async (statement: Statement, options?: QueryOptions): Promise<ErrorKind> =>
    (await failure(statement, options)).kind;
  const othersRunning = async () =>
    Number(
      (
        await cells({ text: `SELECT count() FROM system.processes WHERE query LIKE '%AS slow%'` }, { lane: 'control' })
      )[0]?.[0],
    ) - 1;

  it('says which engine it is', () => expect(warehouse.engine).toBe(expected.engine));

  describe('values', () => {
    it('quotes 64-bit integers and decimals, so that none loses a digit', async () => {
      const { columns, rows } = await warehouse.query({
        text: `SELECT toUInt64(18446744073709551615) AS big, toDecimal64('12.3400', 4) AS money, toInt32(7) AS small,
               CAST(NULL AS Nullable(Int64)) AS nothing, 0.1 AS f, toDate('2024-02-29') AS day, [1, 2] AS list, true AS yes`,
      });
      expect(rows).toEqual([['18446744073709551615', '12.34', 7, null, 0.1, '2024-02-29', [1, 2], true]]);
      expect(columns.slice(0, 3)).toEqual([
        { name: 'big', type: 'UInt64' },
        { name: 'money', type: 'Decimal(18, 4)' },
        { name: 'small', type: 'Int32' },
      ]);
    });

    it('reads times in UTC whatever the machine', async () =>
      expect(await cells({ text: `SELECT toUnixTimestamp('1970-01-02 00:00:00'), toString(toDateTime(0))` })).toEqual([
        [86_400, '1970-01-01 00:00:00'],
      ]));

    it('counts what was read', async () => {
      const { stats } = await warehouse.query({ text: 'SELECT sum(number) FROM numbers(1000)' });
      expect(stats.rowsRead).toBe(1000);
      expect(stats.durationMs).toBeGreaterThan(0);
    });

    it('runs in the warehouse database', async () =>
      expect(await cells({ text: 'SELECT currentDatabase()' })).toEqual([[warehouse.database]]));
  });

  describe('parameters', () => {
    const awkward = `it's "a" \\ back\\'slash \t tab \n line {x:String} ; DROP -- 省份 🙂`;

    it('binds what would break out of a literal', async () =>
      expect(await cells(sql`SELECT ${awkward}, length(${awkward}) > 0`)).toEqual([[awkward, 1]]));

    it('binds lists, numbers, nulls, dates and decimals', async () =>
      expect(
        await cells(sql`SELECT 'b' IN ${['a', "b'", 'b']}, ${42n}, ${1.5}, ${true}, ${typed(null, 'Nullable(String)')},
          ${typed('2024-01-31', 'Date')}, ${typed('10.25', 'Decimal(18, 4)')}, ${[awkward]}[1]`),
      ).toEqual([[1, '42', 1.5, true, null, '2024-01-31', '10.25', awkward]]));

    it('keeps the parameters of concurrent statements apart', async () => {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) => cells(sql`SELECT ${index}, sleep(0.002), ${`v${index}`}`)),
      );
      answers.forEach((rows, index) => expect(rows).toEqual([[String(index), 0, `v${index}`]]));
    });

    it('puts long lists through', async () => {
      const many = Array.from({ length: 20_000 }, (_, index) => `code-${index}`);
      expect(await cells(sql`SELECT length(${many}), has(${many}, 'code-19999')`)).toEqual([['20000', 1]]);
    });

    it('puts long lists through in commands and streams', async () => {
      const many = Array.from({ length: 20_000 }, (_, index) => `it's \\ ${index}\t省`);
      await warehouse.command({
        text: `CREATE TABLE ${warehouse.database}.long_lists (value String) ENGINE = MergeTree ORDER BY value`,
      });
      await warehouse.command(sql`INSERT INTO ${identifier('long_lists')} SELECT arrayJoin(${many})`);
      expect(await cells(sql`SELECT count(), countIf(has(${many}, value)) FROM ${identifier('long_lists')}`)).toEqual([
        ['20000', '20000'],
      ]);
      const stream = await warehouse.stream(sql`SELECT length(${many}), ${many}[20000]`);
      for await (const rows of stream) expect(rows).toEqual([['20000', many.at(-1)]]);
    });

    it('quotes identifiers', async () => expect(await cells(sql`SELECT 1 AS ${identifier('a`b\\c')}`)).toEqual([[1]]));
  });

  describe('limits and errors', () => {
    it('stops at the time limit', async () => {
      const started = Date.now();
      expect(await kindOf(SLOW, { limits: { timeoutMs: 300 } })).toBe('TIMEOUT');
      expect(Date.now() - started).toBeLessThan(20_000);
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
    });

    it('refuses to read or return too many rows, or to take too much memory', async () => {
      const numbers = { text: 'SELECT number FROM numbers(10000000)' };
      expect(await kindOf(numbers, { limits: { maxRowsToRead: 1000 } })).toBe('TOO_LARGE');
      expect(await kindOf(numbers, { limits: { maxResultRows: 1000 } })).toBe('TOO_LARGE');
      expect(
        await kindOf(
          { text: 'SELECT groupArray(number) FROM numbers(100000000)' },
          { limits: { maxMemoryBytes: 5e7 } },
        ),
      ).toBe('TOO_LARGE');
    });

    it('does not let the limits of one statement reach the next', async () => {
      await kindOf({ text: 'SELECT number FROM numbers(5000)' }, { limits: { maxRowsToRead: 10, maxThreads: 2 } });
      const counted = Array.from({ length: 20 }, () =>
        cells({ text: `SELECT count(), getSetting('max_threads') FROM numbers(5000)` }),
      );
      expect(await Promise.all(counted)).toEqual(Array.from({ length: 20 }, () => [['5000', 1]]));
    });

    it('gives the code of what went wrong, and to people nothing of the SQL', async () => {
      const asked = { text: 'SELECT secret_column FROM secret_table' };
      const person = await failure(asked);
      expect(person).toMatchObject({ kind: 'ENGINE', engineCode: 60 });
      expect(person.message).not.toContain('secret');
      expect((await failure(asked, { lane: 'batch' })).message).toContain('secret_table');
      expect(await failure({ text: 'SELECT (1' })).toMatchObject({ kind: 'ENGINE', engineCode: 62 });
      expect(await failure(sql`SELECT ${typed('abc', 'UInt8')}`)).toMatchObject({ kind: 'ENGINE', engineCode: 457 });
    });

    it('never shows the rows of a failed statement in the answer to the next', async () => {
      const failing = { text: `SELECT 'stranger', throwIf(number = 300000) FROM numbers(1000000)` };
      for (let round = 0; round < 3; round++) {
        await Promise.all(Array.from({ length: 8 }, () => failure(failing, { limits: { maxResultRows: 1e9 } })));
        const answers = await Promise.all(Array.from({ length: 16 }, () => cells({ text: 'SELECT 1' })));
        expect(answers).toEqual(Array.from({ length: 16 }, () => [[1]]));
      }
    });
  });

  describe('cancelling', () => {
    it('stops the engine, not only the waiting', async () => {
      const controller = new AbortController();
      const asked = kindOf(SLOW, { signal: controller.signal });
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(1);
      controller.abort();
      expect(await asked).toBe('CANCELLED');
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
      expect(await cells({ text: 'SELECT 1' })).toEqual([[1]]);
    });

    it('refuses what is cancelled before it begins', async () =>
      expect(await kindOf(SLOW, { signal: AbortSignal.abort() })).toBe('CANCELLED'));

    it('stops a crowd, and the next crowd is served', async () => {
      const controller = new AbortController();
      const crowd = Array.from({ length: 12 }, () => kindOf(SLOW, { signal: controller.signal }));
      await sleep(200);
      controller.abort();
      expect(new Set(await Promise.all(crowd))).toEqual(new Set(['CANCELLED']));
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
      const next = await Promise.all(Array.from({ length: 12 }, () => cells({ text: 'SELECT 1' })));
      expect(next).toEqual(Array.from({ length: 12 }, () => [[1]]));
    });

    it('stops a command', async () => {
      const controller = new AbortController();
      const text =
        'CREATE TABLE cancelled ENGINE = Memory AS SELECT count() AS slow FROM numbers(20000000000) WHERE sipHash64(number) = 1';
      const command = warehouse.command({ text }, { lane: 'batch', signal: controller.signal });
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(1);
      controller.abort();
      await expect(command).rejects.toMatchObject({ kind: 'CANCELLED' });
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
    });
  });

  describe('streaming', () => {
    const limits = { maxResultRows: 1e9 };

    it('gives all rows once, in batches, with their columns first', async () => {
      const stream = await warehouse.stream(
        { text: 'SELECT number, toString(number) AS text FROM numbers(300000)' },
        { limits },
      );
      expect(stream.columns).toEqual([
        { name: 'number', type: 'UInt64' },
        { name: 'text', type: 'String' },
      ]);
      let next = 0;
      let batches = 0;
      for await (const batch of stream) {
        batches++;
        for (const [number, text] of batch) {
          if (number !== String(next) || text !== String(next))
            expect.fail(`row ${next}: ${String(number)} ${String(text)}`);
          next++;
        }
      }
      expect(next).toBe(300_000);
      expect(batches).toBeGreaterThan(2);
    });

    it('gives the engine’s text in whole rows, its columns first', async () => {
      const text =
        "SELECT number, if(number % 3 = 0, NULL, concat('a\\tb\\r\\n', toString(number))) AS `odd\\tname` FROM numbers(300000)";
      const stream = await warehouse.streamText({ text }, { limits });
      expect(stream.columns).toEqual([
        { name: 'number', type: 'UInt64' },
        { name: 'odd\tname', type: 'Nullable(String)' },
      ]);
      let next = 0;
      for await (const batch of stream) {
        expect(batch.at(-1)).toBe(0x0a);
        for (const line of batch.toString('utf8').trimEnd().split('\n')) {
          if (line !== `${next}\t${next % 3 === 0 ? '\\N' : `a\\tb\\r\\n${next}`}`) expect.fail(`row ${next}: ${line}`);
          next++;
        }
      }
      expect(next).toBe(300_000);
      const none = await warehouse.streamText({ text: 'SELECT 1 AS one WHERE 0' });
      expect(none.columns).toEqual([{ name: 'one', type: 'UInt8' }]);
      for await (const _ of none) expect.fail('a row');
    });

    it('of text stops with its reader, and reports an error in the middle', async () => {
      const endless = { text: 'SELECT number FROM numbers(100000000000)' };
      for await (const batch of await warehouse.streamText(endless, { limits: { maxResultRows: 1e12 } })) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
      const failing = async () => {
        const text = 'SELECT throwIf(number = 400000) FROM numbers(500000)';
        for await (const _ of await warehouse.streamText({ text }, { limits }));
      };
      await expect(failing()).rejects.toMatchObject({ kind: 'BAD_REQUEST', engineCode: 395 });
      expect(await cells({ text: 'SELECT 1' })).toEqual([[1]]);
    });

    it('has columns when there are no rows', async () => {
      const stream = await warehouse.stream({ text: 'SELECT 1 AS one WHERE 0' });
      expect(stream.columns).toEqual([{ name: 'one', type: 'UInt8' }]);
      for await (const _ of stream) expect.fail('a row');
    });

    it('stops the engine when the reader stops', async () => {
      const stream = await warehouse.stream(
        { text: 'SELECT number AS slow FROM numbers(100000000000)' },
        { limits: { maxResultRows: 1e12 } },
      );
      for await (const batch of stream) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
    });

    it('stops when cancelled in the middle', async () => {
      const controller = new AbortController();
      const stream = await warehouse.stream(
        { text: 'SELECT number AS slow FROM numbers(100000000000)' },
        { limits: { maxResultRows: 1e12 }, signal: controller.signal },
      );
      const reading = (async () => {
        for await (const batch of stream) if (batch.length > 0) controller.abort();
      })();
      await expect(reading).rejects.toMatchObject({ kind: 'CANCELLED' });
      await expect.poll(othersRunning, { timeout: 10_000 }).toBe(0);
    });

    it('reports an error before and after the first rows', async () => {
      const read = async (failAt: number) => {
        const text = `SELECT throwIf(number = ${failAt}) FROM numbers(500000)`;
        for await (const _ of await warehouse.stream({ text }, { limits }));
      };
      await expect(read(1)).rejects.toMatchObject({ kind: 'BAD_REQUEST', engineCode: 395 });
      await expect(read(400_000)).rejects.toMatchObject({ kind: 'BAD_REQUEST', engineCode: 395 });
      expect(await cells({ text: 'SELECT 1' })).toEqual([[1]]);
    });
  });

  describe('lanes', () => {
    it('answers questions while a load runs and while all question sessions are busy', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const load = kindOf(SLOW, { lane: 'batch', signal });
      const questions = Array.from({ length: 10 }, () => kindOf(SLOW, { signal }));
      await sleep(300);
      const first = Promise.race([load, ...questions]);
      const probe = cells({ text: 'SELECT 1' }, { lane: 'control' });
      expect(await Promise.race([first, probe])).toEqual([[1]]);
      controller.abort();
      await Promise.all([load, ...questions]);
    });

    it('lends its client, as to the Cube driver', async () => {
      const loader = warehouse.client('batch');
      await loader.command({ query: 'CREATE TABLE lent (a Int32, b String) ENGINE = MergeTree ORDER BY a' });
      await loader.insert({
        table: 'lent',
        values: [
          { a: 1, b: `'"\\` },
          { a: 2, b: '二' },
        ],
        format: 'JSONEachRow',
      });
      const client = warehouse.client('interactive');
      const result = await client.query({
        query: 'SELECT * FROM lent ORDER BY a',
        format: 'JSONCompact',
        clickhouse_settings: { send_progress_in_http_headers: 0, join_use_nulls: 1 },
      });
      expect(await result.json()).toMatchObject({
        rows: 2,
        data: [
          [1, `'"\\`],
          [2, '二'],
        ],
      });
      await client.close();
      expect(await cells({ text: 'SELECT count() FROM lent' })).toEqual([['2']]);
    });
  });
}
