import type { Severity } from './live';

export interface StatusLine {
  label: string;
  text: string;
  severity: Severity;
}

/** GET /api/v1/status: the lines for people; each room's own keys stand beside them. */
export interface Status {
  host: { id: string; name: string };
  version: string;
  time: string;
  clock_trusted: boolean;
  severity: Severity;
  lines: StatusLine[];
  boot?: { id: string; started: string; kernel?: string; number: number };
  uptime?: number;
  load?: { one: number; five: number; fifteen: number };
  memory?: { total_bytes: number; available_bytes: number; used_percent: number };
  filesystems?: { mountpoint: string; device: string; type: string; size_bytes: number; available_bytes: number; used_percent: number; inodes_used_percent: number }[];
}

const ORDER: Severity[] = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/** Negative when the first is worse. */
export function worse(left: Severity, right: Severity): number {
  return ORDER.indexOf(left) - ORDER.indexOf(right);
}
