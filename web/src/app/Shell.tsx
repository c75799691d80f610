import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { get, signedOut } from '../api/client';
import { connected, heard, lost, now } from '../api/live';
import { duration, local } from '../format/time';
import { Toasts } from '../ui/Toasts';
import type { Status } from '../api/status';
import { hostName } from './host';
import { pages } from './pages';
import { follow, href, page } from './router';
import { Rail } from './Rail';
import { SignIn } from './SignIn';
import { Strip } from './Strip';

const shown = signal<{ path: string; Component: ComponentType } | null>(null);
const failed = signal<string | null>(null);

function load(path: string): void {
  const found = pages.find((each) => each.path === path);
  if (!found) return;
  failed.value = null;
  found.load().then(
    (part) => (shown.value = { path, Component: part.default }),
    () => (failed.value = 'This page could not be loaded. The daemon may be away, or newer than this tab: reload the page.'),
  );
}

/** Header, rail, strip and the page itself. */
export function Shell() {
  const current = pages.find((each) => each.path === page.value);
  useEffect(() => load(page.value), [page.value]);
  useEffect(() => {
    // The name of the host stands on every page; the first one reads it anyway.
    if (page.peek() !== '') get<Status>('status').then((status) => (hostName.value = status.host.name), () => undefined);
  }, [signedOut.value]);
  useEffect(() => {
    document.title = `${current?.name ?? 'Not found'} · ${hostName.value}`;
  }, [current, hostName.value]);

  return (
    <div class="shell" onClick={follow}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="head">
        <a class="host" href={href('')}>
          {hostName.value}
        </a>
        <span class="spring" />
        <Freshness />
      </header>
      <Rail />
      <main class="main" id="main" tabIndex={-1}>
        {signedOut.value ? (
          <SignIn />
        ) : (
          <>
            {lost.value && (
              <p class="message" data-tone="error" role="alert">
                The daemon has not answered for {duration((now.value - heard.value) / 1000)}. What you see is from {local(heard.value)}; this page goes
                on trying.
              </p>
            )}
            {current?.timed && <Strip tall={current.path === 'timeline'} />}
            <Content known={current !== undefined} />
          </>
        )}
      </main>
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
  if (failed.value) {
    return (
      <p class="message" data-tone="error" role="alert">
        {failed.value}
      </p>
    );
  }
  if (shown.value?.path !== page.value) return null;
  const { Component } = shown.value;
  return <Component />;
}

/** How fresh the page is: calm while the line stands, plain when it does not. */
function Freshness() {
  if (lost.value) {
    return (
      <span class="fresh" data-state="lost">
        ■ not connected
      </span>
    );
  }
  return (
    <span class="fresh" title={heard.value ? `Last heard of the daemon at ${local(heard.value)}` : ''}>
      {connected.value ? '● live' : 'connecting…'}
    </span>
  );
}
