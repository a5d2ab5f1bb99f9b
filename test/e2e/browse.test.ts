import { readFileSync } from 'node:fs';
import { read, utils } from '@e965/xlsx';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../support/small-app.js';
import { browse, goTo, PAGE_TEST_MS, serious, settled, shownRows, until, type Visit } from './browser.js';
import { describePages } from './describe-pages.js';

const START = 'v=churn&r=province,city,district&c=month.quarter,month.month&m=churn_rate,customers';

interface Pivot {
  readonly rows: { path: (string | null)[]; label: string }[];
  readonly columns: { path: string[] }[];
  readonly cells: (number | string | boolean | null)[][];
}

const percent = new Intl.NumberFormat('en-GB', { style: 'percent', minimumFractionDigits: 2 });
const whole = new Intl.NumberFormat('en-GB');

describePages('browse', (opened) => {
  let here: Visit;
  let page: Page;

  beforeAll(async () => {
    here = await opened.visit();
    page = here.page;
  }, PAGE_TEST_MS);

  async function pivot(input: object): Promise<Pivot> {
    const response = await fetch(`${opened.app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await opened.app.tokenOf('analyst')}` },
      body: JSON.stringify({
        query: 'query($input: PivotInput!) { pivot(input: $input) { rows { path label } columns { path } cells } }',
        variables: { input },
      }),
    });
    const answer = (await response.json()) as { data?: { pivot: Pivot }; errors?: unknown };
    if (!answer.data) throw new Error(JSON.stringify(answer.errors));
    return answer.data.pivot;
  }
  const question = {
    view: 'churn',
    rows: [{ name: 'province' }],
    columns: [],
    measures: [{ name: 'churn_rate' }, { name: 'customers' }],
    filters: [] as object[],
  };
  const asShown = (rate: unknown, customers: unknown) => [
    rate === null ? '–' : percent.format(Number(rate)),
    customers === null ? '–' : whole.format(Number(customers)),
  ];
  const named = (rows: string[][], name: string) => rows.find((row) => row[0] === name)?.slice(1);

  it('shows the figures that GraphQL gives, subtotals and grand total too', async () => {
    await browse(page, 'v=churn&r=province,city&c=&m=churn_rate,customers');
    const told = await pivot(question);
    const shown = await shownRows(page);
    expect(shown).toHaveLength(told.rows.length);
    told.rows.forEach((row, i) =>
      expect(named(shown, row.path.length === 0 ? 'Total' : row.label)).toEqual(
        asShown(told.cells[i]?.[0], told.cells[i]?.[1]),
      ),
    );
  });

  it("unfolds a member in place with the engine's figures and folds it again", async () => {
    await browse(page, 'v=churn&r=province,city&c=&m=churn_rate,customers');
    const before = await shownRows(page);
    await page.click('[aria-label="Expand Guangdong"]');
    await settled(page);
    const told = await pivot({
      ...question,
      rows: [{ name: 'city' }],
      filters: [{ member: 'province', operator: 'equals', values: ['Guangdong'] }],
    });
    const shown = await shownRows(page);
    told.rows.forEach(
      (row, i) =>
        row.path.length > 0 && expect(named(shown, row.label)).toEqual(asShown(told.cells[i]?.[0], told.cells[i]?.[1])),
    );
    await until(page, `location.hash.includes('ro=Guangdong')`);
    await page.click('[aria-label="Collapse Guangdong"]');
    expect(await shownRows(page)).toEqual(before);
  });

  it('rotates: rows become columns with the same figures', async () => {
    await browse(page, 'v=churn&r=province&c=month.quarter&m=customers');
    const before = await shownRows(page);
    await page.click('.rotate');
    await settled(page);
    const after = await shownRows(page);
    expect(after.at(-1)?.slice(1)).toEqual(before.map((row) => row.at(-1)));
    expect(await page.locator('[role=columnheader]', { hasText: 'Guangdong' }).count()).toBe(1);
  });

  it('undoes and redoes by keyboard', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers');
    await page.click('.rotate');
    await settled(page);
    await page.keyboard.press('Control+z');
    await settled(page);
    await until(page, `location.hash.includes('r=province&c=&')`);
    await page.keyboard.press('Control+y');
    await until(page, `location.hash.includes('r=&c=province')`);
  });

  it('drills down and up by the breadcrumb', async () => {
    await browse(page, 'v=churn&r=province,city&c=&m=customers');
    await page.locator('.row-name', { hasText: 'Guangdong' }).click();
    await page.getByRole('button', { name: 'Drill down' }).click();
    await settled(page);
    expect((await shownRows(page)).some((row) => row[0] === 'Sichuan')).toBe(false);
    const told = await pivot({
      ...question,
      rows: [],
      filters: [{ member: 'province', operator: 'equals', values: ['Guangdong'] }],
    });
    expect((await shownRows(page)).at(-1)).toEqual(['Total', whole.format(Number(told.cells[0]?.[1]))]);
    await page.getByRole('button', { name: 'Province: All' }).click();
    await settled(page);
    expect((await shownRows(page)).some((row) => row[0] === 'Sichuan')).toBe(true);
  });

  it('slices by members with counts and search', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers');
    await page.getByRole('button', { name: 'Plan: add to…' }).click();
    await page.getByRole('menuitem', { name: 'Add to filters' }).click();
    const first = page.locator('.slicer-value').first();
    const plan = await first.locator('span').nth(-2).innerText();
    await first.click();
    await settled(page);
    const told = await pivot({ ...question, filters: [{ member: 'plan', operator: 'equals', values: [plan] }] });
    expect((await shownRows(page)).at(-1)?.[1]).toBe(whole.format(Number(told.cells.at(-1)?.[1])));
    await page.fill('[aria-label="Search values"]', 'zzzz');
    await page.getByText('No value matches.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Remove Plan/ }).click();
    await settled(page);
  });

  it('dices by selecting members', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers');
    for (const name of ['Guangdong', 'Sichuan'])
      await page.locator('.row-name', { hasText: name }).click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'Keep only' }).click();
    await settled(page);
    expect((await shownRows(page)).map((row) => row[0])).toEqual(['Guangdong', 'Sichuan', 'Total']);
  });

  it('sorts by a measure, and keeps the largest with the others in one line', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers&s=0~desc&t=2~0~others');
    const shown = await shownRows(page);
    const told = await pivot(question);
    const sizes = told.rows
      .flatMap((row, i) => (row.path.length > 0 ? [Number(told.cells[i]?.[1])] : []))
      .sort((a, b) => b - a);
    expect(shown.slice(0, 2).map((row) => row[1])).toEqual(sizes.slice(0, 2).map((size) => whole.format(size)));
    const kept = shown.slice(0, 2).map((row) => row[0]);
    const others = await pivot({
      ...question,
      rows: [],
      filters: [{ member: 'province', operator: 'notIn', values: kept }],
    });
    expect(shown[2]).toEqual([`Others (${sizes.length - 2})`, whole.format(Number(others.cells[0]?.[1]))]);
  });

  it('compares with the period before', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers&f=month.month~in~2024-06-01&vs=previous');
    const [june, may] = await Promise.all(
      ['2024-06-01', '2024-05-01'].map((day) =>
        pivot({ ...question, rows: [], filters: [{ member: 'month', operator: 'inDateRange', values: [day, day] }] }),
      ),
    );
    const [now, before] = [Number(june?.cells[0]?.[1]), Number(may?.cells[0]?.[1])];
    const change = new Intl.NumberFormat('en-GB', {
      style: 'percent',
      signDisplay: 'exceptZero',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }).format(now / before - 1);
    expect((await shownRows(page)).at(-1)).toEqual(['Total', whole.format(now), change]);
  });

  it('drills through from a total to its rows, with the columns that one chooses', async () => {
    await browse(page, 'v=churn&r=province&c=&m=churn_rate&f=month.month~in~2024-02-01');
    await page.locator('.grid-total .cell').first().click();
    await page.getByRole('button', { name: 'Rows', exact: true }).click();
    await page.locator('.through-table .row-grid-body [role=row]').first().waitFor();
    expect(await page.locator('.through-table .row-grid-body [role=row]').count()).toBeGreaterThan(3);
    const headers = () => page.locator('.through-table [role=columnheader]').allInnerTexts();
    const before = await headers();
    // Each header stands over its column, also where there are more than fit.
    const boxes = (selector: string) =>
      page
        .locator(selector)
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ x, width }) => [x, width]));
    expect(await boxes('.through-table [role=columnheader]')).toEqual(
      await boxes('.through-table .row-grid-body [role=row]:first-child [role=cell]'),
    );
    // What a rate is made of stays beside the columns that are chosen.
    expect(before.slice(-2)).toEqual(['Churned (customers)', 'Customer months (customer-months)']);
    await page.locator('.through-head input').focus();
    await page.keyboard.press('Backspace');
    await expect.poll(headers).toEqual([...before.slice(0, -3), ...before.slice(-2)]);
    expect(await page.locator('.through-table .row-grid-body [role=row]').count()).toBeGreaterThan(3);
    await page.keyboard.press('Escape');
  });

  it('hatches figures of too few to read, and tells the interval of the chosen one', async () => {
    await browse(page, 'v=churn&r=city&c=&m=churn_rate&f=month.month~in~2024-02-01');
    const evidence = await pivot({
      ...question,
      rows: [{ name: 'city' }],
      filters: [{ member: 'month', operator: 'inDateRange', values: ['2024-02-01', '2024-02-29'] }],
      measures: ['small', 'low', 'high'].map((one) => ({ name: `churn_rate_${one}` })),
    });
    const total = evidence.rows.findIndex(({ path }) => path.length === 0);
    const few = evidence.rows.flatMap(({ path, label }, at) =>
      path.length === 1 && evidence.cells[at]?.[0] === true ? [label] : [],
    );
    const hatched = await page
      .locator('.grid-row.member:has(.cell.few)')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('.name')?.textContent ?? ''));
    expect(hatched.sort()).toEqual(few.sort());
    expect(few.length).toBeGreaterThan(0);
    await page.locator('.grid-total .cell').first().click();
    const ends = evidence.cells[total]?.slice(1).map((end) => percent.format(Number(end))) ?? [];
    expect(await page.locator('.cell-told .evidence').innerText()).toContain(`95%: ${ends.join(' – ')}`);
  });

  it('by keyboard: the fields are one stop, and Delete on a chip leaves the focus on the next', async () => {
    await browse(page, 'v=churn&r=province,city&c=month.month&m=churn_rate,customers');
    await page.getByRole('textbox', { name: 'Search fields' }).focus();
    await page.keyboard.press('Tab');
    const focused = (what: string) => page.evaluate(`document.activeElement.${what}`);
    const first = await focused('textContent');
    await page.keyboard.press('ArrowDown');
    expect(await focused("matches('.field')")).toBe(true);
    expect(await focused('textContent')).not.toBe(first);
    await page.keyboard.press('Tab');
    expect(await focused("matches('[data-chip]')")).toBe(true);
    const province = await focused('ariaLabel');
    await page.keyboard.press('Delete');
    await expect.poll(() => focused('ariaLabel')).not.toBe(province);
    expect(await focused("matches('.shelf.rows [data-chip]')")).toBe(true);
    await page.keyboard.press('Delete');
    await until(page, "document.activeElement.matches('.shelf.rows')");
  });

  it('says why: definition, layer, snapshot, and for an analyst the SQL', async () => {
    await browse(page, 'v=churn&r=province&c=&m=churn_rate');
    await page.locator('.cell').first().click();
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.locator('.receipt pre').waitFor();
    expect(await page.locator('.receipt').innerText()).toMatch(/Snapshot[\s\S]*SELECT/);
    await page.keyboard.press('Escape');
  });

  it('drills across to another subject with the slice as filters', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers');
    await page.locator('.row-name', { hasText: 'Sichuan' }).click();
    await page.getByRole('button', { name: 'Drill across' }).click();
    await page.getByRole('menuitem', { name: 'Value', exact: true }).click();
    await settled(page);
    await until(page, `/v=value.*f=province~in~Sichuan/.test(location.hash)`);
  });

  it('restores everything from the address', async () => {
    const address = `${START}&ro=Guangdong&look=heat&s=1~desc`;
    await browse(page, address);
    const before = await shownRows(page);
    const again = await here.context.newPage();
    await again.goto(`${opened.app.url}/#/browse?${address}`);
    await again.waitForSelector('.grid-row');
    await settled(again);
    expect(await shownRows(again)).toEqual(before);
    await again.close();
  });

  it('exports what is seen, cell by cell', async () => {
    await browse(page, 'v=churn&r=province&c=&m=churn_rate,customers');
    const shown = await shownRows(page);
    const save = async (item: string) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ]);
      return readFileSync(await download.path());
    };
    const csv = (await save('CSV, as seen'))
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim()
      .split('\r\n')
      .slice(-shown.length);
    const figures = (cells: unknown[]) => [
      String(cells[0]).trim(),
      percent.format(Number(cells[1])),
      // Between them stands whether the rate is of too few to read.
      whole.format(Number(cells[3])),
    ];
    expect(csv.map((line) => figures(line.split(',')))).toEqual(shown);
    const book = read(await save('Excel, as seen'));
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    const rows = sheet ? utils.sheet_to_json<unknown[]>(sheet, { header: 1 }) : [];
    expect(rows.slice(-shown.length).map(figures)).toEqual(shown);
    expect(rows.map((row) => row[0])).toContain('Snapshot');
  });

  it('draws the chart beside the table, and says what it leaves out', async () => {
    await browse(page, 'v=churn&r=province&c=month.month&m=churn_rate&chart=line');
    await page.locator('.echart canvas').waitFor();
    expect(await page.locator('.chart-pane h3').innerText()).toBe('Churn rate by Province × Month');
  });

  it('says so when nothing matches, and when the server cannot answer', async () => {
    await browse(page, 'v=churn&r=province&c=&m=customers&f=province~in~Atlantis');
    await page.getByText('No data for this question').waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await goTo(page, '#/browse?v=churn&r=tier&c=&m=joined');
    await page.getByRole('alert').getByText('The server did not answer.').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await settled(page);
    expect((await shownRows(page)).length).toBeGreaterThan(1);
  });

  it('has nothing that axe calls serious, light and dark, and asks nothing outside its server', async () => {
    for (const dark of [false, true]) {
      const other = await opened.visit({ dark, language: dark ? 'zh' : 'en' });
      await browse(other.page, `${START}&ro=Guangdong&look=heat&chart=line`);
      await other.page.locator('.echart canvas').waitFor();
      expect(await serious(other.page)).toEqual([]);
      expect(other.complaints).toEqual([]);
      await other.context.close();
    }
  });

  it('shows the next reader nothing that the one before was answered', async () => {
    const other = await opened.visit({ user: 'admin' });
    const provinces = 'v=churn&r=province&c=&m=customers';
    await browse(other.page, provinces);
    expect((await shownRows(other.page)).map(([name]) => name)).toContain('Guangdong');
    await other.page.getByRole('button', { name: 'Sign out' }).click();
    await other.page.fill('input[name=user]', 'manager.sichuan');
    await other.page.fill('input[name=password]', DEMO_PASSWORD);
    await other.page.click('button[type=submit]');
    await other.page.getByText('manager.sichuan').first().waitFor();
    await browse(other.page, provinces);
    expect((await shownRows(other.page)).map(([name]) => name)).toEqual(['Sichuan', 'Total']);
    await other.context.close();
  });

  it('GraphiQL offers a query to start from, runs a nested drill, and asks nothing outside its server', async () => {
    const other = await opened.visit();
    await other.page.goto(`${opened.app.url}/graphql`);
    const editor = `document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror`;
    await other.page.locator('.graphiql-query-editor .CodeMirror').waitFor();
    expect(await other.page.evaluate(`${editor}.getValue()`)).toMatch(/^# \w+[\s\S]*rows/);
    const nested = 'query Nested { churn(first: 1) { rows { province drill { city churnRate } } } }';
    await other.page.evaluate(`${editor}.setValue(${JSON.stringify(nested)})`);
    // It sends the name of the operation that it has read last.
    await until(other.page, `${editor}.operationName === 'Nested'`);
    await other.page.locator('.graphiql-execute-button').click();
    await until(other.page, `/"churnRate"/.test(document.querySelector('.result-window')?.innerText ?? '')`);
    expect(await other.page.locator('.result-window').innerText()).toMatch(
      /"province": "Beijing"[\s\S]*"city": "Beijing"/,
    );
    expect(other.complaints).toEqual([]);
    await other.context.close();
  });
});
