import { connected, heard } from '../api/live';

const KEY = 'watchkeeper-reloaded';

/** Loads the page anew, but not twice in ten seconds: a daemon that is being replaced may answer with both versions for a moment. */
export function reloadOnce(): void {
  if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < 10_000) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}

/**
 * A tab that stayed open over an upgrade is an old program that talks to a new daemon. When the line comes back, the page's document is asked for again: if
 * it names another program than the one that runs here, the tab loads itself anew. So it does when a part of the old program is gone.
 */
export function watchForUpgrade(): void {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src.split('/').at(-1) ?? '';
  let up = false;
  connected.subscribe((value) => {
    if (value && !up && heard.peek() > 0) void isReplaced(own).then((replaced) => replaced && reloadOnce());
    up = value;
  });
  window.addEventListener('vite:preloadError', (event) => {
    event.preventDefault();
    reloadOnce();
  });
}

async function isReplaced(own: string): Promise<boolean> {
  try {
    const answer = await fetch(document.baseURI, { credentials: 'same-origin', cache: 'no-store' });
    const program = /assets\/(index-[\w-]+\.js)/.exec(await answer.text())?.[1];
    return answer.ok && program !== undefined && program !== own;
  } catch {
    return false;
  }
}
