import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { goTo, screenshot, serious, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';
import { DEMO_PASSWORD } from '../support/small-app.js';
import { overTheWire } from '../support/sql/over-the-wire.js';

describePages('the SQL console', (opened) => {
  const atTheDoor = (user: string, sql: string) =>
    overTheWire({ sqlPort: opened.app.sqlPort, password: DEMO_PASSWORD }, user, sql);

  async function open(page: Page): Promise<void> {
    await goTo(page, '#/ask');
    await page.locator('.cm-content').waitFor();
  }
  /** Writes over the editor by keyboard, as a person does. */
  async function write(page: Page, sql: string): Promise<void> {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(sql);
  }
  async function run(page: Page, sql: string): Promise<void> {
    await write(page, sql);
    await page.keyboard.press('Control+Enter');
    await until(page, `document.querySelector('.ask-result').getAttribute('aria-busy') === 'false'`);
  }
  const shown = (page: Page): Promise<string[][]> =>
    page.evaluate(
      `[...document.querySelectorAll('.ask-result .row-grid-body .row-grid-row')].map((row) =>
        [...row.querySelectorAll('[role=cell]')].map((cell) => cell.textContent))`,
    );
  const SQL = 'select province, measure(churn_rate) as rate, sum(churned) as n from churn group by 1 order by 1';

  it('answers by each role’s policy what the SQL port answers, and saves it as CSV', async () => {
    for (const user of ['analyst', 'manager.sichuan']) {
      const { page, context, complaints } = await opened.visit({ user });
      await open(page);
      await run(page, SQL);
      await page
        .locator('.ask-status')
        .getByText(/rows · /)
        .waitFor();
      const truth = await atTheDoor(user, SQL);
      expect(await shown(page)).toEqual(truth);
      if (user === 'analyst') await screenshot(page, 'ask-en-light');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV' }).click(),
      ]);
      const lines = readFileSync(await file.path(), 'utf8')
        .replace('\ufeff', '')
        .trim()
        .split('\r\n');
      expect(lines).toEqual(['province,rate,n', ...truth.map((row) => row.join(','))]);
      expect(await serious(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('completes views, columns and measures from the catalogue', async () => {
    const { page, context, complaints } = await opened.visit();
    await open(page);
    await write(page, 'SELECT  FROM chur');
    await page.keyboard.press('Control+Space');
    await page.locator('.cm-tooltip-autocomplete li[aria-selected]').waitFor();
    // The popup takes the first keys after it opened as typing, for a moment.
    await page
      .locator('.cm-tooltip-autocomplete li', { hasText: /^churn/ })
      .first()
      .click();
    await page.keyboard.press('Home');
    for (let i = 0; i < 'SELECT '.length; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.type('churn_r');
    await page
      .locator('.cm-tooltip-autocomplete li', { hasText: /^churn_rate/ })
      .first()
      .click();
    await until(page, `document.querySelector('.cm-content').innerText.includes('MEASURE(churn_rate)')`);
    await page.keyboard.press('Control+Enter');
    await until(page, `document.querySelectorAll('.ask-result .row-grid-body .row-grid-row').length === 1`);
    expect(await shown(page)).toEqual(await atTheDoor('analyst', 'select measure(churn_rate) from churn'));
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows where a statement is wrong and what to write, in both languages, and explains a right one', async () => {
    for (const language of ['en', 'zh'] as const) {
      const { page, context, complaints } = await opened.visit({ language, dark: language === 'zh' });
      await open(page);
      await run(page, 'select 1;\nselect avg(churn_rate) from churn');
      const alert = page.getByRole('alert');
      await alert.getByText('MEASURE(churn_rate)').first().waitFor();
      expect(await alert.innerText()).toContain('SQLSTATE 42803');
      await run(page, 'select 1;\nselect provinc from churn');
      await page.locator('.sql-wrong').waitFor();
      expect(await page.locator('.sql-wrong').innerText()).toBe('provinc');
      expect(await serious(page)).toEqual([]);
      await screenshot(page, `ask-error-${language}-${language === 'zh' ? 'dark' : 'light'}`);
      await run(page, `${SQL};`);
      await page.getByText(language === 'zh' ? '执行计划' : 'Explain', { exact: true }).click();
      await page.locator('.ask-plan').waitFor();
      expect(await page.locator('.ask-plan').innerText()).toMatch(/Block 1: view churn\s+\(layer=/);
      expect(await serious(page)).toEqual([]);
      // The refusals above are HTTP errors, which the browser's console tells of.
      expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
      await context.close();
    }
  });

  it('stops a statement, cuts a long answer aloud, and remembers what ran', async () => {
    const { page, context } = await opened.visit();
    await open(page);
    await write(page, 'select count(*) from generate_series(1, 2000000000) as g');
    await page.keyboard.press('Control+Enter');
    const active = async () =>
      Number(
        (
          await opened.app.pool.query(
            "select count(*) from pg_stat_activity where application_name = 'Tenure page' and state = 'active'",
          )
        ).rows[0]?.count,
      );
    await expect.poll(active, { timeout: 15_000 }).toBe(1);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.ask-status').getByText('cancelled').waitFor();
    await expect.poll(active, { timeout: 15_000 }).toBe(0);
    await run(page, 'select i, md5(i::text) as text from generate_series(1, 20000) as i');
    await page.locator('.ask-status .cut').waitFor();
    expect(await page.locator('.ask-status').innerText()).toMatch(/10,000 rows .*only the first 10,000 rows/s);
    expect(await page.locator('.row-grid-row').count()).toBeLessThan(100);
    await page.locator('.row-grid').focus();
    await page.keyboard.press('End');
    await page.locator('.row-grid-body [role=cell]', { hasText: /^10000$/ }).waitFor();
    await page.getByText('History', { exact: true }).click();
    expect(await page.locator('.ask-history code').first().innerText()).toContain('md5(i::text)');
    await page.locator('.ask-history button', { hasText: '2000000000' }).click();
    await until(page, `document.querySelector('.cm-content').innerText.includes('2000000000')`);
    await context.close();
  });
});
