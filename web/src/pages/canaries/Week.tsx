import type { Preview } from '../../api/canaries';
import { duration, local } from '../../format/time';
import { At } from '../../ui/Time';

const ROW = 18;
const LEFT = 64;
const WIDTH = 480;
/** More marks than this are a band and nothing else. */
const MOST = 700;

const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: '2-digit' });

/** What a schedule means for the week to come: a row a day, shaded where pings are expected, a mark where each is due. */
export function Week({ preview }: { preview: Preview }) {
  const now = Date.now();
  const days = midnights(now);
  const end = days.at(-1)!;
  const expected = preview.periods
    .map((period) => ({ start: Date.parse(period.start), end: Math.min(Date.parse(period.end), end), every: period.seconds }))
    .filter((period) => period.start < end);
  // A plain period has one entry, up to the next deadline; who pings in time goes on like that.
  if (expected.length === 1 && expected[0]!.every != null) expected[0]!.end = end;
  const marks = due(expected, now, end);
  return (
    <div class="message stack">
      <p>{preview.deadline ? <>Pinged now, it is due again by <At time={preview.deadline} />.</> : 'Pinged now, nothing more is expected.'}</p>
      <svg class="week" viewBox={`0 0 ${LEFT + WIDTH} ${7 * ROW + 16}`} role="img" aria-label={spoken(expected, marks)}>
        {days.slice(0, 7).map((start, row) => {
          const x = (time: number) => LEFT + (Math.min(1, Math.max(0, (time - start) / (days[row + 1]! - start))) * WIDTH);
          return (
            <g key={start} transform={`translate(0 ${row * ROW})`}>
              <text x="0" y="12">{WEEKDAY.format(start)}</text>
              <rect x={LEFT} y="2" width={WIDTH} height={ROW - 4} class="quiet-hours" />
              {expected
                .filter((period) => period.every != null && period.end > start && period.start < days[row + 1]!)
                .map((period) => (
                  <rect key={period.start} x={x(period.start)} y="2" width={Math.max(1, x(period.end) - x(period.start))} height={ROW - 4} class="expected">
                    <title>{`${local(period.start)} – ${local(period.end)}: every ${duration(period.every!)}`}</title>
                  </rect>
                ))}
              {marks
                .filter((mark) => mark >= start && mark < days[row + 1]!)
                .map((mark) => (
                  <rect key={mark} x={x(mark) - 1} y="2" width="2" height={ROW - 4} class="due">
                    <title>{`Due ${local(mark)}`}</title>
                  </rect>
                ))}
              {row === 0 && <rect x={x(now)} y="0" width="1" height={ROW} class="now" />}
            </g>
          );
        })}
        {[0, 6, 12, 18, 24].map((hour) => (
          <text key={hour} x={LEFT + (WIDTH * hour) / 24} y={7 * ROW + 13} text-anchor={hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle'}>
            {String(hour).padStart(2, '0')}
          </text>
        ))}
      </svg>
      <p class="week-key small quiet" aria-hidden="true">
        <span><i class="expected" /> pings are expected</span>
        {expected.some((period) => period.every == null) && <span><i class="quiet-hours" /> none is</span>}
        {marks.length > 0 && <span><i class="due" /> one is due</span>}
        <span><i class="now" /> now</span>
      </p>
    </div>
  );
}

type Expected = { start: number; end: number; every?: number | null };

/** Seven days of the viewer's calendar from today, and the end of the last; days on which the clock changes are longer or shorter. */
function midnights(now: number): number[] {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return Array.from({ length: 8 }, (_, index) => {
    const next = new Date(day);
    next.setDate(day.getDate() + index);
    return next.getTime();
  });
}

/** When pings are due, if each comes at the last moment. */
function due(expected: readonly Expected[], now: number, end: number): number[] {
  const marks: number[] = [];
  for (const period of expected) {
    if (period.every == null || period.every <= 0) continue;
    for (let at = Math.max(period.start, now) + period.every * 1000; at <= Math.min(period.end, end) + 1; at += period.every * 1000) {
      marks.push(at);
      if (marks.length > MOST) return [];
    }
  }
  return marks;
}

function spoken(expected: readonly Expected[], marks: readonly number[]): string {
  const lengths = [...new Set(expected.filter((period) => period.every != null).map((period) => duration(period.every!)))];
  const quiet = expected.some((period) => period.every == null) ? ', with times at which nothing is expected' : '';
  const next = marks.slice(0, 7).map((mark) => local(mark));
  return `The next week: every ${lengths.slice(0, 5).join(', ')}${quiet}.${next.length > 0 ? ` Due ${next.join('; ')}.` : ''}`;
}
