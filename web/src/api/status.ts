import type { Severity } from './live';

export interface StatusLine {
  label: string;
  text: string;
  severity: Severity;
}

/** One thing that is wrong, or several of a kind that are told as one. */
export interface StatusItem {
  subject: string;
  message: string;
  severity: Severity;
  /** How many things it stands for. */
  count: number;
  since?: string;
  /** When it happened last, where it happens again and again. */
  last?: string;
  /** What to do about it. */
  advice?: string;
  /** The page under /ui/ that has the evidence, with its query. */
  link?: string;
}

/** GET /api/v1/status: what is wrong, worst first; the lines for people; each room's own keys stand beside them. */
export interface Status {
  host: { id: string; name: string };
  version: string;
  time: string;
  clock_trusted: boolean;
  severity: Severity;
  items: StatusItem[];
  lines: StatusLine[];
  last_downtime?: { from: string | null; length: number | null; end: string; cause: string; reason: string | null };
  boot?: { id: string; started: string; kernel?: string; number: number };
  uptime?: number;
  load?: { one: number; five: number; fifteen: number };
  memory?: { total_bytes: number; available_bytes: number; used_percent: number };
  filesystems?: { mountpoint: string; device: string; type: string; size_bytes: number; available_bytes: number; used_percent: number; inodes_used_percent: number }[];
}

const ORDER: Severity[] = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/** Higher is worse. */
export function rank(severity: Severity): number {
  return ORDER.length - ORDER.indexOf(severity);
}

/** Negative when the first is worse. */
export function worse(left: Severity, right: Severity): number {
  return ORDER.indexOf(left) - ORDER.indexOf(right);
}
