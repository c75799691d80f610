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
  boot?: { id: string; started: string } | null;
  uptime?: number | null;
  load?: Record<string, number> | null;
  memory?: { total: number; available: number; used_share?: number } | null;
  filesystems?: { mount_point: string; used_share: number; available: number; size: number }[] | null;
}

const ORDER: Severity[] = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/** Negative when the first is worse. */
export function worse(left: Severity, right: Severity): number {
  return ORDER.indexOf(left) - ORDER.indexOf(right);
}
