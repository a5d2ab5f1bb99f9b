import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { principalOfUser } from '../../src/access/user-principal.js';
import { exportDue } from '../../src/reports/scheduled-exports.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

let app: SmallApp;
beforeAll(async () => {
  app = await openSmallApp();
});
afterAll(() => app?.close());

interface Reply {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is each test's own question
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function graphql(user: string, query: string, variables: Record<string, unknown> = {}): Promise<Reply> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await app.tokenOf(user)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Reply;
}

const codeOf = ({ errors }: Reply) => errors?.[0]?.extensions.code;

const DOCUMENT = {
  schema: 'tenure-report/1',
  title: 'Margin by tier',
  parameters: [{ name: 'from', title: 'From', type: 'date', default: '2024-03-01' }],
  calculated: [
    {
      name: 'margin_share',
      view: 'value',
      title: 'Margin share',
      expression: 'margin / revenue',
      unit: 'ratio',
      format: 'percent',
    },
  ],
  pages: [
    {
      title: 'Overview',
      filters: [{ member: 'month', operator: 'equals', values: [{ parameter: 'from' }] }],
      items: [
        { kind: 'text', text: 'What is left of revenue.' },
        {
          kind: 'table',
          title: 'By tier',
          question: {
            view: 'value',
            measures: [{ name: 'revenue' }, { name: 'margin' }, { name: 'margin_share' }],
            dimensions: [{ name: 'tier' }],
            order: [{ by: 'tier', direction: 'asc' }],
          },
        },
        {
          kind: 'table',
          title: 'Customers',
          question: { view: 'value', measures: [{ name: 'revenue' }], dimensions: [{ name: 'customer_id' }] },
        },
      ],
    },
  ],
};
const CREATE =
  'mutation ($document: JSON!) { createReport(document: $document, folder: "Value") { id version mine document } }';
const RUN =
  'query ($id: ID!, $p: JSON) { runReport(id: $id, parameters: $p) { title kind text columns { name } rows receipt { snapshot } error { code message } } }';
let id: string;

describe('reports', () => {
  test('are saved whole, exported as they were imported, and answered with calculated members', async () => {
    const made = await graphql('analyst', CREATE, { document: DOCUMENT });
    expect(made.errors).toBeUndefined();
    id = made.data.createReport.id;
    expect(made.data.createReport.document).toMatchObject(DOCUMENT);
    const { data } = await graphql('analyst', RUN, { id });
    const [text, table] = data.runReport;
    expect(text.text).toBe('What is left of revenue.');
    const { rows } = await app.warehouse.query({
      text: `SELECT toString(tier), sum(revenue), sum(margin), sum(margin) / toFloat64(sum(revenue)) FROM tenure.customer_month WHERE month = '2024-03-01' GROUP BY tier ORDER BY tier`,
    });
    expect(table.rows).toHaveLength(rows.length);
    rows.forEach((row, i) => {
      expect(table.rows[i].slice(0, 3).map(String)).toEqual(row.slice(0, 3).map(String));
      expect(Number(table.rows[i][3])).toBeCloseTo(Number(row[1]) === 0 ? 0 : Number(row[2]) / Number(row[1]), 9);
    });
  });

  test('have tables with nested axes, whose subtotals are asked and not added up, exported in that shape', async () => {
    const nested = {
      ...DOCUMENT,
      title: 'Nested',
      pages: [
        {
          title: 'Overview',
          filters: [{ member: 'month', operator: 'inDateRange', values: ['2024-02-01', '2024-07-31'] }],
          items: [
            {
              kind: 'table',
              title: 'By place and quarter',
              pivot: { across: 1 },
              question: {
                view: 'value',
                measures: [{ name: 'customers' }, { name: 'margin_share' }],
                dimensions: [{ name: 'month', granularity: 'quarter' }, { name: 'province' }, { name: 'tier' }],
                order: [{ by: 'customers', direction: 'desc' }],
              },
            },
          ],
        },
      ],
    };
    const PIVOT = `{ title error { message } receipt { complete queries } pivot {
      rows { path isTotal } columns { path } measures { title format } cells } }`;
    const { data, errors } = await graphql(
      'analyst',
      `query ($document: JSON!) { previewReport(document: $document) ${PIVOT} }`,
      { document: nested },
    );
    expect(errors).toBeUndefined();
    const [{ pivot, receipt }] = data.previewReport;
    expect(receipt).toMatchObject({ complete: true, queries: 6 });
    expect(pivot.measures).toMatchObject([{ title: 'Customers' }, { title: 'Margin share', format: 'percent' }]);
    const at = (row: readonly unknown[], column: readonly unknown[]) => {
      const index = (list: { path: unknown }[], path: unknown) =>
        list.findIndex((one) => JSON.stringify(one.path) === JSON.stringify(path));
      const first = 2 * index(pivot.columns, column);
      return pivot.cells[index(pivot.rows, row)].slice(first, first + 2).map(Number);
    };
    const truth = async (where: string) => {
      const { rows } = await app.warehouse.query({
        text: `SELECT uniqExactIf(customer_key, active = 1), sum(margin) / toFloat64(sum(revenue)) FROM tenure.customer_month
               WHERE month BETWEEN '2024-02-01' AND '2024-07-01' AND ${where}`,
      });
      return rows[0]?.map(Number) as [number, number];
    };
    const sichuan = `dictGet('tenure.region', 'province_en', district_code) = 'Sichuan'`;
    const second = pivot.columns.find(({ path: [of] }: { path: string[] }) => of?.startsWith('2024-04')).path;
    for (const [row, column, where] of [
      [[], [], '1'],
      [['Sichuan'], [], sichuan],
      [['Sichuan', 'Gold'], [], `${sichuan} AND tier = 'Gold'`],
      [[], second, 'toQuarter(month) = 2'],
      [['Sichuan', 'Gold'], second, `${sichuan} AND tier = 'Gold' AND toQuarter(month) = 2`],
    ] as const) {
      const [customers, share] = await truth(where);
      expect(at(row, column)).toEqual([customers, expect.closeTo(share, 9)]);
    }
    // Customers are distinct: the parts are more than the whole.
    expect(at([], [])[0]).toBeLessThan(
      pivot.columns.reduce(
        (sum: number, { path }: { path: unknown[] }) => sum + (path.length ? (at([], path)[0] ?? 0) : 0),
        0,
      ),
    );
    const provinces = pivot.rows.filter(({ path }: { path: unknown[] }) => path.length === 1);
    const sizes = provinces.map(({ path }: { path: unknown[] }) => at(path, [])[0]);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));

    const made = await graphql('analyst', CREATE, { document: nested });
    expect(made.data.createReport.document.pages[0].items[0].pivot).toEqual({ across: 1 });
    const file = await fetch(`${app.url}/export/reports/${made.data.createReport.id}.csv`, {
      headers: { authorization: `Bearer ${await app.tokenOf('analyst')}` },
    });
    const lines = (await file.text()).split('\r\n').map((line) => line.split(','));
    expect(lines[1]?.slice(0, 2)).toEqual(['', '']);
    expect(lines[2]?.slice(0, 3)).toEqual(['Province', 'Tier', 'Customers (customers)']);
    const [customers, share] = await truth(sichuan);
    const total = lines.find(([province, tier]) => province === 'Sichuan' && tier === 'Total') ?? [];
    expect(total.slice(-2).map(Number)).toEqual([customers, expect.closeTo(share, 9)]);
    await graphql('analyst', 'mutation ($id: ID!) { removeReport(id: $id) }', { id: made.data.createReport.id });
  });

  test('take parameters from the reader', async () => {
    const later = await graphql('analyst', RUN, { id, p: { from: '2024-05-01' } });
    const first = await graphql('analyst', RUN, { id });
    expect(later.data.runReport[1].rows).not.toEqual(first.data.runReport[1].rows);
    expect(codeOf(await graphql('analyst', RUN, { id, p: { from: 'May' } }))).toBe('BAD_REQUEST');
    expect(codeOf(await graphql('analyst', RUN, { id, p: { to: '2024-05-01' } }))).toBe('BAD_REQUEST');
  });

  test('are nobody else’s until shared, and then show what the reader’s policy allows', async () => {
    expect(codeOf(await graphql('executive', RUN, { id }))).toBe('NOT_FOUND');
    expect((await graphql('executive', '{ reports { id } }')).data.reports).toEqual([]);
    await graphql(
      'analyst',
      'mutation ($id: ID!) { arrangeReport(id: $id, sharedWith: ["executive", "manager"]) { sharedWith } }',
      { id },
    );
    expect((await graphql('executive', '{ reports { id mine document } }')).data.reports).toEqual([
      { id, mine: false, document: null },
    ]);
    const executive = (await graphql('executive', RUN, { id })).data.runReport;
    expect(executive[1].rows.length).toBeGreaterThan(0);
    expect(executive[2]).toMatchObject({ rows: null, error: { code: 'UNKNOWN_MEMBER' } });
    const manager = (await graphql('manager.sichuan', RUN, { id })).data.runReport;
    const { rows } = await app.warehouse.query({
      text: `SELECT sum(revenue) FROM tenure.customer_month WHERE month = '2024-03-01' AND district_code IN (510104, 510105, 510703)`,
    });
    const total = manager[1].rows.reduce((sum: number, row: unknown[]) => sum + Number(row[1]), 0);
    expect(total).toBeCloseTo(Number(rows[0]?.[0]), 4);
  });

  test('have versions: undo, redo, and a new version after an undo drops what was undone', async () => {
    const save = (title: string, base: number) =>
      graphql(
        'analyst',
        'mutation ($id: ID!, $document: JSON!, $base: Int!) { saveReport(id: $id, document: $document, base: $base) { version title } }',
        {
          id,
          document: { ...DOCUMENT, title },
          base,
        },
      );
    const show = (version: number) =>
      graphql(
        'analyst',
        'mutation ($id: ID!, $v: Int!) { showReportVersion(id: $id, version: $v) { title version } }',
        { id, v: version },
      );
    expect((await save('Second', 1)).data.saveReport).toEqual({ version: 2, title: 'Second' });
    expect(codeOf(await save('From an old one', 1))).toBe('BAD_REQUEST');
    expect((await show(1)).data.showReportVersion).toEqual({ version: 1, title: 'Margin by tier' });
    expect((await show(2)).data.showReportVersion.title).toBe('Second');
    await show(1);
    expect((await save('Other second', 1)).data.saveReport.version).toBe(2);
    const versions = await graphql(
      'analyst',
      'query ($id: ID!) { reportVersions(id: $id) { version title current } }',
      { id },
    );
    expect(versions.data.reportVersions).toEqual([
      { version: 2, title: 'Other second', current: true },
      { version: 1, title: 'Margin by tier', current: false },
    ]);
    expect(codeOf(await show(9))).toBe('NOT_FOUND');
  });

  test('are exported as the caller sees them', async () => {
    const fetchAs = async (user: string, file: string) =>
      fetch(`${app.url}/export/reports/${file}`, { headers: { authorization: `Bearer ${await app.tokenOf(user)}` } });
    const csv = await fetchAs('manager.sichuan', `${id}.csv?from=2024-05-01`);
    expect(csv.status).toBe(200);
    expect(csv.headers.get('content-disposition')).toContain('Other%20second.csv');
    const lines = (await csv.text()).split('\r\n');
    const { rows } = await app.warehouse.query({
      text: `SELECT toString(tier), toFloat64(sum(revenue)) FROM tenure.customer_month WHERE month = '2024-05-01' AND district_code IN (510104, 510105, 510703) GROUP BY tier ORDER BY tier`,
    });
    for (const [tier, revenue] of rows)
      expect(lines.some((line) => line.startsWith(`${tier},${Number(revenue)},`))).toBe(true);
    expect((await fetchAs('analyst', `${id}.xlsx`)).headers.get('content-type')).toContain('spreadsheetml');
    expect((await fetchAs('service', `${id}.csv`)).status).toBe(404);
    expect((await fetchAs('analyst', 'nothing.csv')).status).toBe(404);
    expect((await fetch(`${app.url}/export/reports/${id}.csv`)).status).toBe(401);
  });

  test('are exported by schedule once, with the policy of who scheduled them as it is then', async () => {
    const schedule = (user: string, cron: string) =>
      graphql(
        user,
        'mutation ($id: ID!, $cron: String!) { scheduleReport(id: $id, cron: $cron, format: "csv") { id nextAt } }',
        { id, cron },
      );
    expect(codeOf(await schedule('analyst', 'every day'))).toBe('BAD_REQUEST');
    expect(codeOf(await schedule('service', '0 7 * * *'))).toBe('NOT_FOUND');
    const made = (await schedule('manager.sichuan', '30 7 1 * *')).data.scheduleReport;
    expect(made.nextAt).toMatch(/T23:30:00/);

    const folder = await mkdtemp(path.join(tmpdir(), 'tenure-exports-'));
    let isAllowed = true;
    const options = {
      schedules: app.schedules,
      reports: app.reports,
      principalOf: async (name: string) => {
        const user = await app.users.find(name);
        return user && isAllowed ? principalOfUser(user) : undefined;
      },
      folder,
      log: pino({ level: 'silent' }),
    };
    // 07:30 in Shanghai.
    const due = new Date('2025-05-31T23:30:00Z');
    expect(await exportDue(options, new Date('2025-05-31T23:31:00Z'))).toEqual([]);
    const [file] = await exportDue(options, due);
    expect(await exportDue(options, due)).toEqual([]);
    const { rows } = await app.warehouse.query({
      text: `SELECT toString(tier), toFloat64(sum(revenue)) FROM tenure.customer_month WHERE month = '2024-03-01' AND district_code IN (510104, 510105, 510703) GROUP BY tier`,
    });
    const text = await readFile(file as string, 'utf8');
    for (const [tier, revenue] of rows) expect(text).toContain(`\n${tier},${Number(revenue)},`);
    isAllowed = false;
    expect(await exportDue(options, new Date('2025-06-30T23:30:00Z'))).toEqual([]);
    const { data } = await graphql('manager.sichuan', '{ reportSchedules { id exports { dueAt state files error } } }');
    expect(data.reportSchedules[0].exports).toEqual([
      {
        dueAt: '2025-06-30T23:30:00.000Z',
        state: 'failed',
        files: [],
        error: 'manager.sichuan may not sign in any more.',
      },
      { dueAt: '2025-05-31T23:30:00.000Z', state: 'done', files: [file], error: null },
    ]);
    // One that fails is tried again after a pause that doubles, whatever its pattern says.
    const every = (await schedule('manager.sichuan', '* * * * *')).data.scheduleReport;
    const tried: number[] = [];
    const from = Date.parse('2025-07-01T00:00:00Z');
    for (let minute = 0; minute < 75; minute++) {
      await exportDue(options, new Date(from + minute * 60_000));
      const attempts = await app.pool.query('select from report_export where schedule_id = $1', [every.id]);
      if ((attempts.rowCount ?? 0) > tried.length) tried.push(minute);
    }
    expect(tried).toEqual([0, 10, 30, 70]);
    await app.pool.query('update report_schedule set enabled = false where id = $1', [every.id]);
    expect((await graphql('analyst', '{ reportSchedules { id } }')).data.reportSchedules).toEqual([]);
    const gone = 'mutation ($id: ID!) { unscheduleReport(scheduleId: $id) }';
    expect(codeOf(await graphql('analyst', gone, { id: made.id }))).toBe('NOT_FOUND');
    expect((await graphql('manager.sichuan', gone, { id: made.id })).data.unscheduleReport).toBe(true);
    await rm(folder, { recursive: true, force: true });
  });

  test('change in the owner’s hands only; a copy is one’s own', async () => {
    expect(codeOf(await graphql('executive', 'mutation ($id: ID!) { removeReport(id: $id) }', { id }))).toBe(
      'FORBIDDEN',
    );
    expect(
      codeOf(
        await graphql('executive', 'mutation ($id: ID!) { showReportVersion(id: $id, version: 1) { id } }', { id }),
      ),
    ).toBe('FORBIDDEN');
    const copy = await graphql(
      'executive',
      'mutation ($id: ID!) { copyReport(id: $id, folder: "Mine") { id mine folder } }',
      { id },
    );
    expect(copy.data.copyReport).toMatchObject({ mine: true, folder: 'Mine' });
    expect((await graphql('analyst', 'mutation ($id: ID!) { removeReport(id: $id) }', { id })).data.removeReport).toBe(
      true,
    );
    expect(codeOf(await graphql('analyst', RUN, { id }))).toBe('NOT_FOUND');
  });

  test('are shared with so many roles and no more, and kept in folders that have a name', async () => {
    const ARRANGE =
      'mutation ($id: ID!, $f: String, $r: [String!]) { arrangeReport(id: $id, folder: $f, sharedWith: $r) { id } }';
    const { data } = await graphql('analyst', CREATE, { document: DOCUMENT });
    const arrange = async (change: Record<string, unknown>) =>
      codeOf(await graphql('analyst', ARRANGE, { id: data.createReport.id, ...change }));
    const roles = (count: number) => Array.from({ length: count }, (_, i) => `role${i}`);
    expect(await arrange({ r: roles(100) })).toBeUndefined();
    expect(await arrange({ r: roles(101) })).toBe('BAD_REQUEST');
    expect(await arrange({ f: 'a\u0000' })).toBe('BAD_REQUEST');
  });

  test.each([
    ['another schema', { ...DOCUMENT, schema: 'x' }],
    ['no pages', { ...DOCUMENT, pages: [] }],
    ['something unknown', { ...DOCUMENT, script: 'alert(1)' }],
    ['a wrong expression', { ...DOCUMENT, calculated: [{ ...DOCUMENT.calculated[0], expression: 'margin; drop' }] }],
    ['no document', 'text'],
    ['a zero character', { ...DOCUMENT, title: 'a\u0000b' }],
    ['half of a pair', { ...DOCUMENT, description: 'a\ud800b' }],
  ])('refuse %s', async (_, document) => {
    expect(codeOf(await graphql('analyst', CREATE, { document }))).toBe('BAD_REQUEST');
  });

  test('show the latest periods that there is data of, and a card beside the period before', async () => {
    const revenue = (compareWith: string, filter: unknown) => ({
      kind: 'card',
      title: 'Revenue',
      compareWith,
      question: { view: 'value', measures: [{ name: 'revenue' }, { name: 'margin_share' }], filters: [filter] },
    });
    const quarter = { member: 'month', latest: { count: 3, unit: 'month' } };
    const document = {
      ...DOCUMENT,
      pages: [
        {
          title: 'Latest',
          filters: [],
          items: [
            revenue('previous', quarter),
            revenue('lastYear', { member: 'month', operator: 'inDateRange', values: ['2024-05-01', '2024-05-31'] }),
            revenue('previous', { member: 'tier', operator: 'set' }),
          ],
        },
      ],
    };
    const asked =
      'query ($document: JSON!) { previewReport(document: $document) { columns { title unit format } rows before error { code } } }';
    const of = async (from: string, months: number) => {
      const { rows } = await app.warehouse.query({
        text: `SELECT sum(revenue) FROM tenure.customer_month WHERE month >= ${from} AND month < addMonths(${from}, ${months})`,
      });
      return Number(rows[0]?.[0]);
    };
    const last = '(SELECT max(month) FROM tenure.customer_month)';
    const { data, errors } = await graphql('analyst', asked, { document });
    expect(errors).toBeUndefined();
    const [latest, year, none] = data.previewReport;
    expect(Number(latest.rows[0][0])).toBeCloseTo(await of(`addMonths(${last}, -2)`, 3), 4);
    expect(Number(latest.before[0][0])).toBeCloseTo(await of(`addMonths(${last}, -5)`, 3), 4);
    expect(Number(latest.before[0][0])).not.toBe(Number(latest.rows[0][0]));
    expect(latest.columns[1]).toEqual({ title: 'Margin share', unit: 'ratio', format: 'percent' });
    expect(Number(year.rows[0][0])).toBeCloseTo(await of("toDate('2024-05-01')", 1), 4);
    expect(Number(year.before[0][0] ?? 0)).toBeCloseTo(await of("toDate('2023-05-01')", 1), 4);
    expect(none.error.code).toBe('BAD_REQUEST');
  });

  test('refuse a calculated member over what is not there', async () => {
    const calculated = [{ ...DOCUMENT.calculated[0], expression: 'margin / profit' }];
    expect(codeOf(await graphql('analyst', CREATE, { document: { ...DOCUMENT, calculated } }))).toBe('UNKNOWN_MEMBER');
  });
});

describe('decompose', () => {
  const ask = (user: string, before: boolean, numerator = 'churned') =>
    graphql(
      user,
      `{ decompose(view: "churn", numerator: "${numerator}", denominator: "customer_months", reason: "reason", by: "province", time: "month",
          period: {from: "2024-05-01", to: "2024-07-31"}${before ? ', before: {from: "2024-02-01", to: "2024-04-30"}' : ''}) {
        level { rate reasons { name contribution } groups { name contribution } }
        change { before after change reasons { name contribution } mix { name contribution } }
        predicted { before } notPredictedBecause
        receipt { snapshot queries } } }`,
    );
  const sum = (parts: { contribution: number }[]) => parts.reduce((total, one) => total + one.contribution, 0);
  const rate = async (from: string, to: string) => {
    const { rows } = await app.warehouse.query({
      text: `SELECT sum(churned) / sum(active) FROM tenure.customer_month WHERE month BETWEEN '${from}' AND '${to}'`,
    });
    return Number(rows[0]?.[0]);
  };

  test('a churn rate and its change are the sum of their parts', async () => {
    const { data, errors } = await ask('analyst', true);
    expect(errors).toBeUndefined();
    const { level, change, receipt } = data.decompose;
    const [now, then] = [await rate('2024-05-01', '2024-07-31'), await rate('2024-02-01', '2024-04-30')];
    expect(now).toBeGreaterThan(0);
    expect(level.rate).toBeCloseTo(now, 12);
    expect(sum(level.reasons)).toBeCloseTo(now, 12);
    expect(sum(level.groups)).toBeCloseTo(now, 12);
    expect(change.change).toBeCloseTo(now - then, 12);
    expect(sum(change.reasons) + sum(change.mix)).toBeCloseTo(now - then, 12);
    // Numerator and denominator of both periods, and what the model had said of each; here no month is scored.
    expect(receipt.queries).toBe(6);
    expect(data.decompose.predicted).toBeNull();
    expect(data.decompose.notPredictedBecause).toContain('2024-04');
  });

  test('is the caller’s own, and only of measures that add up', async () => {
    const whole = (await ask('analyst', false)).data.decompose;
    expect(whole.change).toBeNull();
    const sichuan = (await ask('manager.sichuan', false)).data.decompose;
    expect(sichuan.level.groups.map(({ name }: { name: string }) => name)).toEqual(['Sichuan']);
    expect(codeOf(await ask('analyst', false, 'churn_rate'))).toBe('WRONG_USE');
    expect(codeOf(await ask('analyst', false, 'nothing'))).toBe('UNKNOWN_MEMBER');
  });
});
