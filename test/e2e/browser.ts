import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { DEMO_PASSWORD } from '../support/small-app.js';

export const CHROMIUM = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => file !== undefined && existsSync(file));
const PAGE_BUILT = existsSync(path.join(PROJECT_ROOT, 'dist', 'web', 'index.html'));

/** Why the browser tests cannot run here; with CI=true that is a failure, not a reason to skip. */
export const NOT_HERE = !CHROMIUM
  ? 'no chromium on this machine (apt-get install chromium)'
  : !PAGE_BUILT
    ? 'the page is not built (npm run build)'
    : null;
/** How many times slower than this machine the pages run: a way to find a test that waits by luck. */
const SLOWED = Number(process.env.TENURE_E2E_SLOWED ?? 0);
export const MUST_RUN = process.env.CI === 'true';
/** How long a page may take to come to a state, and a test of pages in all: a machine may be busy with something else. */
const PATIENCE_MS = 60_000;
export const PAGE_TEST_MS = 300_000;

export function launch(): Promise<Browser> {
  if (!CHROMIUM) throw new Error(NOT_HERE ?? 'no chromium');
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...args, '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Everything that the console complained about, and every request that left the server. */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly user?: string;
  readonly password?: string;
  readonly language?: 'en' | 'zh';
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** A signed-in page in a context of its own. */
export async function visit(
  browser: Browser,
  app: { readonly url: string },
  options: VisitOptions = {},
): Promise<Visit> {
  const {
    user = 'analyst',
    password = DEMO_PASSWORD,
    language = 'en',
    dark = false,
    width = 1280,
    height = 800,
  } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: dark ? 'dark' : 'light',
    // What stands at once can be looked at at once.
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const close = context.close.bind(context);
  context.close = async () => {
    // A question that a route still holds is nobody's any more.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await close();
  };
  if (SLOWED) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(app.url) && !url.startsWith('data:') && !url.startsWith('blob:'))
      complaints.push(`left the server: ${url}`);
  });
  await page.goto(app.url);
  await page.fill('input[name=user]', user);
  await page.fill('input[name=password]', password);
  // Before signing in the page asks who is signed in, and is told: nobody.
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.click('button[type=submit]');
  await page.waitForSelector('.shell');
  return { context, page, complaints };
}

/** Why answers are said to be cut by `cutAnswers`. */
export const CUT = 'More than 100,000 rows';

/** Every answer of the server as if a limit had cut it. */
export async function cutAnswers(page: Page): Promise<void> {
  await page.route('**/graphql', async (route) => {
    // A connection that the server had let go is taken up anew.
    const answer = await route.fetch({ maxRetries: 3 });
    const body = (await answer.text()).replaceAll(
      '"complete":true,"incompleteBecause":null',
      `"complete":false,"incompleteBecause":"${CUT}"`,
    );
    await route.fulfill({ response: answer, body });
  });
}

// What runs inside the page is written as text: these files are checked as Node's, which knows no document.

/** Until something is shown and every question is answered. */
export async function settled(page: Page): Promise<void> {
  await until(
    page,
    `document.querySelector('.grid-row, .state, .home-ready, .customer-ready') !== null &&
      document.querySelector('.waiting, .grid-skeleton, .skeleton, .canvas[aria-busy=true]') === null`,
  );
}

/** Until an expression holds in the page, whose own policy forbids the usual way of waiting for one. */
export async function until(page: Page, expression: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > end) throw new Error(`Never came true in the page: ${expression}`);
    await page.waitForTimeout(50);
  }
}

export async function browse(page: Page, query: string): Promise<void> {
  await goTo(page, `#/browse?${query}`);
  await until(page, `window.location.hash.startsWith(${JSON.stringify(`#/browse?${query.split('&')[0] ?? ''}`)})`);
  await page.waitForSelector('.browse');
  await settled(page);
}

export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`window.location.hash = ${JSON.stringify(hash)}`);
}

/** The names and figures on screen, row by row. */
export function shownRows(page: Page): Promise<string[][]> {
  return page.evaluate(
    `[...document.querySelectorAll('.grid .grid-row')].map((row) =>
      [...row.querySelectorAll('.row-name .name, .cell')].map((cell) => cell.innerText.trim()))`,
  );
}

/** Goes on by Tab until what has the focus, `e`, is what an expression says. */
export async function tabTo(page: Page, what: string): Promise<void> {
  for (let pressed = 0; pressed < 150; pressed++) {
    if (await page.evaluate(`((e) => e !== null && e !== document.body && Boolean(${what}))(document.activeElement)`))
      return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${what}`);
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe calls serious or critical, and landmarks of one name, each with where it is. */
export async function serious(page: Page): Promise<string[]> {
  const found =
    await page.evaluate(`${readFileSync(AXE, 'utf8')}; axe.run({ resultTypes: ['violations'] }).then((result) =>
    result.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical' || one.id === 'landmark-unique')
      .map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + ' ' + (node.failureSummary ?? '').slice(0, 200)).join(' | ')))`);
  return found as string[];
}

export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = path.join(PROJECT_ROOT, 'test', 'e2e', 'screenshots');
  mkdirSync(folder, { recursive: true });
  if (process.env.TENURE_SCREENSHOTS) await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
