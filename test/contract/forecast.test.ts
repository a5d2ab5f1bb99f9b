import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ForecastCell as Cell,
  FORECAST,
  type ForecastPoint as Point,
} from '../../src/web/pivot/forecast-document.js';
import { callers } from '../support/policy/doors.js';
import { DEMO_PASSWORD, openSmallApp, type SmallApp } from '../support/small-app.js';

let app: SmallApp;
let call: ReturnType<typeof callers>;
beforeAll(async () => {
  app = await openSmallApp();
  call = callers(app);
});
afterAll(() => app?.close());

/** What the page asks, and what a program may ask more. */
const ALL = FORECAST.replace('cells { path', 'cells { parameters path').replace(
  'receipt { snapshot sql }',
  'receipt { snapshot sql complete queries definitions { measure } }',
);

async function asked(user: string, variables: object) {
  const { body } = await call.graphql(ALL, user, {
    view: 'churn',
    measure: 'churned',
    by: [],
    months: 6,
    ...variables,
  });
  return body;
}

describe('GraphQL', () => {
  it('answers with cells, intervals, back-test, parameters and a receipt', async () => {
    const { data, errors } = await asked('analyst', { by: ['province'] });
    expect(errors).toBeUndefined();
    const { cells, basis, receipt, coherent } = data.forecast;
    expect(coherent).toBe(true);
    expect(basis).toMatchObject({ kind: 'count', first: '2023-11-01', leftOut: null, ratioOf: null });
    expect(receipt).toMatchObject({ complete: true, queries: 2, definitions: [{ measure: 'churned' }] });
    expect(cells[0]).toMatchObject({ path: [], backTest: { origins: 3 } });
    expect(cells[0].parameters.series.theta).toBeDefined();
    const [first] = cells[0].points.filter((point: Point) => point.isForecast);
    expect(first.intervals.map(({ level }: { level: number }) => level)).toEqual([0.8, 0.95]);
  });

  it('makes a manager’s of his rows, and says so', async () => {
    const { data } = await asked('manager.sichuan', { by: ['province'] });
    expect(data.forecast.basis.limitedTo.provinces).toEqual(['510000']);
    expect(data.forecast.cells.map(({ path }: Cell) => path)).toEqual([[], ['Sichuan']]);
  });

  it.each([
    [{ view: 'churn' }, 'UNKNOWN_VIEW'],
    [{ view: 'customers', measure: 'churn_rate' }, 'UNKNOWN_MEMBER'],
    [{ view: 'billing', measure: 'margin' }, 'UNKNOWN_MEMBER'],
  ])('does not know for service what service may not see: %j', async (variables, code) => {
    const { errors } = await asked('service', variables);
    expect(errors[0].extensions.code).toBe(code);
  });
});

describe('SQL', () => {
  async function sql(user: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: app.sqlPort,
      user,
      password: DEMO_PASSWORD,
      database: 'tenure',
    });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }
  const day = "to_char(month, 'YYYY-MM-DD') AS month";

  it.each(['churned', 'churn_rate', 'revenue'])('has %s as GraphQL has it, to the last digit', async (measure) => {
    const [rows, { data }] = await Promise.all([
      sql(
        'analyst',
        `SELECT province, ${day}, is_forecast, ${['', '_forecast', '_low', '_high', '_low_80', '_high_80'].map((end) => measure + end).join(', ')}
           FROM churn_forecast ORDER BY province, churn_forecast.month`,
      ),
      asked('analyst', { measure, by: ['province'], months: 24 }),
    ]);
    const wanted = data.forecast.cells.flatMap(({ path, points }: Cell) =>
      path.length === 0
        ? []
        : points.map(({ month, isForecast, value, intervals }) => [
            path[0],
            month,
            isForecast,
            isForecast ? null : value,
            isForecast ? value : null,
            ...[0.95, 0.8].flatMap((level) => {
              const found = intervals.find((one) => one.level === level);
              return [found?.low ?? null, found?.high ?? null];
            }),
          ]),
    );
    expect(rows.map((row) => Object.values(row))).toEqual(wanted);
  });

  it('adds up what adds up, and nothing else', async () => {
    const [parts, total, bounds, single] = await Promise.all([
      sql(
        'analyst',
        `SELECT ${day}, SUM(revenue_forecast) AS f FROM churn_forecast WHERE province <> '' AND is_forecast GROUP BY 1 ORDER BY 1`,
      ),
      asked('analyst', { measure: 'revenue', by: ['province'], months: 24 }),
      sql(
        'analyst',
        `SELECT ${day}, SUM(churned_low) AS low, AVG(churn_rate_forecast) AS rate FROM churn_forecast WHERE province <> '' AND is_forecast GROUP BY 1`,
      ),
      sql(
        'analyst',
        `SELECT province, ${day}, SUM(churned_low) AS low, MEASURE(churn_rate_forecast) AS rate FROM public."churn_forecast" AS f WHERE f.is_forecast GROUP BY 1, f.month`,
      ),
    ]);
    const whole = total.data.forecast.cells[0].points.filter(({ isForecast }: Point) => isForecast);
    for (const [step, { f }] of parts.entries()) expect(f).toBeCloseTo(whole[step].value, 6);
    expect(new Set(bounds.flatMap(({ low, rate }) => [low, rate]))).toEqual(new Set([null]));
    for (const { low } of single) expect(typeof low).toBe('number');
    expect(single.some(({ rate }) => typeof rate === 'number')).toBe(true);
  });

  it('a star is the total; tools may put their own select around it', async () => {
    const whole = await sql('analyst', 'SELECT * FROM churn_forecast WHERE is_forecast LIMIT 100');
    expect(whole).toHaveLength(24);
    expect(whole[0]).toMatchObject({ province: null, is_forecast: true, churned: null });
    const around = await sql(
      'analyst',
      `SELECT tier, SUM(churned_forecast) AS f FROM (SELECT * FROM churn_forecast) AS virtual_table WHERE is_forecast GROUP BY tier`,
    );
    expect(around.map(({ tier }) => tier).sort()).toEqual(['Bronze', 'Gold', 'Silver']);
  });

  it('joins, is read through WITH, explained and bound', async () => {
    const rows = await sql(
      'analyst',
      `WITH f AS (SELECT month, churned_forecast FROM churn_forecast WHERE month >= date '2025-02-01')
       SELECT count(*)::int AS n, count(churned_forecast)::int AS m FROM f`,
    );
    expect(rows[0]?.n).toBe(rows[0]?.m);
    expect(rows[0]?.n).toBe(24);
    const joined = await sql(
      'analyst',
      `SELECT f.month, k.churned AS known, f.churned AS same FROM churn_forecast f
         JOIN (SELECT month, SUM(churned) AS churned FROM churn GROUP BY 1) k ON k.month = f.month WHERE f.month < $1::date`,
      ['2024-06-01'],
    );
    expect(joined).toHaveLength(7);
    for (const { known, same } of joined) expect(same).toBe(Number(known));
    expect((await sql('analyst', 'EXPLAIN SELECT month FROM churn_forecast')).length).toBeGreaterThan(0);
  });

  it('is of the rows of the policy, and does not exist for who does not see the view', async () => {
    const provinces = await sql('manager.sichuan', 'SELECT DISTINCT province FROM churn_forecast');
    expect(provinces).toEqual([{ province: 'Sichuan' }]);
    await expect(sql('service', 'SELECT month FROM churn_forecast')).rejects.toMatchObject({ code: '42P01' });
    await expect(sql('service', 'SELECT margin_forecast FROM billing_forecast')).rejects.toMatchObject({
      code: '42703',
    });
    const columns = await sql(
      'service',
      `SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%\\_forecast'`,
    );
    expect(columns.map(({ table_name }) => table_name)).not.toContain('churn_forecast');
  });
});

describe('the calendar of events', () => {
  const SAVE = `mutation ($id: ID, $event: CalendarEventInput!) { saveCalendarEvent(id: $id, event: $event) { id firstDay lastDay savedBy } }`;
  const REMOVE = 'mutation ($id: ID!) { removeCalendarEvent(id: $id) }';
  const event = (more: object) => ({ kind: 'price_change', title: 'Fees rise', firstDay: '2024-06-01', ...more });
  const save = async (user: string, more: object, id?: string) =>
    (await call.graphql(SAVE, user, { event: event(more), ...(id ? { id } : {}) })).body;
  const listed = async (user: string, period = 'from: "2024-06", to: "2024-06-30"') => {
    const { body } = await call.graphql(`{ calendarEvents(${period}) { title provinces } }`, user);
    return body.data.calendarEvents.map(({ title }: { title: string }) => title);
  };
  const codeOf = (body: { errors?: { extensions: { code: string } }[] }) => body.errors?.[0]?.extensions.code;

  it('is filled by roles with the right, and shows each caller those of all and of his own provinces', async () => {
    const { data } = await save('analyst', {});
    expect(data.saveCalendarEvent).toMatchObject({ firstDay: '2024-06-01', lastDay: '2024-06-01', savedBy: 'analyst' });
    await save('admin', {
      title: 'Mast down in Chengdu',
      kind: 'outage',
      lastDay: '2024-06-03',
      provinces: ['510000'],
    });
    await save('admin', { title: 'Campaign in the south', kind: 'campaign', provinces: ['440000'] });
    expect(await listed('admin')).toEqual(['Campaign in the south', 'Fees rise', 'Mast down in Chengdu']);
    expect(await listed('manager.sichuan')).toEqual(['Fees rise', 'Mast down in Chengdu']);
    expect(await listed('manager.sichuan', 'from: "2024-06-02"')).toEqual(['Mast down in Chengdu']);
    expect(await listed('admin', 'to: "2024-05-31"')).toEqual([]);
    const id = data.saveCalendarEvent.id;
    for (const user of ['manager.sichuan', 'executive', 'service']) {
      expect(codeOf(await save(user, {}))).toBe('FORBIDDEN');
      expect(codeOf((await call.graphql(REMOVE, user, { id })).body)).toBe('FORBIDDEN');
    }
    expect((await save('admin', { title: 'Fees fall' }, id)).data.saveCalendarEvent.id).toBe(id);
    expect((await call.graphql(REMOVE, 'admin', { id })).body.data.removeCalendarEvent).toBe(true);
    expect(codeOf((await call.graphql(REMOVE, 'admin', { id })).body)).toBe('NOT_FOUND');
    expect(codeOf((await call.graphql(REMOVE, 'admin', { id: "' or true" })).body)).toBe('NOT_FOUND');
    expect(await listed('admin')).not.toContain('Fees fall');
  });

  it('takes no day that is none, and no end before the beginning', async () => {
    expect(codeOf(await save('admin', { firstDay: '2024-02-30' }))).toBe('BAD_REQUEST');
    expect(codeOf(await save('admin', { lastDay: '2024-05-31' }))).toBe('BAD_REQUEST');
    expect(codeOf(await save('admin', { title: ' ' }))).toBe('BAD_REQUEST');
  });
});
