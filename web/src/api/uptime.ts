import type { Answer } from './answers';

/** A boot and the downtime after it. Durations are seconds. */
export type Boot = Answer<'/api/v1/uptime/boots'>['boots'][number];

export type UptimeSummary = Answer<'/api/v1/uptime'>;

export type CrashReport = Answer<'/api/v1/uptime/crashes'>['crashes'][number];

/** The crash that an address names: by its number, or the newest by `last`. They come the oldest first. */
export function findCrash(crashes: readonly CrashReport[], name: string): CrashReport | null {
  return (name === 'last' ? crashes.at(-1) : crashes.find((crash) => String(crash.id) === name)) ?? null;
}
