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

  it('marks what the calendar has on the axis of months, ahead too, and says it in words', async () => {
    const { body } = await callers(opened.app).graphql(
      `mutation { fees: saveCalendarEvent(event: { kind: price_change, title: "Fees rise", firstDay: "2024-12-15" }) { id }
         games: saveCalendarEvent(event: { kind: campaign, title: "Summer games", firstDay: "2025-03-01", lastDay: "2025-04-30" }) { id } }`,
      'analyst',
    );
    expect(body.errors).toBeUndefined();
    // Another axis than before: its events are asked anew.
    const since = LATEST.replace('2024-11', '2024-10');
    await browse(page, `v=churn&r=tier&c=month.month&m=customers&chart=line&ahead=3${since}`);
    await until(page, `document.querySelector('.chart-pane .fine')?.textContent?.includes('Summer games')`);
    expect(await page.locator('.chart-pane .fine').innerText()).toContain(
      'Dotted: Dec 2024 Fees rise; Mar 2025 forecast Summer games',
    );
    expect(await serious(page)).toEqual([]);
    // The notes, of two lines now, stay above the bar below.
    const [note, bar] = await Promise.all(
      ['.chart-pane .fine', '.cell-bar'].map((one) => page.locator(one).first().boundingBox()),
    );
    expect((note?.y ?? 0) + (note?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
    if (process.env.TENURE_SHOT) await page.screenshot({ path: `${process.env.TENURE_SHOT}.events.png` });
  });
});
