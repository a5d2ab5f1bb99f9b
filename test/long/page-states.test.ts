import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { makeVerifier } from '../../src/access/scram-verifier.js';
import { ModelVersions } from '../../src/scoring/model-versions.js';
import { ScoredMonths } from '../../src/scoring/scored-months.js';
import { browse, CUT, cutAnswers, goTo, serious, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';
import { FITTED, SCORED } from '../support/fitted-model.js';
import { DEMO_PASSWORD } from '../support/small-app.js';

const FAILED = '服务器没有响应。';
const NOT_SCORED = '不依赖模型';

/** Tries again what says that it failed (parts of a page ask for themselves) until all is answered. */
async function recover(page: Page, hash: string): Promise<void> {
  const again = page.locator('main [role=alert] button').first();
  await expect
    .poll(
      async () => {
        if (await again.isVisible()) await again.click({ timeout: 2000 }).catch(() => undefined);
        return page.evaluate(
          `document.querySelector('main [role=alert]') === null && document.querySelector('main .skeleton, main .grid-skeleton') === null`,
        );
      },
      { timeout: 60_000, message: hash },
    )
    .toBe(true);
}

describePages('states of every page', (opened) => {
  it('empty: a manager of no customers is told so on each page, in words and not in noughts', async () => {
    const verifier = await makeVerifier(DEMO_PASSWORD);
    await opened.app.users.add({
      name: 'manager.empty',
      groups: ['manager'],
      provinces: ['990000'],
      verifier,
      demo: true,
    });
    const { page, context, complaints } = await opened.visit({ user: 'manager.empty' });
    await page.getByText('No data for this question').waitFor();
    await browse(page, 'v=churn&r=province&c=&m=churn_rate');
    await page.getByText('No data for this question').waitFor();
    await browse(page, 'v=churn&r=&c=&m=');
    await page.getByRole('heading', { name: 'Choose what to look at' }).waitFor();
    await goTo(page, '#/customer');
    await page.getByText('No customer matches.').waitFor();
    await goTo(page, '#/customer?id=C000001');
    await page.getByText('No such customer').waitFor();
    await goTo(page, '#/reports');
    await page.getByText('No reports yet').waitFor();
    await goTo(page, '#/decisions');
    await page.locator('.decisions .state').waitFor();
    await goTo(page, '#/decisions?part=worth');
    await page.getByText('No data for this question').waitFor();
    await goTo(page, '#/ask');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('SELECT province, MEASURE(customers) FROM churn GROUP BY province');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await page.getByText('0 rows').first().waitFor();
    expect(await serious(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('empty: operations of a server that has loaded nothing', async () => {
    const { page, context } = await opened.visit({ user: 'admin' });
    for (const [part, title] of [
      ['loads', 'Loads'],
      ['feeds', 'Feeds'],
      ['lineage', 'Lineage'],
      ['models', 'Model versions'],
      ['snapshots', 'Snapshots'],
      ['quarantine', 'Quarantine'],
    ] as const) {
      await goTo(page, `#/operations?${part}`);
      await page.getByRole('region', { name: title, exact: true }).getByText('Nothing here.').waitFor();
    }
    await goTo(page, '#/operations?lineage');
    await page.getByLabel('Customer number').fill('NOBODY');
    await page.getByLabel('Month', { exact: true }).fill('2024-01');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('No file has anything of this customer').waitFor();
    expect(await serious(page)).toEqual([]);
    await context.close();
  });

  it('error: each page says in Chinese that the server did not answer, and goes on when it does', async () => {
    const { page, context } = await opened.visit({ user: 'admin', language: 'zh' });
    await page.waitForSelector('.home-ready');
    const pages = [
      '#/home',
      '#/browse?v=churn&r=tier&c=&m=churned',
      '#/customer?id=C000001',
      '#/reports',
      ...['contact', 'why', 'worth', 'rules'].map((part) => `#/decisions?part=${part}`),
    ];
    const parts = ['loads', 'feeds', 'lineage', 'quarantine', 'snapshots', 'models', 'sessions', 'questions'];
    for (const hash of [...pages, ...parts.map((part) => `#/operations?${part}`)]) {
      await goTo(page, hash === '#/home' ? '#/browse' : '#/home');
      await until(page, `document.querySelector('${hash === '#/home' ? '.browse' : '.home'}') !== null`);
      await page.route('**/graphql', (route) => route.abort());
      await goTo(page, hash);
      await page.getByRole('alert').filter({ hasText: FAILED }).first().waitFor();
      expect(await serious(page), hash).toEqual([]);
      await page.unroute('**/graphql');
      await recover(page, hash);
      if (hash.endsWith('part=why')) {
        // Nobody is scored in this app: the bridge of reasons stands all the same, that of drivers says why it does not.
        await page.locator('.decisions-ready .waterfall').waitFor();
        await page.getByText(NOT_SCORED).waitFor();
      }
    }
    await goTo(page, '#/ask');
    await page.locator('.cm-content').waitFor();
    await page.route('**/sql', (route) => route.abort());
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').filter({ hasText: FAILED }).first().waitFor();
    await page.unroute('**/sql');
    await page.getByRole('alert').getByRole('button').click();
    await page.locator('.ask-result .row-grid-row').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await context.close();
  });

  it('error: a part that failed says so beside what stands, and is asked again by itself', async () => {
    const { page, context } = await opened.visit({ user: 'admin' });
    const again = (within: string) => page.locator(`${within} [role=alert]`).getByRole('button', { name: 'Try again' });
    /** Only questions whose text is like this fail, until the part is asked again: what failed is then gone. */
    const failing = async (like: RegExp, act: () => Promise<unknown>, within: string) => {
      await page.route('**/graphql', (route) =>
        like.test(route.request().postData() ?? '') ? route.abort() : route.continue(),
      );
      await act();
      await again(within).waitFor();
      await page.unroute('**/graphql');
      await again(within).click();
      await page.locator(`${within} [role=alert]`).waitFor({ state: 'detached' });
    };
    await failing(/query Alerts/, () => page.reload(), '.alerts');
    await page.getByText('No alerts yet').waitFor();
    expect(await page.locator('.kpi').count()).toBeGreaterThan(3);

    // A filter that filters nothing yet opens by itself and asks for its members.
    const sliced = 'v=churn&r=province,city&c=&m=churn_rate&f=tier~in';
    await failing(/query Values/, () => browse(page, sliced), '.slicer-panel');
    await page.locator('.slicer-value').first().waitFor();
    await page.keyboard.press('Escape');
    await failing(/"city"/, () => page.locator('.grid-row button.twist').first().click(), '.status');
    await until(page, `document.querySelectorAll('.grid-row[aria-level="2"].member').length > 0`);
    await page.locator('.cell').first().click();
    await failing(/drillThrough/, () => page.getByRole('button', { name: 'Rows', exact: true }).click(), '.through');
    await page.locator('.through-table .row-grid-row').nth(1).waitFor();

    await failing(/countCustomerRule/, () => goTo(page, '#/decisions?part=rules'), '.decision-part');
    await page.locator('.kpis.decisions-ready').waitFor();
    await context.close();
  });

  it('data alarms: an administrator’s Home names the feed and what is strange, in both languages', async () => {
    const { storePool } = opened.app;
    await storePool.query(`
      insert into etl_run (run_id, source, state, started_at) values ('alarm1', 'billing', 'published', '2026-01-02');
      insert into etl_feed_figures (run_id, source, subject, files, rows, sums, blanks, expected_every, alarms, recorded_at)
        values ('alarm1', 'billing', 'bill', 1, 3, '{}', '{}', 'day', '{"bill: rows a file 3, usually 100"}', '2026-01-02')`);
    for (const [language, title, late] of [
      ['en', 'Data alarms', 'late'],
      ['zh', '数据告警', '迟到'],
    ] as const) {
      const { page, context } = await opened.visit({ user: 'admin', language });
      const alarms = page.getByRole('region', { name: title });
      await alarms.getByText('usually 100').waitFor();
      expect(await alarms.locator('.alert-mark').innerText()).toContain(late);
      expect(await serious(page)).toEqual([]);
      await alarms.getByRole('link', { name: 'billing' }).click();
      await page.locator('.panel table').getByText('usually 100').waitFor();
      await context.close();
    }
    const { page, context } = await opened.visit({ user: 'executive' });
    await page.waitForSelector('.home-ready');
    expect(await page.getByText('usually 100').count()).toBe(0);
    await context.close();
    await storePool.query(`delete from etl_run where run_id = 'alarm1'`);
  });

  it('models: backtest, scored months and drift with the figures of the store, in both languages', async () => {
    const versions = new ModelVersions(opened.app.storePool);
    const { version } = await versions.promote((await versions.add(FITTED)).version);
    for (const month of SCORED) await new ScoredMonths(opened.app.storePool).put({ version, ...month });
    for (const language of ['en', 'zh'] as const) {
      const { page, context } = await opened.visit({ user: 'admin', language });
      await page.waitForSelector('.home-ready');
      await goTo(page, '#/operations?models');
      await page.locator('.model table').nth(1).waitFor();
      const cells = (table: number) =>
        page
          .locator('.model table')
          .nth(table)
          .locator('tbody tr')
          .evaluateAll((rows) => rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent)));
      expect(await cells(0)).toEqual([
        ['900', '31', '0.712', '0.1434', '0.91', '–'],
        ['910', '29', '0.698', '0.1398', '1.12', '0.06'],
      ]);
      const drift =
        language === 'en'
          ? 'monthly charges (PSI 1.19); data against 3 months (PSI 0.25)'
          : '月租费 (PSI 1.19); 流量（比前 3 个月） (PSI 0.25)';
      expect(await cells(1)).toEqual([
        ['915', '–', language === 'en' ? 'not known yet' : '尚未知晓', '–', '–', drift.replaceAll('PSI ', 'PSI\u00a0')],
        ['910', '30', '27', '0.97', '-0.11', '0 / 3'],
      ]);
      expect(await page.locator('.model .facts').innerText()).toContain(
        language === 'en' ? 'boosting, 6 pairs, 80 rounds, calibration platt' : '提升法，6 个配对表，80 轮，Platt 校准',
      );
      const cut = await page
        .locator('.model td')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
      expect(cut).toBe(0);
      expect(await serious(page)).toEqual([]);
      await context.close();
    }
  });

  it('truncated: each page says that an answer is not whole, and why', async () => {
    const { page, context } = await opened.visit({ user: 'admin' });
    await page.waitForSelector('.home-ready');
    await cutAnswers(page);
    await goTo(page, '#/browse?v=churn&r=province&c=&m=churn_rate');
    await page.getByRole('alert').filter({ hasText: CUT }).first().waitFor();
    await goTo(page, '#/home');
    await page.locator('.home > .truncated').filter({ hasText: CUT }).waitFor();
    await page.locator('.moved .truncated').filter({ hasText: CUT }).waitFor();
    expect(await serious(page)).toEqual([]);
    await goTo(page, '#/customer');
    await page.locator('.customer-search li a').first().click();
    await page.locator('.customer-body .truncated').filter({ hasText: CUT }).first().waitFor();
    expect(await serious(page)).toEqual([]);
    await goTo(page, '#/decisions?part=worth');
    await page.locator('.decisions .truncated').filter({ hasText: CUT }).waitFor();
    const question = { view: 'churn', measures: [{ name: 'churned' }], dimensions: [{ name: 'tier' }] };
    const items = [{ kind: 'table', title: 'By tier', question }];
    const report = { schema: 'tenure-report/1', title: 'Cut', pages: [{ title: 'One', items }] };
    await goTo(page, '#/reports');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(report)) });
    await page.locator('.report .cut').waitFor();
    expect(await serious(page)).toEqual([]);
    await goTo(page, '#/customer');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByText('The first 30 are shown.').waitFor();

    await opened.app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at, finished_at, subjects)
      select 'many' || n, 'bills', 'unchanged', '2026-01-01', '2026-01-01', '{bill}' from generate_series(1, 120) as n`);
    await goTo(page, '#/operations?loads');
    await page.getByText('Only the first 100 are shown.').waitFor();
    await context.close();
  });

  it('loading: every page shows at once where its figures will be', async () => {
    const { page, context } = await opened.visit({ user: 'admin' });
    await page.waitForSelector('.home-ready');
    let gate: Promise<void> = Promise.resolve();
    await page.route('**/graphql', async (route) => {
      await gate;
      await route.continue();
    });
    for (const [hash, waiting] of [
      ['#/browse?v=churn&r=channel&c=&m=joined', '.grid-skeleton'],
      ['#/home', '.kpi .skeleton'],
      ['#/customer?id=C000001', '.customer-body .skeleton'],
      ['#/reports', '.report-skeleton'],
      ['#/decisions', '.decision-skeleton'],
      ['#/decisions?part=worth', '.decision-skeleton'],
      ['#/operations?snapshots', '.panel .skeleton'],
      ['#/operations?lineage', '.panel .skeleton'],
    ] as const) {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      await goTo(page, hash);
      await page.locator(waiting).first().waitFor();
      open();
      await until(page, `document.querySelector('main .skeleton, main .grid-skeleton') === null`);
    }
    await context.close();
  });
});
