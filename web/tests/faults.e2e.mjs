// What goes wrong: the daemon dies, hangs and comes back, is replaced by a newer one, a form is sent twice, names are hostile.
import { check, expect, LONG, settled } from './browser.mjs';
import { api, ask, base, end, open, start } from './daemon.mjs';

// The daemon is killed: what was known stays, with the time it is from; when it is back, the page is live by itself.
{
  const page = await open('/');
  await expect('offline: not live at first', page.getByText('● live').waitFor());
  await expect('offline: no figures', page.locator('dl.facts dt').first().waitFor());
  await ask('kill');
  await expect('offline: not told', page.getByText(/The daemon has not answered since .* What you see is from then/).waitFor());
  check('offline: what was known is gone', (await page.locator('dl.facts dt').count()) > 0);
  // Other pages can be looked at meanwhile, and the tab is still there.
  for (const name of ['Watches', 'Disks', 'Now']) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(`offline: the page ${name} is lost`, page.locator('main h1', { hasText: name }).first().waitFor({ state: 'attached' }));
    check(`offline: the banner is lost on ${name}`, await page.getByText(/has not answered/).isVisible());
  }
  await start();
  await expect('offline: does not recover by itself', page.getByText('● live').waitFor({ timeout: 2 * LONG }));
  await expect('offline: still said to be away', page.getByText(/has not answered/).waitFor({ state: 'detached' }));
  await page.context().close();
}

// A daemon that hangs breaks no connection, like a cable that is pulled: the page notices by what it does not hear. And what a screen reader reads aloud is
// no clock: it would say the same sentence each second.
{
  const page = await open('/');
  await expect('hung: not live at first', page.getByText('● live').waitFor());
  await expect('hung: no figures', page.locator('dl.facts dt').first().waitFor());
  await page.evaluate(() => {
    window.spoken = [];
    window.ticks = 0;
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
        const text = element?.textContent ?? '';
        if (!/\bago\b|^\d+ (s|min)/.test(text)) continue;
        window.ticks++;
        if (element.closest('[role="status"], [role="alert"], [aria-live]')) window.spoken.push(text);
      }
    }).observe(document.body, { subtree: true, characterData: true, childList: true });
  });
  const calm = async (when) => {
    await page.evaluate(() => (window.ticks = 0));
    await expect(`${when}: no clock goes on`, page.waitForFunction(() => window.ticks >= 3));
    const spoken = await page.evaluate(() => window.spoken);
    check(`${when}: a screen reader would say again and again: ${spoken[0]}`, spoken.length === 0);
  };
  await calm('live');
  await ask('stop');
  await expect('hung: not told', page.getByText(/has not answered since/).waitFor({ timeout: 2 * LONG }));
  check('hung: still said to be live', (await page.getByText('● live').count()) === 0);
  await calm('hung');
  await ask('cont');
  await expect('hung: does not recover by itself', page.getByText('● live').waitFor({ timeout: 2 * LONG }));
  await expect('hung: still said to be away', page.getByText(/has not answered/).waitFor({ state: 'detached' }));
  await page.context().close();
}

// A page whose part was never read says so while the daemon is away, and appears when it is back.
{
  const page = await open('/');
  await expect('unread: not live', page.getByText('● live').waitFor());
  await page.addInitScript(() => (window.requestIdleCallback = () => 0));
  await page.reload();
  await expect('unread: not live again', page.getByText('● live').waitFor());
  await ask('kill');
  await expect('unread: not told', page.getByText(/has not answered/).waitFor());
  await page.getByRole('link', { name: 'Watches', exact: true }).click();
  await expect('unread: not explained', page.getByText('This page has not been read yet').waitFor());
  check('unread: the rail is gone', (await page.getByRole('link').count()) >= 8);
  await start();
  await expect('unread: the page does not appear', page.locator('main h1', { hasText: 'Watches' }).waitFor({ timeout: 2 * LONG }));
  await expect('unread: it stays empty', page.locator('tbody tr').first().waitFor({ timeout: LONG }));
  await page.context().close();
}

// The daemon comes back as a newer one: a stale tab loads itself anew.
{
  const page = await open('/ui/canaries');
  await expect('upgrade: not live', page.getByText('● live').waitFor());
  await page.route('**/ui/', (route) => (route.request().resourceType() === 'fetch'
    ? route.fulfill({ contentType: 'text/html', body: '<script type="module" src="./assets/index-Newer001.js"></script>' })
    : route.continue()));
  await page.evaluate(() => (window.stale = true));
  await ask('kill');
  await expect('upgrade: not told that the daemon is away', page.getByText(/has not answered/).waitFor());
  await start();
  await expect('upgrade: the stale tab does not load itself anew', page.waitForFunction(() => window.stale === undefined, null, { timeout: 2 * LONG }));
  await expect('upgrade: the new tab shows nothing', page.getByRole('heading', { name: 'Canaries' }).waitFor());
  await page.context().close();
}

// A form sent twice makes one canary.
{
  const page = await open('/ui/canaries?new=1');
  await page.getByLabel('Name').fill('once');
  await page.getByLabel('Grace').fill('a while');
  await expect('form: a wrong length is not explained', page.locator('#canary-grace-wrong').waitFor());
  await page.getByLabel('Grace').fill('15m');
  await expect('form: the week is not drawn', page.locator('svg.week .expected').first().waitFor());
  await page.getByRole('button', { name: 'Create', exact: true }).dblclick();
  await expect('form: the canary is not shown', page.getByRole('heading', { name: 'once' }).waitFor());
  const { canaries } = await (await api('canaries')).json();
  check(`form: sent twice, it made ${canaries.length} canaries`, canaries.length === 1 && canaries[0].grace === 900);
  await page.context().close();
}

// Names and bodies full of markup, control characters and marks that turn the direction are shown and never run.
{
  const name = '<img src=x onerror="window.ran=1">\u202Egnp.exe\u0007';
  const made = await api('canaries', { method: 'POST', body: JSON.stringify({ name: '<script>window.ran=1</script> & \u202Eevil', schedule: '86400', description: name }) });
  const canary = await made.json();
  check(`hostile: the canary was not made: ${JSON.stringify(canary)}`, made.status === 201);
  await fetch(`${base}/ping/${canary.id}/fail`, { method: 'POST', body: `${name}<script>window.ran=1</script>\u001b[31m` });
  for (const path of ['/', '/ui/timeline', '/ui/canaries', `/ui/canaries?canary=${canary.id}`]) {
    const page = await open(path);
    await expect(`hostile: ${path} does not show the name`, page.getByText('<script>window.ran=1</script>').first().waitFor());
    check(`hostile: markup was run on ${path}`, (await page.evaluate(() => window.ran)) === undefined);
    check(`hostile: a mark that turns the direction is not made visible on ${path}`, !(await page.locator('main').innerText()).includes('\u202E'));
    if (path.includes('canary=')) {
      await page.locator('dialog details').first().click();
      await expect('hostile: the body is not shown', page.locator('dialog pre', { hasText: '<img src=x onerror' }).waitFor());
      check('hostile: the body was run', (await page.evaluate(() => window.ran)) === undefined);
    }
    await page.context().close();
  }
}

// The same text in what every page reads: answers of the daemon with each sentence, name and model of it made hostile.
{
  const evil = '<script>window.ran=1</script>\u202Eevil\u200B\u0007';
  const spoil = (value, key) => Array.isArray(value) ? value.map((each) => spoil(each, key))
    : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, spoil(each, name)]))
    : typeof value === 'string' && /^(message|reason|model|serial|name|label|text|subject|why|advice|help|trouble|condition|source|kernel|description|destination|target|error|mount_points|map_name)$/.test(key) ? value + evil : value;
  const report = {
    id: 1, boot_id: 'x', kernel: evil, went_down: '2026-01-01T00:00:00Z', uncertainty: 1, back: '2026-01-01T00:01:00Z', down: 60, uptime: 1, cause: 'panic', reason: evil, clock_trusted: true,
    last_words: [{ at: null, source: 'pstore', text: evil }], metrics: [{ name: evil, unit: '%', first: 1, least: 1, most: 1, last: 1 }],
    events: [{ time: '2026-01-01T00:00:00Z', type: 'x', severity: 'info', subject: evil, message: evil }], watches: [evil], canaries: [evil],
  };
  const late = { subject: evil, message: evil, severity: 'error', count: 1, advice: evil };
  for (const path of ['/', '/ui/timeline', '/ui/uptime?crash=1', '/ui/disks', '/ui/metrics', '/ui/canaries', '/ui/watches', '/ui/notifications']) {
    const page = await open('/ui/no-such-page');
    await page.route('**/api/v1/**', async (route) => {
      if (route.request().url().includes('/stream')) return route.continue();
      const answer = await route.fetch().catch(() => null);
      if (answer === null) return undefined;
      const json = spoil(await answer.json().catch(() => ({})), '');
      if (Array.isArray(json.items)) json.items.push(late);
      if (Array.isArray(json.crashes)) json.crashes.push(report);
      if (Array.isArray(json.disks)) json.disks.push({ name: 'sdx', path: '/dev/sdx', kind: 'disk', size: 1e9, number: '8:0', below: [], above: [], mount_points: [evil, 'm'.repeat(300)], model: evil, map_name: evil });
      return route.fulfill({ response: answer, json });
    });
    await page.goto(base + path);
    await expect(`hostile: ${path} shows nothing of it`, page.getByText('⟨U+202E⟩').first().waitFor());
    await settled(page, path);
    check(`hostile: markup was run on ${path}`, (await page.evaluate(() => window.ran)) === undefined);
    const shown = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('[title], [aria-label]')].map((each) => `${each.title}${each.ariaLabel}`).join(''));
    for (const mark of ['\u202E', '\u200B', '\u0007']) check(`hostile: U+${mark.charCodeAt(0).toString(16)} is not made visible on ${path}`, !shown.includes(mark));
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      check(`hostile: ${path} is wider than the screen at ${width}`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  }
}

// What the address names and what is not there: each has its message; what is no page is none for programs either.
for (const [path, message] of [
  ['/ui/metrics?expr=no_longer_there_total', 'finds no series'],
  ['/ui/canaries?canary=nobody', 'There is no canary nobody'],
  ['/ui/watches?watch=nobody', 'There is no watch nobody'],
  ['/ui/disks?device=gone', 'There is no device gone'],
  ['/ui/uptime?crash=999', 'There is no crash 999'],
  ['/ui/uptime?boot=999', 'There is no boot 999'],
  ['/ui/timeline?event=999999999', 'There is no event 999999999'],
  ['/ui/timeline?event=00000000-0000-4000-8000-000000000000', 'There is no event'],
  ['/ui/timeline?from=garbage&to=2020', '“garbage” in the address is not a time'],
  ['/ui/timeline?from=2026-03-02&to=2026-03-01', 'ends before it begins'],
  ['/ui/nope', 'No such page'],
  ['/ui/metrics/x/y', 'No such page'],
]) {
  const page = await open(path);
  await expect(`${path}: not explained`, page.getByText(message).first().waitFor());
  await page.context().close();
}
for (const [path, status] of [['/', 200], ['/ui', 200], ['/ui/uptime', 200], ['/ui/nope', 404], ['/ui/metrics/x/y', 404]]) {
  const answer = await fetch(base + path);
  check(`${path}: status ${answer.status}`, answer.status === status && (await answer.text()).includes('<div id="app">'));
}

// Back closes what a click opened, and a form that was sent is not opened again by its address.
{
  const page = await open('/ui/watches');
  await page.locator('tbody tr').first().click();
  await expect('back: nothing opened', page.locator('dialog[open]').waitFor());
  await page.goBack();
  await expect('back: the drawer stays', page.locator('dialog').waitFor({ state: 'detached' }));
  await page.goForward();
  await expect('forward: the drawer does not come back', page.locator('dialog[open]').waitFor());
  await page.goto(`${base}/ui/canaries`);
  await page.getByRole('link', { name: 'Watches', exact: true }).click();
  await page.locator('tbody tr').first().click();
  await expect('closed: nothing opened', page.locator('dialog[open]').waitFor());
  await page.keyboard.press('Escape');
  await expect('closed: Escape does not close', page.waitForFunction(() => !document.querySelector('dialog') && !location.search.includes('watch=')));
  await page.goBack();
  await expect('closed: Back opens again what Escape closed', page.getByRole('heading', { name: 'Canaries' }).waitFor());
  await page.goto(`${base}/ui/canaries?new=1`);
  await page.getByLabel('Name').fill('after');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect('form: the canary does not open', page.getByRole('heading', { name: 'after' }).waitFor());
  check(`form: its address is ${page.url()}`, page.url().includes('canary=') && !page.url().includes('new='));
  check('form: two drawers are open', (await page.locator('dialog').count()) === 1);
  await page.context().close();
}

await end();
