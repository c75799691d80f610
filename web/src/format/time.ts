/** Times for people: relative or in the viewer's zone, with UTC within reach. */

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** `3 d 4 h`: the two largest units, never three. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '∞';
  const sign = seconds < 0 ? '−' : '';
  let rest = Math.abs(seconds);
  if (rest < 1) return rest === 0 ? '0 s' : `${sign}${Math.max(1, Math.round(rest * 1000))} ms`;
  rest = Math.round(rest);
  for (let i = 0; i < UNITS.length; i++) {
    const [unit, size] = UNITS[i]!;
    if (rest < size) continue;
    const whole = Math.floor(rest / size);
    const next = UNITS[i + 1];
    const part = next ? Math.floor((rest - whole * size) / next[1]) : 0;
    return sign + (part > 0 && next ? `${whole} ${unit} ${part} ${next[0]}` : `${whole} ${unit}`);
  }
  return `${sign}${rest} s`;
}

/** A length in seconds, told in its largest unit alone; what has just begun has lasted a second. */
export function length(seconds: number): string {
  return duration(Math.max(1, seconds)).split(' ').slice(0, 2).join(' ');
}

/** `4 min ago`, `in 2 h`: one unit is enough to know how fresh something is. */
export function relative(time: number, now: number): string {
  const seconds = (now - time) / 1000;
  const size = Math.abs(seconds);
  if (size < 1.5) return 'now';
  const text = length(size);
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

const LOCAL = new Intl.DateTimeFormat('sv-SE', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `2026-11-20 07:51:02` in the viewer's zone. */
export function local(time: number): string {
  return LOCAL.format(time).replace(',', '');
}

/** RFC 3339 in UTC, to the second where the milliseconds say nothing. */
export function utc(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** Accepts what people paste: RFC 3339, `2026-11-20 07:51` (viewer's zone), `-6h`, `now`. Null when it is none of them. */
export function parseTime(text: string, now: number): number | null {
  const trimmed = text.trim();
  if (trimmed === 'now') return now;
  const ago = /^-(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)$/.exec(trimmed);
  if (ago) return now - Number(ago[1]) * unitSeconds(ago[2]!) * 1000;
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(trimmed)) return null;
  const parsed = Date.parse(trimmed.length === 10 ? `${trimmed}T00:00:00` : trimmed.replace(' ', 'T'));
  return Number.isNaN(parsed) ? null : parsed;
}

function unitSeconds(unit: string): number {
  return { s: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 }[unit]!;
}

/** Seconds as the forms take them: `90`, `15m`, `6h`, `1d`; null when it is none of them, or empty. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)?$/.exec(text.trim());
  return match ? Number(match[1]) * unitSeconds(match[2] ?? 's') : null;
}

/** A length as it can be typed again: in the largest unit that divides it. */
export function plainDuration(seconds: number): string {
  const unit = ([['d', 86_400], ['h', 3_600], ['m', 60]] as const).find(([, size]) => seconds >= size && seconds % size === 0);
  return unit ? `${seconds / unit[1]}${unit[0]}` : String(seconds);
}
