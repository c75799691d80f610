import type { LiveEvent } from '../../api/live';
import { useResource } from '../../api/resource';
import { useSignal } from '@preact/signals';
import { EventDrawer } from '../../ui/EventDrawer';
import { EventList } from '../../ui/EventList';
import { Loaded } from '../../ui/Parts';

/** The crashes of this host, newest first; a click opens the report. */
export function Crashes() {
  const crashes = useResource<{ events: LiveEvent[] }>('events?type=uptime.crash-report&type=uptime.host-crashed&limit=100', {
    on: (event) => event.type.startsWith('uptime.'),
  });
  const open = useSignal<LiveEvent | null>(null);
  return (
    <section class="panel">
      <h2>Crashes</h2>
      <Loaded from={crashes}>
        {(data) =>
          data.events.length === 0 ? (
            <p class="quiet">No crash of this host has been recorded.</p>
          ) : (
            <EventList events={[...data.events].reverse()} onOpen={(event) => (open.value = event)} />
          )
        }
      </Loaded>
      {open.value && <EventDrawer event={open.value} onClose={() => (open.value = null)} />}
    </section>
  );
}
