import type { LiveEvent, Severity } from './live';

export interface TimelineSpan {
  kind: string;
  start: string;
  end: string | null;
  label: string;
}

/** Events counted per slice of the range and capability: enough to draw, however many there are. */
export interface Density {
  from: string;
  to: string;
  slices: number;
  spans: TimelineSpan[];
  counts: { slice: number; capability: string; severity: Severity; count: number }[];
}

/** A metric that moved more than five median absolute deviations from its median of the day before. */
export interface Unusual {
  labels: Record<string, string>;
  time: string;
  value: number;
  median: number;
  deviations: number;
}

export interface Timeline {
  from: string;
  to: string;
  spans: TimelineSpan[];
  events: LiveEvent[];
  truncated: boolean;
  unusual: Unusual[];
}
