import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { get, hasSession, signedOut, signOut } from '../api/client';
import { connected, heard, lost } from '../api/live';
import { local, utc } from '../format/time';
import { Lost } from '../ui/Lost';
import { toast, Toasts } from '../ui/Toasts';
import type { Status } from '../api/status';
import { finishDeletions, hideDeletions } from './deletion';
import { host, hostName } from './host';
import { pages } from './pages';
import { follow, href, page, place } from './router';
import { Rail } from './Rail';
import { Strip } from './Strip';
import { reloadIfReplaced } from './upgrade';

const shown = signal<{ path: string; Component: ComponentType } | null>(null);
const failed = signal<string | null>(null);

/** Shows a page. Where its part of the program cannot be had, it says so; the line coming back, or another page, tries again. */
async function load(path: string): Promise<void> {
  const found = pages.find((each) => each.path === path);
  if (!found) return;
  failed.value = null;
  try {
    const part = await found.load();
    if (page.peek() === path) shown.value = { path, Component: part.default };
  } catch {
    if (page.peek() === path) failed.value = path;
    // The daemon may be newer than this tab; one that is away is waited for.
    void reloadIfReplaced();
  }
}

hideDeletions();

const SignIn = signal<ComponentType | null>(null);

/** Where to sign in: a part of its own, which most visits never need. */
function SignInPart() {
  useEffect(() => void import('./SignIn').then((part) => (SignIn.value = part.default), () => reloadIfReplaced()), []);
  return SignIn.value && <SignIn.value />;
}

const Evidence = signal<ComponentType<{ timed: boolean }> | null>(null);

/** What the address names beside the page: asked for when it names something for the first time. */
function EvidencePart({ timed }: { timed: boolean }) {
  const named = place.value.query.has('event') || place.value.query.has('events');
  useEffect(() => void (named && import('../ui/Evidence').then((part) => (Evidence.value = part.default), () => reloadIfReplaced())), [named, connected.value]);
  return named && Evidence.value && <Evidence.value timed={timed} />;
}

/** The parts of all pages, fetched while nothing else is to be done: a click finds its page even when the daemon is away. */
function prefetch(): void {
  const idle = window.requestIdleCallback ?? ((call: () => void) => window.setTimeout(call, 1_000));
  const parts: (() => Promise<unknown>)[] = [...pages.map((each) => each.load), () => import('../ui/Evidence')];
  idle(() => parts.reduce((before, load) => before.then(() => load()).then(() => undefined, () => undefined), Promise.resolve()));
}

/** Header, rail, strip and the page itself. */
export function Shell() {
  const current = pages.find((each) => each.path === page.value);
  useEffect(() => void load(page.value), [page.value]);
  useEffect(() => void (connected.value && failed.peek() !== null && load(page.peek())), [connected.value]);
  useEffect(() => void (shown.value && prefetch()), [shown.value !== null]);
  useEffect(() => {
    // The name of the host stands on every page; the first one reads it anyway.
    if (page.peek() !== '') get<Status>('status').then((status) => (host.value = status.host), () => undefined);
  }, [signedOut.value]);
  useEffect(() => void (!signedOut.value && host.value && finishDeletions()), [signedOut.value, host.value?.id]);
  useEffect(() => {
    document.title = `${current?.name ?? 'Not found'} · ${hostName.value}`;
  }, [current, hostName.value]);

  return (
    <div class="shell" onClick={follow}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="head">
        <a class="host" href={href('')} title={hostName.value}>
          {hostName.value}
        </a>
        <span class="spring" />
        <Freshness />
        {hasSession.value && !signedOut.value && (
          <button type="button" class="plain small" onClick={() => signOut().catch((failure: Error) => toast(failure.message))}>
            Sign out
          </button>
        )}
      </header>
      <Rail />
      <main class="main" id="main" tabIndex={-1}>
        {signedOut.value === 'asked' ? (
          <SignInPart />
        ) : (
          <>
            <Lost />
            {current?.timed && <Strip />}
            <EvidencePart timed={current?.timed ?? false} />
            <Content known={current !== undefined} />
          </>
        )}
      </main>
      {signedOut.value === 'ended' && <SignInPart />}
      <Toasts />
    </div>
  );
}

function Content({ known }: { known: boolean }) {
  if (!known) {
    return (
      <div class="empty">
        <h1>No such page</h1>
        <p>
          Nothing stands at <code>{location.pathname}</code>. <a href={href('')}>Go to what is happening now.</a>
        </p>
      </div>
    );
  }
  if (failed.value === page.value) {
    return (
      <div class="empty" role="alert">
        <h1>{pages.find((each) => each.path === page.value)?.name}</h1>
        <p>This page has not been read yet, and the daemon does not answer. It appears when the daemon is back.</p>
      </div>
    );
  }
  if (shown.value?.path !== page.value) return null;
  const { Component } = shown.value;
  return <Component />;
}

/** How fresh the page is: calm while the line stands, plain when it does not. */
function Freshness() {
  if (signedOut.value) return <span class="fresh">not signed in</span>;
  if (lost.value) {
    return (
      <span class="fresh" data-state="lost">
        ■ not connected
      </span>
    );
  }
  return (
    <span class="fresh" title={heard.value ? `Last heard of the daemon at ${local(heard.value)}\n${utc(heard.value)}` : ''}>
      {connected.value ? '● live' : 'connecting…'}
    </span>
  );
}
