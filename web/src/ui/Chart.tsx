import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { range, showRange } from '../app/range';
import { local } from '../format/time';
import { letFingersDrag } from './finger';
import { merged, middleOf, spokenOf, textOf, toneOfMark, type Mark } from './marks';
import { At } from './Time';
import { Walk } from './Walk';
import './chart.css';

export interface Line {
  label: string;
  values: (number | null)[];
  /** The lowest and highest value behind each point, where the data is downsampled. */
  band?: { low: (number | null)[]; high: (number | null)[] };
}

const shared = uPlot.sync('time');

/** Marks nearer to each other than this are one, and a click as near to one opens it. Pixels. */
const APART = 10;

/** Seconds since 1970 across, one line a series: gaps stay gaps, one crosshair is shared by all charts, dragging chooses the range everywhere. */
export function Chart(props: {
  title: string;
  times: number[];
  lines: Line[];
  format: (value: number) => string;
  marks?: readonly Mark[];
  /** Opens the evidence of a mark. */
  onOpen?: (mark: Mark) => void;
  limits?: { value: number; text: string }[];
  height?: number;
  fromZero?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const near = useSignal<Mark | null>(null);
  const { from, to } = range.value;
  const marks = merged(props.marks ?? [], ((to - from) * APART) / (plot.current?.over.clientWidth || 480));
  const latest = useRef<Shown>({ ...props, marks });
  latest.current = { ...props, marks };
  const shape = props.lines.map((line) => `${line.label}${line.band ? '+' : ''}`).join('\n');

  useEffect(() => {
    const element = box.current!;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element, () => latest.current, near), data(latest.current), element);
      letFingersDrag(plot.current);
      openOnClick(plot.current, () => latest.current);
    };
    make();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: latest.current.height ?? 200 }));
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      scheme.removeEventListener('change', make);
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(data(props));
    plot.current?.setScale('x', { min: from / 1000, max: to / 1000 });
  }, [props.times, props.lines, props.marks, range.value]);

  const inside = marks.filter((mark) => middleOf(mark) >= from && middleOf(mark) <= to);

  return (
    <figure class="chart">
      <figcaption>{props.title}</figcaption>
      {near.value && (
        <p class="near small" data-tone={toneOfMark(near.value)}>
          <At time={near.value.from} /> {textOf(near.value)}
        </p>
      )}
      <div class="plot">
        <div ref={box} role="img" aria-label={summary(props)} />
        {props.onOpen && (
          <Walk
            label={`Events on the chart of ${props.title}`}
            stops={inside.map((mark) => ({ x: (middleOf(mark) - from) / (to - from), text: spokenOf(mark) }))}
            onOpen={(index) => props.onOpen!(inside[index]!)}
            onReach={(index) => (near.value = index === null ? null : (inside[index] ?? null))}
          />
        )}
      </div>
    </figure>
  );
}

type Props = Parameters<typeof Chart>[0];

/** With the marks as they are drawn. */
type Shown = Props & { marks: Mark[] };

function data(props: Props): uPlot.AlignedData {
  const columns: (number | null)[][] = [];
  for (const line of props.lines) {
    columns.push(line.values);
    if (line.band) columns.push(line.band.high, line.band.low);
  }
  return [props.times, ...columns] as uPlot.AlignedData;
}

function options(element: HTMLElement, current: () => Shown, near: Signal<Mark | null>): uPlot.Options {
  const props = current();
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const series: uPlot.Series[] = [{ label: '', value: (_, at) => (at == null ? 'newest values' : local(at * 1000)) }];
  const bands: uPlot.Band[] = [];
  props.lines.forEach((line, index) => {
    const stroke = colour(`--series-${(index % 7) + 1}`);
    series.push({
      label: line.label,
      stroke,
      width: 1.5,
      spanGaps: false,
      points: { show: false, size: 4, fill: stroke, filter: (self, column) => alone(self.data[column] as (number | null)[]) },
      // Without a crosshair the legend tells the newest value.
      value: (self, value, column, at) => {
        const told = at == null ? (self.data[column] as (number | null)[] | undefined)?.findLast((each) => each !== null) : value;
        return told == null ? '—' : current().format(told);
      },
    });
    if (line.band) {
      const edge: uPlot.Series = { stroke: 'transparent', width: 0, spanGaps: false, points: { show: false }, label: '', value: () => '' };
      series.push({ ...edge, class: 'edge' }, { ...edge, class: 'edge' });
      bands.push({ series: [series.length - 2, series.length - 1], fill: `${stroke}2e` });
    }
  });

  const axis = { stroke: colour('--text-quiet'), font: `12px ${colour('--font')}`, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: props.height ?? 200,
    series,
    bands,
    scales: {
      x: { time: true, range: () => [range.peek().from / 1000, range.peek().to / 1000] },
      y: { range: (_, low, high) => extent(low, high, current()) },
    },
    axes: [
      { ...axis, size: 32, values: ticks },
      { ...axis, size: 68, ...(binary(current()) ? { incrs: POWERS } : {}), values: (_, values) => values.map((value) => current().format(value)) },
    ],
    padding: [8, 16, 0, 0],
    legend: { live: true },
    cursor: { sync: { key: shared.key, setSeries: false }, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    hooks: {
      setSelect: [
        (self) => {
          if (self.select.width < 4) return;
          showRange(self.posToVal(self.select.left, 'x') * 1000, self.posToVal(self.select.left + self.select.width, 'x') * 1000);
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [
        (self) => {
          const left = self.cursor.left ?? -1;
          near.value = left < 0 ? null : nearest(self, current().marks, left);
          self.over.style.cursor = near.value && current().onOpen ? 'pointer' : '';
        },
      ],
      draw: [(self) => overlay(self, current(), colour)],
    },
  };
}

/** The mark at a place of the plot, or so near to it that it is meant. */
function nearest(plot: uPlot, marks: readonly Mark[], left: number): Mark | null {
  const away = (mark: Mark) => Math.abs(plot.valToPos(middleOf(mark) / 1000, 'x') - left);
  const found = marks.reduce<Mark | null>((best, mark) => (best && away(best) <= away(mark) ? best : mark), null);
  return found && away(found) <= APART ? found : null;
}

/** A click, or the tap of a finger, opens the mark that it meets. */
function openOnClick(plot: uPlot, current: () => Shown): void {
  plot.over.addEventListener('click', (event) => {
    const mark = nearest(plot, current().marks, event.clientX - plot.over.getBoundingClientRect().left);
    if (mark) current().onOpen?.(mark);
  });
}

/** Points with a gap on either side: no line leads to them, so they are drawn as dots. */
function alone(values: readonly (number | null)[]): number[] | null {
  const found = values.flatMap((value, index) => (value != null && values[index - 1] == null && values[index + 1] == null ? [index] : []));
  return found.length > 0 ? found : null;
}

/** Bytes are divided by powers of two, so that an axis reads 512 MiB and not 477. */
const POWERS = Array.from({ length: 60 }, (_, power) => 2 ** power);

function binary(props: Props): boolean {
  return props.format(2048).includes('KiB');
}

/** Limits as thin lines, events as marks along the top. */
function overlay(self: uPlot, props: Shown, colour: (name: string) => string): void {
  const { ctx, bbox } = self;
  const pixel = devicePixelRatio;
  ctx.save();
  for (const limit of props.limits ?? []) {
    const y = self.valToPos(limit.value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = colour('--warning');
    ctx.lineWidth = pixel;
    ctx.setLineDash([4 * pixel, 4 * pixel]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  for (const mark of props.marks) {
    const x = self.valToPos(middleOf(mark) / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.fillStyle = colour(`--${toneOfMark(mark)}`);
    ctx.fillRect(x - pixel, bbox.top, 2 * pixel, 8 * pixel);
  }
  ctx.restore();
}

/** Honest zero where the values are near enough to it, and never a flat line drawn as a mountain range. */
function extent(low: number | null, high: number | null, props: Props): [number, number] {
  let bottom = low ?? 0;
  let top = high ?? 1;
  for (const limit of props.limits ?? []) top = Math.max(top, limit.value);
  if (props.fromZero !== false && bottom >= 0) bottom = 0;
  if (top === bottom) top = bottom + (Math.abs(bottom) * 0.1 || 1);
  return [bottom, top + (top - bottom) * 0.06];
}

const HOURS = new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAYS = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const MONTHS = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit' });

function ticks(_: uPlot, values: number[]): string[] {
  const step = (values[1] ?? 0) - (values[0] ?? 0);
  const format = step >= 28 * 86_400 ? MONTHS : step >= 86_400 ? DAYS : step >= 60 ? HOURS : SECONDS;
  return values.map((value) => {
    const date = new Date(value * 1000);
    return step < 86_400 && date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0 ? DAYS.format(date) : format.format(date);
  });
}

function summary(props: Props): string {
  const lines = props.lines.slice(0, 7).map((line) => {
    const last = line.values.findLast((value) => value !== null);
    return `${line.label}: ${last === undefined || last === null ? 'no value' : props.format(last)}`;
  });
  return `${props.title}. ${lines.join('; ')}`;
}
