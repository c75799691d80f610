import { useResource } from '../../api/resource';
import type { Density } from '../../api/timeline';
import type { Boot } from '../../api/uptime';
import { range, showRange } from '../../app/range';
import { duration, local, utc } from '../../format/time';
import './days.css';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_DAYS = 92;

/** A bar for each day of the range, or each month of a long one: how much of it the host was up and down, and whether it crashed: a day with eleven minutes down is not a lost day. */
export function Days({ boots }: { boots: readonly Boot[] }) {
  const { from, to } = range.value;
  const byMonth = to - from > MOST_DAYS * DAY;
  const days = slots(from, to, byMonth);
  const [first, last] = [days[0]![0], Math.min(days.at(-1)![1], Math.ceil(Date.now() / HOUR) * HOUR)];
  const spans = useResource<Density>(`timeline/density?from=${utc(first)}&to=${utc(last)}&slices=1`);
  const unwatched = (spans.data.value?.spans ?? []).filter((span) => span.kind === 'uptime.unknown' || span.kind === 'uptime.not-watched').map((span): Stretch => [Date.parse(span.start), span.end == null ? last : Date.parse(span.end)]);
  const bars = days.map(([start, end]) => measure(boots, unwatched, start, end, byMonth));
  return (
    <figure class="panel">
      <figcaption class="row apart quiet">
        <span>{byMonth ? `Up in each of ${bars.length} months` : from > first + DAY ? `Up on each of the ${bars.length} days to the end of the range` : `Up on each of ${bars.length} days`}</span>
        <span class="key small" aria-hidden="true">
          <span><i class="up" /> up</span>
          <span><i class="down" /> down</span>
          <span><i class="unknown" /> not watched</span>
          <span><i class="crash" /> a crash</span>
        </span>
      </figcaption>
      <div class="days">
        {bars.map((bar) => (
          <button type="button" key={bar.start} class="day" data-crashed={bar.crashes > 0} title={bar.text} onClick={() => showRange(bar.start, bar.end)}>
            {bar.known && <b class="up" />}
            {bar.unknownShare > 0 && <b class="unknown" style={{ height: `max(3px, ${bar.unknownShare * 100}%)` }} />}
            {bar.downShare > 0 && <b class="down" style={{ height: `max(3px, ${bar.downShare * 100}%)` }} />}
            <span class="visually-hidden">{bar.text}</span>
          </button>
        ))}
      </div>
      <div class="row apart small quiet" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars[Math.floor(bars.length / 2)]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
    </figure>
  );
}

/** Days and months of the viewer's calendar; two weeks at least, because one bar says nothing. */
function slots(from: number, to: number, byMonth: boolean): [number, number][] {
  const first = new Date(byMonth ? from : Math.min(from, to - 13 * DAY));
  const start = byMonth ? new Date(first.getFullYear(), first.getMonth(), 1) : new Date(first.getFullYear(), first.getMonth(), first.getDate());
  const found: [number, number][] = [];
  while (start.getTime() < Math.min(to, Date.now())) {
    const begin = start.getTime();
    if (byMonth) start.setMonth(start.getMonth() + 1);
    else start.setDate(start.getDate() + 1);
    found.push([begin, start.getTime()]);
  }
  return found;
}

/** From and to, in milliseconds. */
type Stretch = [number, number];

/** So much of less is not worth a mark: the daemon itself takes a moment to start. Milliseconds. */
const UNSEEN = 60_000;

function measure(boots: readonly Boot[], unwatched: readonly Stretch[], start: number, end: number, byMonth: boolean) {
  const until = Math.min(end, Date.now());
  let up = 0;
  let crashes = 0;
  // What was before the first boot on record is not known, and counts as neither up nor down.
  const first = Math.min(...boots.map((boot) => Date.parse(boot.started)));
  const watched = until - Math.max(start, first);
  for (const boot of boots) {
    const ended = boot.ended ? Date.parse(boot.ended) : Date.now();
    up += Math.max(0, Math.min(until, ended) - Math.max(start, Date.parse(boot.started)));
    if (boot.end === 'crash' && ended >= start && ended < end) crashes++;
  }
  const known = watched > 0;
  const unknown = unwatched.reduce((sum, [begun, over]) => sum + Math.max(0, Math.min(until, over) - Math.max(start, begun)), 0);
  const label = local(start).slice(0, byMonth ? 7 : 10);
  const down = Math.max(0, watched - up) / 1000;
  const text = !known
    ? `${label}: not watched yet`
    : `${label}: ${down < 1 ? (unknown < UNSEEN ? 'always up' : 'up') : `down ${duration(down)}`}${unknown < UNSEEN ? '' : `, not watched for ${duration(unknown / 1000)} of it`}${crashes > 0 ? `, ${crashes === 1 ? 'a crash' : `${crashes} crashes`}` : ''}`;
  return { start, end, label, text, known, crashes, unknownShare: known && unknown >= UNSEEN ? Math.min(1, unknown / watched) : 0, downShare: known && down >= 1 ? Math.min(1, (down * 1000) / watched) : 0 };
}
