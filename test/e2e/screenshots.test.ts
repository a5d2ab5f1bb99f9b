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
        for (const user of new Set(SIGHTS.map((one) => one.user))) {
          const { page, context, complaints } = await visit(browser, { url }, { user, password, language, dark });
          for (const { name, look } of SIGHTS.filter((one) => one.user === user)) {
            await look(page);
            await until(page, 'document.fonts.status === "loaded"');
            await screenshot(page, `${name}-${language}-${dark ? 'dark' : 'light'}`);
          }
          expect(complaints).toEqual([]);
          await context.close();
        }
      });
});
