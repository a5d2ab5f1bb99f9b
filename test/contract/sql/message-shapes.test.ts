import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readErrorFields, readRowDescription } from '../../../src/sql/wire/backend.js';
import type { Frame } from '../../../src/sql/wire/frames.js';
import { RawClient } from '../../support/sql/raw-client.js';
import { openTestDoor, PASSWORD, type TestDoor } from '../../support/sql/test-door.js';
import { SHAPES } from './message-shapes.js';

// The same messages to the door, over a view, and to the real Postgres, over an ordinary table with the same rows: the
// same replies in the same order.
let test: TestDoor;

beforeAll(async () => {
  test = await openTestDoor();
  const owner = new pg.Client(test.postgres.connection);
  await owner.connect();
  await owner.query("create database plain template template0 lc_collate 'C' lc_ctype 'C.UTF-8'");
  await owner.end();
  const plain = new pg.Client({ ...test.postgres.connection, database: 'plain' });
  await plain.connect();
  await plain.query('create table churn (tier text, province text, month date, churned bigint)');
  const { rows } = await test.small.warehouse.query({
    text: "SELECT toString(tier), dictGet('tenure.region', 'province_en', district_code), toString(month), churned FROM tenure.customer_month",
  });
  const columns = [0, 1, 2, 3].map((at) => rows.map((row) => row[at]));
  await plain.query(
    'insert into churn select * from unnest($1::text[], $2::text[], $3::date[], $4::bigint[])',
    columns,
  );
  await plain.end();
});
afterAll(() => test?.close());

it.each(SHAPES)('$name', async ({ send, ready }) => {
  const { user, password, port } = test.postgres.connection;
  const native = await RawClient.connect(port, user, password, 'plain');
  const door = await RawClient.connect(test.door.port, 'analyst', PASSWORD, 'tenure');
  native.send(...send);
  door.send(...send);
  const expected = (await native.untilReady(ready)).flatMap(described);
  const got = (await door.untilReady(ready)).flatMap(described);
  native.close();
  door.close();
  expect(got).toEqual(expected);
});

/** A message without what has to differ: where a column comes from, and the wording and place of errors. */
function described({ type, body }: Frame): string[] {
  if (type === 'E' || type === 'N') return [`${type} ${readErrorFields(body).get('C')}`];
  if (type !== 'T') return [`${type} ${body.toString('latin1')}`];
  const fields = readRowDescription(body).map(
    ({ name, typeOid, typeModifier, format }) => `${name}:${typeOid}:${typeModifier}:${format}`,
  );
  return [`T ${fields.join(' ')}`];
}
