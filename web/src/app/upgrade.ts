import { connected, heard } from '../api/live';

const KEY = 'watchkeeper-reloaded';

const own = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src.split('/').at(-1) ?? '';

/** Loads the page anew, but not twice in ten seconds: a daemon that is being replaced may answer with both versions for a moment. */
function reloadOnce(): void {
  if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < 10_000) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}

/**
 * A tab that stayed open over an upgrade is an old program that talks to a new daemon. When the line comes back, or a part of the old program is not to be
 * had, the page's document is asked for again: if it names another program than the one that runs here, the tab loads itself anew. A daemon that does not
 * answer leaves the tab as it is: what it shows is the last that is known.
 */
export async function reloadIfReplaced(): Promise<void> {
  if (await isReplaced()) reloadOnce();
}

export function watchForUpgrade(): void {
  let up = false;
  connected.subscribe((value) => {
    if (value && !up && heard.peek() > 0) void reloadIfReplaced();
    up = value;
  });
}

async function isReplaced(): Promise<boolean> {
  try {
    const answer = await fetch(document.baseURI, { credentials: 'same-origin', cache: 'no-store' });
    const program = /assets\/(index-[\w-]+\.js)/.exec(await answer.text())?.[1];
    return answer.ok && program !== undefined && program !== own;
  } catch {
    return false;
  }
}
