import { expect, test } from 'vitest';
import { askWithWindow, charted } from '../src/pages/metrics/panels';

const answering = (enough: number) => {
  const asked: string[] = [];
  const ask = async (expression: string) => {
    asked.push(expression);
    return { series: Number(/\[(\d+)s\]/.exec(expression)?.[1] ?? enough) >= enough ? [expression] : [] };
  };
  return { asked, ask };
};

test('a close look at old times, whose samples are five minutes apart, finds them', async () => {
  const { asked, ask } = answering(600);
  expect((await askWithWindow(charted('a_total{x="1"}', true), 10, ask)).series).toEqual(['rate(a_total{x="1"}[600s])']);
  expect(asked).toHaveLength(2);
});

test('dense samples are asked for once, with a window that fits the range', async () => {
  const { asked, ask } = answering(60);
  await askWithWindow(charted('a_total', true), 7_200, ask);
  await askWithWindow(charted('a_total', true), 10, ask);
  expect(asked).toEqual(['rate(a_total[28800s])', 'rate(a_total[60s])']);
});

test('what has no window is not asked for again', async () => {
  const { asked, ask } = answering(1);
  await askWithWindow(charted('a', false), 10, async (expression) => ({ ...(await ask(expression)), series: [] }));
  expect(asked).toEqual(['a']);
});
