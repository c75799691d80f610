import type { VNode } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pretendBrowser } from './browser-globals';

/** A page of a daemon: what was loaded anew shares only the storage with the pages before it. */
async function load(host: string) {
  vi.resetModules();
  // The timers of a page end with it.
  vi.clearAllTimers();
  const [deletion, { Toasts }, app] = [await import('../src/app/deletion'), await import('../src/ui/Toasts'), await import('../src/app/host')];
  app.host.value = { id: host, name: host };
  const shown = () => Toasts({}).props.children as unknown;
  const toasts = () => (shown() || []) as VNode<{ children: [VNode<{ children: string }>, VNode<{ onClick: () => void }> | undefined] }>[];
  return {
    ...deletion,
    texts: () => toasts().map((each) => each.props.children[0].props.children),
    undo: () => toasts()[0]!.props.children[1]!.props.onClick(),
  };
}

let status = 204;
const asked: string[] = [];
const canary = { id: 'c1', name: 'nightly' };
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  pretendBrowser('http://localhost/ui/');
  asked.length = 0;
  status = 204;
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(new URL(address).pathname);
    return new Response(status === 204 ? null : '{"detail":"No."}', { status });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the next page offers to take back what the page before it was asked to delete', async () => {
  (await load('a')).deleteSoon(canary, () => undefined);
  const next = await load('a');
  next.finishDeletions();
  next.finishDeletions();
  expect(next.texts()).toEqual(['nightly will be deleted in 10 s, as had been asked before.']);
  await wait(9_000);
  expect(asked).toEqual([]);
  next.undo();
  await wait(60_000);
  expect(asked).toEqual([]);
  expect(next.deleted.value.size).toBe(0);
});

test('the next page shows nothing of it before it knows which daemon it is of', async () => {
  (await load('a')).deleteSoon(canary, () => undefined);
  const next = await load('a');
  next.hideDeletions();
  expect([...next.deleted.value]).toEqual(['c1']);
  expect(next.texts()).toEqual([]);
});

test('the next page deletes it when nobody takes it back, and only once', async () => {
  (await load('a')).deleteSoon(canary, () => undefined);
  const next = await load('a');
  next.finishDeletions();
  await wait(11_000);
  expect(asked).toEqual(['/api/v1/canaries/c1']);
  const last = await load('a');
  last.finishDeletions();
  await wait(60_000);
  expect(asked).toHaveLength(1);
});

test('another daemon behind the same origin is not asked to delete', async () => {
  (await load('a')).deleteSoon(canary, () => undefined);
  const other = await load('b');
  other.finishDeletions();
  await wait(60_000);
  expect([asked, other.texts()]).toEqual([[], []]);
  const back = await load('a');
  back.finishDeletions();
  await wait(11_000);
  expect(asked).toHaveLength(1);
});

test('a session that ended keeps the deletion, says so, and signing in takes it up', async () => {
  status = 401;
  const page = await load('a');
  let done = 0;
  page.deleteSoon(canary, () => done++);
  await wait(10_500);
  expect(page.texts()).toEqual(['nightly will be deleted when you have signed in.']);
  expect(page.deleted.value.has('c1')).toBe(true);
  status = 204;
  page.finishDeletions();
  await wait(11_000);
  expect(asked).toHaveLength(2);
});

test('a session that ended: taken back, it is not deleted after signing in', async () => {
  status = 401;
  const page = await load('a');
  page.deleteSoon(canary, () => undefined);
  await wait(10_500);
  page.undo();
  status = 204;
  page.finishDeletions();
  await wait(60_000);
  expect(asked).toHaveLength(1);
  expect(page.deleted.value.size).toBe(0);
});

test('what was not there is not said to have been deleted', async () => {
  status = 404;
  const page = await load('a');
  page.deleteSoon(canary, () => undefined);
  await wait(10_500);
  expect(page.texts()).toEqual(['nightly was gone already.']);
});
