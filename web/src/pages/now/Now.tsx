import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import { worse, type Status, type StatusLine } from '../../api/status';
import { hostName } from '../../app/host';
import { pages } from '../../app/pages';
import { href } from '../../app/router';
import { EventDrawer } from '../../ui/EventDrawer';
import { EventList } from '../../ui/EventList';
import { Loaded } from '../../ui/Parts';
import { Shape, State, toneOf } from '../../ui/State';
import { Ago } from '../../ui/Time';
import { Told } from '../../ui/Told';
import { Meters } from './Meters';
import './now.css';

/** One screen: is all well, and if not, what is wrong first. */
export default function Now() {
  const status = useResource<Status>('status', { every: 10, on: () => true });
  const events = useResource<{ events: LiveEvent[] }>('events?severity=notice&limit=20', { on: () => true });
  const open = useSignal<LiveEvent | null>(null);
  useEffect(() => {
    if (status.data.value) hostName.value = status.data.value.host.name;
  }, [status.data.value]);

  return (
    <>
      <h1 class="visually-hidden">Now</h1>
      <Loaded from={status}>{(data) => <Overview status={data} />}</Loaded>
      <section class="panel">
        <div class="row apart">
          <h2>Lately</h2>
          <a href={href('timeline')}>Timeline</a>
        </div>
        <Loaded from={events}>
          {(data) =>
            data.events.length === 0 ? (
              <p class="quiet">Nothing worth a notice has happened yet.</p>
            ) : (
              <EventList events={[...data.events].reverse()} onOpen={(event) => (open.value = event)} />
            )
          }
        </Loaded>
      </section>
      {open.value && <EventDrawer event={open.value} onClose={() => (open.value = null)} />}
    </>
  );
}

function Overview({ status }: { status: Status }) {
  const wrong = status.lines.filter((line) => worse(line.severity, 'notice') < 0).sort((left, right) => worse(left.severity, right.severity));
  const rest = status.lines.filter((line) => !wrong.includes(line));
  return (
    <>
      <Verdict wrong={wrong} time={status.time} />
      {wrong.length > 0 && (
        <section class="panel" aria-label="What is wrong">
          <ul class="items">
            {wrong.map((line) => (
              <li key={line.label + line.text}>
                <a class="item" href={href(evidence(line))}>
                  <State tone={toneOf(line.severity)}>{line.severity}</State>
                  <span>
                    <strong>{line.label}</strong> <Told text={line.text} />
                  </span>
                  <span class="quiet" aria-hidden="true">
                    ›
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Meters status={status} />
      <section class="panel" aria-label="The host">
        <dl class="facts">
          {rest.map((line) => (
            <>
              <dt>{line.label}</dt>
              <dd>
                <Told text={line.text} />
              </dd>
            </>
          ))}
        </dl>
      </section>
    </>
  );
}

/** The page that has the evidence of a line; a line without a label goes on with the conditions above it. */
function evidence({ label }: StatusLine): string {
  const room = label.toLowerCase();
  if (pages.some((page) => page.path === room)) return room;
  if (room === '' || room.startsWith('condition') || room.startsWith('watch')) return 'watches';
  if (room.startsWith('last downtime') || room.startsWith('up') || room.startsWith('clock')) return 'uptime';
  return /^(load|memory|swap|disk )/.test(room) ? 'metrics' : 'timeline';
}

function Verdict({ wrong, time }: { wrong: StatusLine[]; time: string }) {
  const worst = wrong[0];
  const tone = worst ? toneOf(worst.severity) : 'ok';
  return (
    <div class="verdict" data-tone={tone} role="status">
      <Shape tone={tone} />
      <span>{worst ? (wrong.length === 1 ? 'One thing is wrong' : `${wrong.length} things are wrong`) : 'All is well'}</span>
      <span class="quiet small">
        as of <Ago time={time} />
      </span>
    </div>
  );
}
