import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, launch, MUST_RUN, NOT_HERE, PAGE_TEST_MS, serious, until, visit } from '../e2e/browser.js';
import { openSmallApp, type SmallApp } from '../support/small-app.js';

const PAGES = [
  '#/home',
  '#/browse?v=churn&r=province,city&c=month.quarter&m=churn_rate,customers&chart=line',
  '#/reports',
  '#/decisions',
  '#/decisions?part=why',
  '#/decisions?part=worth',
  '#/decisions?part=rules',
  '#/customer',
  '#/ask',
  ...['loads', 'lineage', 'quarantine', 'snapshots', 'models', 'sessions', 'questions'].map(
    (part) => `#/operations?${part}`,
  ),
];

/** What stands past the window's right edge without being in a box that scrolls or cuts by itself. */
const OUTSIDE = `[...document.querySelectorAll('header *, main *')].filter((element) => {
  if (element.getBoundingClientRect().width === 0 || element.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let box = element.parentElement; box; box = box.parentElement)
    if (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX) && box !== document.body) return false;
  return true;
}).map((element) => element.tagName + '.' + element.getAttribute('class'))`;

describe.skipIf(NOT_HERE !== null && !MUST_RUN)('manners of every page', { timeout: PAGE_TEST_MS }, () => {
  let app: SmallApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([openSmallApp(), launch()]);
  }, PAGE_TEST_MS);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** Until the page of an address stands and nothing in it is waited for. */
  const stands = (page: Page, hash: string) =>
    until(
      page,
      `location.hash.startsWith(${JSON.stringify(hash.split('&')[0])}) &&
        document.querySelector('main h1, main [role=treegrid]') !== null &&
        document.querySelector('main[aria-busy=true], main .skeleton, main .grid-skeleton, main .waiting') === null`,
    );

  it('fit a tablet in both languages, with every control of the top in reach', async () => {
    for (const [language, dark] of [
      ['en', false],
      ['zh', true],
    ] as const) {
      const { page, context } = await visit(browser, app, { user: 'admin', language, dark, width: 768, height: 1024 });
      await page.waitForSelector('.home-ready');
      for (const hash of PAGES) {
        await goTo(page, hash);
        await stands(page, hash);
        expect(await page.evaluate('document.documentElement.scrollWidth'), hash).toBe(768);
        expect(await page.evaluate(OUTSIDE), hash).toEqual([]);
        expect(await serious(page), hash).toEqual([]);
      }
      const end = await page.locator('.top-end button').last().boundingBox();
      expect((end?.x ?? 768) + (end?.width ?? 0)).toBeLessThanOrEqual(768);
      await context.close();
    }
  });
});
