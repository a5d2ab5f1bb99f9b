import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frame, text } from '../../../src/sql/wire/write.js';
import { RawClient } from '../../support/sql/raw-client.js';
import { openTestDoor, PASSWORD, signIn, type TestDoor } from '../../support/sql/test-door.js';

// Answers that clients fetch by portions, as rows and values of a statement that is asked whole.
let test: TestDoor;
let client: pg.Client;
const ROWS = 'select customer_id, month, tier, revenue, household_size from churn';
const ORDERED = `${ROWS} order by customer_id, month`;

beforeAll(async () => {
  test = await openTestDoor({}, { size: [4_000, 8] });
  client = await signIn(test.door.port);
});
afterAll(async () => {
  await client?.end();
  await test?.close();
});

async function rowsOf(text: string): Promise<unknown[][]> {
  return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
}

describe('a cursor', () => {
  it('gives all rows of a large answer in portions, in text and in binary', async () => {
    const whole = await rowsOf(ORDERED);
    expect(whole.length).toBeGreaterThan(20_000);
    await client.query('begin');
    await client.query(`declare c cursor for ${ORDERED}`);
    const fetched: unknown[][] = [];
    for (const binary of [false, true, false]) {
      const query = { text: 'fetch 7000 from c', rowMode: 'array', binary } as pg.QueryArrayConfig;
      fetched.push(...(await client.query<unknown[]>(query)).rows);
    }
    fetched.push(...(await rowsOf('fetch all from c')));
    expect(await rowsOf('fetch 5 from c')).toEqual([]);
    await client.query('commit');
    const text = (rows: unknown[][]) => rows.map((row) => row.map(plain).join('|'));
    expect(text(fetched)).toEqual(text(whole));
    await expect(client.query('fetch 1 from c')).rejects.toMatchObject({ code: '34000' });
  });

  it('is moved, closed and declared anew', async () => {
    const whole = await rowsOf(ORDERED);
    await client.query('begin');
    await client.query(`declare c cursor for ${ORDERED}`);
    const moved = await client.query('move 21000 in c');
    expect([moved.command, moved.rowCount]).toEqual(['MOVE', 21_000]);
    expect(await rowsOf('fetch 2 from c')).toEqual(whole.slice(21_000, 21_002));
    await client.query('savepoint s');
    await expect(client.query('fetch backward 1 from c')).rejects.toMatchObject({ code: '55000' });
    await client.query('rollback to s');
    expect(await rowsOf('fetch next from c')).toEqual(whole.slice(21_002, 21_003));
    await client.query('close c');
    await client.query('savepoint s');
    await expect(client.query('fetch 1 from c')).rejects.toMatchObject({ code: '34000' });
    await client.query('rollback to s');
    await client.query('declare c cursor for select 1 as one');
    expect(await rowsOf('fetch all from c')).toEqual([[1]]);
    await client.query('rollback');
  });

  it('that was rolled back is not mistaken for another of its name', async () => {
    await client.query('begin; savepoint s');
    await client.query(`declare c cursor for ${ORDERED}`);
    await client.query('rollback to s');
    await client.query('declare c cursor for select 1 as one');
    expect(await rowsOf('fetch all from c')).toEqual([[1]]);
    await expect(client.query(`declare c cursor for ${ORDERED}`)).rejects.toMatchObject({ code: '42P03' });
    await client.query('rollback');
  });

  it('with hold outlives its transaction, and one of a transaction that failed does not', async () => {
    const whole = await rowsOf(ORDERED);
    await client.query(`begin; declare "Kept one" cursor with hold for ${ORDERED}; fetch 3 from "Kept one"`);
    await client.query('commit');
    expect(await rowsOf('fetch 2 from "Kept one"')).toEqual(whole.slice(3, 5));
    expect((await rowsOf('select name, is_holdable from pg_cursors'))[0]).toEqual(['Kept one', true]);
    await client.query('close "Kept one"');
    await expect(client.query('fetch 1 from "Kept one"')).rejects.toMatchObject({ code: '34000' });
    await client.query(`begin; declare lost cursor with hold for ${ORDERED}`);
    await client.query('rollback');
    await expect(client.query('fetch 1 from lost')).rejects.toMatchObject({ code: '34000' });
  });

  it('that goes backward, or over what Postgres finishes, is kept by Postgres', async () => {
    await client.query('begin');
    await client.query('declare c scroll cursor for select tier, sum(churned) from churn group by 1 order by 1');
    const forward = await rowsOf('fetch all from c');
    expect(await rowsOf('fetch first from c')).toEqual(forward.slice(0, 1));
    await client.query('close c');
    await client.query(
      'declare c cursor for select upper(tier) || $$!$$, sum(churned) from churn group by 1 order by 1',
    );
    expect((await rowsOf('fetch all from c')).map(([tier]) => tier)).toEqual(['BRONZE!', 'GOLD!', 'SILVER!']);
    await client.query('rollback');
  });

  it('tells the error of its question when it is declared', async () => {
    await client.query('begin');
    await expect(client.query('declare c cursor for select avg(churn_rate) from churn')).rejects.toMatchObject({
      code: '42803',
    });
    await client.query('rollback');
    await expect(client.query(`declare c cursor for ${ORDERED}`)).rejects.toMatchObject({ code: '25P01' });
  });
});

it('leaves nothing in the data directory', async () => {
  await client.query(`begin; declare c cursor for ${ROWS}; fetch 1 from c`);
  expect(await readdir(path.join(test.dataDir, 'spool'))).toEqual([]);
  await client.query('rollback');
});

function plain(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

describe('COPY', () => {
  /** What the server says to a COPY: the lines, and all messages in short. */
  async function copied(statement: string): Promise<{ lines: string; types: string; tag: string }> {
    const raw = await RawClient.connect(test.door.port, 'analyst', PASSWORD, 'tenure');
    try {
      raw.send(frame('Q', text(`create temp table plain as ${ORDERED} limit 21000`)));
      await raw.untilReady();
      raw.send(frame('Q', text(statement)));
      const messages = await raw.untilReady();
      const of = (type: string) => messages.filter((message) => message.type === type).map(({ body }) => body);
      const types = messages.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
      return {
        lines: Buffer.concat(of('d')).toString('utf8'),
        types: types.join(''),
        tag: Buffer.concat(of('C')).toString('utf8'),
      };
    } finally {
      raw.close();
    }
  }

  it.each([
    '',
    'csv',
    'csv header',
    "with (format csv, header, delimiter ';', null 'none', quote '''')",
    "(format text, delimiter '|', null '-', header true)",
    "delimiter '-'",
  ])('writes a large answer as Postgres does with %s', async (options) => {
    const asked = `${ORDERED} limit 21000`;
    const ours = await copied(`copy (${asked}) to stdout ${options}`);
    expect(ours).toEqual(await copied(`copy (select * from plain order by 1, 2) to stdout ${options}`));
    expect(ours).toMatchObject({ types: 'HdcCZ', tag: 'COPY 21000\0' });
  });

  it('writes nothing, names alone, and what Postgres finishes', async () => {
    expect(await copied("copy (select tier, month from churn where tier = 'none') to stdout csv header")).toEqual({
      lines: 'tier,month\n',
      types: 'HdcCZ',
      tag: 'COPY 0\0',
    });
    const finished = await copied('copy (select tier, rank() over (order by tier) from churn group by 1) to stdout');
    expect(finished.lines).toMatch(/^\w+\t1\n/);
    expect((await copied("copy (select tier from churn) to stdout delimiter 'ab'")).types).toBe('EZ');
    expect((await copied('copy (select tir from churn) to stdout')).types).toBe('EZ');
  });
});
