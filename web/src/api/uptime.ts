import type { Answer } from './answers';

/** A boot and the downtime after it. Durations are seconds. */
export type Boot = Answer<'/api/v1/uptime/boots'>['boots'][number];

export type UptimeSummary = Answer<'/api/v1/uptime'>;

export type CrashReport = Answer<'/api/v1/uptime/crashes'>['crashes'][number];
