import { useSignal } from '@preact/signals';
import type { MetricView } from '../../api/metrics';
import { useResource } from '../../api/resource';
import { place, setQuery } from '../../app/router';
import { byName, perSecond } from '../../format/figures';
import { Empty, Loaded } from '../../ui/Parts';
import { Table } from '../../ui/Table';
import { ExpressionBox } from './ExpressionBox';
import { useMarks } from './marks';
import { Panel } from './Panel';
import { charted, panels } from './panels';
import './metrics.css';

/** The charts that every host has, anything else by its expression, and the list of all there is. */
export default function Metrics() {
  const expression = place.value.query.get('expr') ?? '';
  const list = useResource<{ metrics: MetricView[] }>('metrics', { every: 60 });
  const marks = useMarks();
  return (
    <>
      <h1>Metrics</h1>
      <ExpressionBox metrics={list.data.value?.metrics ?? []} expression={expression} onChange={(expr) => setQuery({ expr }, false)} />
      {expression !== '' ? (
        <Panel
          key={expression}
          panel={{ title: expression, expression, format: formatOf(expression) }}
          marks={marks}
          height={320}
          showEmpty
        />
      ) : (
        <div class="charts">
          {panels.map((panel) => (
            <Panel key={panel.title} panel={panel} marks={marks} />
          ))}
        </div>
      )}
      <Loaded from={list}>{(data) => (data.metrics.length === 0 ? <Nothing /> : <All metrics={data.metrics} />)}</Loaded>
    </>
  );
}

/** As the first name in it says; what a rate gives of a counter is so much in each second. */
function formatOf(expression: string): (value: number) => string {
  const counter = /\b(?:irate|rate)\(\s*([a-zA-Z_:][\w:]*)/.exec(expression)?.[1];
  return counter ? perSecond(counter) : byName(/[a-zA-Z_:][\w:]*/.exec(expression)?.[0] ?? '');
}

function All({ metrics }: { metrics: readonly MetricView[] }) {
  const filter = useSignal('');
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = metrics.filter((each) => words.every((word) => selector(each).toLowerCase().includes(word)));
  return (
    <section class="stack">
      <div class="row apart">
        <h2>All series</h2>
        <label class="row">
          <span class="quiet">Filter</span>
          <input type="search" value={filter.value} onInput={(event) => (filter.value = event.currentTarget.value)} />
        </label>
      </div>
      <Table
        label="All series"
        rows={rows}
        id={selector}
        onOpen={(row) => {
          setQuery({ expr: charted(selector(row), row.kind === 'counter') }, false);
          // The chart stands above the list, perhaps far out of sight.
          document.getElementById('expression')?.focus({ preventScroll: true });
          window.scrollTo(0, 0);
        }}
        columns={[
          { name: 'Series', cell: (row) => <code class="small long">{selector(row)}</code>, by: selector },
          {
            name: 'Newest',
            number: true,
            cell: (row) => (row.value === null || row.value === undefined ? 'no value' : <span title={String(row.value)}>{byName(row.name)(row.value)}</span>),
            by: (row) => row.value ?? Number.NEGATIVE_INFINITY,
          },
          { name: 'What it is', wide: true, cell: (row) => <span class="quiet small">{row.help}</span> },
        ]}
      />
    </section>
  );
}

function Nothing() {
  return (
    <Empty title="Nothing has been measured yet">
      <p>The first values come within ten seconds of the daemon's start.</p>
    </Empty>
  );
}

function selector({ name, labels }: MetricView): string {
  const pairs = Object.entries(labels).filter(([key]) => key !== '__name__');
  return name + (pairs.length === 0 ? '' : `{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`);
}
