// The real interface in a real browser on a running daemon: `node tests/pages.e2e.mjs http://127.0.0.1:8642`. Prints one line a failed check and exits
// with 1; nothing and 0 when all is well. Started by the end-to-end tests, which give it a daemon of its own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const base = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const failures = [];
const check = (what, holds) => holds || failures.push(what);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** A page that notes what must never happen: an error, a refused script, a request to another host. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, ...options });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && !/Failed to load resource/.test(message.text()) && failures.push(`${path}: console: ${message.text()}`));
  page.on('pageerror', (error) => failures.push(`${path}: ${error.message}`));
  page.on('request', (request) => new URL(request.url()).origin === new URL(base).origin || request.url().startsWith('data:') || failures.push(`${path}: asked ${request.url()}`));
  await page.goto(base + path);
  return page;
}

/** axe looks at the page as a screen reader would; evaluated in an isolated world, so that the page's own policy stays in force. */
async function accessible(page, path) {
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

const pages = { '/': 'Now', '/ui/timeline': 'Timeline', '/ui/uptime': 'Uptime', '/ui/disks': 'Disks', '/ui/metrics': 'Metrics', '/ui/canaries': 'Canaries', '/ui/watches': 'Watches', '/ui/notifications': 'Notifications' };
for (const [path, name] of Object.entries(pages)) {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 360, height: 640 } }]) {
    const page = await open(path, options);
    await page.locator('main h1', { hasText: name }).first().waitFor({ state: 'attached', timeout: 10_000 }).catch(() => failures.push(`${path}: no heading ${name}`));
    await page.waitForTimeout(700);
    check(`${path}: wider than the screen at ${options.viewport?.width ?? 1280}`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await accessible(page, `${path} (${options.colorScheme})`);
    await page.context().close();
  }
}

// A canary from the first click to the last.
{
  const page = await open('/ui/canaries');
  await page.getByRole('button', { name: 'New canary' }).click();
  await page.getByLabel('Name').fill('<b>night</b> & day');
  await page.getByLabel('Expected every').fill('not a schedule');
  await page.locator('#canary-schedule-wrong').waitFor({ timeout: 5_000 }).catch(() => failures.push('form: a wrong schedule is not explained'));
  await page.getByLabel('Expected every').fill('0 3 * * * Europe/Paris');
  await page.getByText('Pinged now, it is due again by').waitFor({ timeout: 5_000 }).catch(() => failures.push('form: no preview'));
  await accessible(page, 'canary form');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name: '<b>night</b> & day' }).waitFor({ timeout: 5_000 }).catch(() => failures.push('form: the new canary is not shown'));
  check('markup in a name was run', (await page.locator('main b, dialog b').count()) === 0);
  await accessible(page, 'canary drawer');
  await page.getByRole('button', { name: 'Ping', exact: true }).click();
  await page.getByText('Triggered').first().waitFor({ timeout: 5_000 }).catch(() => failures.push('drawer: the ping is not in the log'));
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Unpause', exact: true }).waitFor({ timeout: 5_000 }).catch(() => failures.push('drawer: pausing shows nothing'));
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.locator('.toast', { hasText: 'is deleted' }).getByRole('button').click();
  await page.getByRole('cell', { name: '<b>night</b> & day' }).waitFor({ timeout: 5_000 }).catch(() => failures.push('undo: the canary is not back'));
  await page.context().close();
}

// Live: what is done elsewhere appears without a reload.
{
  const page = await open('/');
  await page.waitForTimeout(800);
  const made = await fetch(`${base}/api/v1/canaries`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'quick', schedule: '1' }) });
  check('a canary could not be made over the API', made.status === 201);
  await page.getByText(/quick/).first().waitFor({ timeout: 8_000 }).catch(() => failures.push('live: a late canary does not appear'));
  await page.context().close();
}

// Without JavaScript the present state is there to be read; a wrong address says so; an expression that fails says why.
{
  const plain = await open('/', { javaScriptEnabled: false });
  check('without JavaScript: no state', (await plain.locator('dl dt').count()) > 2);
  await plain.context().close();
  const wrong = await open('/ui/no-such-page');
  await wrong.getByText('No such page').waitFor({ timeout: 5_000 }).catch(() => failures.push('a wrong address is not explained'));
  await wrong.context().close();
  const expression = await open('/ui/metrics?expr=rate(');
  await expression.getByRole('alert').waitFor({ timeout: 5_000 }).catch(() => failures.push('a wrong expression is not explained'));
  await expression.context().close();
}

await browser.close();
for (const failure of failures) console.log(failure);
process.exit(failures.length > 0 ? 1 : 0);
