// What people type and do: said to have been done wherever they are, taken back, kept when a session ends.
import { execFileSync } from 'node:child_process';
import { accessible, check, expect, LONG } from './browser.mjs';
import { api, ask, base, end, open } from './daemon.mjs';

const created = await (await api('canaries', { method: 'POST', body: JSON.stringify({ name: 'nightly', schedule: '0 3 * * * Europe/Paris' }) })).json();

// What is done in a drawer is said in it, and can be taken back there; so is what failed. What is beside an open drawer can be neither seen nor clicked.
{
  const page = await open(`/ui/canaries?canary=${created.id}`, { patient: true });
  const toast = (text) => page.locator('dialog .toast', { hasText: text });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await toast('is paused').getByRole('button', { name: 'Undo' }).click().catch((problem) => check(`toast: cannot be taken back in a drawer (${problem.message.split('\n')[0]})`, false));
  await expect('toast: Undo does nothing', page.getByRole('button', { name: 'Pause', exact: true }).waitFor());
  await page.route('**/pings', (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 409, contentType: 'application/json', body: '{"detail":"Not today."}' }) : route.continue()));
  await page.getByRole('button', { name: 'Ping', exact: true }).click();
  await expect('toast: what failed is not told in a drawer', toast('Not today.').waitFor());
  check('toast: something lies over it', await toast('Not today.').evaluate((element) => {
    const box = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  }));
  await page.context().close();
}

// A slip beside the form closes nothing that was typed into; Escape does, and what was typed can be had back. So it is with changes.
{
  const page = await open('/ui/canaries', { patient: true });
  const undo = page.locator('.toast').getByRole('button', { name: 'Undo' });
  await page.getByRole('button', { name: 'New canary' }).click();
  await page.getByLabel('Name').fill('half typed');
  await page.getByLabel('Mail to').fill('nobody');
  await expect('form: a wrong address is not told while it is typed', page.getByText('“nobody” is not a mail address.').waitFor());
  await page.mouse.click(20, 300);
  check('form: a click beside it throws away what was typed', (await page.locator('dialog #canary-name').inputValue()) === 'half typed');
  await page.keyboard.press('Escape');
  await expect('form: Escape does not close it', page.locator('dialog').waitFor({ state: 'detached' }));
  await undo.click();
  await expect('form: what was typed does not come back', page.waitForFunction(() => document.querySelector('dialog #canary-name')?.value === 'half typed'));
  await page.goto(`${base}/ui/canaries?canary=${created.id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('What it is').fill('changed');
  await page.goBack();
  await undo.click();
  await expect('form: changes do not come back', page.waitForFunction(() => document.querySelector('dialog #canary-description')?.value === 'changed'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect('form: changes are not saved', page.locator('dialog dd', { hasText: 'changed' }).waitFor());
  check('form: what was saved can be taken back', (await page.locator('.toast').count()) === 0);
  await page.context().close();
}

// Who saves a description undoes nothing that somebody else changed while it was being typed. The list that the form stands on is read anew meanwhile.
{
  const long = 'two people change one canary and its name is longer than any phone is broad';
  const shared = await (await api('canaries', { method: 'POST', body: JSON.stringify({ name: long, schedule: '1d', grace: 3600, tags: ['red', 'blue'] }) })).json();
  const page = await open(`/ui/canaries?canary=${shared.id}`, { patient: true });
  await expect('canary: its tags are not shown beside it', page.locator('dialog dd', { hasText: 'red, blue' }).waitFor());
  await page.setViewportSize({ width: 360, height: 700 });
  const tops = await page.locator('dialog').evaluate((dialog) => ['h2', 'button'].map((each) => dialog.querySelector(each).getBoundingClientRect()).map(({ top, bottom, left }) => ({ top, bottom, left })));
  check('drawer: what closes it falls below a long title', tops[1].top < tops[0].bottom && tops[1].left > tops[0].left);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('What it is').fill('mine');
  await api(`canaries/${shared.id}`, { method: 'PATCH', body: JSON.stringify({ schedule: '2h', grace: 7200, name: 'theirs' }) });
  // The table behind the form shows that the change has come.
  await expect('form: the list behind it is not read anew', page.locator('main td', { hasText: 'theirs' }).waitFor({ state: 'attached', timeout: 4 * LONG }));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect('form: is not saved', page.locator('dialog dd', { hasText: 'mine' }).waitFor());
  const after = await (await api(`canaries/${shared.id}`)).json();
  check(`form: saving undid what another changed (${after.schedule}, ${after.grace} s)`, after.schedule === '2h' && after.grace === 7200 && after.name === 'theirs' && after.description === 'mine');
  await page.context().close();
}

// What was said of a field goes with what was written in it.
{
  const page = await open('/ui/canaries?new=1', { patient: true });
  const wrong = page.locator('#canary-schedule-wrong');
  await page.getByLabel('Expected every').fill('99 * * * *');
  await expect('form: a wrong schedule is not told', wrong.waitFor());
  await page.getByLabel('Expected every').fill('');
  await expect('form: an emptied schedule is still called wrong', wrong.waitFor({ state: 'detached' }));
  await page.getByLabel('Name').fill('   ');
  await expect('form: a blank name is not told beside it', page.locator('#canary-name-wrong').waitFor());
  await page.context().close();
}

// The report of the last crash is looked for on the page about uptime, from whatever page it is named on; where there was none, that is said.
{
  const page = await open('/?crash=last', { patient: true });
  await expect('crash: a link without a page leads nowhere', page.waitForFunction(() => location.pathname === '/ui/uptime' && location.search === '?crash=last'));
  await expect('crash: nothing is said of a crash that was not', page.getByText('There is no crash last').waitFor());
  await page.context().close();
}

// What the user saw vanish does not stay: a deletion is done when the page is left, and where its tab was killed, which no page is told, by the next page.
{
  const make = async (name) => (await (await api('canaries', { method: 'POST', body: JSON.stringify({ name, schedule: '86400' }) })).json()).id;
  const isGone = async (what, id) => {
    const end = Date.now() + LONG;
    for (;;) {
      if ((await api(`canaries/${id}`)).status === 404) return;
      if (Date.now() > end) return check(`${what}: it is still there`, false);
      await new Promise((later) => setTimeout(later, 200));
    }
  };
  const remove = async (id) => {
    const page = await open(`/ui/canaries?canary=${id}`, { patient: true });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect('delete: cannot be taken back', page.locator('.toast', { hasText: 'will be deleted' }).getByRole('button', { name: 'Undo' }).waitFor());
    check('delete: it is gone before the time to take it back is over', (await api(`canaries/${id}`)).status === 200);
    return page;
  };

  const left = await make('left behind');
  const leaving = await remove(left);
  await leaving.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await isGone('delete: a page that is left', left);
  await expect('delete: what is done is still offered to be taken back', leaving.locator('.toast').waitFor({ state: 'detached' }));
  await leaving.context().close();

  const killed = await make('killed with its tab');
  const dying = await remove(killed);
  const crashed = dying.waitForEvent('crash', { timeout: LONG });
  void dying.goto('chrome://crash').catch(() => undefined);
  await expect('delete: the tab cannot be killed', crashed);
  check('delete: a killed tab deleted', (await api(`canaries/${killed}`)).status === 200);
  const next = await dying.context().newPage();
  await next.goto(`${base}/ui/canaries`);
  await expect('delete: the next page shows nothing', next.getByRole('cell', { name: 'nightly' }).waitFor());
  check('delete: what vanished is back', (await next.getByRole('cell', { name: 'killed with its tab' }).count()) === 0);
  await isGone('delete: a tab that was killed', killed);
  await dying.context().close();
}

// A watch is silenced, which can be taken back, and made to forget.
{
  const { watches } = await (await api('watches')).json();
  const name = watches[0].name;
  const silence = async () => Date.parse((await (await api('watches')).json()).watches.find((each) => each.name === name).silenced_until ?? 0) - Date.now();
  const page = await open(`/ui/watches?watch=${encodeURIComponent(name)}`, { patient: true });
  await page.getByRole('button', { name: 'Silence 8 h' }).click();
  const toast = page.locator('dialog .toast', { hasText: 'is silent for 8 h' });
  await expect('watches: silence is not told', toast.waitFor());
  check('watches: it is not silent', (await silence()) > 7 * 3_600_000);
  await expect('watches: until when it is silent is not shown', page.locator('dialog dt', { hasText: 'Silent until' }).waitFor());
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect('watches: that the silence was taken back is not told', page.locator('dialog .toast', { hasText: 'speaks again' }).waitFor());
  check('watches: it stays silent', (await silence()) <= 0);
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect('watches: that it forgot is not told', page.locator('dialog .toast', { hasText: 'has forgotten' }).waitFor());
  await page.context().close();
}

// The commands that ping it are those of its own schedule, and tell of a job that was killed.
{
  const page = await open(`/ui/canaries?canary=${created.id}`);
  const command = page.locator('dialog .copyable pre');
  await expect('commands: not those of its schedule', command.filter({ hasText: /^CRON_TZ=Europe\/Paris\n0 3 \* \* \* {2}/ }).waitFor());
  await page.getByRole('button', { name: 'systemd', exact: true }).click();
  const unit = await command.innerText();
  // systemd makes one dollar sign of two; curl is not run, but says what it was told.
  const script = /ExecStopPost=-sh -c '(.*)'/.exec(unit)?.[1]?.replaceAll('$$', '$') ?? 'exit 1';
  for (const [result, status, last] of [['success', '0', '/0'], ['exit-code', '3', '/3'], ['timeout', 'TERM', '/fail'], ['oom-kill', 'KILL', '/fail']]) {
    const told = execFileSync('sh', ['-c', `curl() { echo "$@"; }; ${script}`], { env: { PATH: process.env.PATH, SERVICE_RESULT: result, EXIT_STATUS: status }, encoding: 'utf8' }).trim();
    check(`commands: systemd's ${result} (${status}) pings ${told}`, told.endsWith(last) && told.includes(created.id));
  }
  await page.context().close();
}

// Tokens: signing in makes a cookie that scripts cannot read; a foreign page cannot use it; a token that is revoked ends the session with a clear page.
{
  const made = await ask('run tokens create reader --role read --json');
  const token = JSON.parse(made.output).secret;
  const page = await open('/');
  await expect('sign-in: not asked for', page.getByRole('heading', { name: 'Sign in' }).waitFor());
  const taught = await page.locator('.copyable pre').innerText();
  await page.getByLabel('Token').fill('wk_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect('sign-in: a wrong token is not told', page.getByText(/not known here/).waitFor());
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect('sign-in: does not let in', page.locator('.verdict').waitFor());
  const cookies = await page.context().cookies();
  check(`sign-in: the cookie is ${JSON.stringify(cookies.map(({ value, ...rest }) => rest))}`, cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === 'Strict');
  check('sign-in: scripts see the cookie', (await page.evaluate(() => document.cookie)) === '');
  const cookie = `${cookies[0]?.name}=${cookies[0]?.value}`;
  const foreign = await api('canaries', { method: 'POST', body: '{"name":"forged","schedule":"60"}', headers: { cookie, origin: 'http://evil.example', 'x-watchkeeper': 'web' } });
  check(`CSRF: a foreign page got ${foreign.status}`, foreign.status === 403 || foreign.status === 401);
  const bare = await api('canaries', { method: 'POST', body: '{"name":"forged","schedule":"60"}', headers: { cookie } });
  check(`CSRF: without the header it got ${bare.status}`, bare.status === 403 || bare.status === 401);
  await page.goto(`${base}/ui/canaries?new=1`);
  await page.getByLabel('Name').fill('not mine to make');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect('sign-in: what a reader may not do is not explained', page.locator('dialog .message[role="alert"]').waitFor());
  await page.goto(`${base}/`);
  await expect('sign-in: is forgotten on the next page', page.locator('.verdict').waitFor());
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect('sign-out: the page goes on', page.getByRole('heading', { name: 'Sign in' }).waitFor());
  check('sign-out: the cookie stays', (await page.context().cookies()).length === 0);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect('sign-out: does not let in again', page.locator('.verdict').waitFor());
  // The command that the page teaches is one that works.
  check(`sign-in: it teaches ${taught}`, taught.startsWith('watchkeeper tokens create '));
  const browser = JSON.parse((await ask(`run ${taught.replace('watchkeeper ', '')} --json`)).output);
  await ask('run tokens revoke reader');
  await expect('a revoked token is not told', page.getByText('Your session has ended').waitFor({ timeout: 2 * LONG }));
  check('a revoked token: still said to be live', (await page.getByText('● live').count()) === 0);
  await page.getByLabel('Token').fill(browser.secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect('a revoked token: another does not let in', page.locator('dialog').waitFor({ state: 'detached' }));

  // What was typed outlives the session.
  await page.goto(`${base}/ui/canaries?new=1`);
  await page.getByLabel('Name').fill('typed before the end');
  await ask('run tokens create keeper --role admin --json');
  await ask(`run tokens revoke ${browser.name}`);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect('session: its end is not told', page.getByText('Your session has ended').waitFor({ timeout: 2 * LONG }));
  await accessible(page, 'signing in again');
  await page.keyboard.press('Escape');
  const another = JSON.parse((await ask('run tokens create another --role admin --json')).output);
  await page.getByLabel('Token').fill(another.secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect('session: what was typed is lost', page.waitForFunction(() => document.querySelector('#canary-name')?.value === 'typed before the end' && !document.querySelector('dialog.over')));
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect('session: what was typed cannot be sent', page.getByRole('heading', { name: 'typed before the end' }).waitFor());

  // A channel is tried, and how that ended is told.
  await page.goto(`${base}/ui/notifications`);
  await page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => document.querySelectorAll('.toast').forEach((toast) => window.said.push(toast.textContent))).observe(document.body, { subtree: true, childList: true });
  });
  for (const [name, said] of [['heard', 'The test message to heard was sent.'], ['deaf', 'The test message to deaf was not sent: ']]) {
    await page.locator('tr', { hasText: name }).getByRole('button', { name: 'Send a test' }).click();
    await expect(`notifications: how the test of ${name} ended is not told`, page.waitForFunction((said) => window.said.some((text) => text.includes(said)), said));
  }
  await ask('run tokens revoke another');
  await expect('session: its end is not told again', page.getByText('Your session has ended').waitFor({ timeout: 2 * LONG }));
  await ask('run tokens revoke keeper');
  await expect('sign-in: still asked for when nobody needs a token any more', page.locator('dialog.over').waitFor({ state: 'detached', timeout: 2 * LONG }));
  await page.context().close();
}

await end();
