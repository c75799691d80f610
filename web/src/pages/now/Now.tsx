import { useEffect } from 'preact/hooks';
import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import type { Status } from '../../api/status';
import { host } from '../../app/host';
import { openEvent } from '../../app/evidence';
import { go, href, place } from '../../app/router';
import { duration } from '../../format/time';
import { EventList } from '../../ui/EventList';
import { Facts, Loaded } from '../../ui/Parts';
import { Ago, At, Lasted } from '../../ui/Time';
import { Told } from '../../ui/Told';
import { Meters } from './Meters';
import { Verdict, Wrong } from './Wrong';
import './now.css';

/** One screen: is all well, and if not, what is wrong first. */
export default function Now() {
  const status = useResource<Status>('status', { every: 10, on: () => true });
  const events = useResource<{ events: LiveEvent[] }>('events?severity=notice&limit=20', { on: () => true });
  useEffect(() => {
    if (status.data.value) host.value = status.data.value.host;
  }, [status.data.value]);

  // Crashes and their reports stand on the page about uptime; a link without a page leads there.
  const crash = place.value.query.get('crash');
  useEffect(() => void (crash !== null && go(href('uptime', { crash }), true)), [crash]);

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
              <EventList events={[...data.events].reverse()} onOpen={openEvent} />
            )
          }
        </Loaded>
      </section>
    </>
  );
}

/** What the meters and the host's own facts tell better than a line does. */
const TOLD = /^(Up|Last downtime|Clock|Load|Memory|Disk .*)$/;

function Overview({ status }: { status: Status }) {
  const rooms = status.lines.filter((line) => !TOLD.test(line.label) && line.label !== '' && line.label !== 'Condition');
  return (
    <>
      <Verdict items={status.items} time={status.time} />
      <Wrong items={status.items} />
      <Meters status={status} />
      <section class="panel" aria-label="The host">
        <Facts
          facts={[
            ['Up', status.uptime != null && <Up status={status} />],
            ['Last downtime', <LastDowntime status={status} />],
            ['Clock', status.clock_trusted ? null : 'not synchronised yet: times are what the host’s clock says'],
            ...rooms.map((line): [string, preact.ComponentChildren] => [line.label, <Told text={line.text} />]),
          ]}
        />
      </section>
    </>
  );
}

function Up({ status }: { status: Status }) {
  const { boot, uptime } = status;
  return (
    <>
      <Lasted seconds={uptime!} />
      {boot && (
        <>
          , since <At time={boot.started} />{' '}
          <span class="quiet">
            ({boot.number ? `boot ${boot.number}, ` : ''}kernel {boot.kernel})
          </span>
        </>
      )}
    </>
  );
}

function LastDowntime({ status }: { status: Status }) {
  const last = status.last_downtime;
  if (!last?.from) return <>none recorded</>;
  return (
    <>
      <Ago time={last.from} />, {last.length === null ? 'for an unknown time' : `for ${duration(last.length)}`}: {last.end === 'unknown' ? 'nobody knows how' : `a ${last.end}`}.{' '}
      {last.reason && <span class="quiet"><Told text={last.reason} /></span>}
    </>
  );
}
