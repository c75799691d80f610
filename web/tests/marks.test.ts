import { expect, test } from 'vitest';
import { merged, spokenOf, textOf, type Mark } from '../src/ui/marks';

const mark = (from: number, worst: Mark['worst'] = 'warning'): Mark => ({ from, to: from + 1, count: 1, worst });

test('marks that cannot be told apart are one, which stands for the worst of them', () => {
  const found = merged([mark(130), mark(100), mark(104, 'critical'), mark(300)], 10);
  expect(found.map((each) => [each.from, each.to, each.count, each.worst])).toEqual([[100, 105, 2, 'critical'], [130, 131, 1, 'warning'], [300, 301, 1, 'warning']]);
});

test('a dense row of marks does not become one', () => {
  const found = merged(Array.from({ length: 100 }, (_, index) => mark(index * 5)), 10);
  expect(found.length).toBeGreaterThan(15);
  expect(found.reduce((sum, each) => sum + each.count, 0)).toBe(100);
});

test('a mark says what it stands for', () => {
  expect(textOf({ from: 0, to: 1, count: 3, worst: 'error' })).toBe('3 events, the worst error');
  expect(spokenOf({ from: Date.UTC(2026, 0, 1), to: 0, count: 1, worst: 'error' })).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: error: one event/);
});
