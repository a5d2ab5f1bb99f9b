import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COST_RATIOS } from '../../src/analytics/decide/cost-ratios.js';
import { goTo, launch, MUST_RUN, NOT_HERE, screenshot, serious, until, visit } from '../e2e/browser.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

/** Customers of one month as a fit would have held them out, their chances and ends made from their numbers. */
const HELD_OUT = `
  INSERT INTO tenure.churn_holdout
  SELECT 0, month, customer_key, customer_id, district_code, plan_code, tier, channel_code, account_manager_code,
    (cityHash64(customer_key, 'end') % 1000) / 1000 < chance, chance, chance,
    arrayMap(ratio -> 2 * chance - 1, range(${COST_RATIOS.length}))
  FROM (SELECT *, pow((cityHash64(customer_key) % 1000) / 1000, 2) AS chance FROM tenure.customer_month
    WHERE month = '2024-06-01' AND active = 1)`;

describe.skipIf(NOT_HERE !== null && !MUST_RUN)('decisions on the page', { timeout: 150_000 }, () => {
  let app: SmallApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([openSmallApp(), launch()]);
    await app.warehouse.command({ text: HELD_OUT }, { lane: 'batch' });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** The best profit of contacting the riskiest n, by the customers one by one. */
  async function best(value: number, more = ''): Promise<{ targeted: number; profit: number }> {
    const { rows } = await app.warehouse.query({
      text: `SELECT churned, floor(probability * 1000) FROM tenure.churn_holdout WHERE 1 ${more} ORDER BY 2 DESC`,
    });
    let [profit, found] = [0, { targeted: 0, profit: 0 }];
    rows.forEach(([churned, step], i) => {
      // A contact costs 10; a churner takes the offer (50) and stays with a chance of 0.3, others take it in any case.
      profit += Number(churned) === 1 ? 0.3 * (value - 50) - 10 : -60;
      const last = i + 1 === rows.length || rows[i + 1]?.[1] !== step;
      if (last && profit > found.profit + 1e-9) found = { targeted: i + 1, profit };
    });
    return found;
  }
  const figure = async (page: Page, name: string) =>
    (await page.locator(`[data-figure=${name}] .kpi-value`).innerText()).replaceAll(/[^0-9.-]/g, '');

  it('finds whom to contact, and finds anew at other costs and in another slice', async () => {
    const { page, context, complaints } = await visit(browser, app, { width: 1360, height: 1000 });
    await goTo(page, '#/decisions');
    await page.locator('.decisions-ready [data-figure=targetSize]').waitFor();
    const first = await best(1000);
    expect(first.targeted).toBeGreaterThan(0);
    expect(await figure(page, 'targetSize')).toBe(String(first.targeted));
    await page.locator('.decision-curve canvas').waitFor();
    expect(await page.locator('.decision-table tbody tr').count()).toBe(6);
    expect(await serious(page)).toEqual([]);
    await screenshot(page, 'decisions-en-light');

    await page.getByRole('spinbutton', { name: 'Value of who stays' }).fill('600');
    const second = await best(600);
    expect(second.targeted).not.toBe(first.targeted);
    await until(
      page,
      `document.querySelector('.decisions-ready [data-figure=targetSize] .kpi-value')?.innerText === '${second.targeted}'`,
    );
    await page.getByText('Tier: All', { exact: true }).click();
    await page.locator('.slicer-value', { hasText: 'Gold' }).click();
    const gold = await best(600, "AND tier = 'Gold'");
    await until(
      page,
      `document.querySelector('.decisions-ready [data-figure=targetSize] .kpi-value')?.innerText === '${gold.targeted}'`,
    );
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows a manager the own customers, in Chinese and dark', async () => {
    const options = { user: 'manager.sichuan', language: 'zh', dark: true, width: 1360, height: 1000 } as const;
    const { page, context, complaints } = await visit(browser, app, options);
    await goTo(page, '#/decisions');
    await page.locator('.decisions-ready [data-figure=targetSize]').waitFor();
    const own = await best(1000, 'AND district_code IN (510104, 510105, 510703)');
    expect(await figure(page, 'targetSize')).toBe(String(own.targeted));
    await page.locator('.decision-curve canvas').waitFor();
    expect(await serious(page)).toEqual([]);
    await screenshot(page, 'decisions-zh-dark');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
