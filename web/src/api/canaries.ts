import type { Answer } from './answers';

/** Durations are seconds. */
export type Canary = Answer<'/api/v1/canaries'>['canaries'][number];

export type Ping = Answer<'/api/v1/canaries/{canary}/pings'>['pings'][number];

export type Preview = Answer<'/api/v1/canaries/preview'>;
