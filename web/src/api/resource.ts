import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get, Problem } from './client';
import { connected, onEvent, type LiveEvent } from './live';

/** What a page shows: the last good answer, and the sentence that says why there is no newer one. */
export interface Resource<T> {
  data: Signal<T | null>;
  error: Signal<string | null>;
  reload: () => void;
}

export interface Refresh {
  /** Seconds between two reads; 0 for none. */
  every?: number;
  /** Reads again soon after an event that this accepts. */
  on?: (event: LiveEvent) => boolean;
}

/**
 * Reads a path, again when the path changes, after matching events, on a period, and when the line to the daemon comes back. An answer
 * that a newer request has overtaken is thrown away; a failure leaves the last good answer on the screen.
 */
export function useResource<T>(path: string | null, refresh: Refresh = {}): Resource<T> {
  const data = useSignal<T | null>(null);
  const error = useSignal<string | null>(null);
  const turn = useSignal(0);
  // A daemon that takes longer to answer than the period is not asked anew each time, or no answer would ever come.
  const reading = useRef<AbortController | null>(null);

  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    reading.current = abort;
    get<T>(path, abort.signal).then(
      (answer) => {
        data.value = answer;
        error.value = null;
      },
      (failure: unknown) => {
        if ((failure as Error).name === 'AbortError') return;
        error.value = failure instanceof Problem ? failure.message : String(failure);
      },
    ).finally(() => {
      if (reading.current === abort) reading.current = null;
    });
    return () => abort.abort();
  }, [path, turn.value]);

  useEffect(() => {
    const reload = () => {
      turn.value++;
    };
    const timer = refresh.every ? window.setInterval(() => !document.hidden && !reading.current && reload(), refresh.every * 1000) : 0;
    let soon = 0;
    const forget = onEvent((event) => {
      if (!refresh.on?.(event)) return;
      window.clearTimeout(soon);
      soon = window.setTimeout(reload, 150);
    });
    let up = connected.peek();
    const unwatch = connected.subscribe((value) => {
      if (value && !up) reload();
      up = value;
    });
    return () => {
      window.clearInterval(timer);
      window.clearTimeout(soon);
      forget();
      unwatch();
    };
  }, [path, refresh.every]);

  return { data, error, reload: () => turn.value++ };
}
