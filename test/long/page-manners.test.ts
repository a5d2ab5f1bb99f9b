import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { CREATE_REPORT } from '../../src/web/reports/report-documents.js';
import { goTo, serious, tabTo, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';
import { DEMO_PASSWORD } from '../support/small-app.js';

const PAGES = [
  '#/home',
  '#/browse?v=churn&r=province,city&c=month.quarter&m=churn_rate,customers&chart=line',
  '#/reports',
  '#/decisions',
  '#/decisions?part=why',
  '#/decisions?part=worth',
  '#/decisions?part=rules',
  '#/customer',
  '#/ask',
  ...['loads', 'feeds', 'lineage', 'quarantine', 'snapshots', 'models', 'sessions', 'questions'].map(
    (part) => `#/operations?${part}`,
  ),
];

/** Boxes that are meant to scroll sideways: wide tables, the editor, the picture of the data's way. */
const SCROLLERS = '.grid, .entries, .decision-table, .row-grid, .cm-scroller, .flow, pre';
const SIDEWAYS = `[...document.querySelectorAll('header, header *, main, main *')].filter((box) =>
  /auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth + 1 && !box.matches('${SCROLLERS}')
).map((box) => box.tagName + '.' + box.getAttribute('class'))`;
/** What stands past the window's right edge without being in a box that scrolls or cuts by itself. */
const OUTSIDE = `[...document.querySelectorAll('header *, main *')].filter((element) => {
  if (element.getBoundingClientRect().width === 0 || element.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let box = element.parentElement; box; box = box.parentElement)
    if (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX) && box !== document.body) return false;
  return true;
}).map((element) => element.tagName + '.' + element.getAttribute('class'))`;

describePages('manners of every page', (opened) => {
  /** Until the page of an address stands and nothing in it is waited for. */
  const stands = (page: Page, hash: string) =>
    until(
      page,
      `location.hash.startsWith(${JSON.stringify(hash.split('&')[0])}) &&
        document.querySelector('main h1, main [role=treegrid]') !== null &&
        document.querySelector('main[aria-busy=true], main .skeleton, main .grid-skeleton, main .waiting') === null`,
    );

  /** A report with a tile of each kind, of which the widest asks for more than a tablet is wide. */
  async function report(): Promise<string> {
    const asked = (measures: string[], dimensions: object[]) => ({
      view: 'churn',
      measures: measures.map((name) => ({ name })),
      dimensions,
    });
    const months = { name: 'month', granularity: 'month' };
    const wide = asked(['churn_rate', 'churned', 'customers'], [months, { name: 'province' }, { name: 'tier' }]);
    const items = [
      { kind: 'card', title: 'Churn rate', question: asked(['churn_rate'], [months]) },
      { kind: 'chart', title: 'By tier', chart: 'line', question: asked(['churn_rate'], [months, { name: 'tier' }]) },
      { kind: 'table', title: 'Everything by month, province and tier', question: wide },
      { kind: 'table', title: 'Across', pivot: { across: 1 }, question: wide },
      { kind: 'text', text: '# What this is\n\nA review.' },
    ];
    const document = { schema: 'tenure-report/1', title: 'Quarterly review', pages: [{ title: 'Overview', items }] };
    const response = await fetch(`${opened.app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await opened.app.tokenOf('admin')}` },
      body: JSON.stringify({ query: CREATE_REPORT, variables: { document } }),
    });
    return ((await response.json()) as { data: { createReport: { id: string } } }).data.createReport.id;
  }

  it('fit a tablet in both languages, with every control of the top in reach', async () => {
    const opening = `#/reports?id=${await report()}`;
    for (const [language, dark] of [
      ['en', false],
      ['zh', true],
    ] as const) {
      const { page, context } = await opened.visit({ user: 'admin', language, dark, width: 768, height: 1024 });
      await page.waitForSelector('.home-ready');
      for (const hash of [...PAGES, opening, `${opening}&edit=1`]) {
        await goTo(page, hash);
        await stands(page, hash);
        if (hash.startsWith(opening))
          await page.locator(hash === opening ? '.report-ready' : '.report-ready .editing').waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(768);
        expect(await page.evaluate(OUTSIDE), hash).toEqual([]);
        expect(await page.evaluate(SIDEWAYS), hash).toEqual([]);
      }
      const end = await page.locator('.top-end button').last().boundingBox();
      expect((end?.x ?? 768) + (end?.width ?? 0)).toBeLessThanOrEqual(768);
      await context.close();
    }
  });

  const link = (text: string) => `e.matches('a') && e.innerText.startsWith(${JSON.stringify(text)})`;
  /** Follows a link of the top by keyboard. */
  async function toPage(page: Page, name: string): Promise<void> {
    await tabTo(page, `e.closest('.nav') && ${link(name)}`);
    await page.keyboard.press('Enter');
  }

  it('keyboard alone: signs in, changes language and light, signs out', async () => {
    const context = await opened.browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(opened.app.url);
    await tabTo(page, `e.name === 'user'`);
    await page.keyboard.type('analyst');
    await tabTo(page, `e.name === 'password'`);
    await page.keyboard.type(DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.home-ready');
    await tabTo(page, `e.getAttribute('lang') === 'zh-CN'`);
    await page.keyboard.press('Enter');
    await page.locator('.nav a', { hasText: '首页' }).waitFor();
    await tabTo(page, `e.getAttribute('aria-label') === '深色'`);
    await page.keyboard.press('Enter');
    await until(page, `getComputedStyle(document.documentElement).colorScheme === 'dark'`);
    await tabTo(page, `e.getAttribute('aria-label') === '退出登录'`);
    await page.keyboard.press('Enter');
    await page.locator('input[name=password]').waitFor();
    expect(await serious(page)).toEqual([]);
    await context.close();
  });

  it('keyboard alone: Home, what moved a figure, an alert set and removed, and on to Browse', async () => {
    const { page, context } = await opened.visit();
    await page.waitForSelector('.home-ready');
    await tabTo(page, `e.matches('.kpi-main') && e.innerText.startsWith('Revenue')`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /What moved Revenue/ }).waitFor();
    await tabTo(
      page,
      `e.closest('.kpi')?.innerText.startsWith('Revenue') && /alert/i.test(e.getAttribute('aria-label') ?? '')`,
    );
    await page.keyboard.press('Enter');
    await tabTo(page, `e.getAttribute('role') === 'spinbutton'`);
    await page.keyboard.type('1');
    await tabTo(page, `e.innerText === 'Set alert'`);
    await page.keyboard.press('Enter');
    await page.locator('.alerts li').waitFor();
    await tabTo(page, `e.closest('.alerts li') && e.matches('button')`);
    await page.keyboard.press('Enter');
    await page.getByText('No alerts yet').waitFor();
    await tabTo(page, `e.closest('.kpi') && ${link('Browse')}`);
    await page.keyboard.press('Enter');
    await page.locator('.grid-row').first().waitFor();
    await context.close();
  });

  it('keyboard alone: a customer is found, read and left for one alike', async () => {
    const { page, context } = await opened.visit();
    await toPage(page, 'Customer');
    await tabTo(page, `e.getAttribute('aria-label') === 'Find a customer'`);
    await page.locator('.customer-search li').nth(1).waitFor();
    const all = await page.locator('.customer-search li b').allInnerTexts();
    await page.keyboard.type(all[1] ?? '');
    await until(page, `document.querySelectorAll('.customer-search li').length === 1`);
    await tabTo(page, `e.closest('.customer-search li')`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: all[1] ?? '', exact: true }).waitFor();
    await stands(page, '#/customer');
    await tabTo(page, `e.matches('.customer-body')`);
    await page.keyboard.press('End');
    await until(page, `document.querySelector('.customer-body').scrollTop > 100`);
    await tabTo(page, `e.closest('.customer-body') && e.matches('a[href*="id="]')`);
    await page.keyboard.press('Enter');
    await until(page, `!document.querySelector('.profile h1')?.innerText.includes(${JSON.stringify(all[1])})`);
    await context.close();
  });

  it('keyboard alone: the SQL console runs, is left, and its result is read and saved', async () => {
    const { page, context } = await opened.visit();
    await toPage(page, 'Ask');
    await page.locator('.cm-content').waitFor();
    await tabTo(page, `e.matches('.cm-content')`);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('SELECT tier, MEASURE(customers) FROM churn GROUP BY tier ORDER BY 1');
    await page.keyboard.press('Control+Enter');
    await until(page, `document.querySelectorAll('.ask-result .row-grid-body .row-grid-row').length === 3`);
    // In an editor Tab indents: Escape first lets it go on.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await tabTo(page, `e.innerText?.includes('CSV')`);
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(file.suggestedFilename()).toMatch(/csv$/);
    await tabTo(page, `e.matches('.row-grid')`);
    await context.close();
  });

  it('keyboard alone: operations, every part, a run unfolded and its quarantine filtered', async () => {
    await opened.app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at, finished_at, rows_in, rows_loaded, subjects)
        values ('r20260101', 'bills', 'published', '2026-01-01', '2026-01-01 00:00:08', 9, 8, '{bill}');
      insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, rows_in)
        values ('r20260101', 7, 'bills', 'bills.csv', '/data/bills.csv', 'abc', 63, 9);
      insert into etl_quarantine (run_id, file_id, file_name, line, subject, column_name, reason, value, severity)
        values ('r20260101', 7, 'bills.csv', 3, 'bill', 'month', 'not a date', '2024-13', 'row')`);
    const { page, context } = await opened.visit({ user: 'admin' });
    await toPage(page, 'Operations');
    await page.locator('.unfold').waitFor();
    await tabTo(page, `e.matches('.unfold')`);
    await page.keyboard.press('Enter');
    await page.locator('.run-detail').waitFor();
    await tabTo(page, `e.closest('.run-detail') && e.matches('a')`);
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'not a date' }).waitFor();
    await tabTo(page, `e.getAttribute('aria-label') === 'Reason'`);
    await page.keyboard.press('ArrowDown');
    await page.locator('.ant-select-item-option', { hasText: 'not a date' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.chooser', { hasText: 'not a date' }).waitFor();
    for (const [name, part] of [
      ['Lineage', 'lineage'],
      ['Snapshots', 'snapshots'],
      ['Model versions', 'models'],
      ['Sessions', 'sessions'],
      ['Slow questions', 'questions'],
    ] as const) {
      await tabTo(page, `e.closest('.parts') && ${link(name)}`);
      await page.keyboard.press('Enter');
      await stands(page, `#/operations?${part}`);
    }
    await tabTo(page, `e.matches('.entries')`);
    await context.close();
  });
});
