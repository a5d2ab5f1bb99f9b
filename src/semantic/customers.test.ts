import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { isSet } from './contract/operators.js';
import type { SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const principal = (group: string): Principal => ({
  user: group,
  groups: [group],
  provinces: ['510000'],
  accountManagers: ['A1'],
});
const PERSONAL = ['customer_name', 'phone_number', 'email', 'national_id'];
/** Described, but of no stay that anything is known of. */
const STRANGER = 'C99991';
const m = (...names: string[]) => names.map((name) => ({ name }));

let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(40, 3);
  await small.warehouse.command(
    {
      text: `INSERT INTO tenure.dim_customer (customer_key, customer_id, valid_from, valid_to, joined_on, district_code, plan_code, tier,
               channel_code, device_code, account_manager_code, customer_name, phone_number, email, text_attributes)
             SELECT customer_key, customer_id, '2023-01-01', '2100-01-01', '2023-01-01', any(district_code), 'P1', 'Gold',
               if(endsWith(customer_id, '1'), 'C1', 'C2'), if(endsWith(customer_id, '1'), 'D4', 'D1'), if(endsWith(customer_id, '1'), 'A1', 'A2'), concat('Name of ', customer_id), concat('1380000', right(customer_id, 4)),
               concat(customer_id, '@example.com'), map('national_id', concat('id-', customer_id))
             FROM (SELECT customer_key, customer_id, district_code FROM tenure.customer_month
               UNION ALL SELECT 99991, '${STRANGER}', 510104 UNION ALL SELECT 99992, 'C99992', 510104
               UNION ALL SELECT 99993, 'C99993', 510104) GROUP BY customer_key, customer_id`,
    },
    { lane: 'batch' },
  );
  await small.warehouse.command(
    {
      text: `INSERT INTO tenure.customer_spell (customer_key, customer_id, joined_on, left_on, reason_code) VALUES
        (99992, 'C99992', '2023-01-01', '2023-03-05', 'R2'), (99992, 'C99992', '2023-06-01', '2024-01-17', 'R1'),
        (99993, 'C99993', '2023-01-01', '2023-03-05', 'R2'), (99993, 'C99993', '2023-06-01', '2100-01-01', '')`,
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
      expect(await kind({ measures, filters: [isSet(member)] }, group)).toBe('FORBIDDEN');
      const nested = [{ or: [{ and: [isSet(member)] }, isSet('tier')] }];
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
    expect(masked?.map(({ name }) => name).sort()).toEqual(
      [...PERSONAL, 'document_hash', 'address_hash', 'device_hash'].sort(),
    );
  });
});

it('service sees the subjects of its role only', async () => {
  const { views } = await semantic.catalog(principal('service'));
  expect(views.map(({ name }) => name).sort()).toEqual(['billing', 'contact_log', 'customers', 'service']);
});

describe('whether a customer is one now', () => {
  const counts = m('known_customers', 'active_customers', 'churned_customers');

  it('follows the last stay, and is not known of those without any', async () => {
    const shown = await rows(
      { dimensions: m('customer_id', 'status', 'left_on', 'left_for', 'left_for_category'), ungrouped: true },
      'admin',
    );
    const { rows: byHand } = await small.warehouse.query({
      text: `SELECT customer_id, multiIf(customer_id = '${STRANGER}', 'unknown', last = '2100-01-01', 'active', 'churned') AS status,
          if(status = 'churned', toString(last), NULL), if(status = 'churned', dictGet('tenure.reason', 'reason_en', ifNull(reason, '')), ''),
          if(status = 'churned', dictGet('tenure.reason', 'category', ifNull(reason, '')), '')
        FROM (SELECT customer_id FROM tenure.dim_customer) AS d
        LEFT JOIN (SELECT customer_id, max(left_on) AS last, argMax(reason_code, left_on) AS reason
          FROM tenure.customer_spell GROUP BY customer_id) AS s USING (customer_id)`,
    });
    expect([...shown].sort()).toEqual([...byHand].sort());
    expect(new Set(shown.map(([, status]) => status))).toEqual(new Set(['active', 'churned', 'unknown']));
  });

  it('has the kind of its channel, and the generation and brand of its device', async () => {
    const dimensions = m('channel_kind', 'channel', 'device_generation', 'device_brand', 'device');
    const shown = await rows({ measures: m('known_customers'), dimensions }, 'admin');
    const { rows: byHand } = await small.warehouse.query({
      text: `SELECT c.kind, c.channel_en, v.generation, if(v.brand = '', 'Unknown', v.brand), v.device_en, count()
        FROM tenure.dim_customer AS d INNER JOIN tenure.dim_channel AS c USING (channel_code)
        INNER JOIN tenure.dim_device AS v USING (device_code) GROUP BY 1, 2, 3, 4, 5`,
    });
    const texts = (given: readonly (readonly unknown[])[]) => given.map((row) => row.join(' | ')).sort();
    expect(texts(shown)).toEqual(texts(byHand));
    expect(shown.length).toBe(2);
  });

  it('counts those as neither', async () => {
    const [[known, active, churned] = []] = await rows({ measures: counts }, 'admin');
    expect(Number(known)).toBe(Number(active) + Number(churned) + 1);
    const one = [{ member: 'customer_id', operator: 'equals', values: [STRANGER] }] as const;
    expect(await rows({ measures: counts, filters: one }, 'admin')).toEqual([[1, 0, 0]]);
  });
});
