// Every page on a database of two years, 1,000 canaries and 100,000 events: `node tests/years.e2e.mjs http://127.0.0.1:8642`.
import { accessible, check, expect, finish, open as openAt, pages, settled } from './browser.mjs';
import { layout } from './layout.mjs';
import { fingersChooseRanges, marksOpenTheirEvents } from './marks.mjs';

const base = process.argv[2];
const open = (path, options) => openAt(base, path, options);

for (const [path, name] of Object.entries(pages)) {
  const page = await open(path === '/' ? path : `${path}?from=-730d`, { colorScheme: 'dark' });
  await expect(`${path}: no heading ${name}`, page.locator('main h1', { hasText: name }).first().waitFor({ state: 'attached' }));
  await expect(`${path}: it stays at reading`, page.waitForFunction(() => !document.querySelector('.reading') && document.querySelectorAll('main .panel, main table, main .uplot').length > 0));
  check(`${path}: wider than the screen`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await accessible(page, `${path} (two years)`);
  await layout(page, `${path} at 1280`);
  await page.setViewportSize({ width: 360, height: 640 });
  await layout(page, `${path} at 360`);
  await page.setViewportSize({ width: 1280, height: 900 });
  const stops = await page.locator('tbody tr[tabindex="0"]').count();
  check(`${path}: ${stops} rows are stops of the Tab key`, stops <= (await page.locator('table').count()));
  await page.context().close();
}

// On a phone the verdict and the worst item are on the first screen.
{
  const page = await open('/', { viewport: { width: 360, height: 640 } });
  const worst = page.locator('section[aria-label="What is wrong"] li').first();
  await expect('now: nothing is wrong in two years of life', worst.waitFor());
  const bar = await page.locator('nav.rail').boundingBox();
  const [verdict, item] = [await page.locator('.verdict').boundingBox(), await worst.boundingBox()];
  check('now: the worst item is not on the first screen of a phone', verdict.y >= 0 && item.y + item.height <= bar.y);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await expect('phone: the other pages are not behind More', page.getByRole('link', { name: 'Notifications', exact: true }).waitFor());
  await page.getByRole('link', { name: 'Notifications', exact: true }).click();
  await expect('phone: the other page does not open', page.getByRole('heading', { name: 'Notifications' }).waitFor());
  await expect('phone: the way to the other pages has another name there', page.getByRole('button', { name: 'More', exact: true }).waitFor());
  await page.context().close();
}

// The timeline from two years to a minute; an event opens its evidence, and its address leads there again.
{
  const page = await open('/ui/timeline?from=-730d');
  await expect('timeline: no density', page.locator('.strip svg rect').nth(50).waitFor({ state: 'attached' }));
  check('timeline: boots are not drawn', (await page.locator('.strip svg rect title', { hasText: 'Boot' }).count()) > 20);
  for (let i = 0; i < 24; i++) await page.getByRole('button', { name: 'Closer' }).click();
  const [from, to] = ['from', 'to'].map((key) => Date.parse(new URL(page.url()).searchParams.get(key)));
  check(`timeline: the closest is ${(to - from) / 1000} s`, to - from === 60_000);
  // A moment is written as the times on the page are; what is none is told.
  await page.getByLabel('Go to').fill('2026-13-45');
  await page.getByLabel('Go to').press('Enter');
  await expect('timeline: what is no moment is not told', page.getByText('Write a time, such as').waitFor());
  await page.getByLabel('Go to').fill('2026-03-01 12:00');
  await page.getByLabel('Go to').press('Enter');
  await expect('timeline: a moment is not gone to', page.waitForURL(/from=2026-0(2-28|3-01)T/));
  for (const [text, address] of [['2026-04-02T10:00:00Z', /from=2026-04-02T09%3A52%3A30/], ['-6h', new RegExp(`from=${new Date(Date.now() - 6 * 3_600_000).toISOString().slice(0, 7)}`)]]) {
    await page.getByLabel('Go to').fill(text);
    await page.getByLabel('Go to').press('Enter');
    await expect(`timeline: “${text}” is not gone to`, page.waitForURL(address));
  }
  await page.goto(`${base}/ui/timeline?from=-7d`);
  await expect('timeline: that nothing unusual is sought in long ranges is not told', page.getByText('are sought in ranges of two days and less').waitFor());
  // How many events a slice has is seen: in two years no lane is one solid bar.
  await page.goto(`${base}/ui/timeline?from=-730d`);
  await expect('timeline: all slices of the strip are drawn alike', page.waitForFunction(() => new Set([...document.querySelectorAll('.strip svg rect[fill="var(--error)"]')].map((each) => each.getAttribute('height'))).size > 3));
  await page.goto(`${base}/ui/timeline?from=-7d`);
  // The worst there is on the strip opens too: what was seen before the host went down, and what its next start found.
  await page.goto(`${base}/ui/timeline?from=-730d`);
  const down = page.locator('.strip svg rect', { has: page.locator('title', { hasText: 'Down after a crash' }) }).last();
  await expect('timeline: no downtime on the strip', down.waitFor({ state: 'attached' }));
  const bar = await down.boundingBox();
  await page.mouse.click(bar.x + bar.width / 2, bar.y + bar.height / 2);
  await expect('timeline: a downtime does not open', page.waitForURL(/[?&]events?=/));
  await expect('timeline: a downtime tells of no crash', page.locator('dialog[open]').getByText(/crash/i).first().waitFor());
  await page.goto(`${base}/ui/timeline?from=-7d`);
  // Of so many rows only those on the screen exist.
  await page.getByLabel('Filter').fill('disks.');
  await page.locator('tbody tr[tabindex]', { hasText: 'disks.' }).first().click();
  await expect('timeline: no evidence', page.locator('dialog[open] dl').first().waitFor());
  const address = page.url();
  check('timeline: an event has no address', address.includes('event='));
  const again = await open(address.slice(base.length));
  await expect('timeline: the address of an event does not lead to it', again.locator('dialog[open]').waitFor());
  await again.context().close();
  await page.context().close();
}

await marksOpenTheirEvents(open, base);
await fingersChooseRanges(open);

// Uptime: crashes with their reports.
{
  const page = await open('/ui/uptime?from=-365d');
  await expect('uptime: no months', page.locator('.day').nth(11).waitFor());
  await page.locator('section', { hasText: 'Crashes' }).locator('button.item').first().click();
  await expect('uptime: no report', page.locator('dialog[open]', { hasText: 'What the kernel said last' }).waitFor());
  await expect('uptime: no half hour before', page.locator('dialog[open]', { hasText: 'Disk busy' }).waitFor());
  await accessible(page, 'crash report');
  await page.context().close();
}

// A report that could not be read can be asked for again, on each page that shows it.
for (const path of ['/ui/timeline?crash=', '/ui/uptime?crash=']) {
  const { crashes } = await (await fetch(`${base}/api/v1/uptime/crashes`)).json();
  const page = await openAt(base, '/ui/no-such-page');
  await page.route('**/api/v1/uptime/crashes', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: '{"detail":"The database is away."}' }));
  await page.goto(`${base}${path}${crashes.at(-1).id}`);
  await expect(`${path}: why there is no report is not told`, page.getByText('The database is away.').first().waitFor());
  // The line that comes back asks again by itself.
  await expect(`${path}: not live`, page.getByText('● live').waitFor());
  check(`${path}: a report that was not read opens`, (await page.locator('dialog').count()) === 0);
  await page.unrouteAll({ behavior: 'wait' });
  await expect(`${path}: there is nothing to try it again with`, page.getByRole('button', { name: 'Try again' }).first().click());
  await expect(`${path}: the report cannot be asked for again`, page.locator('dialog[open]', { hasText: 'What the kernel said last' }).waitFor());
  check(`${path}: the message stays`, (await page.getByText('The database is away.').count()) === 0);
  await page.context().close();
}

// What a watch did: when it began, how often it was tried, and when it is tried again.
{
  const page = await openAt(base, '/ui/no-such-page');
  const run = { id: '1', watch: 'x', key: '', edge: 'fire', severity: 'error', message: 'It ran.', why: '', line: '', captures: {}, time: '2026-01-01T00:00:00Z', status: 'failed', started: '2026-01-01T00:00:05Z', duration: 2, attempts: 3, next_try: new Date(Date.now() + 3_600_000).toISOString(), exit: 1, output: '', error: '' };
  await page.route('**/runs?*', (route) => route.fulfill({ json: { runs: [run] } }));
  const { watches } = await (await fetch(`${base}/api/v1/watches`)).json();
  await page.goto(`${base}/ui/watches?watch=${encodeURIComponent(watches[0].name)}`);
  await page.locator('dialog details summary').click();
  for (const name of ['Began', 'Tries', 'Next try']) await expect(`watch: a run does not say: ${name}`, page.locator('dialog details dt', { hasText: name }).waitFor());
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
}

// On a phone a state is told by its word, too, and not by a shape and its colour alone.
for (const path of ['/ui/timeline?from=-7d', '/ui/canaries', '/ui/watches', '/ui/notifications']) {
  const page = await open(path, { viewport: { width: 360, height: 640 } });
  const word = page.locator('td.terse .state .word').first();
  await expect(`${path}: no state`, word.waitFor());
  const box = await word.boundingBox();
  check(`${path}: on a phone a state has no word`, box.width > 8 && box.height > 8);
  await page.context().close();
}

// A thousand canaries: found by typing and by tag.
{
  const page = await open('/ui/canaries');
  await expect('canaries: not all there', page.waitForFunction(() => document.querySelector('table')?.getAttribute('aria-rowcount') === '1000'));
  await page.getByLabel('Filter').fill('postgres-dump on vega');
  await expect('canaries: not found by typing', page.waitForFunction(() => Number(document.querySelector('table')?.getAttribute('aria-rowcount')) < 100));
  await page.getByLabel('Filter').fill('');
  await page.getByRole('group', { name: 'Tags' }).getByRole('button').first().click();
  await expect('canaries: not found by tag', page.waitForFunction(() => Number(document.querySelector('table')?.getAttribute('aria-rowcount')) < 1000));
  await page.context().close();
}

// Bands on thinned-out data, marks of events over the whole range, and gaps where the host was down.
{
  const page = await open('/ui/metrics?from=-30d&expr=node_hwmon_temp_celsius');
  await expect('metrics: no chart of 30 days', page.locator('.uplot').waitFor());
  check('metrics: no band around the mean', (await page.locator('.u-legend tr.edge').count()) === 6);
  await page.context().close();
}
{
  // In a long range each point of a panel stands for days: the band tells what they held. Nothing is invented where the record begins, and no range ends
  // after now.
  const page = await openAt(base, '/ui/no-such-page');
  const answer = page.waitForResponse((response) => response.url().includes('query_range') && decodeURIComponent(response.url()).includes('idle'));
  await page.goto(`${base}/ui/metrics?from=-730d`);
  const used = (await (await answer).json()).data.result[0].values.map(([, value]) => Number(value));
  const usual = [...used].sort((left, right) => left - right)[Math.floor(used.length / 2)];
  check(`metrics: CPU used begins with ${used.slice(0, 3).join(', ')}, usually ${usual}`, used.slice(0, 3).every((value) => value < 2 * usual));
  for (const title of ['Load', 'Filesystems used']) {
    const panel = page.locator('figure.chart', { has: page.locator('figcaption', { hasText: title }) });
    await expect(`metrics: ${title} has no band in two years`, panel.locator('.u-legend tr.edge').nth(1).waitFor({ state: 'attached' }));
  }
  const end = Date.parse((await page.locator('.strip [title*=" – "]').first().getAttribute('title')).split(' – ')[1]);
  check(`range: it ends ${new Date(end).toISOString()}, which is to come`, end <= Date.now());
  await page.context().close();
}
{
  // Short words stay whole, however long what stands beside them is.
  const page = await open('/ui/notifications');
  await settled(page, 'notifications');
  const lines = await page.locator('table[aria-rowcount] td.short').evaluateAll((cells) => cells.map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [cell.textContent, new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size];
  }));
  check('notifications: nobody was told anything', lines.length > 0);
  for (const [text, count] of lines.slice(0, 20)) check(`notifications: “${text}” is broken into ${count} lines`, /\s/.test(text) || count <= 1);
  await page.context().close();
}
{
  const { crashes } = await (await fetch(`${base}/api/v1/uptime/crashes`)).json();
  const crash = crashes.at(-1);
  const [down, back] = [Date.parse(crash.went_down), Date.parse(crash.back)];
  const page = await open(`/ui/metrics?expr=node_load1&from=${new Date(down - 3_600_000).toISOString()}&to=${new Date(back + 3_600_000).toISOString()}`);
  await expect('gaps: no chart', page.locator('.uplot').waitFor());
  // The line is looked for in the picture: columns of the chart in which something of its colour is drawn.
  const drawn = (from, to) => page.evaluate(([from, to]) => {
    const canvas = document.querySelector('.uplot canvas');
    const over = document.querySelector('.u-over').getBoundingClientRect();
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const left = Math.round((over.left - box.left + over.width * from) * scale);
    const width = Math.max(1, Math.round(over.width * (to - from) * scale));
    // Below the marks of events, and above the axis.
    const pixels = canvas.getContext('2d').getImageData(left, Math.round((over.top - box.top + 12) * scale), width, Math.round((over.height - 14) * scale)).data;
    let found = 0;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 128 && pixels[i + 2] > pixels[i] + 60) found++;
    return found;
  }, [from, to]);
  const span = back - down + 7_200_000;
  await expect('gaps: no line', page.waitForFunction(() => document.querySelector('.uplot canvas')));
  await page.waitForTimeout(1_000);
  check('gaps: no line before the crash', (await drawn(0.2, 0.4)) > 20);
  check('gaps: a line while the host was down', (await drawn((3_600_000 + 60_000) / span, (3_600_000 + (back - down) - 30_000) / span)) === 0);
  check('gaps: no line after the crash', (await drawn(0.7, 0.9)) > 20);
  await page.context().close();
}
{
  // A downtime on the timeline opens its report; severities sort by how bad they are; an old event's link shows its time.
  const { crashes } = await (await fetch(`${base}/api/v1/uptime/crashes`)).json();
  const down = Date.parse(crashes.at(-1).went_down);
  const page = await open(`/ui/timeline?from=${new Date(down - 1_800_000).toISOString()}&to=${new Date(down + 1_800_000).toISOString()}`);
  await page.getByRole('button', { name: /^Severity/ }).click();
  await page.getByRole('button', { name: /^Severity/ }).click();
  const worst = await page.locator('tbody tr td:nth-child(2)').first().innerText();
  check(`timeline: the worst is ${worst}`, /critical|alert|emergency|error/.test(worst));
  await page.locator('tbody tr', { hasText: 'Down after a crash' }).first().click();
  await expect('timeline: a downtime opens no report', page.locator('dialog[open]', { hasText: 'What the kernel said last' }).waitFor());
  check('timeline: the report leaves the page', page.url().includes('/ui/timeline'));
  check('timeline: the report does not say where a line of the kernel is from', /pstore|journal/.test(await page.locator('dialog .words li').first().innerText()));
  const old = (await (await fetch(`${base}/api/v1/events?limit=1&until=2026-01-01`)).json()).events[0];
  await page.goto(`${base}/ui/timeline?event=${old.id}`);
  await expect('timeline: an old event does not open', page.locator('dialog[open]').waitFor());
  await expect('timeline: an old event does not show its time', page.waitForURL(/from=/));
  await page.context().close();
}

await finish();
