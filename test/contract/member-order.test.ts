import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asUser, callers } from '../support/policy/doors.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

// Members come in the order that the model gives them, not in that of the alphabet.

let app: SmallApp;
let order: readonly string[];

beforeAll(async () => {
  app = await openSmallApp();
  const { views } = await app.semantic.catalog({ user: 'a', groups: ['analyst'], provinces: [], accountManagers: [] });
  const churn = views.find(({ name }) => name === 'churn');
  order = churn?.dimensions.find(({ name }) => name === 'tenure_band')?.order ?? [];
});

afterAll(() => app.close());

/** The members that are there, as the model orders them. */
const inOrder = (found: readonly unknown[]) => order.filter((member) => found.includes(member));

describe('members with an order of their own', () => {
  it('are ordered so by GraphQL rows, in both directions, and stay in the projection', async () => {
    const { graphql } = callers(app);
    for (const direction of ['asc', 'desc']) {
      const { body } = await graphql(
        `{ churn(orderBy: [{tenureBand: ${direction}}]) { rows { tenureBand customerMonths } receipt { layer sql } } }`,
        'analyst',
      );
      const found = body.data.churn.rows.map((row: { tenureBand: string }) => row.tenureBand);
      expect(found.length).toBeGreaterThan(2);
      expect(found).toEqual(direction === 'asc' ? inOrder(found) : inOrder(found).reverse());
      expect(found).not.toEqual([...found].sort());
    }
  });

  it('are ordered so on both axes of a pivot', async () => {
    const { graphql } = callers(app);
    const { body } = await graphql(
      'query ($input: PivotInput!) { pivot(input: $input) { rows { path } columns { path } } }',
      'analyst',
      {
        input: {
          view: 'churn',
          rows: [{ name: 'tenure_band' }],
          columns: [{ name: 'value_tier' }],
          measures: [{ name: 'customer_months' }],
        },
      },
    );
    const paths = body.data.pivot.rows.filter(({ path }: { path: string[] }) => path.length === 1);
    const found = paths.map(({ path: [member] }: { path: string[] }) => member);
    expect(found).toEqual(inOrder(found));
  });

  it('have a column to sort by at the SQL door, which other orders do not use', async () => {
    const sql = (by: string) =>
      asUser(app, 'analyst', (client) =>
        client.query(
          `SELECT tenure_band, tenure_band_order AS place, SUM(customer_months) FROM churn GROUP BY 1, 2 ORDER BY ${by}`,
        ),
      );
    const byPlace = (await sql('place')).rows.map((row) => row.tenure_band);
    expect(byPlace).toEqual(inOrder(byPlace));
    const byName = (await sql('1')).rows.map((row) => row.tenure_band);
    expect(byName).toEqual([...byName].sort((a, b) => a.localeCompare(b, 'en')));
  });
});
