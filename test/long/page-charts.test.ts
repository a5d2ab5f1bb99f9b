import { readFileSync } from 'node:fs';
import { read, utils } from '@e965/xlsx';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { attritionOfCohorts } from '../../src/analytics/survival/pooled-cohorts.js';
import { fitShiftedBetaGeometric, retentionAt } from '../../src/analytics/survival/shifted-beta-geometric.js';
import { browse, PAGE_TEST_MS, serious, settled, shownRows, until } from '../e2e/browser.js';
import { describePages } from '../e2e/describe-pages.js';

/** Chance a month to leave, by tier: what the curves, the risks and the sliders are checked against. */
const HAZARD = { Bronze: 0.04, Gold: 0.01, Silver: 0.02 } as const;
const MONTH = '2025-01-01';

// Two contributions to the log-odds with their means over all customers. The score is their sum and an intercept of -4.
const SCORES = `
  INSERT INTO tenure.customer_score (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, stage, segment,
    model_version, log_odds, probability, risk_bin, margin, margin_12, monthly_charges, churn, contributions)
  WITH multiIf(tier = 'Bronze', 0.04, tier = 'Silver', 0.02, 0.01) AS hazard, if(tier = 'Bronze', 1.5, -0.5) AS contract
  SELECT month, customer_key, customer_id, district_code, plan_code, tier, channel_code, 'mature', 'All', 1, -4 + contract + 0.25,
    1 - exp(-3 * hazard), toUInt8(floor(100 * (1 - exp(-3 * hazard)))), toFloat64(margin), 12 * toFloat64(margin), 30,
    arrayMap(t -> toFloat32(1 - exp(-t * hazard)), range(1, 61)), [contract, 0.25]
  FROM tenure.customer_month WHERE active AND month = '${MONTH}'`;
const TERMS = `
  INSERT INTO tenure.churn_term (position, model_version, factor, base)
  SELECT position, 1, factor, base
  FROM (SELECT [avg(contributions[1]), avg(contributions[2])] AS bases FROM tenure.customer_score)
  ARRAY JOIN arrayEnumerate(bases) AS position, bases AS base, ['contract', 'tenure_months'] AS factor`;

describePages('charts and arguments', (opened) => {
  let page: Page;

  beforeAll(async () => {
    for (const text of [SCORES, TERMS]) await opened.app.warehouse.command({ text }, { lane: 'batch' });
    ({ page } = await opened.visit({ width: 1600, height: 1000 }));
  }, PAGE_TEST_MS);

  /** What the chart tells a reader who cannot see it: its series with their first figures. */
  async function told(): Promise<string> {
    await page.locator('.echart canvas').first().waitFor();
    await until(
      page,
      `(document.querySelector('.echart [aria-label], .echart[aria-label]')?.getAttribute('aria-label') ?? '').length > 60`,
    );
    return page.evaluate(
      `[...document.querySelectorAll('.echart, .echart [aria-label]')].map((one) => one.getAttribute('aria-label') ?? '').join(' ')`,
    );
  }
  async function saved(item: string): Promise<Buffer> {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    return readFileSync(await download.path());
  }

  it('draws a survival curve a member, with the figures of the model', async () => {
    await browse(page, 'v=risk&r=tier&c=&m=survival_curve&chart=curve');
    const text = await told();
    const curves = [
      // Of 60 months the first and the last are read out; neither the least nor the most is another one.
      ...text.matchAll(/(\w+): 1 ([\d.]+)%, 60 ([\d.]+)%/g),
    ];
    expect(curves.map(([, tier]) => tier).sort()).toEqual(Object.keys(HAZARD));
    for (const [, tier, first, last] of curves) {
      const hazard = HAZARD[tier as keyof typeof HAZARD];
      expect(first).toBe((100 * Math.exp(-hazard)).toFixed(2));
      expect(last).toBe((100 * Math.exp(-60 * hazard)).toFixed(2));
    }
    expect(await serious(page)).toEqual([]);
  });

  it('draws value against risk, a point a member', async () => {
    await browse(page, 'v=risk&r=tier&c=&m=churn_risk,lifetime_value_per_customer,scored_customers&chart=scatter');
    const text = await told();
    const { rows } = await opened.app.warehouse.query({
      text: `SELECT tier, avg(probability) FROM tenure.customer_score GROUP BY tier ORDER BY tier`,
    });
    const points = new Map(
      [...text.matchAll(/(\w+): Churn risk(?: \([^)]*\))?: ([\d.]+)%/g)].map(([, tier, risk]) => [tier, risk]),
    );
    expect(points.size).toBe(3);
    for (const [tier, risk] of rows) expect(points.get(String(tier))).toBe((100 * Number(risk)).toFixed(2));
    await page.getByText('Both axes are scaled to the points').waitFor();
    await browse(page, 'v=risk&r=tier&c=&m=churn_risk&chart=scatter');
    await page.getByText('A scatter needs two measures').waitFor();
  });

  it('draws rows against columns as a triangle of colours', async () => {
    await browse(page, 'v=churn&r=tier&c=month.month&m=churn_rate&chart=cohort');
    await page.locator('.echart canvas').first().waitFor();
    expect(await page.locator('.chart-pane h3').innerText()).toBe('Churn rate by Tier × Month');
  });

  it('draws cohorts as a triangle, each square with the share that the engine gives', async () => {
    await browse(page, 'v=cohorts');
    const text = await told();
    expect(await page.locator('.chart-pane h3').innerText()).toBe(
      'Cohort retention by Month of joining × Months since joining',
    );
    const { rows } = await opened.app.semantic.ask(
      {
        view: 'cohorts',
        dimensions: [{ name: 'cohort_month', granularity: 'month' }, { name: 'age_months' }],
        measures: [{ name: 'cohort_retention' }],
      },
      { user: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] },
    );
    const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', year: 'numeric', month: 'short' });
    const squares = rows
      .filter(([, , share]) => share !== null)
      .map(
        ([from, age, share]) => `${month.format(new Date(String(from)))}, ${age}: ${(100 * Number(share)).toFixed(2)}%`,
      );
    expect(squares.length).toBeGreaterThan(10);
    const drawn = text.split('. ').at(-1)?.trim().split('; ') ?? [];
    expect(drawn).toEqual(expect.arrayContaining(squares.slice(0, 10)));
    // A cohort that joined later was watched for fewer months: each row is no longer than the one above it.
    const ages = new Map<string, number>();
    for (const [from, age, share] of rows)
      if (share !== null) ages.set(String(from), Math.max(ages.get(String(from)) ?? 0, Number(age)));
    const lengths = [...ages].sort(([a], [b]) => a.localeCompare(b)).map(([, length]) => length);
    for (let i = 1; i < lengths.length; i++) expect(lengths[i]).toBeLessThanOrEqual(lengths[i - 1] ?? 0);
  });

  it('draws retention with its course beyond the data, as the model fitted to what the table shows has it', async () => {
    await browse(page, 'v=cohorts&r=cohort_month.month&c=age_months&m=cohort_retention&chart=curve');
    await page.getByText('+24 months', { exact: true }).click();
    await until(page, `document.querySelector('.chart-pane .fine')?.textContent.includes('fitted')`);
    const text = await told();
    const { rows } = await opened.app.semantic.ask(
      {
        view: 'cohorts',
        dimensions: [{ name: 'cohort_month', granularity: 'month' }, { name: 'age_months' }],
        measures: [{ name: 'cohort_customers' }, { name: 'retained_customers' }],
        order: [{ by: 'age_months', direction: 'asc' }],
      },
      { user: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] },
    );
    const cohorts = new Map<string, number[]>();
    for (const [month, , , retained] of rows)
      cohorts.set(String(month), [...(cohorts.get(String(month)) ?? []), Number(retained)]);
    const model = fitShiftedBetaGeometric(attritionOfCohorts([...cohorts.values()]));
    const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
    const total = (age: number, at: number) =>
      rows.filter((row) => Number(row[1]) === age).reduce((sum, row) => sum + Number(row[at]), 0);
    const ages = [...new Set(rows.map((row) => Number(row[1])))];
    const observed = ages.map((age) => `${age} ${percent(total(age, 3) / total(age, 2))}`);
    expect(text).toContain(`Observed: ${observed.join(', ')}`);
    const last = observed.length - 1 + 24;
    expect(text).toContain(`${last} ${percent(retentionAt(model, last))}`);
    expect(await page.locator('.chart-pane .fine').innerText()).toContain(model.alpha.toFixed(2));
    await browse(page, 'v=cohorts&r=tier&c=age_months&m=cohort_retention&chart=curve');
    await until(page, `document.querySelector('.chart-pane .fine')?.textContent.includes('Bronze')`);
    expect(await told()).toContain('Gold: 0 100.00%');
  });

  it('saves the chart that is seen as a picture', async () => {
    const pictures: Buffer[] = [];
    for (const chart of ['bar', 'line']) {
      await browse(page, `v=churn&r=province&c=month.quarter&m=customers&chart=${chart}`);
      await told();
      const box = await page.locator('.echart').boundingBox();
      const png = await saved('Chart as PNG');
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect(Math.abs(png.readUInt32BE(16) - 2 * (box?.width ?? 0))).toBeLessThanOrEqual(2);
      expect(Math.abs(png.readUInt32BE(20) - 2 * (box?.height ?? 0))).toBeLessThanOrEqual(2);
      pictures.push(png);
    }
    expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it('follows a slider with the figures of its argument', async () => {
    await browse(page, 'v=risk&r=tier&c=&m=churn_risk');
    const risks = async () => (await shownRows(page)).slice(0, 3).map((row) => row[1]);
    const expected = (months: number) =>
      Object.values(HAZARD).map((hazard) => `${(100 * (1 - Math.exp(-hazard * months))).toFixed(2)}%`);
    expect(await risks()).toEqual(expected(3));
    await page.locator('.shelf.values .chip').first().click();
    await page.getByRole('slider', { name: 'Months ahead' }).focus();
    for (let step = 0; step < 9; step++) await page.keyboard.press('ArrowRight');
    await until(page, `location.hash.includes('horizon_months:*12')`);
    await settled(page);
    expect(await risks()).toEqual(expected(12));
    await page.getByRole('spinbutton', { name: 'Months ahead' }).fill('24');
    await until(page, `location.hash.includes('horizon_months:*24')`);
    await settled(page);
    expect(await risks()).toEqual(expected(24));
    await page.locator('.shelf.values .chip').first().click();
    await page.locator('.value-panel').waitFor({ state: 'hidden' });
  });

  it('leads from the average customer to these in steps that add up', async () => {
    await browse(page, 'v=risk&r=tier&c=&m=churn_risk');
    await page.locator('.cell').first().click();
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.locator('.waterfall').waitFor();
    const steps = (await page.locator('.waterfall li').allInnerTexts()).map((text) =>
      text.split('\n').map((part) => part.trim()),
    );
    expect(steps.map(([name]) => name)).toEqual(['Average customer', 'contract', 'tenure', 'These customers']);
    const { rows } = await opened.app.warehouse.query({
      text: 'SELECT avg(log_odds), avg(contributions[1]) FROM tenure.customer_score',
    });
    const [average, contract] = (rows[0] ?? []).map(Number);
    const chance = (logOdds: number) => Math.round(1e4 / (1 + Math.exp(-logOdds))) / 100;
    expect(steps[0]?.at(-1)).toBe(`${chance(average ?? 0)}% a month`);
    expect(steps[1]?.at(-1)).toBe(`+${(1.5 - (contract ?? 0)).toFixed(2)}`);
    expect(steps[3]?.at(-1)).toBe(`${chance(-2.25)}% a month`);
  });

  it('exports a pivot of two levels each way cell by cell', async () => {
    const wide = await opened.visit({ width: 2400, height: 1200 });
    await browse(wide.page, 'v=churn&r=province,city&rd=2&c=month.year,month.quarter&cd=2&m=churn_rate,customers');
    const shown = await shownRows(wide.page);
    page = wide.page;
    const book = read(await saved('Excel, as seen'));
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    const rows = sheet ? utils.sheet_to_json<unknown[]>(sheet, { header: 1 }) : [];
    const percent = new Intl.NumberFormat('en-GB', { style: 'percent', minimumFractionDigits: 2 });
    const whole = new Intl.NumberFormat('en-GB');
    const figure = (cell: unknown, at: number) =>
      typeof cell === 'number' ? (at % 2 === 0 ? percent : whole).format(cell) : '–';
    // Between the two figures of a pair stands whether the rate is of too few to read.
    const place = (at: number) => 1 + Math.floor(at / 2) * 3 + (at % 2) * 2;
    const width = shown[0]?.length ?? 0;
    expect(width).toBeGreaterThan(14);
    const exported = rows
      .slice(-shown.length)
      .map((row) => [
        String(row[0]).trim(),
        ...Array.from({ length: width - 1 }, (_, at) => figure(row[place(at)], at)),
      ]);
    expect(exported).toEqual(shown);
  });
});
