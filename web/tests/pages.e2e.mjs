// The real interface in a real browser on a running daemon with an empty database: `node tests/pages.e2e.mjs http://127.0.0.1:8642`. Started by the
// end-to-end tests, which give it a daemon of its own.
import { accessible, check, expect, failures, finish, LONG, open as openAt, pages, settled } from './browser.mjs';
import { golden } from './golden.mjs';
import { tabThrough } from './keyboard.mjs';

const base = process.argv[2];
const open = (path, options) => openAt(base, path, options);

for (const [path, name] of Object.entries(pages)) {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 360, height: 640 } }]) {
    const page = await open(path, options);
    await page.locator('main h1', { hasText: name }).first().waitFor({ state: 'attached', timeout: LONG }).catch(() => failures.push(`${path}: no heading ${name}`));
    await settled(page, path);
    check(`${path}: wider than the screen at ${options.viewport?.width ?? 1280}`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await accessible(page, `${path} (${options.colorScheme})`);
    await page.context().close();
  }
}

// What an empty database looks like, dark and on a phone.
for (const [name, path, ready] of [['canaries', '/ui/canaries', 'No canary sings yet'], ['notifications', '/ui/notifications', 'Nobody is told yet'], ['no-such-page', '/ui/no-such-page', 'No such page']]) {
  for (const [kind, options] of [['dark', { colorScheme: 'dark' }], ['phone', { colorScheme: 'light', viewport: { width: 360, height: 640 } }]]) {
    const page = await open(path, { reducedMotion: 'reduce', ...options });
    await expect(`${path}: is not empty`, page.getByText(ready).waitFor());
    await expect(`${path}: not live`, page.getByText('● live').waitFor());
    await golden(page, `${name}-${kind}`);
    await page.context().close();
  }
}

// A canary from the first click to the last.
{
  const page = await open('/ui/canaries', { patient: true });
  await page.getByRole('button', { name: 'New canary' }).click();
  await page.getByLabel('Name').fill('<b>night</b> & day');
  await page.getByLabel('Expected every').fill('not a schedule');
  await page.locator('#canary-schedule-wrong').waitFor({ timeout: LONG }).catch(() => failures.push('form: a wrong schedule is not explained'));
  await page.getByLabel('Expected every').fill('0 3 * * * Europe/Paris');
  await page.getByText('Pinged now, it is due again by').waitFor({ timeout: LONG }).catch(() => failures.push('form: no preview'));
  await page.locator('.week-key', { hasText: 'pings are expected' }).filter({ hasText: 'one is due' }).waitFor({ timeout: LONG }).catch(() => failures.push('form: nothing says what the colours of the week mean'));
  await accessible(page, 'canary form');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name: '<b>night</b> & day' }).waitFor({ timeout: LONG }).catch(() => failures.push('form: the new canary is not shown'));
  check('markup in a name was run', (await page.locator('main b, dialog b').count()) === 0);
  await accessible(page, 'canary drawer');
  await page.getByRole('button', { name: 'Ping', exact: true }).click();
  await page.getByText('Triggered').first().waitFor({ timeout: LONG }).catch(() => failures.push('drawer: the ping is not in the log'));
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Unpause', exact: true }).waitFor({ timeout: LONG }).catch(() => failures.push('drawer: pausing shows nothing'));
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.locator('.toast', { hasText: 'will be deleted' }).getByRole('button').click();
  await page.getByRole('cell', { name: '<b>night</b> & day' }).waitFor({ timeout: LONG }).catch(() => failures.push('undo: the canary is not back'));
  await page.context().close();
}

// Live: what is done elsewhere appears without a reload.
{
  const page = await open('/');
  await page.waitForTimeout(800);
  const made = await fetch(`${base}/api/v1/canaries`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'quick', schedule: '1' }) });
  check('a canary could not be made over the API', made.status === 201);
  await page.getByText(/quick/).first().waitFor({ timeout: LONG }).catch(() => failures.push('live: a late canary does not appear'));
  await page.context().close();
}

// Without JavaScript the present state is there to be read; a wrong address says so; an expression that fails says why.
{
  const plain = await open('/', { javaScriptEnabled: false });
  check('without JavaScript: no state', (await plain.locator('dl dt').count()) > 2);
  for (const text of await plain.locator('.items li').allInnerTexts()) check(`without JavaScript: it says twice what it is about: ${text}`, !/\) (\S+) \1[: ]/.test(text));
  await plain.context().close();
  const wrong = await open('/ui/no-such-page');
  await wrong.getByText('No such page').waitFor({ timeout: LONG }).catch(() => failures.push('a wrong address is not explained'));
  await wrong.context().close();
  const expression = await open('/ui/metrics?expr=rate(');
  await expression.getByRole('alert').waitFor({ timeout: LONG }).catch(() => failures.push('a wrong expression is not explained'));
  await expression.context().close();
}

// Without a mouse: each page by Tab; a row opens by Enter, Escape closes, and the focus is back where it was.
for (const path of Object.keys(pages)) {
  const page = await open(path, { reducedMotion: 'reduce' });
  await expect(`${path}: no heading`, page.locator('main h1').first().waitFor({ state: 'attached' }));
  await page.waitForTimeout(1_000);
  await tabThrough(page, path);
  check(`${path}: something moves although less motion is wanted`, (await page.evaluate(() => document.getAnimations().filter((each) => each.playState === 'running').length)) === 0);
  await page.context().close();
}
{
  const page = await open('/ui/watches');
  const row = page.locator('tbody tr').first();
  await expect('watches: no rows', row.waitFor());
  await row.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect('watches: Enter opens no drawer', page.locator('dialog[open]').waitFor());
  await page.keyboard.press('Escape');
  await expect('watches: Escape does not close the drawer', page.locator('dialog').waitFor({ state: 'detached' }));
  check('watches: the focus is lost when the drawer closes', await page.evaluate(() => document.activeElement?.tagName === 'TR'));
  await page.context().close();
}

// Points with gaps about them are drawn, too: on a fresh host there is hardly another.
{
  const page = await open(`/ui/metrics?from=-24h&expr=${encodeURIComponent('(vector(time()) % 2400 == 0) + 5')}`);
  await expect('metrics: lonely points are not drawn', page.waitForFunction(() => {
    const canvas = document.querySelector('.uplot canvas');
    const over = document.querySelector('.u-over');
    if (!canvas || !over) return false;
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const pixels = canvas.getContext('2d').getImageData(Math.round(over.offsetLeft * scale), Math.round((over.offsetTop + 12) * scale), Math.round(over.offsetWidth * scale), Math.round((over.offsetHeight - 14) * scale)).data;
    let found = 0;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 128 && pixels[i + 2] > pixels[i] + 60) found++;
    return found > 20;
  }));
  await page.context().close();
}

// The host was up before the daemon was: nobody watched it then, and its bar says so.
{
  const page = await open('/ui/uptime');
  await expect('uptime: what nobody watched is drawn as if it had been', page.locator('.day b.unknown').first().waitFor({ state: 'attached' }));
  await page.context().close();
}

// A crosshair is shared by all charts, and dragging on one chooses the range for all.
{
  const page = await open('/ui/metrics?from=-1h');
  const charts = page.locator('.uplot');
  await expect('metrics: no charts', charts.nth(1).waitFor());
  const box = await charts.first().locator('.u-over').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect('metrics: the crosshair is not shared', page.waitForFunction(() => {
    const lines = [...document.querySelectorAll('.u-cursor-x')].slice(0, 2).map((line) => line.style.transform);
    return lines.length === 2 && lines.every((line) => line !== '' && !line.includes('-10px'));
  }));
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect('metrics: dragging does not choose a range', page.waitForURL(/from=20/));
  await page.getByLabel('Expression').fill('node_lo');
  await expect('metrics: no completion', page.getByRole('option', { name: 'node_load1', exact: true }).waitFor());
  await page.context().close();
}

await finish();
