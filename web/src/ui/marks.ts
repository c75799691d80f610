import type { LiveEvent, Severity } from '../api/live';
import { worse } from '../api/status';
import { local } from '../format/time';
import { toneOf } from './State';

/** Events drawn at one place of a time axis. Milliseconds. */
export interface Mark {
  from: number;
  to: number;
  count: number;
  worst: Severity;
  /** The worst of them, or the only one, where it is known. */
  event?: LiveEvent;
}

export const toneOfMark = (mark: Mark) => toneOf(mark.worst);

export function textOf({ count, worst, event }: Mark): string {
  if (count === 1) return event?.message ?? 'one event';
  return `${count} events, the worst ${worst}${event ? `: ${event.message}` : ''}`;
}

/** What a screen reader says of it. */
export function spokenOf(mark: Mark): string {
  return `${local(mark.from)}: ${mark.count === 1 ? `${mark.worst}: ` : ''}${textOf(mark)}`;
}

export const middleOf = (mark: Mark) => (mark.from + mark.to) / 2;

/** Marks nearer to each other than they can be told apart become one, which stands for all of them; the earliest first. */
export function merged(marks: readonly Mark[], apart: number): Mark[] {
  const found: Mark[] = [];
  for (const mark of [...marks].sort((left, right) => left.from - right.from)) {
    const last = found.at(-1);
    if (!last || middleOf(mark) - middleOf(last) >= apart) {
      found.push(mark);
      continue;
    }
    const isWorse = worse(mark.worst, last.worst) < 0;
    const event = isWorse ? mark.event : last.event;
    found[found.length - 1] = {
      from: last.from,
      to: Math.max(last.to, mark.to),
      count: last.count + mark.count,
      worst: isWorse ? mark.worst : last.worst,
      ...(event ? { event } : {}),
    };
  }
  return found;
}
