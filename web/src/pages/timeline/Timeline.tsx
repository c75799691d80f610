import { useSignal } from '@preact/signals';
import type { Answer } from '../../api/answers';
import { get, Problem } from '../../api/client';
import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import type { Timeline, TimelineSpan } from '../../api/timeline';
import { rank } from '../../api/status';
import { findCrash, type Boot, type CrashReport } from '../../api/uptime';
import { openEvent } from '../../app/evidence';
import { useNamed } from '../../app/named';
import { range, showRange } from '../../app/range';
import { openNamed, place } from '../../app/router';
import { parseTime, utc } from '../../format/time';
import { Missing } from '../../ui/Missing';
import { Empty, Loaded } from '../../ui/Parts';
import { State, toneOf } from '../../ui/State';
import { Table, type Column } from '../../ui/Table';
import { At } from '../../ui/Time';
import { toast } from '../../ui/Toasts';
import { Told } from '../../ui/Told';
import { BootDrawer } from '../uptime/BootDrawer';
import { Report } from '../uptime/Report';
import { Moved } from './Moved';

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
  const { from, to, until, moving } = range.value;
  const timeline = useResource<Timeline>(`timeline?from=${utc(from)}&to=${utc(until)}&unusual=false`, { on: () => moving !== null });
  // What moved is sought in the samples of two days; the events do not wait for it.
  const calm = (time: number) => (moving === null ? time : Math.floor(time / SEEK) * SEEK);
  const moved = useResource<Answer<'/api/v1/timeline/unusual'>>(to - from > MOST_SOUGHT ? null : `timeline/unusual?from=${utc(calm(from))}&to=${utc(calm(to))}`);
  const filter = useSignal('');
  const crash = useNamed('crash', 'crash', () => null, (name) => found(readCrashes(), (crashes) => findCrash(crashes, name)));
  const boot = useNamed('boot', 'boot', () => null, (number) => found(readBoots(), (boots) => boots.find((each) => String(each.number) === number)));

  const show = (row: Row) => void ('event' in row ? openEvent(row.event) : showSpan(row.span));
  return (
    <>
      <div class="row apart">
        <h1>Timeline</h1>
        <div class="row">
          <GoTo />
          <label class="row">
            <span class="quiet">Filter</span>
            <input type="search" value={filter.value} placeholder="words, a type, a device" onInput={(input) => (filter.value = input.currentTarget.value)} />
          </label>
        </div>
      </div>
      <Missing of={crash} />
      <Missing of={boot} />
      {to - from > MOST_SOUGHT ? (
        <p class="quiet small">Metrics that moved unusually are sought in ranges of two days and less.</p>
      ) : (
        moved.data.value && moved.data.value.unusual.length > 0 && <Moved unusual={moved.data.value.unusual} />
      )}
      <Loaded from={timeline}>
        {(data) => {
          const rows = merged(data, filter.value);
          return (
            <>
              {rows.length > 0 ? (
                <Table label="Events" columns={columns} rows={rows} id={identity} onOpen={show} still={isStill} sort={{ column: 'Time', down: true }} selected={place.value.query.get('event')} />
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
      {crash.open && <Report key={crash.open.id} crash={crash.open} onClose={crash.close} />}
      {boot.open && <BootDrawer key={boot.open.number} boot={boot.open} onClose={boot.close} />}
    </>
  );
}

const AROUND = 450_000;

/** What moved in a moving range is sought anew this often. Milliseconds, as all here. */
const SEEK = 240_000;

/** Over a longer range everything has moved: the daemon seeks in no longer one. */
const MOST_SOUGHT = 2 * 86_400_000;

/** A boot and a downtime open on the page about uptime; other spans have nothing more to tell. */
function isStill(row: Row): boolean {
  return 'span' in row && !/^uptime\.(boot|down|unknown)$/.test(row.span.kind);
}

/** Opens the report of the crash that a downtime began with, or the boot that began or ended then, beside the timeline. */
async function showSpan(span: TimelineSpan): Promise<void> {
  if (isStill({ time: 0, span })) return;
  try {
    const [boots, crashes] = [await readBoots(), await readCrashes()];
    const boot = boots.find((each) => (span.kind === 'uptime.boot' ? each.started : each.ended) === span.start);
    const crash = span.kind === 'uptime.boot' ? undefined : crashes.find((each) => each.boot_id === boot?.boot_id);
    if (crash) openNamed('crash', String(crash.id));
    else if (boot) openNamed('boot', String(boot.number));
  } catch (failure) {
    toast((failure as Error).message);
  }
}

const readBoots = () => get<{ boots: Boot[] }>('uptime/boots').then((answer) => answer.boots);
const readCrashes = () => get<{ crashes: CrashReport[] }>('uptime/crashes').then((answer) => answer.crashes);

/** What a list has of this name; a problem where it has none. */
async function found<T>(list: Promise<T[]>, pick: (list: T[]) => T | null | undefined): Promise<T> {
  const one = pick(await list);
  if (!one) throw new Problem(404, 'It is not there.');
  return one;
}

/** A quarter of an hour around a moment, written as the times on the page are, or as so long ago. */
function GoTo() {
  const wrong = useSignal(false);
  const go = (event: Event) => {
    event.preventDefault();
    const time = parseTime(new FormData(event.target as HTMLFormElement).get('moment') as string, Date.now());
    wrong.value = time === null;
    if (time !== null) showRange(time - AROUND, time + AROUND);
  };
  return (
    <form class="row" onSubmit={go}>
      <label class="row">
        <span class="quiet">Go to</span>
        <input name="moment" class="moment" placeholder="2026-11-18 01:39 or -6h" spellcheck={false} autocomplete="off" aria-invalid={wrong.value || undefined} aria-describedby={wrong.value ? 'moment-wrong' : undefined} />
      </label>
      {wrong.value && (
        <span class="wrong small" role="alert" id="moment-wrong">
          Write a time, such as 2026-11-18 01:39, or how long ago, such as -6h.
        </span>
      )}
    </form>
  );
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
