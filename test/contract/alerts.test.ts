import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { principalOfUser } from '../../src/access/user-principal.js';
import type { Alert } from '../../src/alerts/alert.js';
import { MOST } from '../../src/alerts/repository.js';
import { watchAlerts } from '../../src/alerts/watch.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

let app: SmallApp;
beforeAll(async () => {
  app = await openSmallApp();
});
afterAll(() => app?.close());

interface Reply {
  readonly data?: { readonly alerts: Alert[]; readonly setAlert: Alert; readonly removeAlert: boolean };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

async function graphql(user: string, query: string, variables: Record<string, unknown> = {}): Promise<Reply> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await app.tokenOf(user)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Reply;
}

const FIELDS =
  'id view measure arguments filters slice when threshold check { snapshot month value crossed error { code } } crossings { snapshot month value crossed }';
const SET = `mutation ($view: String!, $measure: String!, $filters: [FilterInput!], $when: AlertDirection!, $threshold: Float!, $arguments: JSON) {
  setAlert(view: $view, measure: $measure, filters: $filters, when: $when, threshold: $threshold, arguments: $arguments, slice: "Sichuan") { ${FIELDS} } }`;
const SICHUAN = [{ member: 'province', operator: 'equals', values: ['Sichuan'] }];
const CUSTOMERS = { view: 'churn', measure: 'customers', filters: [], when: 'above', threshold: 0 };

const codeOf = ({ errors }: Reply) => errors?.[0]?.extensions.code;
const alertsOf = async (user: string) => (await graphql(user, `{ alerts { ${FIELDS} } }`)).data?.alerts ?? [];
const set = async (user: string, definition: Record<string, unknown>) => {
  const reply = await graphql(user, SET, definition);
  if (!reply.data) throw new Error(JSON.stringify(reply.errors));
  return reply.data.setAlert;
};
const principalOf = async (name: string): Promise<Principal> => {
  const user = await app.users.find(name);
  if (!user) throw new Error(`no user ${name}`);
  return principalOfUser(user);
};

/** Active customers of a month, counted on the table itself; `provinces` are codes, all when there are none. */
async function counted(month: string, provinces: readonly string[] = []): Promise<number> {
  const inProvinces =
    provinces.length > 0 ? `AND intDiv(district_code, 10000) * 10000 IN (${provinces.join(', ')})` : '';
  const { rows } = await app.warehouse.query({
    text: `SELECT uniqExact(customer_key) FROM tenure.customer_month WHERE active AND month = '${month}' ${inProvinces}`,
  });
  return Number(rows[0]?.[0]);
}

/** A load: one more month, the last one again with other customers, and a snapshot of it. */
async function publishMonth(month: string, customers: string): Promise<string> {
  await app.warehouse.command(
    {
      text: `INSERT INTO tenure.customer_month (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, active, bills, revenue, margin)
             SELECT '${month}', customer_key, customer_id, district_code, plan_code, tier, channel_code, true, 1, 10, 4
             FROM tenure.customer_month WHERE active AND month = '2025-01-01' AND (${customers})`,
    },
    { lane: 'batch' },
  );
  return (await app.gate.publish({ runId: `load-${month}`, swaps: [], dictionaries: [] })).id;
}

const LAST = '2025-01-01';
const silent = pino({ level: 'silent' });

describe('alerts', () => {
  test('are checked when set, and fire at the snapshot that crosses the threshold', async () => {
    const before = await counted(LAST, ['510000']);
    const made = await set('analyst', { ...CUSTOMERS, filters: SICHUAN, when: 'below', threshold: before });
    expect(made).toMatchObject({ slice: 'Sichuan', filters: SICHUAN, crossings: [] });
    expect(made.check).toMatchObject({ month: LAST, value: before, crossed: false, error: null });

    const stop = watchAlerts(app.alerts, app.gate, silent);
    const snapshot = await publishMonth('2025-02-01', 'cityHash64(customer_key) % 2 = 0');
    await stop();
    const after = await counted('2025-02-01', ['510000']);
    expect(after).toBeLessThan(before);
    const crossing = { snapshot, month: '2025-02-01', value: after, crossed: true };
    const [alert] = await app.alerts.list(await principalOf('analyst'));
    expect(alert?.check).toMatchObject({ ...crossing, error: null });
    expect(alert?.crossings).toEqual([expect.objectContaining(crossing)]);

    const quiet = await publishMonth('2025-03-01', 'true');
    const [later] = await alertsOf('analyst');
    expect(later?.check).toMatchObject({ snapshot: quiet, month: '2025-03-01', value: before, crossed: false });
    expect(later?.crossings.map(({ crossed }) => crossed)).toEqual([false, true]);
  });

  test('say nothing twice: one snapshot checked again keeps one crossing', async () => {
    const made = await set('analyst', CUSTOMERS);
    expect(made.crossings).toHaveLength(1);
    expect(await app.alerts.checkAll()).toBe(0);
    await publishMonth('2025-04-01', 'true');
    expect(await app.alerts.checkAll()).toBeGreaterThan(0);
    const again = (await alertsOf('analyst')).find(({ id }) => id === made.id);
    expect(again?.crossings).toEqual(made.crossings);
  });

  test('are asked with the owner’s policy as it is then', async () => {
    const own = await set('manager.sichuan', CUSTOMERS);
    const month = own.check?.month ?? '';
    expect(own.check?.value).toBe(await counted(month, ['510000']));
    const manager = await principalOf('manager.sichuan');
    const [moved] = await app.alerts.list({ ...manager, provinces: ['440000'] });
    expect(moved?.check?.value).toBe(await counted(month, ['440000']));
    const nobody = { ...manager, groups: ['service'], provinces: [] };
    const [hidden] = await app.alerts.list(nobody);
    expect(hidden?.check).toMatchObject({ value: null, crossed: false, error: { code: 'UNKNOWN_VIEW' } });
    expect(hidden?.crossings).toEqual([]);
  });

  test('belong to one user', async () => {
    const made = await set('analyst', { ...CUSTOMERS, arguments: {} });
    expect((await alertsOf('executive')).map(({ id }) => id)).not.toContain(made.id);
    const REMOVE = 'mutation ($id: ID!) { removeAlert(id: $id) }';
    expect(codeOf(await graphql('executive', REMOVE, { id: made.id }))).toBe('NOT_FOUND');
    expect((await graphql('analyst', REMOVE, { id: made.id })).data?.removeAlert).toBe(true);
    expect((await alertsOf('analyst')).map(({ id }) => id)).not.toContain(made.id);
    expect(codeOf(await graphql('analyst', REMOVE, { id: 'x' }))).toBe('NOT_FOUND');
  });

  test('cannot watch what their owner may not ask, nor what is no number or fixed in time', async () => {
    expect(codeOf(await graphql('service', SET, CUSTOMERS))).toBe('UNKNOWN_VIEW');
    const byCustomer = [{ member: 'customer_id', operator: 'equals', values: ['C000001'] }];
    expect(codeOf(await graphql('executive', SET, { ...CUSTOMERS, filters: byCustomer }))).toBe('UNKNOWN_MEMBER');
    expect(codeOf(await graphql('analyst', SET, { ...CUSTOMERS, measure: 'nothing' }))).toBe('UNKNOWN_MEMBER');
    const curve = { ...CUSTOMERS, view: 'risk', measure: 'survival_curve' };
    expect(codeOf(await graphql('analyst', SET, curve))).toBe('BAD_REQUEST');
    const inMonth = [{ member: 'month', operator: 'equals', values: ['2024-01-01'] }];
    expect(codeOf(await graphql('analyst', SET, { ...CUSTOMERS, filters: inMonth }))).toBe('BAD_REQUEST');
  });

  test('of a user who may not sign in any more are left alone', async () => {
    const made = await set('executive', CUSTOMERS);
    await app.users.disable('executive');
    await publishMonth('2025-05-01', 'true');
    await app.alerts.checkAll();
    const { groups, provinces, accountManagers } = await principalOf('analyst');
    const others = await app.alerts.list({ user: 'nobody', groups, provinces, accountManagers });
    expect(others).toEqual([]);
    const { rows } = await app.storePool.query('select checked_snapshot from alert where id = $1', [made.id]);
    expect(rows[0]).toEqual({ checked_snapshot: made.check?.snapshot });
  });

  test('have a bound', async () => {
    const service = { view: 'service', measure: 'complaints', filters: [], when: 'above', threshold: 1 };
    for (let i = 0; i < MOST; i++) await set('service', service);
    expect(codeOf(await graphql('service', SET, service))).toBe('TOO_MANY');
  });
});

describe('an alert on the forecast', () => {
  const outside = (more: object) => ({ ...CUSTOMERS, when: 'outside', threshold: 0.95, ...more });

  test('holds the latest month against the interval of the forecast made without it', async () => {
    const { rows } = await app.warehouse.query({ text: 'SELECT max(month) FROM tenure.customer_month' });
    const month = String(rows[0]?.[0]);
    const { check } = await set('analyst', outside({}));
    const { data } = (await graphql(
      'analyst',
      `{ forecast(view: "churn", measure: "customers", months: 1, levels: [0.95], holdOut: 1) {
         cells { points { month isForecast intervals { low high } } } } }`,
    )) as unknown as {
      data: {
        forecast: {
          cells: { points: { month: string; isForecast: boolean; intervals: { low: number; high: number }[] }[] }[];
        };
      };
    };
    const ahead = data.forecast.cells[0]?.points.find(({ isForecast }) => isForecast);
    const value = await counted(month);
    expect(ahead?.month).toBe(month);
    expect(check).toMatchObject({ month, value, error: null });
    const { low, high } = ahead?.intervals[0] ?? { low: Number.NaN, high: Number.NaN };
    expect(check?.crossed).toBe(value < low || value > high);
    // So narrow a band that nothing stays inside it.
    expect((await set('analyst', outside({ threshold: 0.000001 }))).check?.crossed).toBe(true);
  });

  test('needs a level and a measure that has a forecast', async () => {
    expect(codeOf(await graphql('analyst', SET, outside({ threshold: 12 })))).toBe('BAD_REQUEST');
    expect(codeOf(await graphql('analyst', SET, outside({ measure: 'churned_previous' })))).toBe('WRONG_USE');
    expect(codeOf(await graphql('service', SET, outside({})))).toBe('UNKNOWN_VIEW');
  });
});
