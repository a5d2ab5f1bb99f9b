import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browse, goTo, launch, NOT_HERE, screenshot, until, visit } from './browser.js';

/**
 * Pictures of every page, light and dark, English and Chinese, of a server with the default sample:
 * `TENURE_SCREENSHOTS=http://127.0.0.1:4000 TENURE_DEMO_PASSWORD=… npx vitest run test/e2e/screenshots.test.ts`.
 */
const url = process.env.TENURE_SCREENSHOTS ?? '';
const password = process.env.TENURE_DEMO_PASSWORD ?? '';

/** What is photographed: who looks, where, and what has to be there. */
interface Sight {
  readonly name: string;
  readonly user: string;
  readonly look: (page: Page) => Promise<void>;
}

/** Until nothing on the page is still being waited for. */
const calm = (page: Page) =>
  until(page, `document.querySelector('.waiting, .grid-skeleton, .skeleton, [aria-busy=true]') === null`);
const REPORT = {
  schema: 'tenure-report/1',
  title: 'Churn review',
  pages: [
    {
      title: 'Overview',
      filters: [{ member: 'month', latest: { count: 12, unit: 'month' } }],
      items: [
        ...(['churn_rate', 'churned', 'net_growth'] as const).map((name, at) => ({
          kind: 'card',
          title: { churn_rate: 'Churn rate', churned: 'Churned', net_growth: 'Net growth' }[name],
          question: { view: 'churn', measures: [{ name }], dimensions: [{ name: 'month', granularity: 'month' }] },
          place: { x: 4 * at, y: 0, width: 4, height: 3 },
        })),
        {
          kind: 'chart',
          title: 'Churn rate by tier',
          chart: 'line',
          question: {
            view: 'churn',
            measures: [{ name: 'churn_rate' }],
            dimensions: [{ name: 'month', granularity: 'month' }, { name: 'tier' }],
          },
          place: { x: 0, y: 3, width: 7, height: 7 },
        },
        {
          kind: 'table',
          title: 'Where',
          pivot: { across: 1 },
          question: {
            view: 'churn',
            measures: [{ name: 'churned' }, { name: 'churn_rate' }],
            dimensions: [{ name: 'month', granularity: 'year' }, { name: 'province' }, { name: 'city' }],
          },
          place: { x: 7, y: 3, width: 5, height: 7 },
        },
      ],
    },
  ],
};
const chart = (page: Page) => page.locator('.echart canvas').first().waitFor();
const SIGHTS: readonly Sight[] = [
  {
    name: 'home',
    user: 'executive',
    look: async (page) => {
      await page.waitForSelector('.home-ready');
      await page.locator('.moved .bars li').first().waitFor();
      await calm(page);
    },
  },
  {
    name: 'browse',
    user: 'analyst',
    look: async (page) => {
      await browse(
        page,
        'v=churn&r=province,city,district&ro=Guangdong&c=month.year,month.quarter&cd=2&m=churn_rate&look=heat&chart=line',
      );
      await chart(page);
    },
  },
  {
    name: 'survival',
    user: 'analyst',
    look: async (page) => {
      await browse(page, 'v=risk&r=contract&c=&m=survival_curve,churn_risk,lifetime_value_per_customer&chart=curve');
      await chart(page);
    },
  },
  {
    name: 'cohorts',
    user: 'executive',
    look: async (page) => {
      await goTo(page, '#/browse?v=cohorts');
      await calm(page);
      await chart(page);
    },
  },
  {
    name: 'why',
    user: 'analyst',
    look: async (page) => {
      await browse(page, 'v=risk&r=province,city&c=&m=churn_risk,value_at_risk,scored_customers&look=bars');
      await page.locator('.cell').first().click();
      await page.getByRole('button', { name: /Why\?|为什么/ }).click();
      await page.locator('.waterfall').waitFor();
    },
  },
  {
    name: 'decisions',
    user: 'executive',
    look: async (page) => {
      await goTo(page, '#/decisions');
      await chart(page);
      await calm(page);
    },
  },
  {
    name: 'decisions-why',
    user: 'executive',
    look: async (page) => {
      await goTo(page, '#/decisions?part=why');
      await until(page, `document.querySelectorAll('.waterfall').length === 2`);
      await calm(page);
    },
  },
  {
    name: 'report',
    user: 'analyst',
    look: async (page) => {
      await goTo(page, '#/reports');
      await page.locator('.report-folder li, .state').first().waitFor();
      const kept = page.locator('.report-folder li a', { hasText: REPORT.title });
      if ((await kept.count()) > 0) await kept.first().click();
      else
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(REPORT)) });
      await page.locator('.report-ready').waitFor();
      await chart(page);
      await page.locator('.tile [role=gridcell]').first().waitFor();
      await calm(page);
    },
  },
  {
    name: 'customer',
    user: 'service',
    look: async (page) => {
      await goTo(page, '#/customer');
      await page.locator('.customer-search li a').first().click();
      await page.locator('.profile h1').waitFor();
      await calm(page);
    },
  },
  {
    name: 'ask',
    user: 'analyst',
    look: async (page) => {
      await goTo(page, '#/ask');
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(
        "SELECT province, MEASURE(churn_rate), SUM(revenue)\nFROM churn\nWHERE month >= '2025-01-01'\nGROUP BY province\nORDER BY 2 DESC",
      );
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Enter');
      await page.locator('.ask [role=row]').nth(3).waitFor();
    },
  },
  {
    name: 'operations',
    user: 'admin',
    look: async (page) => {
      await goTo(page, '#/operations?loads');
      await page.locator('.unfold').first().click();
      await page.locator('.run-detail').waitFor();
    },
  },
  {
    name: 'lineage',
    user: 'admin',
    look: async (page) => {
      await goTo(page, '#/operations?lineage');
      await page.locator('[data-step="table fact_bill"]').click();
      await page.locator('.flow path.on').first().waitFor();
      await calm(page);
    },
  },
  {
    name: 'models',
    user: 'admin',
    look: async (page) => {
      await goTo(page, '#/operations?models');
      await page.locator('.panel h2').first().waitFor();
      await calm(page);
    },
  },
];

describe.skipIf(NOT_HERE !== null || !url.startsWith('http'))('screenshots', { timeout: 600_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  for (const language of ['en', 'zh'] as const)
    for (const dark of [false, true])
      it(`every page in ${language}, ${dark ? 'dark' : 'light'}`, async () => {
        const ending = `${language}-${dark ? 'dark' : 'light'}`;
        const stranger = await browser.newContext({
          viewport: { width: 1280, height: 800 },
          locale: language === 'zh' ? 'zh-CN' : 'en-GB',
          colorScheme: dark ? 'dark' : 'light',
        });
        const door = await stranger.newPage();
        await door.goto(url);
        await door.locator('input[name=password]').waitFor();
        await screenshot(door, `sign-in-${ending}`);
        await stranger.close();
        for (const user of new Set(SIGHTS.map((one) => one.user))) {
          const { page, context, complaints } = await visit(browser, { url }, { user, password, language, dark });
          for (const { name, look } of SIGHTS.filter((one) => one.user === user)) {
            await look(page);
            await until(page, 'document.fonts.status === "loaded"');
            await screenshot(page, `${name}-${ending}`);
          }
          expect(complaints).toEqual([]);
          await context.close();
        }
      });
});
