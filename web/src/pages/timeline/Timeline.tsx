import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Answer } from '../../api/answers';
import { get } from '../../api/client';
import { eventById } from '../../api/events';
import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import type { Timeline, TimelineSpan, Unusual } from '../../api/timeline';
import { rank } from '../../api/status';
import type { Boot, CrashReport } from '../../api/uptime';
import { useNamed } from '../../app/named';
import { range, showRange } from '../../app/range';
import { go, href, place, setQuery } from '../../app/router';
import { byName } from '../../format/figures';
import { utc } from '../../format/time';
import { EventDrawer } from '../../ui/EventDrawer';
import { Missing } from '../../ui/Missing';
import { Empty, Loaded } from '../../ui/Parts';
import { State, toneOf } from '../../ui/State';
import { Table, type Column } from '../../ui/Table';
import { At } from '../../ui/Time';
import { toast } from '../../ui/Toasts';
import { Told } from '../../ui/Told';

type Row = { time: number; event: LiveEvent } | { time: number; span: TimelineSpan };

const columns: Column<Row>[] = [
  { name: 'Time', cell: (row) => <At time={row.time} />, by: (row) => row.time },
  {
    name: 'Severity',
    cell: (row) => ('event' in row ? <State tone={toneOf(row.event.severity)}>{row.event.severity}</State> : <span class="quiet">—</span>),
    // Ascending is the mildest first, as with numbers; what is no event is milder than any.
    by: (row) => ('event' in row ? rank(row.event.severity) : -1),
    terse: true,
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
  const data = timeline.data.value;
  const event = useNamed('event', 'event', (id) => (data === null ? undefined : (data.events.find((each) => each.id === id) ?? null)), eventById);

  // A link to an event shows its time, too, unless it names another.
  const opened = event.open;
  useEffect(() => {
    const query = place.peek().query;
    if (!opened || query.has('from') || query.has('to')) return;
    const at = Date.parse(opened.time);
    if (at < range.peek().from) setQuery({ from: new Date(at - AROUND).toISOString(), to: new Date(at + AROUND).toISOString() });
  }, [opened?.id]);

  const show = (row: Row) => void ('event' in row ? event.show(row.event.id) : showSpan(row.span));
  return (
    <>
      <div class="row apart">
        <h1>Timeline</h1>
        <div class="row">
          <label class="row">
            <span class="quiet">Go to</span>
            <input type="datetime-local" step="1" class="moment" onChange={(input) => goTo(input.currentTarget.value)} />
          </label>
          <label class="row">
            <span class="quiet">Filter</span>
            <input type="search" value={filter.value} placeholder="words, a type, a device" onInput={(input) => (filter.value = input.currentTarget.value)} />
          </label>
        </div>
      </div>
      <Missing of={event} />
      {moved.data.value && moved.data.value.unusual.length > 0 && <Moved unusual={moved.data.value.unusual} />}
      <Loaded from={timeline}>
        {(data) => {
          const rows = merged(data, filter.value);
          return (
            <>
              {rows.length > 0 ? (
                <Table label="Events" columns={columns} rows={rows} id={identity} onOpen={show} still={isStill} sort={{ column: 'Time', down: true }} selected={event.name} />
              ) : filter.value.trim() !== '' ? (
                <Empty title={`Nothing in this range matches “${filter.value.trim()}”`}>
                  <p>Every word must stand in an event’s sentence, type, subject or severity.</p>
                </Empty>
              ) : (
                <Empty title="Nothing happened in this range">
                  <p>Choose a longer one above, or drag on the strip.</p>
                </Empty>
              )}
              {data.truncated && <p class="quiet">Only the newest {data.events.length} events are shown; choose a shorter range to see the others.</p>}
            </>
          );
        }}
      </Loaded>
      {opened && <EventDrawer key={opened.id} event={opened} onClose={event.close} />}
    </>
  );
}

const AROUND = 450_000;

/** A boot and a downtime open on the page about uptime; other spans have nothing more to tell. */
function isStill(row: Row): boolean {
  return 'span' in row && !/^uptime\.(boot|down|unknown)$/.test(row.span.kind);
}

/** The report of the crash that a downtime began with, or the boot that began or ended then. */
async function showSpan(span: TimelineSpan): Promise<void> {
  if (isStill({ time: 0, span })) return;
  try {
    const { boots } = await get<{ boots: Boot[] }>('uptime/boots');
    const boot = boots.find((each) => (span.kind === 'uptime.boot' ? each.started : each.ended) === span.start);
    const { crashes } = await get<{ crashes: CrashReport[] }>('uptime/crashes');
    const crash = span.kind === 'uptime.boot' ? undefined : crashes.find((each) => each.boot_id === boot?.boot_id);
    if (crash ?? boot) go(href('uptime', crash ? { crash: String(crash.id) } : { boot: String(boot!.number) }));
  } catch (failure) {
    toast((failure as Error).message);
  }
}

/** A quarter of an hour around a moment of the viewer's clock. */
function goTo(moment: string): void {
  const time = new Date(moment).getTime();
  if (!Number.isNaN(time)) showRange(time - AROUND, time + AROUND);
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
              <span>
                {format(each.value)}{' '}
                <span class="quiet">
                  usually {format(each.median)}, <At time={each.time} />
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
