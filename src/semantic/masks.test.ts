import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { Semantic } from './create.js';
import type { SemanticQuery } from './query.js';

const principal = (group: string): Principal => ({
  user: group,
  groups: [group],
  provinces: ['510000'],
  accountManagers: ['A1'],
});
const PERSONAL = ['customer_name', 'phone_number', 'email', 'national_id'];
const m = (...names: string[]) => names.map((name) => ({ name }));

let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(40, 3);
  await small.warehouse.command(
    {
      text: `INSERT INTO tenure.dim_customer (customer_key, customer_id, valid_from, valid_to, joined_on, district_code, plan_code, tier,
               account_manager_code, customer_name, phone_number, email, text_attributes)
             SELECT customer_key, customer_id, '2023-01-01', '2100-01-01', '2023-01-01', any(district_code), 'P1', 'Gold',
               if(endsWith(customer_id, '1'), 'A1', 'A2'), concat('Name of ', customer_id), concat('1380000', right(customer_id, 4)),
               concat(customer_id, '@example.com'), map('national_id', concat('id-', customer_id))
             FROM tenure.customer_month GROUP BY customer_key, customer_id`,
    },
    { lane: 'batch' },
  );
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const rows = async (query: Omit<SemanticQuery, 'view'>, group: string) =>
  (await semantic.ask({ view: 'customers', ...query }, principal(group))).rows;
const kind = (query: Omit<SemanticQuery, 'view'>, group: string) =>
  rows(query, group).then(
    () => 'answered',
    (error: { kind: string }) => error.kind,
  );

describe('personal fields', () => {
  it('are shown to admin and, of the own customers, to service', async () => {
    const query = { dimensions: m('customer_id', ...PERSONAL), ungrouped: true };
    for (const group of ['admin', 'service']) {
      const shown = await rows(query, group);
      for (const [id, name, phone, email, national] of shown) {
        expect([name, email, national]).toEqual([`Name of ${id}`, `${id}@example.com`, `id-${id}`]);
        expect(phone).toBe(`1380000${String(id).slice(-4)}`);
      }
      if (group === 'service') expect(shown.every(([id]) => String(id).endsWith('1'))).toBe(true);
      expect(shown.length).toBeGreaterThan(1);
    }
  });

  it.each(['analyst', 'manager'])('are masked for %s, row by row', async (group) => {
    const shown = await rows({ dimensions: m('customer_id', ...PERSONAL), ungrouped: true }, group);
    expect(shown.length).toBeGreaterThan(1);
    for (const [id, name, phone, email, national] of shown) {
      expect([name, email, national]).toEqual(['***', '***', null]);
      expect(phone).toBe(`*******${String(id).slice(-2)}`);
    }
  });

  it.each(['analyst', 'manager'].flatMap((group) => PERSONAL.map((member) => [group, member] as const)))(
    '%s may not filter, group, order or compute by %s',
    async (group, member) => {
      const measures = m('known_customers');
      const part = { member };
      expect(await kind({ measures, dimensions: m(member) }, group)).toBe('FORBIDDEN');
      expect(await kind({ measures, filters: [{ member, operator: 'set' }] }, group)).toBe('FORBIDDEN');
      const nested = [{ or: [{ and: [{ member, operator: 'set' }] }, { member: 'tier', operator: 'set' }] }] as const;
      expect(await kind({ measures, filters: nested }, group)).toBe('FORBIDDEN');
      expect(await kind({ measures, filters: [{ expression: { parts: [part, ' IS NOT NULL'] } }] }, group)).toBe(
        'FORBIDDEN',
      );
      expect(await kind({ dimensions: [{ name: 'x', expression: { parts: [part] } }] }, group)).toBe('FORBIDDEN');
      expect(await kind({ measures: [{ name: 'x', expression: { parts: ['max(', part, ')'] } }] }, group)).toBe(
        'FORBIDDEN',
      );
      const order = [{ by: 'x', direction: 'asc' }] as const;
      expect(await kind({ dimensions: [{ name: member, as: 'x' }], ungrouped: true, order }, group)).toBe('FORBIDDEN');
    },
  );

  it('are absent for an executive', async () => {
    for (const member of [...PERSONAL, 'customer_id']) {
      expect(await kind({ dimensions: m(member) }, 'executive')).toBe('UNKNOWN_MEMBER');
    }
    const { views } = await semantic.catalog(principal('executive'));
    const names = views.find(({ name }) => name === 'customers')?.dimensions.map(({ name }) => name);
    for (const member of PERSONAL) expect(names).not.toContain(member);
  });

  it('are named as masked in the catalogue', async () => {
    const { views } = await semantic.catalog(principal('analyst'));
    const masked = views.find(({ name }) => name === 'customers')?.dimensions.filter((dimension) => dimension.masked);
    expect(masked?.map(({ name }) => name)).toEqual(PERSONAL);
  });
});

it('service sees the subjects of its role only', async () => {
  const { views } = await semantic.catalog(principal('service'));
  expect(views.map(({ name }) => name).sort()).toEqual(['billing', 'contact_log', 'customers', 'service']);
});
