import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { browse, PAGE_TEST_MS, serious, settled, shownRows, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';
import { callers } from '../support/policy/doors.js';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** So few months that all columns are in the window. */
const LATEST = '&f=month~range~2024-11-01~2025-01-01';

describePages('forecast', (opened) => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await opened.visit({ width: 1600, height: 1000 }));
  }, PAGE_TEST_MS);

  const hash = () => page.evaluate<string>('location.hash');

  it('puts months ahead beside those known, by one choice, and keeps it in the address', async () => {
    await browse(page, 'v=churn&r=province,city&c=month.quarter,month.month&m=churned' + LATEST);
    await page.getByRole('button', { name: 'Forecast' }).click();
    await page.getByRole('menuitem', { name: '3 months ahead' }).click();
    await until(page, `document.querySelectorAll('.head.ahead').length === 3`);
    expect(await hash()).toContain('ahead=3');
    expect(await hash()).toContain('c=month.month');
  });

  it('shows the figures that GraphQL gives, as forecasts', async () => {
    await browse(page, 'v=churn&r=province&c=month.month&m=customers&ahead=3' + LATEST);
    await until(page, `document.querySelectorAll('.cell.ahead').length > 3`);
    await settled(page);
    const { body } = await callers(opened.app).graphql(
      `{ forecast(view: "churn", measure: "customers", by: ["province"], months: 3) { cells { path points { isForecast value } } } }`,
      'analyst',
    );
    const rows = await shownRows(page);
    for (const { path, points } of body.data.forecast.cells) {
      const row = rows.find(([name]) => name === (path[0] ?? 'Total'));
      const values = points.flatMap((point: { isForecast: boolean; value: number }) =>
        point.isForecast ? [whole.format(point.value)] : [],
      );
      expect(row?.slice(4, 7)).toEqual(values);
    }
  });

  it('draws the band, and says what it is made of in words', async () => {
    await browse(page, 'v=churn&r=&c=month.month&m=customers&chart=line&ahead=6' + LATEST);
    await until(page, `document.querySelector('.chart-pane .fine')?.textContent?.includes('95%')`);
    await until(page, `document.querySelectorAll('.head.ahead').length === 6`);
    expect(await serious(page)).toEqual([]);
    if (process.env.TENURE_SHOT) await page.screenshot({ path: process.env.TENURE_SHOT });
  });

  it('tells method, months and back-test of a figure, and saves it named as a forecast', async () => {
    await page.locator('.grid-row.total .cell.ahead').first().click();
    await page.getByRole('button', { name: 'Why' }).first().click();
    await page.getByText('Back-test').waitFor();
    await page.getByText('all rows that there are').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toContain('forecast');
  });
});
