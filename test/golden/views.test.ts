import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { PROJECT_ROOT } from '../../src/config/config.js';
import type { CatalogView } from '../../src/semantic/contract/catalog.js';
import { filterSaid, type WordedFilter } from '../../src/semantic/contract/operator-words.js';
import type { SemanticQuery } from '../../src/semantic/contract/query.js';
import type { Semantic } from '../../src/semantic/create.js';
import { semanticOver } from '../support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../support/small-warehouse.js';

// The SQL of each view, bound and run on the real engine. A golden that is missing is made here and never in CI
// (TENURE_GOLDEN=write makes all anew): read the difference before committing it.
const DIRECTORY = path.join(PROJECT_ROOT, 'test', 'golden', 'sql');
const analyst: Principal = { user: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] };
const manager: Principal = {
  user: 'manager',
  groups: ['manager', 'analyst-sql'],
  provinces: ['510000'],
  accountManagers: [],
};

let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(60, 4);
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

/** A question with its conditions in the words of a door. */
type WordedQuery = Omit<SemanticQuery, 'filters'> & { readonly filters?: readonly WordedFilter[] };

/** Two questions that show what a view is: its measures by its first hierarchy and time, and one filtered and cut. */
function questions(view: CatalogView): WordedQuery[] {
  // Measures that a view shows beside its own are known by the dimensions in common alone; risk has its own.
  const beside = new Set(
    view.objects.flatMap(({ fields }) => (view.name === 'risk' ? [] : fields.map((one) => one.measure))),
  );
  const plain = view.measures.filter(
    ({ arguments: given, name, evidenceOf }) =>
      evidenceOf === undefined && !beside.has(name) && given.length === 0 && !/_(share|rank|year_to_date)$/.test(name),
  );
  const level =
    view.hierarchies[0]?.levels[0] ??
    view.dimensions.find(({ masked, name }) => !masked && name !== view.timeDimension)?.name ??
    '';
  const time = view.timeDimension;
  const measures = plain.slice(0, 6).map(({ name }) => ({ name }));
  return [
    {
      view: view.name,
      measures,
      dimensions: [{ name: level }, ...(time ? [{ name: time, granularity: 'quarter' as const }] : [])],
    },
    {
      view: view.name,
      measures: measures.slice(0, 2),
      dimensions: [{ name: level }],
      filters: [
        { member: level, operator: 'notEquals', values: ['Unknown'] },
        ...(time ? [{ member: time, operator: 'inDateRange' as const, values: ['2023-11-01', '2024-01-31'] }] : []),
      ],
      order: [{ by: measures[0]?.name ?? level, direction: 'desc' }],
      limit: 5,
    },
  ];
}

function compare(name: string, text: string): void {
  const file = path.join(DIRECTORY, `${name}.sql`);
  if (process.env.TENURE_GOLDEN === 'write' || (!existsSync(file) && !process.env.CI)) {
    mkdirSync(DIRECTORY, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('golden SQL', () => {
  it('of every view of the warehouse', async () => {
    const { views } = await semantic.catalog(analyst);
    expect(views.length).toBeGreaterThan(10);
    for (const view of views) {
      const parts: string[] = [];
      for (const query of questions(view)) {
        const { filters = [] } = query;
        const { receipt } = await semantic.ask({ ...query, filters: filters.map(filterSaid) }, analyst);
        parts.push(`-- ${JSON.stringify(query)}\n-- layer: ${receipt.layer}\n${receipt.sql}\n`);
      }
      compare(view.name, parts.join('\n'));
    }
  });

  it('of the views over the application store, which is not here to run it', async () => {
    const admin: Principal = { ...analyst, groups: ['admin'] };
    const { views } = await semantic.catalog(admin);
    for (const name of ['etl_runs', 'quarantine']) {
      const view = views.find((known) => known.name === name);
      const members = (list: readonly { readonly name: string }[] = []) =>
        list.map((member) => `${name}.${member.name}`);
      const sql = await semantic.cube.sql(
        { measures: members(view?.measures), dimensions: members(view?.dimensions).slice(0, 3) },
        admin,
      );
      expect(sql.dataSource).toBe('store');
      compare(name, `${sql.text}\n`);
    }
  });

  it('of the value-risk grid in every kind of view that has it', async () => {
    const parts: string[] = [];
    for (const [view, measure] of [
      ['churn', 'customer_months'],
      ['valuation', 'customer_months'],
      ['risk', 'scored_customers'],
      ['risk_history', 'at_risk'],
      ['decisions', 'held_out_customers'],
      ['customers', 'known_customers'],
      ['contact_log', 'contact_count'],
    ] as const) {
      const dimensions = [{ name: 'value_tier' }, { name: 'risk_band' }];
      const { receipt } = await semantic.ask({ view, dimensions, measures: [{ name: measure }] }, analyst);
      parts.push(`-- ${view}, layer: ${receipt.layer}\n${receipt.sql}\n`);
    }
    compare('value-risk-grid', parts.join('\n'));
  });

  it('of a row-level policy', async () => {
    const sql = await semantic.cube.sql({ measures: ['churn.churn_rate'], dimensions: ['churn.city'] }, manager);
    compare('policy-manager', `${sql.text}\n-- ${JSON.stringify(sql.params)}\n`);
  });
});
