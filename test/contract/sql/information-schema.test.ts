import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

// What tools ask information_schema before they show a table: the same tables and keys as in pg_class.
let test: TestDoor;
let client: pg.Client;

beforeAll(async () => {
  test = await openTestDoor({}, { size: [20, 2] });
  client = await signIn(test.door.port);
});
afterAll(async () => {
  await client?.end();
  await test?.close();
});

async function rowsOf(text: string): Promise<unknown[][]> {
  return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
}

describe('information_schema', () => {
  it('lists the views of the model as base tables, as pg_class does, and nothing else of the door', async () => {
    const tables = await rowsOf(
      `select TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, is_insertable_into from INFORMATION_SCHEMA.tables
       where TABLE_SCHEMA not in ('information_schema', 'pg_catalog') order by TABLE_SCHEMA, TABLE_NAME`,
    );
    const listed = await rowsOf(
      `select 'public', relname, 'BASE TABLE', 'NO' from pg_catalog.pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`,
    );
    expect(tables).toEqual(listed);
    expect(tables).toContainEqual(['public', 'churn', 'BASE TABLE', 'NO']);
    expect(await rowsOf("select table_name from information_schema.views where table_schema = 'public'")).toEqual([]);
  });

  it('has the columns with their types, none of them to be written', async () => {
    const columns = await rowsOf(
      `select column_name, data_type, is_updatable from information_schema.columns
       where table_schema = 'public' and table_name = 'churn' order by ordinal_position`,
    );
    const attributes = await rowsOf(
      `select attname, format_type(atttypid, null), 'NO' from pg_attribute
       where attrelid = 'churn'::regclass and attnum > 0 order by attnum`,
    );
    expect(columns).toEqual(attributes);
    expect(columns.length).toBeGreaterThan(20);
  });

  it('has the key of the rows, as Power BI and Looker ask for it', async () => {
    const key = await rowsOf(
      `select i.CONSTRAINT_SCHEMA || '_' || i.CONSTRAINT_NAME as INDEX_NAME, ii.COLUMN_NAME, ii.ORDINAL_POSITION,
         case when i.CONSTRAINT_TYPE = 'PRIMARY KEY' then 'Y' else 'N' end as PRIMARY_KEY
       from INFORMATION_SCHEMA.table_constraints i inner join INFORMATION_SCHEMA.key_column_usage ii
         on i.CONSTRAINT_SCHEMA = ii.CONSTRAINT_SCHEMA and i.CONSTRAINT_NAME = ii.CONSTRAINT_NAME
         and i.TABLE_SCHEMA = ii.TABLE_SCHEMA and i.TABLE_NAME = ii.TABLE_NAME
       where i.TABLE_SCHEMA = 'public' and i.TABLE_NAME = 'churn' and i.CONSTRAINT_TYPE in ('PRIMARY KEY', 'UNIQUE')
       order by 1, 3`,
    );
    expect(key).toEqual([
      ['public_churn_key', 'customer_id', 1, 'Y'],
      ['public_churn_key', 'month', 2, 'Y'],
    ]);
    expect(await rowsOf('select * from information_schema.referential_constraints')).toEqual([]);
  });
});
