import { useEffect } from 'preact/hooks';
import { eventById, MOST_OF_STRETCH, pathOfStretch, type Stretch } from '../api/events';
import type { LiveEvent } from '../api/live';
import { useResource } from '../api/resource';
import { heldEvent, openEvent, readStretch } from '../app/evidence';
import { useNamed } from '../app/named';
import { range } from '../app/range';
import { closeNamed, href, place, setQuery } from '../app/router';
import { Drawer } from './Drawer';
import { EventDrawer } from './EventDrawer';
import { EventList } from './EventList';
import { Missing } from './Missing';
import { Loaded } from './Parts';
import { At } from './Time';

/** So much before and after an event is shown with it. Milliseconds. */
const AROUND = 450_000;

/** The events that the address names, opened beside whatever page it is: one (`?event=ID`), or those of a stretch of time (`?events=FROM/TO`). */
export default function Evidence({ timed }: { timed: boolean }) {
  const event = useNamed('event', 'event', heldEvent, eventById);
  const opened = event.open;
  const events = place.value.query.get('events');
  const stretch = events === null ? null : readStretch(events);

  // A link to an event shows its time, too, unless it names another.
  useEffect(() => {
    const query = place.peek().query;
    if (!timed || !opened || query.has('from') || query.has('to')) return;
    const at = Date.parse(opened.time);
    if (at < range.peek().from) setQuery({ from: new Date(at - AROUND).toISOString(), to: new Date(at + AROUND).toISOString() });
  }, [opened?.id]);

  return (
    <>
      <Missing of={event} />
      {events !== null && stretch === null && (
        <p class="message" data-tone="warning" role="alert">
          “{events}” in the address is not a stretch of time.
        </p>
      )}
      {stretch && <StretchDrawer key={events} stretch={stretch} />}
      {opened && <EventDrawer key={opened.id} event={opened} onClose={event.close} />}
    </>
  );
}

/** What happened in a stretch of time, the newest first. */
function StretchDrawer({ stretch }: { stretch: Stretch }) {
  const found = useResource<{ events: LiveEvent[] }>(pathOfStretch(stretch));
  const around = { from: new Date(stretch.from).toISOString(), to: new Date(Math.max(stretch.to, stretch.from + 60_000)).toISOString() };
  return (
    <Drawer title={`Events${stretch.capability ? ` of ${stretch.capability}` : ''}`} onClose={() => closeNamed('events')}>
      <p class="quiet">
        <At time={stretch.from} /> – <At time={stretch.to} />
        {stretch.least && `, of severity ${stretch.least} and worse`}
      </p>
      <Loaded from={found}>
        {(data) =>
          data.events.length === 0 ? (
            <p class="quiet">Nothing of it is on record any more.</p>
          ) : (
            <>
              <EventList exact events={[...data.events].reverse()} onOpen={openEvent} />
              {data.events.length >= MOST_OF_STRETCH && <p class="quiet small">The newest {MOST_OF_STRETCH} are shown.</p>}
            </>
          )
        }
      </Loaded>
      <p>
        <a href={href('timeline', around)}>All that happened then</a>
      </p>
    </Drawer>
  );
}
