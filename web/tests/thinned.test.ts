import { describe, expect, it } from 'vitest';
import { thinned } from '../src/api/thinned';

describe('a chart with fewer points than samples', () => {
  it('asks for the mean and the extremes of each step, with the names that its lines have', () => {
    expect(thinned('node_load1', 60)?.('max')).toBe('label_replace(max_over_time(node_load1[60s]), "__name__", "node_load1", "", "")');
    expect(thinned('{__name__=~"a|b"}', 60)?.('avg')).toBe('label_replace(avg_over_time(a[60s]), "__name__", "a", "", "") or label_replace(avg_over_time(b[60s]), "__name__", "b", "", "")');
    expect(thinned('a{x="1"} / b', 600)?.('min')).toBe('min_over_time((a{x="1"} / b)[600s:60s])');
  });

  it('asks for the expression itself where each sample has a point, where it is a mean already, and where names may be many', () => {
    expect(['node_load1', 'rate(a_total[5m])', 'a_total', '{job="x"}', 'sum({__name__=~"a.*"})'].map((each, index) => thinned(each, index === 0 ? 10 : 60))).toEqual([null, null, null, null, null]);
  });
});
