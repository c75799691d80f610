import type { Device } from '../../api/disks';
import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import type { Boot } from '../../api/uptime';
import { openEvent } from '../../app/evidence';
import { range } from '../../app/range';
import { useNamed } from '../../app/named';
import { href, openNamed } from '../../app/router';
import { bytes } from '../../format/figures';
import { utc } from '../../format/time';
import { Drawer } from '../../ui/Drawer';
import { EventList } from '../../ui/EventList';
import { Missing } from '../../ui/Missing';
import { Facts, Loaded } from '../../ui/Parts';
import { Shape, State, type Tone } from '../../ui/State';
import { worse } from '../../api/status';
import './disks.css';

/** More events than this are for the timeline. */
const MOST = 100;

/** The tree of devices, each with its state in the chosen range, and what happened to them. */
export default function Disks() {
  const { from, until } = range.value;
  const devices = useResource<{ disks: Device[] }>('disks', { every: 60, on: (event) => event.type.startsWith('disks.') });
  const events = useResource<{ events: LiveEvent[] }>(`events?type=disks.*&limit=1000&since=${utc(from)}&until=${utc(until)}`, {
    on: (event) => event.type.startsWith('disks.'),
  });
  const happened = events.data.value?.events ?? [];
  const known = devices.data.value?.disks;
  const device = useNamed('device', 'device', (name) => known && (known.find((each) => each.name === name || each.wwid === name) ?? null));
  return (
    <>
      <h1>Disks</h1>
      <Missing of={device} />
      <Loaded from={devices}>
        {(data) => {
          const byName = new Map(data.disks.map((device) => [device.name, device]));
          const roots = data.disks.filter((device) => device.below.length === 0);
          const isIdle = (device: Device) => holdsNothing(device) && worst(happened.filter((each) => concerns(each, device))) === 'ok';
          return (
            <>
              <section class="panel" aria-label="Devices">
                {data.disks.length === 0 ? (
                  <p class="quiet">This host has no block devices.</p>
                ) : (
                  <>
                    <ul class="tree">
                      {roots.filter((device) => !isIdle(device)).map((device) => (
                        <Branch key={device.name} device={device} devices={byName} events={happened} />
                      ))}
                    </ul>
                    {roots.some(isIdle) && (
                      <details>
                        <summary class="quiet small">{roots.filter(isIdle).length} devices that hold nothing</summary>
                        <ul class="tree">
                          {roots.filter(isIdle).map((device) => (
                            <Branch key={device.name} device={device} devices={byName} events={happened} />
                          ))}
                        </ul>
                      </details>
                    )}
                  </>
                )}
              </section>
            </>
          );
        }}
      </Loaded>
      <section class="panel">
        <h2>Events in this range</h2>
        <Loaded from={events}>
          {(data) =>
            data.events.length === 0 ? (
              <p class="quiet">Nothing happened to the disks.</p>
            ) : (
              <>
                <EventList events={data.events.slice(-MOST).reverse()} onOpen={openEvent} />
                {data.events.length > MOST && (
                  <p class="quiet small">
                    The newest {MOST} of {data.events.length}; <a href={href('timeline')}>all of them on the timeline</a>.
                  </p>
                )}
              </>
            )
          }
        </Loaded>
      </section>
      {device.open && <DeviceDrawer key={device.open.name} device={device.open} onClose={device.close} />}
    </>
  );
}

/** A loop or memory device that nothing uses has no size. */
function holdsNothing(device: Device): boolean {
  return device.size === 0 && device.above.length === 0;
}

function concerns(event: LiveEvent, device: Device): boolean {
  const fields = event.fields ?? {};
  return (device.wwid != null && (event.subject === device.wwid || fields['wwid'] === device.wwid)) || (!fields['wwid'] && fields['device'] === device.name);
}

function worst(events: readonly LiveEvent[]): Tone {
  let found: LiveEvent | null = null;
  for (const event of events) if (!found || worse(event.severity, found.severity) < 0) found = event;
  if (!found || worse(found.severity, 'notice') >= 0) return 'ok';
  return found.severity === 'warning' ? 'warning' : 'error';
}

function Branch({ device, devices, events }: { device: Device; devices: Map<string, Device>; events: readonly LiveEvent[] }) {
  const own = events.filter((event) => concerns(event, device));
  const tone = worst(own);
  const what = [device.kind, device.model, device.transport?.kind, device.filesystem_type].filter(Boolean).join(' · ');
  const mounts = device.mount_points.join(', ');
  return (
    <li>
      <button type="button" class="device" onClick={() => openNamed('device', device.name)}>
        <span class="state" data-tone={tone}>
          <Shape tone={tone} />
          <strong title={device.name}>{device.map_name ?? device.name}</strong>
        </span>
        <span class="quiet size">{bytes(device.size)}</span>
        <span class="quiet facts-of-device" title={what}>{what}</span>
        <span class="mounts" title={mounts}>{mounts}</span>
        {own.length > 0 && (
          <span class="badge" data-tone={tone}>
            {own.length}
            <span class="visually-hidden"> events</span>
          </span>
        )}
      </button>
      {device.above.length > 0 && (
        <ul>
          {device.above.map((name) => {
            const above = devices.get(name);
            return above && <Branch key={name} device={above} devices={devices} events={events} />;
          })}
        </ul>
      )}
    </li>
  );
}

/** One device and its whole history, which follows its wwid through renames; without one its name is its own for as long as the host is up. */
function DeviceDrawer({ device, onClose }: { device: Device; onClose: () => void }) {
  const subject = device.wwid ?? device.name;
  const boots = useResource<{ boots: Boot[] }>(device.wwid ? null : 'uptime/boots');
  const since = device.wwid ? '' : boots.data.value && `&since=${boots.data.value.boots.at(-1)?.started ?? ''}`;
  const history = useResource<{ events: LiveEvent[] }>(since === null ? null : `events?type=disks.*&limit=500&subject=${encodeURIComponent(subject)}${since}`, {
    on: (event) => event.subject === subject,
  });
  return (
    <Drawer title={device.map_name ?? device.name} onClose={onClose}>
      <Facts
        facts={[
          ['Kind', device.kind],
          ['Path', <code>{device.preferred_path || device.path}</code>],
          ['Number', <code>{device.number}</code>],
          ['Identity', device.wwid && <code>{device.wwid}</code>],
          ['Size', <span title={`${device.size} B`}>{bytes(device.size)}</span>],
          ['Model', device.model],
          ['Serial', device.serial && <code>{device.serial}</code>],
          ['Filesystem', device.filesystem_type],
          ['UUID', device.filesystem_uuid && <code>{device.filesystem_uuid}</code>],
          ['Mounted at', device.mount_points.join(', ')],
          ['Stands on', device.below.join(', ')],
          ['Carries', device.above.join(', ')],
          ...(device.transport
            ? ([['Transport', device.transport.kind], ...Object.entries(device.transport.facts).map(([name, value]) => [name.replaceAll('_', ' '), value])] as [string, string][])
            : []),
        ]}
      />
      <section class="stack">
        <h3>History</h3>
        {!device.wwid && <p class="quiet">This device has no identity that stays: this is what happened to the one of this name since the host started.</p>}
        <Loaded from={history}>
          {(data) =>
            data.events.length === 0 ? (
              <State tone="ok">nothing has happened to it</State>
            ) : (
              <EventList events={[...data.events].reverse()} onOpen={openEvent} />
            )
          }
        </Loaded>
      </section>
      <p>
        <a href={href('metrics', { expr: `rate(node_disk_io_time_seconds_total{device=${JSON.stringify(device.name)}}[5m])` })}>How busy it is</a>
      </p>
    </Drawer>
  );
}
