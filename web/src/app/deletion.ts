import { signal } from '@preact/signals';
import type { Canary } from '../../api/canaries';
import { address, Problem, send } from '../../api/client';
import { toast, UNDO } from '../../ui/Toasts';

/** Ids that are gone from the screen: deleted already, or about to be unless that is taken back. */
export const deleted = signal<ReadonlySet<string>>(new Set());

/** Deletes after ten seconds in which it can be undone; leaving the page deletes at once. */
export function deleteSoon(canary: Canary, done: () => void): void {
  deleted.value = new Set([...deleted.value, canary.id]);
  const path = `canaries/${encodeURIComponent(canary.id)}`;
  const restore = () => {
    deleted.value = new Set([...deleted.value].filter((id) => id !== canary.id));
  };
  const leave = () => {
    void fetch(address(path), { method: 'DELETE', headers: { 'x-watchkeeper': 'web' }, keepalive: true, credentials: 'same-origin' });
  };
  const timer = window.setTimeout(() => {
    window.removeEventListener('pagehide', leave);
    send('DELETE', path).then(done, (failure: unknown) => {
      restore();
      toast(failure instanceof Problem ? failure.message : String(failure));
    });
  }, UNDO);
  window.addEventListener('pagehide', leave, { once: true });
  toast(`${canary.name} will be deleted in ${UNDO / 1000} s.`, () => {
    window.clearTimeout(timer);
    window.removeEventListener('pagehide', leave);
    restore();
  });
}
