import { expect, it } from 'vitest';
import { makeVerifier } from '../../src/access/scram-verifier.js';
import { browse, goTo, screenshot, serious, settled, shownRows, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';
import { DEMO_PASSWORD } from '../support/small-app.js';

describePages('the pages', (opened) => {
  async function ask<T>(user: string, query: string): Promise<T> {
    const response = await fetch(`${opened.app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await opened.app.tokenOf(user)}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (!data) throw new Error(JSON.stringify(errors));
    return data;
  }

  it('signs in, out, and refuses a wrong password in words', async () => {
    const { page, context } = await opened.visit({ user: 'executive' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.fill('input[name=user]', 'executive');
    await page.fill('input[name=password]', 'not the password');
    await page.click('button[type=submit]');
    await page.getByRole('alert').getByText('User or password is wrong.').waitFor();
    await context.close();
  });

  it('shows each role its own home, with the figures that this role may see', async () => {
    for (const [user, pages] of [
      ['executive', ['Home', 'Browse', 'Reports', 'Decisions']],
      ['analyst', ['Home', 'Browse', 'Reports', 'Decisions', 'Customer', 'Ask']],
      ['manager.sichuan', ['Home', 'Browse', 'Reports', 'Decisions', 'Customer', 'Ask']],
      ['service', ['Home', 'Browse', 'Reports', 'Customer']],
      ['admin', ['Home', 'Browse', 'Reports', 'Decisions', 'Customer', 'Ask', 'Operations']],
    ] as const) {
      const { page, context } = await opened.visit({ user });
      await page.waitForSelector('.home-ready');
      expect(await page.locator('nav a').allInnerTexts()).toEqual(pages);
      const [view, measure, title] =
        user === 'service' ? ['service', 'contacts', 'Contacts'] : ['churn', 'customers', 'Customers'];
      const told = await ask<{ pivot: { columns: { path: string[] }[]; cells: string[][] } }>(
        user,
        `{ pivot(input: {view: "${view}", rows: [], columns: [{name: "month", granularity: month}], measures: [{name: "${measure}"}]}) { columns { path } cells } }`,
      );
      const last =
        told.pivot.columns
          .map((column, i) => ({ month: column.path[0] ?? '', i }))
          .sort((a, b) => b.month.localeCompare(a.month))[0]?.i ?? 0;
      const shown = await page.locator(`.kpi:has(.kpi-title:text-is("${title}")) .kpi-value`).innerText();
      expect(shown.replaceAll(/[^0-9]/g, '')).toBe(String(told.pivot.cells[0]?.[last]));
      await context.close();
    }
  });

  it('says what moved a figure, and checks an alert set on a slice', async () => {
    const { page, context, complaints } = await opened.visit();
    await page.waitForSelector('.home-ready');
    await page.locator('.kpi', { hasText: 'Revenue' }).locator('.kpi-main').click();
    await page.getByRole('heading', { name: /What moved Revenue/ }).waitFor();
    await settled(page);
    await browse(page, 'v=churn&r=province&c=&m=customers');
    await page.locator('.cell').first().click();
    await page.getByRole('button', { name: 'Alert', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'Threshold' }).fill('0');
    await page.getByRole('button', { name: 'Set alert' }).click();
    await page.getByText('Alert set. It shows on Home.').waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.locator('.alerts li.crossed').waitFor();
    expect(await page.locator('.alerts li').innerText()).toContain('above 0');
    expect(await serious(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows a regional manager the target of the own provinces, and none where one has none', async () => {
    const { rows } = await opened.app.warehouse.query({
      text: 'SELECT toString(max(month)) FROM tenure.customer_month WHERE active = 1',
    });
    const month = String(rows[0]?.[0]);
    for (const text of [
      `INSERT INTO tenure.target (month, province_code, kpi, value) VALUES ('${month}', 510000, 'churn_rate', 0.0123), ('${month}', 0, 'revenue', 99)`,
      'SYSTEM RELOAD DICTIONARY tenure.kpi_target',
    ])
      await opened.app.warehouse.command({ text }, { lane: 'batch' });
    // Answers are kept as long as the snapshot is.
    await opened.app.gate.publish({ runId: 'targets1', swaps: [], dictionaries: [] });
    const { page, context } = await opened.visit({ user: 'manager.sichuan' });
    await page.waitForSelector('.home-ready');
    const card = (title: string) => page.locator('.kpi', { has: page.locator(`.kpi-title:text-is("${title}")`) });
    expect(await card('Churn rate').innerText()).toContain('Own target 1.23%');
    // What is set for the whole operator is no target of a part of it.
    expect(await card('Revenue').innerText()).not.toContain('arget');
    await context.close();
  });

  it('shows administrators the run ledger, the questions and the sessions', async () => {
    await opened.app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at, finished_at, rows_in, rows_loaded, subjects)
        values ('r20260101', 'bills', 'published', '2026-01-01', '2026-01-01 00:00:08', 83674, 83668, '{bill}');
      insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, rows_in)
        values ('r20260101', 7, 'bills', 'bills.csv', '/data/bills.csv', 'abc', 6300000, 83674);
      insert into etl_quarantine (run_id, file_id, file_name, line, subject, column_name, reason, value, severity)
        select 'r20260101', 7, 'bills.csv', n, 'bill', 'month', 'not a date', '2024-13', 'row' from generate_series(1, 101) as n`);
    const { page, context, complaints } = await opened.visit({ user: 'admin' });
    await goTo(page, '#/operations');
    await page.getByRole('button', { name: /r20260101/ }).click();
    await page.getByRole('group', { name: 'Files (1)' }).getByText('6.3 MB').waitFor();
    await page.getByRole('link', { name: '101' }).click();
    await page.getByText('100 rows').waitFor();
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText('101 rows').waitFor();
    expect(await serious(page)).toEqual([]);
    await page.getByRole('link', { name: 'Lineage' }).click();
    await page.locator('.flow [data-step="source bills"]').focus();
    await page.keyboard.press('Enter');
    await until(page, `document.querySelector('.flow [aria-pressed=true]')?.innerText.startsWith('bills')`);
    expect(await page.locator('.flow [data-step="source bills"]').innerText()).toContain('101 set aside');
    expect(
      await page
        .getByRole('group', { name: /^Steps/ })
        .locator('tbody')
        .first()
        .innerText(),
    ).toMatch(/Sources\s+bills/);
    expect(await serious(page)).toEqual([]);
    await page.getByRole('link', { name: 'Model versions' }).click();
    await page.getByText('Nothing here.').waitFor();
    await page.getByRole('link', { name: 'Slow questions' }).click();
    await page.getByRole('cell', { name: 'answered' }).first().waitFor();
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('cell', { name: 'page' }).first().waitFor();
    await page.getByRole('link', { name: 'Snapshots' }).click();
    await page.getByRole('region', { name: 'Snapshots' }).waitFor();
    expect(await serious(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows one customer, personal fields masked for an analyst', async () => {
    const { page, context, complaints } = await opened.visit({ height: 1000 });
    await goTo(page, '#/customer');
    await page.locator('.customer-search li a').first().click();
    await page.locator('.profile h1').waitFor();
    await settled(page);
    expect(await page.locator('.profile').innerText()).toContain('masked for your role');
    expect(await page.locator('.month-bars').count()).toBeGreaterThan(3);
    const id = await page.locator('.profile h1').innerText();
    const told = await ask<{ drillThrough: { rows: string[][] } }>(
      'analyst',
      `{ drillThrough(input: {view: "customers", filters: [{member: "customer_id", operator: equals, values: ["${id}"]}], columns: ["plan"]}) { rows } }`,
    );
    expect(await page.locator('.profile').innerText()).toContain(String(told.drillThrough.rows[0]?.[0]));
    expect(await serious(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('browses by keyboard alone', async () => {
    const { page, context } = await opened.visit();
    await browse(page, 'v=churn&r=province,city&c=&m=customers');
    const keys = async (...names: string[]) => {
      for (const name of names) await page.keyboard.press(name);
    };
    await page.locator('[role=treegrid]').focus();
    const before = await shownRows(page);
    await keys('ArrowDown', 'ArrowRight');
    await until(page, `document.querySelectorAll('.grid .grid-row').length > ${before.length}`);
    await settled(page);
    await keys('ArrowLeft');
    expect(await shownRows(page)).toEqual(before);
    await keys('Space', 'ArrowDown', 'Space');
    await page.getByRole('button', { name: 'Keep only' }).focus();
    await keys('Enter');
    await until(page, `document.querySelectorAll('.grid .grid-row').length === 3`);
    await keys('Control+z');
    await until(page, `document.querySelectorAll('.grid .grid-row').length === ${before.length}`);
    await settled(page);
    await page.locator('[role=treegrid]').focus();
    await keys('Control+Home', 'Enter');
    await until(page, `document.activeElement?.closest('[role=menu]') != null`);
    await keys('Enter');
    await until(page, `location.hash.includes('rin=')`);
    const chip = page.locator('.shelf.rows .chip').first();
    await chip.focus();
    await keys('Alt+ArrowDown');
    await until(page, `location.hash.includes('c=province')`);
    await page.locator('.shelf.columns .chip').first().focus();
    await keys('Delete');
    await until(page, `!location.hash.includes('c=province')`);
    await context.close();
  });

  it('speaks Chinese throughout, and fits a tablet', async () => {
    const { page, context } = await opened.visit({ language: 'zh', dark: true, width: 768, height: 1024 });
    await page.waitForSelector('.home-ready');
    await browse(page, 'v=churn&r=province,city,district&c=month.quarter&m=churn_rate');
    await until(page, `[...document.querySelectorAll('.row-name')].some((name) => name.innerText.includes('四川省'))`);
    expect(await page.locator('.shelf-name').allInnerTexts()).toEqual(['行', '列', '值', '筛选']);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await screenshot(page, 'browse-zh-dark-tablet');
    await context.close();
  });

  it('says on each page what is empty, what failed, and how to go on', async () => {
    const verifier = await makeVerifier(DEMO_PASSWORD);
    await opened.app.users.add({
      name: 'manager.nowhere',
      groups: ['manager'],
      provinces: ['990000'],
      verifier,
      demo: true,
    });
    await opened.app.gate.publish({ runId: 'r1', swaps: [], dictionaries: [] });
    const nowhere = await opened.visit({ user: 'manager.nowhere' });
    await nowhere.page.getByText('none of it is of customers that you may see').waitFor();
    await nowhere.context.close();

    const { page, context } = await opened.visit({ user: 'admin' });
    await page.waitForSelector('.home-ready');
    await goTo(page, '#/customer?id=NOBODY');
    await page.getByText('No such customer').waitFor();
    await page.route('**/graphql', (route) => route.abort());
    for (const hash of ['#/operations?questions', '#/home']) {
      await goTo(page, hash);
      await page.getByRole('alert').first().getByText('The server did not answer.').waitFor();
    }
    await page.unroute('**/graphql');
    await page.getByRole('region', { name: 'Alerts', exact: true }).getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No alerts yet').waitFor();
    await context.close();
  });
});
