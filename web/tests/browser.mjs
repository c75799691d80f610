// What the tests in a real browser share: a browser, pages that note what must never happen, axe, and the end of a run. A run prints one line a failed
// check and exits with 1; nothing and 0 when all is well.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Generous: the tests run on machines that do other things too. */
export const LONG = 60_000;

export const failures = [];
export const check = (what, holds) => holds || failures.push(what);

/** Waits for something on a page; what does not come is noted and the run goes on. */
export const expect = (what, waiting) => waiting.then(() => true, (problem) => (failures.push(`${what} (${String(problem.message).split('\n')[0]})`), false));

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** A page that notes an error, a refused script, a request to another host; a patient one leaves time to take back what was done. */
export async function open(base, path, options = {}) {
  const { calm = true, patient = false, ...context } = options;
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, ...context })).newPage();
  page.setDefaultTimeout(LONG);
  page.on('console', (message) => message.type() === 'error' && !/Failed to load resource|net::ERR_/.test(message.text()) && failures.push(`${path}: console: ${message.text()}`));
  page.on('pageerror', (error) => failures.push(`${path}: ${error.message}`));
  page.on('request', (request) => new URL(request.url()).origin === new URL(base).origin || request.url().startsWith('data:') || failures.push(`${path}: asked ${request.url()}`));
  // What can be taken back for ten seconds, on a machine that does other things too: for ten minutes.
  if (patient) await page.addInitScript(() => { const wait = window.setTimeout; window.setTimeout = (call, time, ...more) => wait(call, time === 4_000 || time === 10_000 ? 600_000 : time, ...more); });
  await page.goto(base + path, { timeout: LONG });
  if (calm) await page.waitForLoadState('load');
  return page;
}

/** Waits until a page has read all that it shows: how wide it is cannot be told before. */
export const settled = (page, path) => expect(`${path}: it stays at reading`, page.waitForFunction(() => document.querySelector('main h1') !== null && document.querySelector('.reading') === null));

/** axe looks at the page as a screen reader would; evaluated in an isolated world, so that the page's own policy stays in force. */
export async function accessible(page, path) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  await session.send('Runtime.evaluate', { expression: axe, contextId: executionContextId });
  const { result } = await session.send('Runtime.evaluate', {
    contextId: executionContextId, awaitPromise: true, returnByValue: true,
    expression: 'axe.run().then(found => found.violations.map(each => each.id + ": " + each.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(" | ")))',
  });
  for (const violation of result.value ?? ['axe did not answer']) failures.push(`${path}: axe: ${violation}`);
}

// What is thrown ends the run, with what was found until then.
for (const kind of ['uncaughtException', 'unhandledRejection']) {
  process.on(kind, (problem) => {
    failures.push(String(problem?.stack ?? problem));
    void finish();
  });
}

export async function finish() {
  await browser.close();
  for (const failure of failures) console.log(failure);
  process.exit(failures.length > 0 ? 1 : 0);
}

export const pages = {
  '/': 'Now', '/ui/timeline': 'Timeline', '/ui/uptime': 'Uptime', '/ui/disks': 'Disks', '/ui/metrics': 'Metrics', '/ui/canaries': 'Canaries', '/ui/watches': 'Watches',
  '/ui/notifications': 'Notifications',
};
