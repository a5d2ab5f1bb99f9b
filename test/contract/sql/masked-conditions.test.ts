import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeVerifier } from '../../../src/access/scram-verifier.js';
import type { UserRecord } from '../../../src/store/users.js';
import { openTestDoor, PASSWORD, signIn, type TestDoor } from '../../support/sql/test-door.js';

// A user of two groups of which one masks: the own account managers' customers are shown in full, the others masked.

let test: TestDoor;

beforeAll(async () => {
  test = await openTestDoor();
});
afterAll(() => test?.close());

it.each(['analyst', 'manager'])(
  'conditions on a member that is masked on some rows only find the rows shown (%s and service)',
  async (group) => {
    const user: UserRecord = {
      name: 'both',
      groups: [group, 'service'],
      provinces: ['510000', '110000'],
      accountManagers: ['AM-44-1', 'AM-51-1', 'AM-11-1'],
      verifier: await makeVerifier(PASSWORD),
      disabled: false,
      demo: true,
      epoch: 0,
    } as UserRecord;
    const door = await test.another({ users: { find: async () => user } });
    const session = await signIn(door.port, 'both');
    const rows = async (condition: string) => {
      const sql = `select customer_id, customer_name from customers where ${condition} order by 1`;
      return (await session.query<{ customer_id: string; customer_name: string }>(sql)).rows;
    };
    const shown = (await rows('true')).filter(({ customer_name }) => customer_name !== '' && customer_name !== '***');
    for (const condition of [
      "customer_name like '客户%'",
      "customer_name ilike '客户%'",
      "upper(customer_name) like '客户%'",
      "left(customer_name, 2) = '客户'",
      "customer_name ~ '^客户'",
      "not customer_name like '*%' and customer_name <> ''",
    ])
      expect(await rows(condition), condition).toEqual(shown);
    await session.end();
    await door.close();
  },
);
