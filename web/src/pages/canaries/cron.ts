/** Periods that a line of a crontab can have, in seconds, the longest first, with a line that has it. */
const PERIODS: readonly [number, string][] = [
  [604_800, '15 3 * * 0'],
  [86_400, '15 3 * * *'],
  [43_200, '15 3,15 * * *'],
  [21_600, '15 */6 * * *'],
  [3_600, '15 * * * *'],
  [1_800, '*/30 * * * *'],
  [900, '*/15 * * * *'],
  [600, '*/10 * * * *'],
  [300, '*/5 * * * *'],
  [60, '* * * * *'],
];

const UNITS: Record<string, number> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * The times of a crontab that pings a canary as often as its schedule wants: its own times where it has such, with their zone, and else the longest of the
 * usual periods that is no longer than its own.
 */
export function cronOf(schedule: string): { times: string; zone: string | null } {
  const text = schedule.trim();
  const own = /^((?:[\d*\/,\-]\S*\s+){2}\S+\s+\S+\s+[\w*\/,#\-]+)(?:\s+([A-Z]\w+(?:\/[\w+\-]+)*))?$/.exec(text);
  if (own) return { times: own[1]!.replace(/\s+/g, ' '), zone: own[2] ?? null };
  const length = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)?$/.exec(text);
  const seconds = length ? Number(length[1]) * UNITS[length[2] ?? 's']! : 86_400;
  return { times: (PERIODS.find(([period]) => period <= seconds) ?? PERIODS.at(-1)!)[1], zone: null };
}
