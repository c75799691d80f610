import type { LiveEvent, Severity } from '../../api/live';
import { useResource } from '../../api/resource';
import { worse } from '../../api/status';
import type { Density } from '../../api/timeline';
import { openEvent, openStretch } from '../../app/evidence';
import { range } from '../../app/range';
import { utc } from '../../format/time';
import type { Mark } from '../../ui/marks';

/** More marks than this could not be told apart: they are counted in slices instead. */
const MOST = 300;
const SLICES = 240;

/** Over a longer range there is always something: marks would be one solid line. */
const LONGEST = 7 * 86_400_000;

/** What a click on a mark opens. */
export interface Marks {
  marks: Mark[];
  open: (mark: Mark) => void;
}

/** The events of the range as marks on the charts. The longer the range, the worse an event must be to be marked on it. */
export function useMarks(): Marks {
  const { from, to } = range.value;
  const least: Severity = to - from > 2 * 86_400_000 ? 'error' : 'warning';
  const open = (mark: Mark) => (mark.count === 1 && mark.event ? openEvent(mark.event) : void openStretch({ from: mark.from, to: mark.to, least }));
  const events = useResource<{ events: LiveEvent[] }>(to - from > LONGEST ? null : `events?severity=${least}&limit=${MOST}&since=${utc(from)}&until=${utc(to)}`);
  const found = (to - from > LONGEST ? null : events.data.value?.events) ?? [];
  const tooMany = found.length >= MOST;
  const density = useResource<Density>(tooMany ? `timeline/density?from=${utc(from)}&to=${utc(to)}&slices=${SLICES}` : null);
  if (tooMany && density.data.value) return { marks: counted(density.data.value, least), open };
  return { marks: found.map(markOf), open };
}

function markOf(event: LiveEvent): Mark {
  const time = Date.parse(event.time);
  // Its own microsecond belongs to it.
  return { from: time, to: time + 1, count: 1, worst: event.severity, event };
}

/** One mark a slice, in the tone of its worst event: it says how many it stands for. */
function counted(density: Density, least: Severity): Mark[] {
  const start = Date.parse(density.from);
  const width = (Date.parse(density.to) - start) / density.slices;
  const slices = new Map<number, { count: number; worst: Severity }>();
  for (const each of density.counts) {
    if (worse(each.severity, least) > 0) continue;
    const before = slices.get(each.slice);
    const worst = before && worse(before.worst, each.severity) < 0 ? before.worst : each.severity;
    slices.set(each.slice, { count: (before?.count ?? 0) + each.count, worst });
  }
  return [...slices].map(([slice, { count, worst }]) => ({ from: start + slice * width, to: start + (slice + 1) * width, count, worst }));
}
