import { get } from './client';
import type { LiveEvent, Severity } from './live';

/** One event, however old. */
export function eventById(id: string): Promise<LiveEvent> {
  return get<LiveEvent>(`events/${encodeURIComponent(id)}`);
}

/** Events of a stretch of time, in milliseconds; of one capability, and from one severity up, where that is named. */
export interface Stretch {
  from: number;
  to: number;
  capability?: string | undefined;
  least?: Severity | undefined;
}

/** So many of one stretch are shown; more are for the timeline. */
export const MOST_OF_STRETCH = 200;

export function pathOfStretch({ from, to, capability, least }: Stretch): string {
  const query = new URLSearchParams({ since: new Date(from).toISOString(), until: new Date(to).toISOString(), limit: String(MOST_OF_STRETCH) });
  if (capability) query.set('type', `${capability}.*`);
  if (least) query.set('severity', least);
  return `events?${query}`;
}
