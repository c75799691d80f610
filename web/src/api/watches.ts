import type { Severity } from './live';

/** An entry of GET /api/v1/watches. */
export interface Watch {
  name: string;
  state: string;
  source: string;
  condition: string;
  why: string;
  severity: Severity;
  is_default: boolean;
  keys: number;
  matches: number;
  last_match: string | null;
  last_action: string | null;
  last_result: string | null;
  suppressed: number;
  next_action: string | null;
  silenced_until: string | null;
  trouble: string | null;
  held_by: string | null;
}

export interface Explanation {
  watch: Watch;
  keys: { key: string; is_raised: boolean; state: string; gave_up: boolean; suppressed: number }[];
  seen: { time: string; text: string; outcome: string }[];
  then: string[];
  after: string[];
}

export interface Run {
  id: string;
  watch: string;
  key: string;
  edge: string;
  severity: Severity;
  message: string;
  why: string;
  line: string;
  captures: Record<string, string>;
  time: string;
  status: string;
  duration: number | null;
  attempts: number;
  exit: number | null;
  output: string;
  error: string;
}

export interface Condition {
  condition: string;
  key: string;
  priority: number;
  severity: Severity;
  message: string;
  since: string;
  watch: string;
  inhibited_by: string | null;
}
