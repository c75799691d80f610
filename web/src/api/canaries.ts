/** An entry of GET /api/v1/canaries. Durations are seconds. */
export interface Canary {
  id: string;
  slug: string;
  name: string;
  schedule: string;
  description: string;
  emails: string[];
  tags: string[];
  state: 'ok' | 'running' | 'late' | 'paused' | string;
  paused: boolean;
  late: boolean;
  misses: number;
  deadline?: string;
  grace: number;
  max_duration?: number;
  alert_after: number;
  repeat?: number;
  maintenance: string[];
  snoozed_until?: string;
  running_since?: string;
  run_duration?: number;
  last_ping?: string;
  last_kind?: string;
  pings: number;
  created: string;
  history?: Ping[];
}

export interface Ping {
  number: number;
  time: string;
  kind: string;
  text: string;
  comment: string;
  exit_status?: number;
  run_id?: string;
  duration?: number;
  body_bytes?: number;
}

export interface Preview {
  deadline?: string;
  periods: { start: string; end: string; seconds: number | null }[];
}
