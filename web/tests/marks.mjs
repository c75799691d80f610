// Marks on charts and ticks on the strip open their events: by click, by keys, and by a finger, which also draws a range.
import { accessible, check, expect, LONG } from './browser.mjs';

/** Where the keys have come to: its middle, in pixels, once it stands still (marks are read after the page, and all of them anew where there are many). */
async function ringOf(list) {
  let last = null;
  for (const end = Date.now() + LONG; Date.now() < end; await new Promise((later) => setTimeout(later, 300))) {
    const box = await list.getByRole('option').boundingBox().catch(() => null);
    if (box && last && box.x === last.x && box.y === last.y) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    last = box;
  }
  check('marks: there is no place that the keys have come to', false);
  return { x: 0, y: 0 };
}

/** Tabs to a list of marks as somebody without a mouse does; from there the arrows lead. */
async function tabTo(page, name) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((name) => document.activeElement?.getAttribute('aria-label') === name, name)) return true;
  }
  check(`marks: “${name}” cannot be reached by Tab`, false);
  return false;
}

async function opensBesideThePage(page, what, path) {
  await expect(`${what}: no evidence`, page.locator('dialog.drawer[open]').waitFor());
  const address = new URL(page.url());
  check(`${what}: the place is lost: ${address}`, address.pathname === path.split('?')[0] && address.search.startsWith(`?${path.split('?')[1]}`));
  check(`${what}: it has no address`, /[?&]events?=/.test(address.search));
}

async function close(page, what) {
  await page.keyboard.press('Escape');
  await expect(`${what}: the evidence does not close`, page.waitForFunction(() => !document.querySelector('dialog') && !/[?&]events?=/.test(location.search)));
}

export async function marksOpenTheirEvents(open, base) {
  const path = '/ui/metrics?from=-7d';
  for (const [what, name] of [['a mark on a chart', 'Events on the chart of CPU used'], ['a tick on the strip', 'Events in this range']]) {
    const page = await open(path);
    const list = page.getByRole('listbox', { name, exact: true });
    await expect(`${what}: there is none`, list.waitFor({ state: 'attached' }));
    if (!(await tabTo(page, name))) continue;
    check(`${what}: the focus is not seen`, await list.evaluate((element) => getComputedStyle(element).outlineStyle !== 'none' && getComputedStyle(element.firstElementChild).display !== 'none'));
    await ringOf(list);
    const [count, before] = [Number(await list.getByRole('option').getAttribute('aria-setsize')), await list.getByRole('option').innerText()];
    check(`${what}: it is called “${before}”`, /^(\w+, )?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: .{3,}/.test(before) && count > 1);
    await page.keyboard.press('ArrowLeft');
    await expect(`${what}: the arrows do not lead on`, page.waitForFunction((name) => {
      const list = document.querySelector(`[aria-label="${name}"]`);
      const option = document.getElementById(list?.getAttribute('aria-activedescendant') ?? '');
      return option && Number(option.getAttribute('aria-posinset')) < Number(option.getAttribute('aria-setsize'));
    }, name));
    await accessible(page, what);
    await page.keyboard.press('Enter');
    await opensBesideThePage(page, `${what}, by keys`, path);
    await close(page, `${what}, by keys`);
    check(`${what}: the focus does not come back`, (await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) === name);

    const at = await ringOf(list);
    await page.mouse.move(at.x - 40, at.y + 60);
    await page.mouse.move(at.x, at.y, { steps: 3 });
    await page.mouse.click(at.x, at.y);
    await opensBesideThePage(page, `${what}, by click`, path);
    const address = page.url();
    await close(page, `${what}, by click`);
    await page.goto(base + new URL(address).pathname + new URL(address).search);
    await expect(`${what}: its address does not lead to it`, page.locator('dialog.drawer[open] :is(dl, ul.items li)').first().waitFor());
    await page.context().close();
  }
}

/** A finger on a screen of glass, as the browser gets it from the machine. */
async function swipe(page, points) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, at) => session.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [{ x: at[0], y: at[1] }] : [] });
  await touch('touchStart', points[0]);
  for (const point of points.slice(1)) await touch('touchMove', point);
  await touch('touchEnd');
}

export async function fingersChooseRanges(open) {
  const page = await open('/ui/metrics?from=-7d', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const over = page.locator('.uplot .u-over').first();
  await expect('touch: no chart', over.waitFor());
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await swipe(page, [at(0.2, 0.5), at(0.35, 0.5), at(0.5, 0.52), at(0.7, 0.52)]);
  await expect('touch: a finger on a chart chooses no range', page.waitForURL(/from=20.*to=20/));
  const [from, to] = ['from', 'to'].map((key) => Date.parse(new URL(page.url()).searchParams.get(key)));
  const days = (to - from) / 86_400_000;
  check(`touch: half of seven days became ${days.toFixed(2)} days`, days > 3 && days < 4);

  // A tap on a mark opens it, as a click does.
  await page.goto(page.url().replace(/\?.*/, '?from=-7d'));
  const list = page.getByRole('listbox', { name: 'Events on the chart of CPU used', exact: true });
  await expect('touch: no marks', list.waitFor({ state: 'attached' }));
  await list.focus();
  const ring = await ringOf(list);
  await page.touchscreen.tap(ring.x, ring.y);
  await opensBesideThePage(page, 'touch: a mark', '/ui/metrics?from=-7d');
  await page.context().close();
}
