import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { openSmallApp, type SmallApp } from '../support/small-app.js';
import { launch, MUST_RUN, NOT_HERE, PAGE_TEST_MS, type Visit, type VisitOptions, visit } from './browser.js';

/** What tests of the page share: there once the first of them runs. */
export interface Opened {
  readonly app: SmallApp;
  readonly browser: Browser;
  /** A signed-in page in a context of its own. */
  readonly visit: (options?: VisitOptions) => Promise<Visit>;
}

/** Tests in a browser, all of one small app; skipped where there is no browser. */
export function describePages(name: string, tests: (opened: Opened) => void): void {
  if (NOT_HERE && !MUST_RUN) console.warn(`Browser tests are skipped: ${NOT_HERE}`);
  describe.skipIf(NOT_HERE !== null && !MUST_RUN)(name, { timeout: PAGE_TEST_MS }, () => {
    let app: SmallApp | undefined;
    let browser: Browser | undefined;
    const there = <T>(one: T | undefined): T => {
      if (one === undefined) throw new Error('The app and the browser are open inside tests only.');
      return one;
    };
    beforeAll(async () => {
      [app, browser] = await Promise.all([openSmallApp(), launch()]);
    }, PAGE_TEST_MS);
    afterAll(async () => {
      await browser?.close();
      await app?.close();
    });
    tests({
      get app() {
        return there(app);
      },
      get browser() {
        return there(browser);
      },
      visit: (options) => visit(there(browser), there(app), options),
    });
  });
}
