import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { legend, queryChart, stepOf, type Matrix } from '../../api/metrics';
import { range } from '../../app/range';
import { Chart } from '../../ui/Chart';
import { Table } from '../../ui/Table';
import type { Marks } from './marks';
import { askWithWindow, type PanelDefinition } from './panels';

/** A point for every other pixel or so of a chart. */
const POINTS = 360;
const MOST_LINES = 7;

/** One chart and its data; asked for only when it comes into view. */
export function Panel({ panel, marks, height, showEmpty }: { panel: PanelDefinition; marks: Marks; height?: number; showEmpty?: boolean }) {
  const matrix = useSignal<Matrix | null>(null);
  const error = useSignal<string | null>(null);
  const visible = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const { from, to } = range.value;
  // A range that moves is asked for again when it has moved by a step; until then what is there moves along.
  const step = stepOf(from, to, POINTS);
  const [first, last] = [Math.floor(from / 1000 / step), Math.ceil(to / 1000 / step)];

  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => (visible.value = entry?.isIntersecting ?? false), { rootMargin: '200px' });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!visible.value) return;
    const abort = new AbortController();
    askWithWindow(panel.expression, step, (expression) => queryChart(expression, from, to, POINTS, abort.signal)).then(
      (answer) => {
        matrix.value = answer;
        error.value = null;
      },
      (failure: Error) => {
        if (failure.name !== 'AbortError') error.value = failure.message;
      },
    );
    return () => abort.abort();
  }, [panel.expression, step, first, last, visible.value]);

  const data = matrix.value;
  const absent = data !== null && data.series.length === 0 && !showEmpty && error.value === null;
  return (
    <div ref={box} class="panel-box" hidden={absent} style={{ minHeight: data ? undefined : '240px' }}>
      {error.value && (
        <p class="message" data-tone="error" role="alert">
          {error.value}
        </p>
      )}
      {data && data.series.length === 0 && showEmpty && <p class="quiet">This expression finds no series with values in this range.</p>}
      {data && data.series.length > 0 && <Drawn panel={panel} data={data} marks={marks} height={height} />}
    </div>
  );
}

function Drawn({ panel, data, marks, height }: { panel: PanelDefinition; data: Matrix; marks: Marks; height: number | undefined }) {
  const shown = [...data.series].sort((left, right) => peak(right.values) - peak(left.values)).slice(0, MOST_LINES);
  return (
    <>
      <Chart
        title={panel.title}
        times={data.times}
        lines={shown.map((each) => ({
          label: data.series.length === 1 && !showsLabels(each.labels) ? panel.title : legend(each.labels, panel.without),
          values: each.values,
          ...(each.band ? { band: each.band } : {}),
        }))}
        format={panel.format}
        marks={marks.marks}
        onOpen={marks.open}
        {...(panel.limits ? { limits: panel.limits } : {})}
        {...(height ? { height } : {})}
      />
      {data.series.length > MOST_LINES && (
        <details>
          <summary class="quiet small">
            The {MOST_LINES} highest of {data.series.length} series are drawn; all of them in a table
          </summary>
          <Table
            label={`Newest values of ${panel.title}`}
            rows={data.series}
            id={(each) => JSON.stringify(each.labels)}
            columns={[
              { name: 'Series', cell: (each) => <code class="small long">{legend(each.labels)}</code>, by: (each) => legend(each.labels) },
              {
                name: 'Newest',
                number: true,
                cell: (each) => {
                  const last = each.values.findLast((value) => value !== null);
                  return last === undefined || last === null ? 'no value' : <span title={String(last)}>{panel.format(last)}</span>;
                },
                by: (each) => each.values.findLast((value) => value !== null) ?? Number.NEGATIVE_INFINITY,
              },
            ]}
            sort={{ column: 'Newest', down: true }}
          />
        </details>
      )}
    </>
  );
}

function showsLabels(labels: Record<string, string>): boolean {
  return Object.keys(labels).some((key) => key !== '__name__');
}

function peak(values: readonly (number | null)[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value !== null && value > most) most = value;
  return most;
}
