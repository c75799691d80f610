import { computed } from '@preact/signals';
import { now } from '../api/live';
import { parseTime } from '../format/time';
import { place, setQuery } from './router';

/** The range that every page shows, in milliseconds. It lives in the address: `from=-6h` moves with the clock, two fixed times stand still. */
export interface Range {
  from: number;
  to: number;
  /** Up to when events are asked for: what happens before a moving range moves on belongs to it. */
  until: number;
  /** Seconds, when the range ends now and moves on; null when it stands still. */
  moving: number | null;
  /** Why the range in the address is not the one that is shown. */
  problem?: string;
}

export const presets: readonly [string, string][] = [
  ['-1h', '1 h'],
  ['-6h', '6 h'],
  ['-24h', '24 h'],
  ['-7d', '7 d'],
  ['-30d', '30 d'],
  ['-365d', '1 y'],
  ['-730d', '2 y'],
];

const fallback = '-24h';

export const range = computed<Range>(() => {
  const query = place.value.query;
  const from = query.get('from') ?? fallback;
  const to = query.get('to');
  const start = parseTime(from, now.value);
  const end = to === null ? now.value : parseTime(to, now.value);
  if (start === null) return last24(`“${from}” in the address is not a time`);
  if (end === null) return last24(`“${to}” in the address is not a time`);
  if (start >= end) return last24('The range in the address ends before it begins');
  return to === null && from.startsWith('-') ? moving(now.value - start) : { from: start, to: end, until: end, moving: null };
});

/** Moves in steps, so that what is shown is not asked for again each second: by ten seconds at least, and by a minute at most, which nobody sees in a day. */
function moving(span: number): Range {
  const step = Math.min(60_000, Math.max(10_000, Math.round(span / 360)));
  const end = Math.floor(now.value / step) * step;
  return { from: end - span, to: end, until: end + step, moving: span / 1000 };
}

function last24(why: string): Range {
  return { ...moving(86_400_000), problem: `${why}; these are the last 24 hours.` };
}

export function showPreset(preset: string): void {
  setQuery({ from: preset === fallback ? null : preset, to: null }, false);
}

const LEAST = 60_000;
const MOST = 731 * 86_400_000;

/** At least a minute, at most two years, never beyond now: what would be is moved back. */
export function showRange(from: number, to: number): void {
  const span = Math.min(MOST, Math.max(LEAST, to - from));
  const middle = (from + to) / 2;
  const end = Math.min(span === to - from ? to : middle + span / 2, Math.ceil(Date.now() / 1000) * 1000);
  const start = end - span;
  setQuery({ from: new Date(Math.round(start)).toISOString(), to: new Date(Math.round(end)).toISOString() }, false);
}

/** A quarter of the range earlier or later, half of it, or twice as much. */
export function move(how: 'earlier' | 'later' | 'closer' | 'wider'): void {
  const { from, to } = range.peek();
  const quarter = (to - from) / 4;
  const [start, end] = { earlier: [-1, -1], later: [1, 1], closer: [1, -1], wider: [-2, 2] }[how] as [number, number];
  showRange(from + start * quarter, to + end * quarter);
}
