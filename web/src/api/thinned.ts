/** The host's own series have a sample every so many seconds. */
const SAMPLED = 10;

/** A name, or a choice of names, with labels or without: what `_over_time` can be asked about as it is. */
const SELECTOR = /^\s*([a-zA-Z_:][\w:]*)\s*(\{[^{}]*\})?\s*$/;
const CHOICE = /^\s*\{\s*__name__\s*=~\s*"([\w:|]+)"\s*\}\s*$/;

/** Evaluations of an expression that is no plain series within each step of a chart. */
const WITHIN = 10;

/**
 * How an expression is asked for its mean, its least and its greatest within each step; null where that cannot be asked, or is there already: a rate is a
 * mean. The name of a series is put back, because a chart tells its lines apart by it.
 */
export function thinned(expression: string, step: number): ((what: string) => string) | null {
  if (step <= SAMPLED || /_total\b/.test(expression)) return null;
  const [, name, labels = ''] = SELECTOR.exec(expression) ?? [];
  const names = name ? [name] : CHOICE.exec(expression)?.[1]?.split('|');
  if (names) return (what) => names.map((each) => `label_replace(${what}_over_time(${each}${labels}[${step}s]), "__name__", "${each}", "", "")`).join(' or ');
  // What has windows of its own, or names its series by a pattern, which may give several the same labels, is asked at each step alone.
  return /[[\]]|__name__|^\s*\{/.test(expression) ? null : (what) => `${what}_over_time((${expression})[${step}s:${Math.max(SAMPLED, Math.ceil(step / WITHIN))}s])`;
}
