// The page in chromium on the default sample: when the first figures' frame is on screen, how long after a click or key the
// next picture comes (Event Timing: from the input to the next paint, 8 ms steps), and how evenly 100,000 cells scroll.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { PROJECT_ROOT } from '../src/config/config.js';
import { launch, settled, until } from '../test/e2e/browser.js';
import { freePort } from '../test/support/free-port.js';
import { median } from './timing.js';

const PASSWORD = 'only-for-the-benchmark';
const LOADS = 7;

// What runs inside the page is text: these files are checked as Node's, which knows no document.
const WATCH = `
  window.inputs = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId) window.inputs.push({ name: entry.name, duration: entry.duration });
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('.kpi-title')) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.framed = performance.now(); }));
  }).observe(document, { subtree: true, childList: true });`;

const SCROLL = `new Promise((resolve) => {
  const box = document.querySelector('.grid');
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    box.scrollTop += 240;
    box.scrollLeft += 6;
    if (frames.length < 240) requestAnimationFrame(step);
    else resolve(frames.slice(5));
  };
  requestAnimationFrame(step);
})`;

const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const [port, sqlPort] = [await freePort(), await freePort()];
const url = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, [path.join(PROJECT_ROOT, 'bin', 'tenure.cjs'), 'start'], {
  env: {
    ...process.env,
    TENURE_DATA_DIR: dataDir,
    TENURE_PORT: String(port),
    TENURE_SQL_PORT: String(sqlPort),
    TENURE_DEMO_PASSWORD: PASSWORD,
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
const browser = await launch();
try {
  await scored();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.addInitScript(WATCH);
  await page.goto(url);
  await page.fill('input[name=user]', 'analyst');
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForSelector('.home-ready');
  await firstPaint(page);
  await interactions(page);
  await scrolling(page);
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

/** The first scores are made after the doors open; measuring beside them would measure them. */
async function scored(): Promise<void> {
  for (let second = 0; second < 300; second++) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    const state = (await answer?.json().catch(() => undefined)) as { parts?: { scores?: string } } | undefined;
    if (state?.parts?.scores === 'published') return;
    await sleep(1000);
  }
  throw new Error('The first scores were not published within five minutes.');
}

async function firstPaint(page: Page): Promise<void> {
  const [paint, framed, complete]: [number[], number[], number[]] = [[], [], []];
  for (let load = 0; load < LOADS; load++) {
    await page.reload();
    await until(page, `window.framed !== undefined`);
    framed.push(await page.evaluate('window.framed'));
    await page.waitForSelector('.home-ready');
    complete.push(await page.evaluate('performance.now()'));
    paint.push(await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`));
  }
  const line = (what: string, times: number[]) => ({
    what,
    'median ms': Math.round(median(times)),
    'slowest ms': Math.round(Math.max(...times)),
  });
  console.log(`Home, ${LOADS} loads after the first`);
  console.table([
    line('first contentful paint', paint),
    line('frame of all figures (meaningful paint)', framed),
    line('all figures', complete),
  ]);
}

async function interactions(page: Page): Promise<void> {
  await page.evaluate(
    `location.hash = '#/browse?v=churn&r=province,city,district&c=month.quarter,month.month&m=churn_rate,customers'`,
  );
  await page.waitForSelector('.grid-row');
  await settled(page);
  const rows: object[] = [];
  const measured = async (what: string, act: () => Promise<unknown>) => {
    await page.evaluate('window.inputs.length = 0');
    await act();
    await settled(page);
    // The observer tells of an interaction after its paint.
    await page.waitForTimeout(300);
    const slowest = await page.evaluate(`Math.max(0, ...window.inputs.map((one) => one.duration))`);
    rows.push({ interaction: what, 'to the next paint, ms': Number(slowest) || '< 16' });
  };
  await measured('unfold a province', () => page.locator('.grid-row button.twist').first().click());
  await measured('sort by a column', () => page.locator('.sorter').first().click());
  await measured('rotate', () => page.getByRole('button', { name: 'Rotate' }).click());
  await measured('undo', () => page.keyboard.press('Control+z'));
  await measured('pick a cell', () => page.locator('.cell').nth(5).click());
  await measured('move by key', () => page.keyboard.press('ArrowDown'));
  await measured('drill down', () => page.getByRole('button', { name: 'Drill down' }).click());
  await measured('search a field', () => page.getByLabel('Search fields').pressSequentially('rate'));
  await page.locator('.cell').first().click();
  await measured('why', () => page.getByRole('button', { name: 'Why?' }).click());
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByLabel('Search fields').fill('');
  await measured('menu of a cell', () => page.locator('.cell').first().click({ button: 'right' }));
  await page.keyboard.press('Escape');
  await measured('add a measure', () => page.locator('.field.measure:not(.used)').first().click());
  await measured('menu of a field', () => page.locator('.field.level:not(.used)').first().click());
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  await measured('chart', () => page.getByRole('menuitem', { name: 'Lines' }).click());
  await page.locator('.chart-pane canvas').waitFor();
  await measured('sort beside a chart', () => page.locator('.sorter').first().click());
  await measured('dark', () => page.getByRole('button', { name: 'Dark' }).click());
  await measured('Chinese', () => page.getByRole('button', { name: '中文' }).click());
  await page.getByRole('button', { name: 'English' }).click();
  await measured('home', () => page.getByRole('link', { name: 'Home' }).click());
  console.log('Interactions: the slowest input of each');
  console.table(rows);
}

async function scrolling(page: Page): Promise<void> {
  const question = 'v=churn&r=customer_id&c=month.quarter&m=revenue,customer_months,arpu';
  await page.evaluate(`location.hash = ${JSON.stringify(`#/browse?${question}`)}`);
  await page.waitForSelector('.grid-row');
  await settled(page);
  const cells: number = await page.evaluate(
    `(() => { const grid = document.querySelector('[role=treegrid]'); return Number(grid.getAttribute('aria-rowcount')) * (Number(grid.getAttribute('aria-colcount')) - 1); })()`,
  );
  const frames: number[] = await page.evaluate(SCROLL);
  const sorted = [...frames].sort((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1));
  console.log(`Scrolling ${cells} cells, ${frames.length} frames of 240 px`);
  console.table([
    {
      'median frame ms': at(0.5),
      'p95 ms': at(0.95),
      'slowest ms': at(1),
      'frames over 50 ms': frames.filter((frame) => frame > 50).length,
    },
  ]);
}
