import { signal } from '@preact/signals';
import type { Canary } from '../api/canaries';
import { Problem, send } from '../api/client';
import { toast, UNDO } from '../ui/Toasts';

/** A deletion that was asked for and can still be taken back; it is written down, because a tab that is killed is told nothing. */
interface Pending {
  id: string;
  name: string;
  /** When it was asked for, in milliseconds since 1970. */
  asked: number;
}

const KEY = 'watchkeeper-deletions';

/** What a page that was killed left undone is done by the next one, if it comes within a day: later nobody remembers having asked. */
const REMEMBERED = 86_400_000;

/** Ids that are gone from the screen: deleted already, or about to be unless that is taken back. */
export const deleted = signal<ReadonlySet<string>>(new Set());

/** Deletes after ten seconds in which it can be undone; leaving the page, or another tab or program in front of it, deletes at once. */
export function deleteSoon({ id, name }: Pick<Canary, 'id' | 'name'>, done: () => void): void {
  write([...pending(), { id, name, asked: Date.now() }]);
  hide(id);
  const stop = () => {
    window.clearTimeout(timer);
    window.removeEventListener('pagehide', act);
    document.removeEventListener('visibilitychange', left);
    dismiss();
  };
  const act = () => {
    stop();
    void carryOut(id, name).then((gone) => gone && done());
  };
  // The last that a page on a phone is told before it is frozen, or ended.
  const left = () => document.visibilityState === 'hidden' && act();
  const timer = window.setTimeout(act, UNDO);
  window.addEventListener('pagehide', act);
  document.addEventListener('visibilitychange', left);
  const dismiss = toast(`${name} will be deleted in ${UNDO / 1000} s, or as soon as you leave this page.`, () => {
    stop();
    forget(id);
    show(id);
  });
}

/** Does what a page that was killed had been asked to do; one that is there still does it itself. */
export function finishDeletions(): void {
  for (const { id, name, asked } of pending()) {
    const age = Date.now() - asked;
    if (age > REMEMBERED) {
      forget(id);
      toast(`${name} was not deleted: the page was closed before that was done.`);
      continue;
    }
    hide(id);
    window.setTimeout(async () => {
      if (!pending().some((each) => each.id === id)) show(id);
      else if (await carryOut(id, name)) toast(`${name} was deleted, as had been asked before the page was closed.`);
    }, Math.max(0, UNDO + 1_000 - age));
  }
}

/** Whether it is gone now; what is not there any more is. */
async function carryOut(id: string, name: string): Promise<boolean> {
  try {
    await send('DELETE', `canaries/${encodeURIComponent(id)}`);
  } catch (failure) {
    const status = failure instanceof Problem ? failure.status : 0;
    if (status !== 404) {
      // Who is not signed in yet can do it afterwards.
      if (status !== 401) forget(id);
      show(id);
      toast(`${name} was not deleted. ${(failure as Error).message}`);
      return false;
    }
  }
  forget(id);
  return true;
}

function hide(id: string): void {
  deleted.value = new Set([...deleted.peek(), id]);
}

function show(id: string): void {
  deleted.value = new Set([...deleted.peek()].filter((each) => each !== id));
}

function pending(): Pending[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? (found as Pending[]) : [];
  } catch {
    return [];
  }
}

function write(all: readonly Pending[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing: the page itself still does it.
  }
}

function forget(id: string): void {
  write(pending().filter((each) => each.id !== id));
}
