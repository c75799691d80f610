import { computed, signal } from '@preact/signals';
import type { Answer } from './answers';
import { address } from './client';

/** An event as /api/v1/events and the stream send it. */
export type LiveEvent = Answer<'/api/v1/events'>['events'][number];

export type Severity = LiveEvent['severity'];

/** Milliseconds since 1970, once a second: everything relative on a page hangs on it. */
export const now = signal(Date.now());

/** When the daemon was last heard of, and whether the line stands. */
export const heard = signal(0);
export const connected = signal(false);

/** The newest event; pages watch it to know that their data is old. */
export const latest = signal<LiveEvent | null>(null);

/** The line is down and has been for more than a moment. */
export const lost = computed(() => !connected.value && heard.value > 0 && now.value - heard.value > 3_000);

const listeners = new Set<(event: LiveEvent) => void>();

export function onEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let source: EventSource | null = null;
let retry = 1_000;

/** Opens the stream. EventSource resumes with Last-Event-ID by itself; what it gives up on (a 5xx, a proxy's error) is tried again here. */
export function connect(): void {
  source?.close();
  source = new EventSource(address('events/stream'), { withCredentials: true });
  source.onopen = () => {
    connected.value = true;
    heard.value = Date.now();
    retry = 1_000;
  };
  source.onmessage = (message) => receive(message.data as string);
  source.addEventListener('event', (message) => receive((message as MessageEvent<string>).data));
  source.onerror = () => {
    connected.value = false;
    if (source?.readyState === EventSource.CLOSED) {
      window.setTimeout(connect, retry);
      retry = Math.min(retry * 2, 30_000);
    }
  };
}

function receive(data: string): void {
  heard.value = Date.now();
  let event: LiveEvent;
  try {
    event = JSON.parse(data) as LiveEvent;
  } catch {
    return;
  }
  latest.value = event;
  for (const listener of listeners) listener(event);
}

window.setInterval(() => {
  now.value = Date.now();
  if (connected.value) heard.value = now.value;
}, 1_000);
