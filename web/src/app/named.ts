import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Problem } from '../api/client';
import { closeNamed, openNamed, place } from './router';

/** What the address names (`?canary=backup`) and a page shows beside itself. */
export interface Named<T> {
  /** The name in the address; null when nothing is open. */
  name: string | null;
  /** What it names; null while it is being read, and when it is not there. */
  open: T | null;
  /** The sentence that says why nothing opens. */
  problem: string | null;
  show: (name: string, more?: Record<string, string | null>) => void;
  close: () => void;
}

/**
 * Opens what the address names, and nothing else does: a link leads there, Back closes it, and what is not there is said to be missing.
 * @param key The word in the address: `canary`.
 * @param what What it is called in a sentence: `There is no canary backup (any more).`
 * @param find What is at hand; undefined while that is not known yet, null when it is not there.
 * @param ask Asks the daemon for what is not at hand; a problem of status 404 says that it is not there.
 */
export function useNamed<T>(key: string, what: string, find: (name: string) => T | null | undefined, ask?: (name: string) => Promise<T>): Named<T> {
  const name = place.value.query.get(key);
  const found = name === null ? null : find(name);
  const asked = useSignal<{ name: string; item: T | null; problem: string | null } | null>(null);
  const missing = name !== null && found === null;
  useEffect(() => askFor(asked, missing ? name : null, what, ask), [missing, name]);
  const answer = asked.value?.name === name ? asked.value : null;
  return {
    name,
    open: name === null ? null : (found ?? answer?.item ?? null),
    problem: missing ? (answer?.problem ?? null) : null,
    show: (next, more) => openNamed(key, next, more),
    close: () => closeNamed(key),
  };
}

function askFor<T>(asked: Signal<{ name: string; item: T | null; problem: string | null } | null>, name: string | null, what: string, ask?: (name: string) => Promise<T>): void {
  if (name === null) return;
  const absent = `There is no ${what} ${name}, or not any more.`;
  if (!ask) {
    asked.value = { name, item: null, problem: absent };
    return;
  }
  ask(name).then(
    (item) => (asked.value = { name, item, problem: null }),
    (failure: unknown) => {
      const gone = failure instanceof Problem && (failure.status === 404 || failure.status === 400);
      asked.value = { name, item: null, problem: gone ? absent : String((failure as Error).message) };
    },
  );
}
