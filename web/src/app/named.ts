import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Problem } from '../api/client';
import { connected } from '../api/live';
import { closeNamed, openNamed, place } from './router';

/** What the address names (`?canary=backup`) and a page shows beside itself. */
export interface Named<T> {
  /** The name in the address; null when nothing is open. */
  name: string | null;
  /** What it names; null while it is being read, and when it is not there. */
  open: T | null;
  /** The sentence that says why nothing opens. */
  problem: string | null;
  /** Asks once more, where it may be there and only the answer is not; null where it is not there. */
  retry: (() => void) | null;
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
  const asked = useSignal<Asked<T> | null>(null);
  const turn = useSignal(0);
  const missing = name !== null && found === null;
  useEffect(() => askFor(asked, missing ? name : null, what, ask), [missing, name, turn.value]);
  // What the daemon did not answer for is asked for again when the line comes back.
  useEffect(() => void (connected.value && asked.peek()?.failed && turn.value++), [connected.value]);
  const answer = asked.value?.name === name ? asked.value : null;
  return {
    name,
    open: name === null ? null : (found ?? answer?.item ?? null),
    problem: missing ? (answer?.problem ?? null) : null,
    retry: missing && answer?.failed ? () => turn.value++ : null,
    show: (next, more) => openNamed(key, next, more),
    close: () => closeNamed(key),
  };
}

interface Asked<T> {
  name: string;
  item: T | null;
  problem: string | null;
  /** It may be there: only the answer is not. */
  failed?: boolean;
}

function askFor<T>(asked: Signal<Asked<T> | null>, name: string | null, what: string, ask?: (name: string) => Promise<T>): void {
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
      asked.value = { name, item: null, problem: gone ? absent : `The ${what} ${name} could not be read. ${(failure as Error).message}`, failed: !gone };
    },
  );
}
