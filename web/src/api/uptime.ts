/** A boot and the downtime after it: an entry of GET /api/v1/uptime/boots. Durations are seconds. */
export interface Boot {
  number: number;
  boot_id?: string;
  kernel?: string;
  started: string;
  ended?: string;
  uncertainty?: number;
  end: string;
  cause?: string;
  reason?: string;
  uptime: number;
  suspended: number;
  not_watched: number;
  clock_trusted: boolean;
  downtime?: number;
  unaccounted?: number;
}

/** GET /api/v1/uptime. */
export interface UptimeSummary {
  since?: string;
  until?: string;
  boots: number;
  clean: number;
  crashes: number;
  unknown: number;
  availability?: number;
  up: number;
  down: number;
  suspended: number;
  not_watched: number;
  unaccounted: number;
  average_up?: number;
  average_down?: number;
  current?: number;
  current_since?: string;
}

/** GET /api/v1/uptime/crashes. Durations are seconds. */
export interface CrashReport {
  id: number;
  kernel: string;
  went_down: string;
  uncertainty: number;
  back?: string;
  down?: number;
  uptime: number;
  cause: string;
  reason: string;
  last_words: { at?: string; source: string; text: string }[];
  metrics: { name: string; unit: string; first: number; least: number; most: number; last: number }[];
  events: { time: string; type: string; severity: string; subject: string; message: string }[];
  watches: string[];
  canaries: string[];
  clock_trusted: boolean;
}
