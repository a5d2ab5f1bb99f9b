import { expect, it } from 'vitest';
import { goTo, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';

describePages('work on the page', (opened) => {
  it('is kept when a new report is done and then shared, without a word about saving', async () => {
    const { page, context, complaints } = await opened.visit({ width: 1360 });
    await goTo(page, '#/reports');
    await page.getByRole('button', { name: 'New report' }).click();
    await page.getByRole('textbox', { name: 'Title of the report' }).fill('Kept');
    await page.getByRole('button', { name: 'Card', exact: true }).click();
    await page
      .locator('.tile-editor .field', { hasText: /^Churn rate$/ })
      .first()
      .click();
    await page.locator('.tile-preview .card-figure').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.tile-editor').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.locator('.report-ready').waitFor();
    const tiles = () => page.locator('.report-canvas .tile, .report .tile').count();
    const before = await tiles();
    expect(before).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Share and folder' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).fill('Board');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await tiles()).toBe(before);
    const { rows } = await opened.app.pool.query(
      `select r.folder, v.document from report r join report_version v on v.report_id = r.id where v.document->>'title' = 'Kept'
       order by v.version desc limit 1`,
    );
    expect(rows).toMatchObject([{ folder: 'Board' }]);
    expect(JSON.stringify(rows[0].document)).toContain('churn_rate');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('ends at every place when its user signs out everywhere', async () => {
    const here = await opened.visit();
    const there = await opened.visit();
    await here.page.locator('.account summary').click();
    await here.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    const signedOut = `document.querySelector('input[type=password]') !== null`;
    await until(here.page, signedOut);
    await there.page.reload();
    await until(there.page, signedOut);
    await here.context.close();
    await there.context.close();
  });
});
