import type { Boot } from '../../api/uptime';
import { range } from '../../app/range';
import { duration, local } from '../../format/time';
import './days.css';

const DAY = 86_400_000;
const MOST = 92;

/** A bar for each day of the range: how much of it the host was up, and whether it crashed. */
export function Days({ boots }: { boots: readonly Boot[] }) {
  const to = range.value.to;
  const days = Math.min(MOST, Math.max(14, Math.ceil((to - range.value.from) / DAY)));
  const midnight = new Date(to);
  midnight.setHours(0, 0, 0, 0);
  const bars = Array.from({ length: days }, (_, index) => {
    const start = new Date(midnight);
    start.setDate(start.getDate() - (days - 1 - index));
    const end = new Date(start);
    end.setDate(end.getDate() + 1);
    return measure(boots, start.getTime(), Math.min(end.getTime(), Date.now()));
  });
  return (
    <figure class="panel">
      <figcaption class="quiet">The last {days} days</figcaption>
      <div class="days">
        {bars.map((bar) => (
          <i key={bar.start} class="day" data-tone={bar.tone} title={bar.text}>
            <b style={{ height: `${bar.share * 100}%` }} />
            <span class="visually-hidden">{bar.text}</span>
          </i>
        ))}
      </div>
    </figure>
  );
}

function measure(boots: readonly Boot[], start: number, end: number) {
  let up = 0;
  let crashes = 0;
  // What was before the first boot on record is not known, and counts as neither up nor down.
  const first = Math.min(...boots.map((boot) => Date.parse(boot.started)));
  const watched = end - Math.max(start, first);
  for (const boot of boots) {
    const from = Date.parse(boot.started);
    const until = boot.ended ? Date.parse(boot.ended) : Date.now();
    up += Math.max(0, Math.min(end, until) - Math.max(start, from));
    if (boot.end.toLowerCase() === 'crash' && until >= start && until < end) crashes++;
  }
  const known = watched > 0;
  const share = known ? up / watched : 0;
  const day = local(start).slice(0, 10);
  const text = !known ? `${day}: not watched yet` : `${day}: up ${duration(up / 1000)}${crashes > 0 ? `, ${crashes === 1 ? 'a crash' : `${crashes} crashes`}` : ''}`;
  return { start, share, text, tone: crashes > 0 ? 'error' : !known ? 'idle' : share < 0.999 ? 'warning' : 'ok' };
}
