import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Answer } from '../../api/answers';
import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import type { Timeline, TimelineSpan, Unusual } from '../../api/timeline';
import { range, showRange } from '../../app/range';
import { href, place, setQuery } from '../../app/router';
import { byName } from '../../format/figures';
import { local, utc } from '../../format/time';
import { EventDrawer } from '../../ui/EventDrawer';
import { Empty, Loaded } from '../../ui/Parts';
import { State, toneOf } from '../../ui/State';
import { Table, type Column } from '../../ui/Table';
import { At } from '../../ui/Time';
import { Told } from '../../ui/Told';

type Row = { time: number; event: LiveEvent } | { time: number; span: TimelineSpan };

const columns: Column<Row>[] = [
  { name: 'Time', cell: (row) => <At time={row.time} />, by: (row) => row.time },
  {
    name: 'Severity',
    cell: (row) => ('event' in row ? <State tone={toneOf(row.event.severity)}>{row.event.severity}</State> : <span class="quiet">—</span>),
    by: (row) => ('event' in row ? row.event.severity : ''),
  },
  { name: 'What', cell: (row) => ('event' in row ? <Told text={row.event.message} /> : <em class="quiet">{row.span.label}</em>) },
  { name: 'Type', wide: true, cell: (row) => <code class="small">{'event' in row ? row.event.type : row.span.kind}</code>, by: (row) => ('event' in row ? row.event.type : row.span.kind) },
];

/** Everything on one time axis: events of every capability, boots and gaps, and the metrics that moved unusually. */
export default function TimelinePage() {
  const { from, to, moving } = range.value;
  const timeline = useResource<Timeline>(`timeline?from=${utc(from)}&to=${utc(to)}&unusual=false`, { on: () => moving !== null });
  // What moved is sought in the samples of two days; the events do not wait for it.
  const moved = useResource<Answer<'/api/v1/timeline/unusual'>>(`timeline/unusual?from=${utc(from)}&to=${utc(to)}`);
  const filter = useSignal('');
  const open = useSignal<LiveEvent | null>(null);

  // A link to a moment names the event that it is about.
  const wanted = place.value.query.get('event');
  useEffect(() => {
    const found = timeline.data.value?.events.find((event) => event.id === wanted);
    if (found) open.value = found;
  }, [wanted, timeline.data.value]);

  const show = (row: Row) => 'event' in row && setQuery({ event: row.event.id }, false);
  return (
    <>
      <div class="row apart">
        <h1>Timeline</h1>
        <div class="row">
          <label class="row">
            <span class="quiet">Go to</span>
            <input type="datetime-local" step="1" class="moment" onChange={(event) => goTo(event.currentTarget.value)} />
          </label>
          <label class="row">
            <span class="quiet">Filter</span>
            <input
              type="search"
              value={filter.value}
              placeholder="words, a type, a device"
              onInput={(event) => (filter.value = event.currentTarget.value)}
            />
          </label>
        </div>
      </div>
      {moved.data.value && moved.data.value.unusual.length > 0 && <Moved unusual={moved.data.value.unusual} />}
      <Loaded from={timeline}>
        {(data) => {
          const rows = merged(data, filter.value);
          return (
            <>
              {rows.length === 0 ? (
                <Empty title="Nothing happened in this range">
                  <p>Choose a longer one above, or drag on the strip.</p>
                </Empty>
              ) : (
                <Table label="Events" columns={columns} rows={rows} id={identity} onOpen={show} sort={{ column: 'Time', down: true }} selected={wanted} />
              )}
              {data.truncated && <p class="quiet">Only the newest {data.events.length} events are shown; choose a shorter range to see the others.</p>}
            </>
          );
        }}
      </Loaded>
      {open.value && (
        <EventDrawer
          event={open.value}
          onClose={() => {
            open.value = null;
            setQuery({ event: null });
          }}
        />
      )}
    </>
  );
}

/** A quarter of an hour around a moment of the viewer's clock. */
function goTo(moment: string): void {
  const time = new Date(moment).getTime();
  if (!Number.isNaN(time)) showRange(time - 450_000, time + 450_000);
}

function merged(data: Timeline, filter: string): Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const events: Row[] = data.events
    .filter((event) => matches(`${event.message} ${event.type} ${event.subject} ${event.severity}`))
    .map((event) => ({ time: Date.parse(event.time), event }));
  const spans: Row[] = data.spans
    .filter((span) => Date.parse(span.start) >= Date.parse(data.from) && matches(`${span.label} ${span.kind}`))
    .map((span) => ({ time: Date.parse(span.start), span }));
  return [...events, ...spans];
}

function identity(row: Row): string {
  return 'event' in row ? row.event.id : row.span.kind + row.span.start;
}

function Moved({ unusual }: { unusual: Unusual[] }) {
  return (
    <section class="panel">
      <h2>Metrics that moved unusually</h2>
      <ul class="items">
        {unusual.map((each) => {
          const name = each.labels['__name__'] ?? '';
          const labels = Object.entries(each.labels).filter(([key]) => key !== '__name__');
          const selector = name + (labels.length ? `{${labels.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}` : '');
          // A counter is told by how fast it grew.
          const rate = name.endsWith('_total');
          const format = (value: number) => byName(name)(value) + (rate ? '/s' : '');
          return (
            <li key={selector} class="row apart">
              <a href={href('metrics', { expr: rate ? `rate(${selector}[5m])` : selector })}>
                <code>{selector}</code>
              </a>
              <span title={local(Date.parse(each.time))}>
                {format(each.value)} <span class="quiet">usually {format(each.median)}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
