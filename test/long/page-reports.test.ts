import { readFileSync } from 'node:fs';
import xlsx from '@e965/xlsx';
import type { Download, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { browse, goTo, screenshot, serious, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';

const SICHUAN = 'AND district_code IN (510104, 510105, 510703)';

const TIER_ZH: Readonly<Record<string, string>> = { Gold: '金', Silver: '银', Bronze: '铜' };

describePages('reports on the page', (opened) => {
  /** The report that the first test builds and the others open. */
  let link = '';
  /** Churned and customer-months by tier over the last twelve months that there is data of. */
  async function truth(more = ''): Promise<string[][]> {
    const { rows } = await opened.app.warehouse.query({
      text: `SELECT toString(tier), sum(churned), sum(active) FROM tenure.customer_month
        WHERE month > addMonths((SELECT max(month) FROM tenure.customer_month), -12) ${more}
        GROUP BY tier ORDER BY sum(churned) DESC, tier`,
    });
    return rows.map((row) => row.map(String));
  }
  const inChinese = ([tier = '', ...figures]: string[]) => [TIER_ZH[tier] ?? tier, ...figures];
  const byTier = (rows: readonly string[][]) => [...rows].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
  const tableRows = async (page: Page): Promise<string[][]> => {
    const rows = await page.evaluate<string[][]>(
      `[...document.querySelectorAll('.tile.table .row-grid-body .row-grid-row')].map((row) =>
        [...row.querySelectorAll('[role=cell]')].map((cell) => cell.textContent.replaceAll(',', '')))`,
    );
    return byTier(rows);
  };
  const ready = (page: Page) => page.locator('.report-ready').waitFor();
  const field = (page: Page, name: RegExp) => page.locator('.tile-editor .field', { hasText: name }).first();
  const closeEditor = async (page: Page) => {
    await page.keyboard.press('Escape');
    await page.locator('.tile-editor').waitFor({ state: 'detached' });
  };
  const places = (page: Page) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('.report-canvas .tile')].map((tile) => tile.style.gridColumn + ' ' + tile.style.gridRow)`,
    );

  it('is built from nothing by mouse, saved and shared', async () => {
    const { page, context, complaints } = await opened.visit({ width: 1360 });
    await goTo(page, '#/reports');
    await page.getByText('No reports yet').waitFor();
    await page.getByRole('button', { name: 'New report' }).click();
    await page.getByRole('textbox', { name: 'Title of the report' }).fill('Churn review');

    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.locator('.tile-editor').waitFor();
    await field(page, /^Churned$/).click();
    await field(page, /^Customer months$/).click();
    await field(page, /^Tier$/).click();
    await page.getByRole('menuitem', { name: 'Add to rows' }).click();
    await page.getByRole('combobox', { name: 'Period' }).last().click();
    await page.locator('.ant-select-item-option', { hasText: /^Latest 12 months$/ }).click();
    await page.locator('.tile-editor .tile-preview [role=cell]').first().waitFor();
    await closeEditor(page);

    await page.getByRole('button', { name: 'Card', exact: true }).click();
    await field(page, /^Churn rate$/).click();
    await page.locator('.tile-preview .card-figure').waitFor();
    await closeEditor(page);
    // Nobody gave the tile a name, so it is called what it measures.
    await page.getByRole('region', { name: 'Churn rate' }).waitFor();

    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await field(page, /^Customers$/).click();
    await page.locator('.tile-preview canvas').waitFor();
    await closeEditor(page);

    const before = await places(page);
    const handle = page.getByRole('button', { name: 'Move Churn rate', exact: true });
    const from = await handle.boundingBox();
    const table = await page.locator('.tile.table').boundingBox();
    if (!from || !table) throw new Error('nothing to drag');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(table.x + 20, table.y + 10, { steps: 5 });
    await page.mouse.up();
    await expect
      .poll(async () => (await places(page)).slice(0, 2))
      .toEqual(['1 / span 6 5 / span 9', '1 / span 3 1 / span 4']);
    expect(await places(page)).not.toEqual(before);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => places(page)).toEqual(before);
    await page.getByRole('button', { name: 'Redo' }).click();
    // Nothing unsaved is left behind by a link without asking.
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('link', { name: 'Browse' }).click();
    expect(await page.evaluate('location.hash')).toContain('#/reports?id=');

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as a new version').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await ready(page);
    expect(await tableRows(page)).toEqual(byTier(await truth()));
    link = `#/reports?id=${new URLSearchParams(String(await page.evaluate('location.hash.split("?")[1]'))).get('id')}`;

    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Share and folder' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).fill('Board');
    await page.getByRole('combobox', { name: 'Roles' }).click();
    for (const role of ['executive', 'manager'])
      await page.locator('.ant-select-item-option', { hasText: role }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await goTo(page, '#/reports');
    await page.getByRole('region', { name: 'Board' }).getByText('shared with executive, manager').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('opens by its link as each reader’s policy allows, and cannot be changed by them', async () => {
    for (const [user, more] of [
      ['executive', ''],
      ['manager.sichuan', SICHUAN],
    ] as const) {
      const { page, context, complaints } = await opened.visit({ user, language: 'zh', dark: true });
      await goTo(page, link);
      await ready(page);
      await page.locator('.tile.table [role=cell]').first().waitFor();
      expect(await tableRows(page)).toEqual(byTier((await truth(more)).map(inChinese)));
      expect(await page.getByRole('button', { name: '编辑' }).count()).toBe(0);
      await page.locator('.tile.chart canvas').waitFor();
      expect(await serious(page)).toEqual([]);
      if (user === 'executive') await screenshot(page, 'report-zh-dark');
      expect(complaints).toEqual([]);
      await context.close();
    }
    const { page, context } = await opened.visit({ user: 'service' });
    await goTo(page, link);
    await page.getByRole('alert').waitFor();
    await context.close();
  });

  it('is exported as CSV, Excel, PNG and JSON, each with what is shown; the JSON imports again', async () => {
    const { page, context } = await opened.visit({ user: 'analyst', width: 1360 });
    await goTo(page, link);
    await ready(page);
    await page.locator('.tile.table [role=cell]').first().waitFor();
    await page.locator('.tile.chart canvas').waitFor();
    await screenshot(page, 'report-en-light');
    const saved = async (name: string): Promise<Download> => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name, exact: true }).click(),
      ]);
      return file;
    };
    const expected = byTier(await truth());
    const csv = readFileSync(await (await saved('CSV')).path(), 'utf8');
    for (const row of expected) expect(csv).toContain(`\r\n${row.join(',')}\r\n`);
    const book = xlsx.read(readFileSync(await (await saved('Excel')).path()));
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    const cells = xlsx.utils.sheet_to_json<unknown[]>(sheet as xlsx.WorkSheet, { header: 1 });
    const data = cells.filter((row) => expected.some(([tier]) => tier === row[0])).map((row) => row.map(String));
    expect(byTier(data)).toEqual(expected);
    const png = readFileSync(await (await saved('This page as PNG')).path());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const box = await page.locator('.report-canvas').boundingBox();
    expect(png.readUInt32BE(16)).toBe(Math.floor(((box?.width ?? 0) + 48) * 2));
    // An empty sheet of that size packs into a few kilobytes.
    expect(png.length).toBeGreaterThan(25_000);
    const json = JSON.parse(readFileSync(await (await saved('Document (JSON)')).path(), 'utf8'));
    expect(json).toMatchObject({ schema: 'tenure-report/1', title: 'Churn review' });

    await goTo(page, '#/reports');
    const imported = Buffer.from(JSON.stringify({ ...json, title: 'Imported' }));
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'report.json', mimeType: 'application/json', buffer: imported });
    await page.locator('.report').waitFor();
    await ready(page);
    await page.locator('.tile.table [role=cell]').first().waitFor();
    expect(await tableRows(page)).toEqual(expected);
    await context.close();
  });

  it('is built by keyboard alone, and goes back to an earlier version', async () => {
    const { page, context } = await opened.visit({ width: 1360 });
    const press = async (name: string, key = 'Enter') => {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press(key);
    };
    await goTo(page, '#/reports');
    await press('New report');
    await page.getByRole('textbox', { name: 'Title of the report' }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('By keyboard');
    await press('Card');
    await field(page, /^Joins$/).focus();
    await page.keyboard.press('Enter');
    await page.locator('.tile-preview .card-figure').waitFor();
    await closeEditor(page);
    const [before] = await places(page);
    await press('Move Joins', 'ArrowRight');
    await until(page, `document.querySelector('.report-canvas .tile').style.gridColumn.startsWith('2 ')`);
    await press('Resize Joins', 'ArrowRight');
    await until(page, `document.querySelector('.report-canvas .tile').style.gridColumn === '2 / span 4'`);
    expect((await places(page))[0]).not.toBe(before);
    await press('Save');
    await page.getByText('Saved as a new version').waitFor();
    await press('More');
    await page.getByRole('menuitem', { name: 'Versions' }).waitFor();
    await page.getByRole('menuitem', { name: 'Versions' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.report-versions li').nth(1).waitFor();
    expect(await page.locator('.report-versions li').count()).toBe(2);
    await press('Show this version');
    await page.getByText('Nothing on this page yet').waitFor();
    await page.locator('.report-versions li[aria-current]', { hasText: 'Version 1' }).waitFor();
    await press('Show this version');
    await page.locator('.report-canvas .tile').waitFor();
    expect((await places(page))[0]).toMatch(/^2 \/ span 4/);
    await context.close();
  });

  it('shows a nested table with subtotals that fold, and what the browser shows as one', async () => {
    const { page, context, complaints } = await opened.visit({ width: 1360 });
    await browse(page, 'v=churn&r=province,tier&c=month.year&m=churned,churn_rate&rd=2');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Add to a report…' }).click();
    await page.getByRole('button', { name: 'Add to the report' }).click();
    await page.locator('.report').waitFor();
    const grid = page.locator('.tile [role=treegrid]');
    const { rows } = await opened.app.warehouse.query({
      text: `SELECT sum(churned), sum(churned) / sum(active) FROM tenure.customer_month
             WHERE dictGet('tenure.region', 'province_en', district_code) = 'Sichuan'`,
    });
    const [churned, rate] = [String(rows[0]?.[0]), `${(Number(rows[0]?.[1]) * 100).toFixed(2)}%`];
    const row = (name: string) => grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
    await row('Sichuan').waitFor();
    const figures = (await row('Sichuan').first().getByRole('gridcell').allInnerTexts()).map((text) => text.trim());
    expect(figures.slice(-2)).toEqual([churned, rate]);
    expect(await grid.getByRole('columnheader', { name: '2024' }).count()).toBeGreaterThan(0);
    expect(await serious(page)).toEqual([]);
    const before = await grid.getByRole('row').count();
    await row('Sichuan').first().getByRole('button').first().click();
    await expect.poll(() => grid.getByRole('row').count()).toBeLessThan(before);

    await page
      .getByRole('button', { name: /^Edit / })
      .first()
      .click();
    await page.locator('.tile-editor').waitFor();
    await page.getByRole('combobox', { name: 'Shown as' }).click();
    await page.locator('.ant-select-item-option', { hasText: /^Table$/ }).click();
    await page.locator('.tile-preview [role=cell]').first().waitFor();
    await page.getByRole('combobox', { name: 'Shown as' }).click();
    await page.locator('.ant-select-item-option', { hasText: /^Nested table with subtotals$/ }).click();
    await page.locator('.tile-preview [role=treegrid]').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('takes what the browser shows as a tile, calculations and schedules; nothing serious to axe', async () => {
    const { page, context, complaints } = await opened.visit({ width: 1360 });
    await browse(page, 'v=churn&r=tier&c=month.quarter&m=churned&chart=bar');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Add to a report…' }).click();
    await page.getByRole('button', { name: 'Add to the report' }).click();
    await page.locator('.report').waitFor();
    await page.locator('.tile canvas').waitFor();
    expect(await serious(page)).toEqual([]);

    await page.getByRole('button', { name: 'Calculations' }).click();
    await page.getByRole('button', { name: 'Add a calculated measure' }).click();
    await page.getByRole('textbox', { name: 'Expression' }).fill('revenue / customer_months');
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Revenue a month');
    expect(await serious(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.getByRole('combobox', { name: 'Period' }).last().click();
    await page
      .locator('.ant-select-item-option', { hasText: /^All periods$/ })
      .last()
      .click();
    await field(page, /^Revenue a month$/).click();
    await page.locator('.tile-preview [role=cell]').first().waitFor();
    const { rows } = await opened.app.warehouse.query({
      text: 'SELECT sum(revenue) / sum(active) FROM tenure.customer_month',
    });
    await expect
      .poll(async () => Number(await page.locator('.tile-preview [role=cell]').last().innerText()))
      .toBeCloseTo(Number(rows[0]?.[0]), 1);
    expect(await serious(page)).toEqual([]);
    await closeEditor(page);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as a new version').waitFor();

    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Scheduled exports' }).click();
    await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page.locator('.report-schedules code', { hasText: '0 7 2 * *' }).waitFor();
    expect(await serious(page)).toEqual([]);
    await page.getByRole('button', { name: 'End this schedule' }).click();
    await page.getByText('You have not scheduled this report.').waitFor();
    await page.keyboard.press('Escape');
    await goTo(page, '#/reports');
    await page.locator('.report-folder li').first().waitFor();
    expect(await serious(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
