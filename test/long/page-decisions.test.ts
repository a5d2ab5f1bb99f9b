import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { valueCustomers } from '../../etl/value/valuation.js';
import { COST_RATIOS } from '../../src/analytics/decide/cost-ratios.js';
import { concentration } from '../../src/analytics/value/concentration.js';
import { scoreMonths } from '../../src/scoring/score-months.js';
import { CUT, cutAnswers, goTo, PAGE_TEST_MS, screenshot, serious, tabTo, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';
import { TENURE_MODEL } from '../support/tenure-model.js';

/** Customers of one month as a fit would have held them out, their chances and ends made from their numbers. */
const HELD_OUT = `
  INSERT INTO tenure.churn_holdout
  SELECT ${TENURE_MODEL.version}, month, customer_key, customer_id, district_code, plan_code, tier, channel_code, account_manager_code,
    (cityHash64(customer_key, 'end') % 1000) / 1000 < chance, chance, chance,
    arrayMap(ratio -> 2 * chance - 1, range(${COST_RATIOS.length}))
  FROM (SELECT *, pow((cityHash64(customer_key) % 1000) / 1000, 2) AS chance FROM tenure.customer_month
    WHERE month = '2024-06-01' AND active = 1)`;

describePages('decisions on the page', (opened) => {
  let months: string[];

  beforeAll(async () => {
    const { warehouse, store, gate } = opened.app;
    await warehouse.command({ text: HELD_OUT }, { lane: 'batch' });
    // Nobody of the small star leaves after this month.
    await warehouse.command({
      text: `ALTER TABLE tenure.customer_month DELETE WHERE month > '2024-10-01' SETTINGS mutations_sync = 2`,
    });
    await valueCustomers({ warehouse, store, gate, log: pino({ level: 'silent' }) });
    const { rows } = await warehouse.query({
      text: 'SELECT DISTINCT toString(month) FROM tenure.customer_month ORDER BY 1',
    });
    months = rows.map(([month]) => String(month));
    await scoreMonths(warehouse, gate, { model: TENURE_MODEL, months: months.slice(-7), runId: 's1' });
  }, PAGE_TEST_MS);

  /** The best profit of contacting the riskiest n, by the customers one by one. */
  async function best(value: number, more = ''): Promise<{ targeted: number; profit: number }> {
    const { rows } = await opened.app.warehouse.query({
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
    const { page, context, complaints } = await opened.visit({ width: 1360, height: 1000 });
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
    const { page, context, complaints } = await opened.visit(options);
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

  /** The text of a figure that stands once it is the one expected. */
  const standsAt = (page: Page, name: string, text: string) =>
    until(page, `document.querySelector('[data-figure=${name}] .kpi-value')?.innerText === ${JSON.stringify(text)}`);

  it('says why customers leave: a bridge of reasons and mix, and one of drivers, to the same end', async () => {
    const { page, context, complaints } = await opened.visit({ width: 1360, height: 1000 });
    await goTo(page, '#/decisions?part=why');
    const rate = async (from: number, to: number, where = '1') => {
      const { rows } = await opened.app.warehouse.query({
        text: `SELECT sum(churned) / sum(active) FROM tenure.customer_month
               WHERE month BETWEEN '${months.at(from)}' AND '${months.at(to)}' AND ${where}`,
      });
      return `${(Number(rows[0]?.[0]) * 100).toFixed(3)}%`;
    };
    await standsAt(page, 'before', await rate(-6, -4));
    await standsAt(page, 'after', await rate(-3, -1));
    const bridges = page.locator('.waterfall');
    await until(page, `document.querySelectorAll('.waterfall').length === 2`);
    for (const at of [0, 1])
      expect(await bridges.nth(at).locator('li').last().locator('.figure').innerText()).toBe(await rate(-3, -1));
    // Tenure is all that the model knows; what it did not foresee is named.
    expect(await bridges.nth(1).innerText()).toContain('tenure');
    expect(await bridges.nth(1).innerText()).toContain('Not foreseen');
    expect(await serious(page)).toEqual([]);
    await screenshot(page, 'decisions-why-en-light');

    await page.getByText('Tier: All', { exact: true }).click();
    await page.locator('.slicer-value', { hasText: 'Gold' }).click();
    await standsAt(page, 'after', await rate(-3, -1, `tier = 'Gold'`));
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows how a value is spread: Lorenz curve, Gini coefficient and deciles', async () => {
    const { page, context, complaints } = await opened.visit({ width: 1360, height: 1000, language: 'zh' });
    await goTo(page, '#/decisions?part=worth');
    await page.locator('.decisions-ready .decision-curve canvas').waitFor();
    const { rows } = await opened.app.warehouse.query({ text: 'SELECT margin_12 FROM tenure.customer_score' });
    const expected = concentration(rows.map(([value]) => Number(value)));
    await page.getByRole('combobox', { name: '价值' }).click();
    await page.locator('.ant-select-item', { hasText: '当前价值' }).click();
    await standsAt(page, 'gini', (expected.gini ?? 0).toFixed(2));
    await standsAt(page, 'top', `${((expected.deciles[0]?.share ?? 0) * 100).toFixed(2)}%`);
    expect(await page.locator('.decision-pair tbody tr').count()).toBe(10);
    expect(await serious(page)).toEqual([]);
    await screenshot(page, 'decisions-worth-zh-light');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is asked by keyboard alone: at other costs, of a slice, why by another member, at another threshold', async () => {
    const { page, context } = await opened.visit({ user: 'analyst', width: 1360, height: 1000 });
    await goTo(page, '#/decisions');
    await page.locator('.decisions-ready [data-figure=targetSize]').waitFor();
    await tabTo(page, `e.getAttribute('aria-label') === 'Value of who stays'`);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('600');
    await standsAt(page, 'targetSize', String((await best(600)).targeted));
    await tabTo(page, `e.matches('button') && e.innerText === 'Tier: All'`);
    await page.keyboard.press('Enter');
    await page.locator('.slicer-value', { hasText: 'Gold' }).waitFor();
    await tabTo(page, `e.closest('.slicer-value')?.innerText.includes('Gold')`);
    await page.keyboard.press('Space');
    await standsAt(page, 'targetSize', String((await best(600, "AND tier = 'Gold'")).targeted));

    await tabTo(page, `e.closest('.decision-parts') && e.innerText === 'Why customers leave'`);
    await page.keyboard.press('Enter');
    await page.locator('.decisions-ready .waterfall').first().waitFor();
    await tabTo(page, `e.getAttribute('aria-label') === 'Mix of'`);
    await page.keyboard.press('ArrowDown');
    await page.locator('.ant-select-item-option-active').waitFor();
    while (!(await page.locator('.ant-select-item-option-active', { hasText: /^Tier$/ }).isVisible()))
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.decision-ranked th[scope=row]', { hasText: 'Gold' }).waitFor();
    await tabTo(page, `e.matches('.decision-table')`);

    await tabTo(page, `e.closest('.decision-parts') && e.innerText === 'Big and potential customers'`);
    await page.keyboard.press('Enter');
    await page.locator('[data-figure=ruleCustomers]').waitFor();
    await tabTo(page, `e.getAttribute('aria-label') === 'Threshold' && e.getAttribute('role') === 'spinbutton'`);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('40');
    const { rows } = await opened.app.warehouse.query({
      text: `SELECT countIf(value_score >= 40) FROM tenure.customer_value WHERE month = '${months.at(-1)}'`,
    });
    await standsAt(page, 'ruleCustomers', String(rows[0]?.[0]));
    await context.close();
  });

  it('counts whom thresholds take in before they are saved, and keeps versions', async () => {
    const { page, context, complaints } = await opened.visit({ user: 'analyst', width: 1360, height: 1000 });
    await goTo(page, '#/decisions?part=rules');
    const count = async (where: string) => {
      const { rows } = await opened.app.warehouse.query({
        text: `SELECT countIf(${where}) FROM tenure.customer_value WHERE month = '${months.at(-1)}'`,
      });
      return String(rows[0]?.[0]);
    };
    await standsAt(page, 'ruleCustomers', await count('value_score >= 75'));
    await page.getByRole('spinbutton', { name: 'Threshold' }).fill('40');
    await standsAt(page, 'ruleCustomers', await count('value_score >= 40'));
    const any = page.getByRole('region', { name: 'And one of these' });
    await any.getByRole('button', { name: 'Threshold' }).click();
    await any.getByRole('spinbutton', { name: 'Threshold' }).fill('300');
    const wanted = await count('value_score >= 40 AND current_value >= 300');
    await standsAt(page, 'ruleCustomers', wanted);
    expect(await serious(page)).toEqual([]);
    await screenshot(page, 'decisions-rules-en-light');
    await page.getByRole('button', { name: 'Save as a new version' }).click();
    await until(page, `document.querySelectorAll('.rule-versions tbody tr').length === 2`);
    expect(await count('customer_class = 1')).toBe(wanted);
    // The version before is taken up as a draft, and saved on top.
    await page.getByRole('button', { name: 'Take up' }).click();
    await standsAt(page, 'ruleCustomers', await count('value_score >= 75'));
    expect(complaints).toEqual([]);
    await context.close();

    const reader = await opened.visit({ user: 'executive', width: 1360, height: 1000 });
    await goTo(reader.page, '#/decisions?part=rules');
    await standsAt(reader.page, 'ruleCustomers', wanted);
    expect(await reader.page.getByRole('button', { name: 'Save as a new version' }).count()).toBe(0);
    await reader.context.close();
  });

  it('says of a cut answer that it is not whole, whom to contact and why customers leave alike', async () => {
    const { page, context } = await opened.visit();
    await cutAnswers(page);
    for (const part of ['contact', 'why']) {
      await goTo(page, `#/decisions?part=${part}`);
      await page.locator('.decision-part .truncated').filter({ hasText: CUT }).waitFor();
      expect(await serious(page), part).toEqual([]);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  });
});
