import { pathOfStretch, type Stretch } from '../api/events';
import { get } from '../api/client';
import type { LiveEvent, Severity } from '../api/live';
import { openNamed } from './router';

/** The event that was opened last: it need not be asked for, and cannot be while the database is away. */
let held: LiveEvent | null = null;

/** Opens the evidence of an event beside the page. */
export function openEvent(event: LiveEvent): void {
  held = event;
  openNamed('event', event.id);
}

export function heldEvent(id: string): LiveEvent | null {
  return held?.id === id ? held : null;
}

/** Opens what happened in a stretch of time beside the page: one event itself, several as a list. */
export async function openStretch(stretch: Stretch): Promise<void> {
  const found = await get<{ events: LiveEvent[] }>(pathOfStretch(stretch)).catch(() => null);
  if (found?.events.length === 1) openEvent(found.events[0]!);
  else openNamed('events', written(stretch));
}

/** As it stands in the address: `FROM/TO`, then a capability and a severity where they are named. */
function written({ from, to, capability, least }: Stretch): string {
  const parts = [new Date(from).toISOString(), new Date(to).toISOString(), capability ?? '', least ?? ''];
  return parts.join('/').replace(/\/+$/, '');
}

/** Null where the address names no stretch of time. */
export function readStretch(text: string): Stretch | null {
  const [from, to, capability, least] = text.split('/');
  const [start, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  if (Number.isNaN(start) || Number.isNaN(end)) return null;
  return { from: start, to: end, capability: capability || undefined, least: (least as Severity) || undefined };
}

