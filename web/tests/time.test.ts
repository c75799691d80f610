import { describe, expect, it } from 'vitest';
import { duration, parseTime, relative, utc } from '../src/format/time';

describe('times for people', () => {
  it('says durations in their two largest units', () => {
    expect([0, 0.25, 59, 60, 3_600, 273_600, 700_000, -90].map(duration)).toEqual(['0 s', '250 ms', '59 s', '1 min', '1 h', '3 d 4 h', '8 d 2 h', '−1 min 30 s']);
  });

  it('says how long ago with one unit', () => {
    const now = 1_000_000_000;
    expect([now, now - 240_000, now + 7_200_000].map((time) => relative(time, now))).toEqual(['now', '4 min ago', 'in 2 h']);
  });

  it('reads what people paste, and nothing else', () => {
    const now = Date.UTC(2026, 10, 20, 8);
    expect(parseTime('-6h', now)).toBe(now - 21_600_000);
    expect(parseTime('2026-11-20T07:51:00Z', now)).toBe(now - 540_000);
    expect(parseTime('now', now)).toBe(now);
    for (const text of ['', 'yesterday-ish', '2026-13-45', '<script>', '-6 fortnights']) expect(parseTime(text, now)).toBeNull();
    expect(utc(now)).toBe('2026-11-20T08:00:00Z');
  });
});
