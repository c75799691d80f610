import { get } from './client';
import type { LiveEvent } from './live';

/** One event, however old. */
export function eventById(id: string): Promise<LiveEvent> {
  return get<LiveEvent>(`events/${encodeURIComponent(id)}`);
}
