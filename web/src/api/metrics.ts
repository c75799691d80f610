import type { Answer } from './answers';
import { get, Problem } from './client';
import { thinned } from './thinned';

export type MetricView = Answer<'/api/v1/metrics'>['metrics'][number];

/** Aligned for drawing: one array of times in seconds, and for each series its values, null where it has none. */
export interface Matrix {
  times: number[];
  series: { labels: Record<string, string>; values: (number | null)[]; band?: { low: (number | null)[]; high: (number | null)[] } }[];
}

interface PrometheusMatrix {
  status: 'success' | 'error';
  error?: string;
  data?: { resultType: string; result: { metric: Record<string, string>; values: [number, string][] }[] };
}

/** The length of a chart's step in seconds, so that it gets no more points than it can show. */
export function stepOf(from: number, to: number, points: number): number {
  return Math.max(1, Math.ceil((to - from) / 1000 / points));
}

/**
 * The values of an expression over a range. Where a point stands for many samples of a series, it is their mean, with the least and the greatest of them
 * around it.
 */
export async function queryChart(expression: string, from: number, to: number, points: number, signal?: AbortSignal): Promise<Matrix> {
  const step = stepOf(from, to, points);
  const over = thinned(expression, step);
  const ask = (what: string) => queryRange(what, from, to, points, signal);
  if (over === null) return ask(expression);
  // A series that is sampled less often than it is drawn has no sample in most steps: there its newest one stands, as it does without any thinning.
  const held = step < HELD ? ask(expression) : null;
  const [mean, low, high, plain] = await Promise.all([ask(over('avg')), ask(over('min')), ask(over('max')), held]);
  const column = (matrix: Matrix, labels: Record<string, string>) => matrix.series.find((each) => same(each.labels, labels))?.values;
  const series = mean.series.map(({ labels, values }) => {
    const [least, greatest] = [column(low, labels), column(high, labels)];
    const stands = plain && column(plain, labels);
    return { labels, values: stands ? values.map((value, index) => value ?? stands[index] ?? null) : values, ...(least && greatest ? { band: { low: least, high: greatest } } : {}) };
  });
  return { times: mean.times, series };
}

/** A sample stands for the present for so many seconds, unless the host was off meanwhile. */
const HELD = 300;

function same(left: Record<string, string>, right: Record<string, string>): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

/** Asks at every step of a range. */
export async function queryRange(expression: string, from: number, to: number, points: number, signal?: AbortSignal): Promise<Matrix> {
  const step = stepOf(from, to, points);
  const start = Math.floor(from / 1000 / step) * step;
  const end = Math.ceil(to / 1000 / step) * step;
  const query = new URLSearchParams({ query: expression, start: String(start), end: String(end), step: String(step) });
  const answer = await get<PrometheusMatrix>(`query_range?${query}`, signal);
  if (answer.status !== 'success' || !answer.data) throw new Problem(400, answer.error ?? 'The query cannot be answered.');
  const count = Math.round((end - start) / step) + 1;
  const times = Array.from({ length: count }, (_, index) => start + index * step);
  const series = answer.data.result.map(({ metric, values }) => {
    const column: (number | null)[] = new Array<number | null>(count).fill(null);
    for (const [time, text] of values) {
      const value = Number(text);
      if (Number.isFinite(value)) column[Math.round((time - start) / step)] = value;
    }
    return { labels: metric, values: column };
  });
  return { times, series };
}

/** `{device="sda"}` without the name: what tells the lines of one chart apart. */
export function legend(labels: Record<string, string>, without: readonly string[] = []): string {
  const parts = Object.entries(labels).filter(([key]) => key !== '__name__' && !without.includes(key));
  if (parts.length === 0) return labels['__name__'] ?? 'value';
  if (parts.length === 1) return parts[0]![1];
  return parts.map(([key, value]) => `${key}=${value}`).join(' ');
}
