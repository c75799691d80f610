import { signal } from '@preact/signals';
import type { Canary } from '../api/canaries';
import { Problem, send } from '../api/client';
import { toast, UNDO } from '../ui/Toasts';
import { host } from './host';

/** A deletion that was asked for and can still be taken back; it is written down, because a tab that is killed is told nothing. */
interface Pending {
  id: string;
  name: string;
  /** When it was asked for, in milliseconds since 1970. */
  asked: number;
}

/** Several daemons can stand behind one origin, as with tunnels or a proxy: what one was asked to do is none of the others' business. */
const keyOf = (id: string) => `watchkeeper-deletions ${new URL(document.baseURI).pathname} ${id}`;
const key = () => keyOf(host.peek()?.id ?? '');

/** What a page that was killed left undone is done by the next one, if it comes within a day: later nobody remembers having asked. */
const REMEMBERED = 86_400_000;

/** Ids that are gone from the screen: deleted already, or about to be unless that is taken back. */
export const deleted = signal<ReadonlySet<string>>(new Set());

/** Those that this page offers to take back. */
const offered = new Set<string>();

/** Deletes after ten seconds in which it can be undone; leaving the page, or another tab or program in front of it, deletes at once. */
export function deleteSoon({ id, name }: Pick<Canary, 'id' | 'name'>, done: () => void): void {
  const note = { id, name, asked: Date.now() };
  write([...pending(), note]);
  offer(note, `${name} will be deleted in ${UNDO / 1000} s, or as soon as you leave this page.`, done);
}

/** Hides what any page of any daemon here was asked to delete: before it is known which daemon this is nothing may come back for a moment. Ids are random. */
export function hideDeletions(): void {
  for (const name of Object.keys(stored())) {
    if (name.startsWith(keyOf(''))) for (const { id } of pending(name)) hide(id);
  }
}

/** Takes up what a page that was killed, or whose session ended, had been asked to do: it can be taken back here as it could there. */
export function finishDeletions(): void {
  for (const note of pending()) {
    const { id, name, asked } = note;
    if (offered.has(id)) continue;
    if (Date.now() - asked <= REMEMBERED) offer(note, `${name} will be deleted in ${UNDO / 1000} s, as had been asked before.`);
    else {
      takeBack(id);
      toast(`${name} was not deleted: the page was closed before that was done.`);
    }
  }
}

function offer({ id, name }: Pending, text: string, done?: () => void): void {
  const noted = isPending(id);
  offered.add(id);
  hide(id);
  const stop = () => {
    window.clearTimeout(timer);
    window.removeEventListener('pagehide', act);
    document.removeEventListener('visibilitychange', left);
    dismiss();
  };
  const act = () => {
    stop();
    // Another tab may have done it, or taken it back.
    if (noted && !isPending(id)) takeBack(id);
    else void carryOut(id, name).then((gone) => gone && done?.());
  };
  // The last that a page on a phone is told before it is frozen, or ended.
  const left = () => document.visibilityState === 'hidden' && act();
  const timer = window.setTimeout(act, UNDO);
  window.addEventListener('pagehide', act);
  document.addEventListener('visibilitychange', left);
  const dismiss = toast(text, () => {
    stop();
    takeBack(id);
  });
}

/** Whether it is gone now; what is not there any more is. */
async function carryOut(id: string, name: string): Promise<boolean> {
  try {
    await send('DELETE', `canaries/${encodeURIComponent(id)}`);
  } catch (failure) {
    const status = failure instanceof Problem ? failure.status : 0;
    if (status === 401) {
      // Signing in takes it up again, with the same time to take it back.
      offered.delete(id);
      toast(`${name} will be deleted when you have signed in.`, () => takeBack(id));
      return false;
    }
    if (status !== 404) {
      takeBack(id);
      toast(`${name} was not deleted. ${(failure as Error).message}`);
      return false;
    }
    toast(`${name} was gone already.`);
  }
  forget(id);
  return true;
}

function takeBack(id: string): void {
  forget(id);
  show(id);
}

function hide(id: string): void {
  deleted.value = new Set([...deleted.peek(), id]);
}

function show(id: string): void {
  deleted.value = new Set([...deleted.peek()].filter((each) => each !== id));
}

function pending(name = key()): Pending[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(found) ? (found as Pending[]) : [];
  } catch {
    return [];
  }
}

/** A browser that keeps nothing may refuse even to be asked. */
function stored(): object {
  try {
    return localStorage;
  } catch {
    return {};
  }
}

function write(all: readonly Pending[]): void {
  try {
    localStorage.setItem(key(), JSON.stringify(all));
  } catch {
    // A browser that keeps nothing: the page itself still does it.
  }
}

function isPending(id: string): boolean {
  return pending().some((each) => each.id === id);
}

function forget(id: string): void {
  offered.delete(id);
  write(pending().filter((each) => each.id !== id));
}
