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
