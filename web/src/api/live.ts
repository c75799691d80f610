import { computed, effect, signal } from '@preact/signals';
import type { Answer } from './answers';
import { address, answered } from './client';

/** An event as /api/v1/events and the stream send it. */
export type LiveEvent = Answer<'/api/v1/events'>['events'][number];

export type Severity = LiveEvent['severity'];

/** Milliseconds since 1970, once a second: everything relative on a page hangs on it. */
export const now = signal(Date.now());

/** When the daemon was last heard of, and whether the line stands. */
export const heard = signal(0);
export const connected = signal(false);

/** Since when the line has been down. */
const downSince = signal(Date.now());

/** The newest event; pages watch it to know that their data is old. */
export const latest = signal<LiveEvent | null>(null);

/** A restart takes less than this, and nobody has to know of it. */
const MOMENT = 3_000;

/** The line is down, has been for more than a moment, and nothing that was asked meanwhile was answered. */
export const lost = computed(() => !connected.value && heard.value > 0 && heard.value <= downSince.value && now.value - downSince.value > MOMENT);

const listeners = new Set<(event: LiveEvent) => void>();

export function onEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The daemon sends a sign of life every 15 s. Who misses two of them has a daemon that hangs or a line that is dead, of which the browser says nothing. */
const SILENCE = 40_000;

let source: EventSource | null = null;
let opened = 0;
let retry = 1_000;
let again = 0;

/** Opens the stream. EventSource resumes with Last-Event-ID by itself; what it gives up on (a 5xx, a proxy's error) is tried again here. */
export function connect(): void {
  window.clearTimeout(again);
  down();
  source?.close();
  opened = Date.now();
  source = new EventSource(address('events/stream'), { withCredentials: true });
  source.onopen = () => {
    connected.value = true;
    retry = 1_000;
    hear();
  };
  source.onmessage = (message) => receive(message.data as string);
  source.addEventListener('alive', hear);
  source.onerror = () => {
    down();
    if (source?.readyState === EventSource.CLOSED) {
      again = window.setTimeout(connect, retry);
      retry = Math.min(retry * 2, 30_000);
    }
  };
}

function hear(): void {
  opened = heard.value = Date.now();
}

function down(): void {
  if (!connected.value) return;
  connected.value = false;
  downSince.value = Date.now();
}

function receive(data: string): void {
  hear();
  let event: LiveEvent;
  try {
    event = JSON.parse(data) as LiveEvent;
  } catch {
    return;
  }
  latest.value = event;
  for (const listener of listeners) listener(event);
}

effect(() => {
  heard.value = Math.max(heard.peek(), answered.value);
});

window.setInterval(() => {
  now.value = Date.now();
  // A line on which nothing is heard is given up, and so is an attempt at one that nobody answers.
  if (source && source.readyState !== EventSource.CLOSED && now.value - opened > SILENCE) {
    connect();
  }
}, 1_000);
